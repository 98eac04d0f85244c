//! A list of people for one item (名单): rows become drafts, doubles and wrong numbers are named.

use acceptance::city::Place;
use acceptance::zc::Ran;
use domain::identity::resident_id;

const ROWS: usize = 50;
/// Lines of the file: the head is the first, so these are rows 9, 20 and 33.
const WRONG: [usize; 3] = [9, 20, 33];
/// The same number as line 12.
const DOUBLE: usize = 40;

/// The number of whoever stands on this line.
fn number(line: usize) -> String {
    let bare = format!("430400199001{:02}{:03}", line % 28 + 1, line + 100);
    let check = resident_id::check_digit(&bare).expect("seventeen digits");
    format!("{bare}{check}")
}

fn wrong(number: &str) -> String {
    let last = if number.ends_with('1') { '2' } else { '1' };
    format!("{}{last}", &number[..17])
}

/// The file, with its four faults or mended.
fn file(mended: bool) -> String {
    let mut text = "姓名,身份证号,联系电话,团号\n".to_owned();
    for line in 2..ROWS + 2 {
        let id = match (mended, line) {
            (false, line) if WRONG.contains(&line) => wrong(&number(line)),
            (false, DOUBLE) => number(12),
            _ => number(line),
        };
        text.push_str(&format!("团员{line},{id},13800000000,T-07\n"));
    }
    text
}

fn import(place: &Place, text: &str) -> Ran {
    let path = place.file("list.csv");
    std::fs::write(&path, text).unwrap();
    place.zc(&["intake", "--list", "0701", &format!("@{}", path.display())])
}

fn counts(ran: &Ran) -> (u64, u64, u64) {
    let told = ran.lines.last().unwrap();
    let of = |key: &str| told[key].as_u64().unwrap();
    (of("taken"), of("held"), of("refused"))
}

#[test]
fn s57_rows_with_errors_are_named_and_the_mended_list_makes_no_doubles() {
    let place = Place::new();
    place.zc(&["sync"]).done();
    // When fifty come and three numbers are wrong and one stands twice;
    let ran = import(&place, &file(false));
    // then forty-six are drafts, and four are told by line and reason, without their numbers.
    assert_eq!((ran.code, counts(&ran)), (4, (46, 0, 4)), "{ran:?}");
    let lines: Vec<u64> = ran
        .lines
        .iter()
        .filter_map(|line| line["line"].as_u64())
        .collect();
    assert_eq!(lines, [9, 20, 33, 40]);
    let say = |at: usize| ran.lines[at]["say"].as_str().unwrap();
    assert!(say(0).contains("校验"), "{}", say(0));
    assert!(say(3).contains("第 12 行"), "{}", say(3));
    for line in &ran.lines {
        assert!(!line.to_string().contains("430400"), "{line}");
    }
    assert_eq!(ran.lines.last().unwrap()["unused"][0], "团号");
    // When the whole list is mended and comes again: the four are added, nobody twice.
    let ran = import(&place, &file(true));
    assert_eq!((ran.code, counts(&ran)), (0, (4, 46, 0)), "{ran:?}");
    let ran = import(&place, &file(true));
    assert_eq!(counts(&ran), (0, 50, 0));
}

#[test]
fn s57_a_list_that_is_none_changes_nothing_and_says_what_to_do() {
    let place = Place::new();
    place.zc(&["sync"]).done();
    for (text, says) in [
        ("PK\u{3}\u{4}xlsx", "另存为"),
        ("名字,号码\n张三,1\n", "没有“姓名”一栏"),
        ("姓名,身份证号,身份证号\n张三,1,2\n", "有两栏都是“证件号码”"),
        ("姓名,身份证号\n", "表格里没有人"),
    ] {
        let ran = import(&place, text);
        assert_ne!(ran.code, 0, "{text}");
        assert!(ran.said.contains(says), "{says}: {}", ran.said);
    }
    let ran = import(&place, &file(true));
    assert_eq!(counts(&ran), (50, 0, 0));
}
