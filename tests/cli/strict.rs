//! A line of `zc intake` that cannot be taken as it stands is not taken in part.

use acceptance::city::Place;
use acceptance::items;
use serde_json::{Value, json};

/// A whole line with one thing changed.
fn line(reference: &str, change: impl FnOnce(&mut Value)) -> Value {
    let papers = items::water_papers(&["identity", "property", "plan"]);
    let mut line = items::water(reference, "receive", papers);
    change(&mut line);
    line
}

fn of<'a>(answer: &'a Value, key: &str) -> &'a str {
    answer[key].as_str().unwrap_or_default()
}

#[test]
fn a_line_in_another_encoding_is_refused_and_named_and_the_next_is_taken() {
    let place = Place::new();
    let file = place.file("lines.jsonl");
    let whole = |reference| format!("{}\n", line(reference, |_| {})).into_bytes();
    let mut gbk = whole("gbk");
    let name = "陈思远".as_bytes();
    let at = gbk
        .windows(name.len())
        .position(|part| part == name)
        .unwrap();
    // 陈思远 in GBK.
    gbk.splice(at..at + name.len(), *b"\xb3\xc2\xcb\xbc\xd4\xb6");
    std::fs::write(&file, [gbk, whole("utf-8")].concat()).unwrap();
    let ran = place.zc(&["intake", &format!("@{}", file.display())]);
    assert_eq!(of(&ran.lines[0], "error"), "malformed", "{ran:?}");
    assert!(of(&ran.lines[0], "say").contains("GBK"), "{ran:?}");
    assert_eq!(of(&ran.lines[1], "state"), "received", "{ran:?}");
}

#[test]
fn what_would_be_lost_without_a_word_is_refused_with_one() {
    let place = Place::new();
    let set = |path: &'static str, value: Value| {
        move |line: &mut Value| *line.pointer_mut(path).unwrap() = value
    };
    let refused = [
        // A kind of paper that nobody checks.
        (
            line(
                "1",
                set(
                    "/applicant",
                    json!({"kind": "self", "name": "陈思远", "id_kind": "card", "id": "1"}),
                ),
            ),
            "resident_id",
        ),
        (
            line(
                "2",
                set(
                    "/applicant",
                    json!({"kind": "self", "name": "陈思远", "id": "430400200002290012", "phnoe": "1"}),
                ),
            ),
            "不认识的字段",
        ),
        (
            line(
                "3",
                set("/form", json!({"adress": "练习市示范区测试路1号"})),
            ),
            "没有的栏目",
        ),
        (line("4", |line| line["case"] = json!("0")), "只能写一个"),
        (line("5", set("/do", json!("recieve"))), "receive、accept"),
        (
            line("6", set("/applicant/name", json!("陈\u{202e}思远"))),
            "不可见字符",
        ),
        (
            line("7", set("/applicant/name", json!("陈\u{fffd}远"))),
            "乱码",
        ),
    ];
    let lines: Vec<Value> = refused.iter().map(|(line, _)| line.clone()).collect();
    let ran = place.intake(&lines);
    for ((_, say), answer) in refused.iter().zip(&ran.lines) {
        assert!(of(answer, "say").contains(say), "{say}: {answer}");
        assert!(answer["case_id"].is_null(), "{answer}");
    }
    // Of two values of one key the reader would keep one.
    let file = place.file("twice.jsonl");
    let twice = line("8", |_| {}).to_string();
    let twice = twice.replace(r#""phone":"#, r#""phone":"13800000009","phone":"#);
    std::fs::write(&file, twice).unwrap();
    let ran = place.zc(&["intake", &format!("@{}", file.display())]);
    assert!(of(ran.line(), "say").contains("写了两次"), "{ran:?}");
}

#[test]
fn a_number_out_of_its_bounds_is_told_the_bounds() {
    let place = Place::new();
    let ran = place.intake(&[items::oversize("heavy", "99999", "2026-03-02")]);
    assert_eq!(of(ran.line(), "refused"), "form_incomplete", "{ran:?}");
    let say = of(ran.line(), "say");
    assert!(say.contains("大于 0，不超过 2000"), "{say}");
}
