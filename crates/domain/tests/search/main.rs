//! Finding the practice items by queries of clerks and citizens (S18): the table beside this file.
#![allow(
    clippy::unwrap_used,
    reason = "a practice item that cannot be read stops the test"
)]

mod typed;

use std::path::Path;

use domain::catalogue::Item;
use domain::search::{Entry, Index};

const QUERIES: &str = include_str!("queries.txt");
const STRANGERS: &str = include_str!("strangers.txt");

fn practice() -> Vec<Entry> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/practice/items");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| serde_json::from_str::<Item>(&std::fs::read_to_string(file).unwrap()).unwrap())
        .map(|item| Entry::from(&item))
        .collect()
}

fn lines(table: &str) -> impl Iterator<Item = &str> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn s18_the_item_is_among_the_first_three_for_each_query_of_the_table() {
    let entries = practice();
    let index = Index::new(&entries);
    let mut missed = Vec::new();
    let mut asked = 0;
    for line in lines(QUERIES) {
        let (short, query) = line.split_once(' ').unwrap();
        assert!(entries.iter().any(|entry| entry.short == short), "{short}");
        asked += 1;
        let hits = index.find(query, |_| 0);
        let first: Vec<_> = hits
            .iter()
            .take(3)
            .map(|hit| (entries[hit.index].short.as_str(), hit.score))
            .collect();
        if !first.iter().any(|(found, _)| *found == short) {
            missed.push(format!("{line}: {first:?}"));
        }
    }
    assert!(asked >= 150, "{asked} queries");
    assert!(
        missed.is_empty(),
        "{} of {asked}\n{}",
        missed.len(),
        missed.join("\n")
    );
}

#[test]
fn what_is_said_of_no_item_finds_none() {
    let entries = practice();
    let index = Index::new(&entries);
    for query in lines(STRANGERS) {
        let hits = index.find(query, |_| 0);
        let names: Vec<_> = hits.iter().map(|hit| &entries[hit.index].name).collect();
        assert!(names.is_empty(), "{query}: {names:?}");
    }
}
