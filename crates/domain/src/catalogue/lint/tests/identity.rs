use serde_json::json;

use super::{WATER, added, finds, finds_there, planted, practice};
use crate::catalogue::Item;
use crate::catalogue::lint::{Known, lint_all};

#[test]
fn items_differ_in_code_and_short_number() {
    let mut twin = practice(&format!("items/{WATER}"));
    let first: Item = serde_json::from_value(twin.clone()).unwrap();
    twin["version"] = json!(8);
    let second: Item = serde_json::from_value(twin).unwrap();
    let rules: Vec<_> = lint_all(&[first, second], Known::default())
        .into_iter()
        .map(|finding| finding.rule)
        .collect();
    assert_eq!(rules, ["item_code_twice", "item_short_twice"]);
}

#[test]
fn applicants_are_named_and_known() {
    assert!(
        planted(WATER, "/applicants", json!([]))
            .contains(&("applicants_empty", "/applicants".into()))
    );
    let found = added(WATER, "/applicants", json!("friend"));
    assert_eq!(found, [("applicants_unknown", "/applicants/3".into())]);
    assert_eq!(
        added(WATER, "/applicants", json!("self")),
        [("applicants_twice", "/applicants/3".into())]
    );
}

#[test]
fn the_basis_is_written() {
    finds_there(WATER, "/basis", json!([]), "basis");
    finds(WATER, "/basis/0", json!(" "), "basis", "/basis");
}

#[test]
fn the_code_has_its_shape_and_its_owner() {
    let water = practice(&format!("items/{WATER}"));
    let code = water["code"].as_str().unwrap();
    finds_there(WATER, "/code", json!(&code[..30]), "code_shape");
    finds_there(
        WATER,
        "/code",
        json!(format!("{}8{}", &code[..18], &code[19..])),
        "code_shape",
    );
    finds_there(
        WATER,
        "/code",
        json!(format!("11430400MB00000010{}", &code[18..])),
        "code_body",
    );
    let wrong = format!("11430400MB00000011{}", &code[18..]);
    assert_eq!(
        planted(WATER, "/code", json!(wrong)),
        [
            ("code_check", "/code".into()),
            ("code_body", "/code".into())
        ]
    );
    assert_eq!(
        planted(WATER, "/body/uscc", json!("91350100M000100Y4Z"))[0],
        ("uscc", "/body/uscc".to_owned())
    );
    finds_there(WATER, "/short", json!("水0225"), "short");
}

#[test]
fn version_and_effective_day_are_real() {
    finds_there(WATER, "/version", json!(0), "version");
    finds_there(WATER, "/effective", json!("2026-02-30"), "effective");
    finds_there(WATER, "/effective", json!("2026年1月1日"), "effective");
}

#[test]
fn the_body_can_be_reached() {
    for at in [
        "/name",
        "/plain",
        "/body/name",
        "/body/phone",
        "/body/supervise_phone",
        "/body/short",
        "/result/name",
    ] {
        finds_there(WATER, at, json!(""), "text_missing");
    }
    finds_there(WATER, "/situations/0/text", json!(" "), "text_missing");
}
