//! A list of people for one item (名单): rows become drafts, doubles and wrong numbers are named.

use acceptance::city::Place;
use acceptance::workbook::{Cell, bomb, workbook};
use acceptance::zc::Ran;
use domain::identity::resident_id;
use serde_json::{Value, json};

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
    listed(place, text.as_bytes(), &[])
}

fn listed(place: &Place, bytes: &[u8], more: &[&str]) -> Ran {
    let path = place.file("list");
    std::fs::write(&path, bytes).unwrap();
    let file = format!("@{}", path.display());
    place.zc(&[&["intake", "--list", "0701"], more, &[&file]].concat())
}

/// The same file as a workbook.
fn book(text: &str) -> Vec<u8> {
    let cell = |text: &str| Cell::Text(text.to_owned());
    let row = |line: &str| line.split(',').map(cell).collect();
    let rows: Vec<Vec<Cell>> = text.lines().map(row).collect();
    workbook(&rows).unwrap()
}

/// The cases of a run.
fn received(ran: &Ran) -> Vec<&Value> {
    let named = |line: &&Value| {
        line["number"]
            .as_str()
            .is_some_and(|number| !number.is_empty())
    };
    ran.lines.iter().filter(named).collect()
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
    let told = ran.lines.last().unwrap();
    assert_eq!(
        (&told["group"], &told["unused"]),
        (&json!("T-07"), &json!([]))
    );
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
        ("PK\u{3}\u{4}xlsx", "打不开"),
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

#[test]
fn s57_a_workbook_is_a_list_and_a_number_kept_as_a_number_is_named() {
    let place = Place::new();
    place.zc(&["sync"]).done();
    let ran = listed(&place, &book(&file(false)), &[]);
    assert_eq!((ran.code, counts(&ran)), (4, (46, 0, 4)), "{ran:?}");
    let lines: Vec<&Value> = ran.lines[..4].iter().map(|line| &line["line"]).collect();
    assert_eq!(lines, [9, 20, 33, 40]);
    // The same list as CSV is the same people.
    let ran = import(&place, &file(true));
    assert_eq!(counts(&ran), (4, 46, 0));
    // A spreadsheet program keeps fifteen digits of a number: said by row, not guessed.
    let head = ["姓名", "身份证号"].map(|text| Cell::Text(text.to_owned()));
    let lost = vec![
        Cell::Text("团员".to_owned()),
        Cell::Number("430400199001011000".to_owned()),
    ];
    let ran = listed(&place, &workbook(&[head.to_vec(), lost]).unwrap(), &[]);
    assert_eq!(counts(&ran), (0, 0, 1));
    let say = ran.lines[0]["say"].as_str().unwrap();
    assert!(say.contains("存成了数字"), "{say}");
}

#[test]
fn s57_a_workbook_that_unpacks_without_end_is_refused_in_words() {
    let place = Place::new();
    place.zc(&["sync"]).done();
    let small = bomb(64 << 20).unwrap();
    assert!(small.len() < 1 << 20, "{} bytes", small.len());
    let ran = listed(&place, &small, &[]);
    assert_ne!(ran.code, 0, "{ran:?}");
    assert!(ran.said.contains("展开后太大"), "{}", ran.said);
}

#[test]
fn s57_a_group_is_received_at_once_each_by_its_own_act_and_keeps_its_number() {
    let place = Place::new();
    place.zc(&["sync"]).done();
    let bare = |mended| file(mended).replace(",T-07", "").replace(",团号", "");
    let ran = listed(&place, book(&bare(false)).as_slice(), &["--receive"]);
    assert_eq!((ran.code, counts(&ran)), (4, (46, 0, 4)), "{ran:?}");
    let told = ran.lines.last().unwrap();
    let group = told["group"].as_str().unwrap().to_owned();
    assert!(group.starts_with('T') && told["received"] == 46, "{told}");
    let cases = received(&ran);
    assert_eq!(cases.len(), 46);
    let one = place
        .zc(&["case", cases[0]["case_id"].as_str().unwrap()])
        .done();
    assert_eq!(one.line()["case"]["group"], group, "{one:?}");
    let kinds: Vec<&Value> = one.line()["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|act| &act["kind"])
        .collect();
    assert_eq!(kinds, ["received"]);
    // When the mended list comes again, the four join the same group and nobody is received twice.
    let ran = listed(&place, book(&bare(true)).as_slice(), &["--receive"]);
    assert_eq!((ran.code, counts(&ran)), (0, (4, 46, 0)), "{ran:?}");
    let told = ran.lines.last().unwrap();
    assert_eq!(
        (&told["group"], &told["received"]),
        (&json!(group), &json!(4))
    );
    let ran = listed(&place, book(&bare(true)).as_slice(), &["--receive"]);
    assert_eq!((counts(&ran), received(&ran).len()), ((0, 50, 0), 0));
}

#[test]
fn s57_whoever_has_an_open_case_of_the_item_is_named_by_row() {
    let place = Place::new();
    place.zc(&["sync"]).done();
    let line = json!({
        "ref": "1", "item": "0701", "do": "receive",
        "applicant": {"kind": "self", "name": "团员7", "id": number(7)},
        "form": {"phone": "13800000000"},
    });
    place.intake(&[line]).done();
    let ran = import(&place, &file(true));
    assert_eq!((ran.code, counts(&ran)), (4, (49, 0, 1)), "{ran:?}");
    assert_eq!(ran.lines[0]["line"], 7);
    let say = ran.lines[0]["say"].as_str().unwrap();
    assert!(say.contains("已收件") && say.contains("理由"), "{say}");
}
