use acceptance::zc::zc;
use serde_json::Value;

use crate::vectors::{list, vectors};

fn values(found: &[Value]) -> Vec<&str> {
    found.iter().map(|value| value.as_str().unwrap()).collect()
}

fn check<'a>(kind: &'a str, values: &[&'a str]) -> acceptance::zc::Ran {
    zc([&["check", kind], values].concat())
}

#[test]
fn s14_numbers_of_the_standards_are_ok() {
    let all = vectors();
    for (kind, name) in [
        ("resident-id", "id18"),
        ("uscc", "uscc"),
        ("licence-id", "licence_id"),
    ] {
        let valid = values(list(&all[name], "valid"));
        let ran = check(kind, &valid).done();
        assert_eq!(ran.lines.len(), valid.len());
        for (line, value) in ran.lines.iter().zip(valid) {
            assert_eq!(line["result"], "ok", "{value}: {line}");
        }
    }
}

#[test]
fn s14_every_other_check_digit_of_a_resident_id_is_bad() {
    let body = "43040020000229001";
    let wrong: Vec<String> = "013456789X"
        .chars()
        .map(|last| format!("{body}{last}"))
        .collect();
    let wrong: Vec<&str> = wrong.iter().map(String::as_str).collect();
    let ran = check("resident-id", &wrong);
    assert_eq!(ran.code, 4);
    for line in &ran.lines {
        assert_eq!(line["result"], "bad");
        assert_eq!(line["code"], "check_digit");
        assert!(!line["reason"].as_str().unwrap().is_empty());
    }
}

#[test]
fn a_wrong_uscc_is_bad_and_of_several_values_the_worst_counts() {
    let all = vectors();
    let invalid = values(list(&all["uscc"], "invalid"));
    assert_eq!(check("uscc", &invalid).code, 4);
    let mixed = check("uscc", &["91350100M000100Y43", invalid[0]]);
    assert_eq!(mixed.code, 4);
    assert_eq!(mixed.lines[0]["result"], "ok");
    assert_eq!(mixed.lines[1]["result"], "bad");
}

#[test]
fn what_could_be_mended_is_a_variant_and_not_an_error() {
    let ran = check("resident-id", &["11010519491231002x"]).done();
    assert_eq!(ran.line()["result"], "variant");
}

#[test]
fn a_checked_number_is_never_repeated() {
    let number = "430400200002290012";
    let ran = check("resident-id", &[number]);
    assert!(!format!("{:?}{}", ran.lines, ran.said).contains(number));
}
