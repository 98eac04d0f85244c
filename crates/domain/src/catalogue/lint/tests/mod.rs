//! Every rule against a clean item of the practice city with one defect planted in it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::{Finding, Known, LicenceType, lint};
use crate::catalogue::Item;

mod across;
mod checks;
mod commitment;
mod conditions;
mod form;
mod identity;
mod joint;
mod lane;
mod levels;
mod limits;
mod materials;
mod overdue;

const WATER: &str = "0225-water-supply";
const FOOD: &str = "0312-food-business";
const RETIREMENT: &str = "0622-retirement";
const HOUSE: &str = "0510-house-transfer";

fn practice(path: &str) -> Value {
    let file = format!(
        "{}/../../assets/practice/{path}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn types() -> Vec<LicenceType> {
    serde_json::from_value(practice("licence-types")["types"].clone()).unwrap()
}

fn judge(value: Value) -> Vec<Finding> {
    let item: Item = serde_json::from_value(value).unwrap();
    let types = types();
    lint(
        &item,
        Known {
            licences: Some(&types),
            abolished: &["贫困证明".to_owned()],
        },
    )
}

/// Plants one value at a JSON Pointer and gives back what the linter says of it.
fn planted(item: &str, at: &str, value: Value) -> Vec<(&'static str, String)> {
    let mut data = practice(&format!("items/{item}"));
    let (parent, key) = at.rsplit_once('/').unwrap();
    match data.pointer_mut(parent).unwrap() {
        Value::Array(list) => list[key.parse::<usize>().unwrap()] = value,
        parent => parent[key] = value,
    }
    judge(data)
        .into_iter()
        .map(|finding| (finding.rule, finding.at))
        .collect()
}

/// One defect, one finding, at its place.
#[track_caller]
fn finds(item: &str, at: &str, value: Value, rule: &'static str, found_at: &str) {
    assert_eq!(planted(item, at, value), [(rule, found_at.to_owned())]);
}

#[track_caller]
fn finds_there(item: &str, at: &str, value: Value, rule: &'static str) {
    finds(item, at, value, rule, at);
}

fn added(item: &str, list: &str, value: Value) -> Vec<(&'static str, String)> {
    let mut data = practice(&format!("items/{item}"));
    data.pointer_mut(list)
        .unwrap()
        .as_array_mut()
        .unwrap()
        .push(value);
    judge(data)
        .into_iter()
        .map(|finding| (finding.rule, finding.at))
        .collect()
}

fn paper(code: &str, name: &str) -> Value {
    json!({"code": code, "name": name, "class": "main", "form": "原件", "issuer": "公安机关", "review_points": ["清晰"]})
}

#[test]
fn a_clean_item_has_no_findings() {
    for name in [WATER, FOOD, HOUSE, RETIREMENT] {
        assert_eq!(judge(practice(&format!("items/{name}"))), []);
    }
}

#[test]
fn codes_are_unique_in_their_list() {
    assert_eq!(
        added(WATER, "/materials", paper("plan", "宗地图")),
        [("material_twice", "/materials/8".into())]
    );
    let question = json!({"code": "user", "text": "再问一次", "choices": [{"code": "a", "text": "甲"}, {"code": "b", "text": "乙"}]});
    assert!(
        added(WATER, "/situations", question).contains(&("question_twice", "/situations/2".into()))
    );
    let choice = json!({"code": "resident", "text": "居民"});
    assert_eq!(
        added(WATER, "/situations/0/choices", choice),
        [("choice_twice", "/situations/0/choices/3".into())]
    );
    finds(
        WATER,
        "/form/properties/people/x-order",
        json!(10),
        "order_twice",
        "/form/properties/people/x-order",
    );
}
