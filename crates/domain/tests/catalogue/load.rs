//! Reading the practice city.

use std::path::PathBuf;

use domain::catalogue::lint::LicenceType;
use domain::catalogue::{Catalogue, Choice, Item, Requirement, Situation};
use serde_json::Value;

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../assets/practice")
}

pub fn data(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder().join(name)).unwrap()).unwrap()
}

pub fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder().join("items")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

pub fn items() -> Vec<Item> {
    let read = |path: &PathBuf| serde_json::from_str(&std::fs::read_to_string(path).unwrap());
    files()
        .iter()
        .map(|path| read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .collect()
}

pub fn item(short: &str) -> Item {
    Catalogue {
        version: 1,
        items: items(),
    }
    .item(short)
    .unwrap()
    .clone()
}

pub fn types() -> Vec<LicenceType> {
    serde_json::from_value(data("licence-types.json")["types"].clone()).unwrap()
}

pub fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("no text {name} in {value}"))
}

pub fn holders(people: &Value) -> impl Iterator<Item = &Value> {
    list(people, "citizens")
        .iter()
        .chain(list(people, "companies"))
}

pub fn answers(pairs: &[(&str, &str)]) -> Situation {
    pairs
        .iter()
        .map(|(question, answer)| ((*question).to_owned(), (*answer).to_owned()))
        .collect()
}

pub fn asked(item: &Item, answers: &Situation) -> Vec<String> {
    let lines = item.terms(answers).materials.into_iter();
    lines
        .filter_map(|line| match line {
            Requirement::Required(material) => Some(material.code.clone()),
            Requirement::NotNeeded(..) => None,
        })
        .collect()
}

/// Every way the questions of an item can be answered, asked in order.
pub fn situations(item: &Item) -> Vec<Situation> {
    let start: Vec<Situation> = item
        .applicants
        .iter()
        .map(|kind| answers(&[("applicant", kind)]))
        .collect();
    item.situations.iter().fold(start, |begun, question| {
        let more = |known: Situation| -> Vec<Situation> {
            if !question.when.holds(&known) {
                return vec![known];
            }
            let answer = |choice: &Choice| {
                let mut known = known.clone();
                known.insert(question.code.clone(), choice.code.clone());
                known
            };
            question.choices.iter().map(answer).collect()
        };
        begun.into_iter().flat_map(more).collect()
    })
}
