//! docs/rows.md says which test proves which row of the domain reference; it is made from the tests, and a row of
//! first importance has one at the counter: through `zc`, or in the window.

mod list;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::Violation;
use super::sources::{Source, Sources};
use crate::ground::Ground;
use list::{OPEN, ROWS, Row};

const RULE: &str = "rows and their tests";
const DOCUMENT: &str = "docs/rows.md";
const HEAD: &str = "# Rows and their tests\n\nMade by `cargo xtask rows` from the names of the tests; `cargo xtask tidy` \
compares. **Bold**: a row whose lack a clerk would\nnotice on the first day; it wants a test through `zc` or in the \
window.\n\n| Row | About | Proved | By |\n|---|---|---|---|\n";

/// Where a test stands, the nearest to the clerk first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Window,
    CommandLine,
    UseCase,
    Backend,
    Unit,
}

impl Place {
    fn of(path: &str) -> Self {
        let stands = |folder: &str| path.starts_with(folder);
        if stands("tests/desktop/") {
            Self::Window
        } else if stands("tests/cli/") || stands("tests/faults/") {
            Self::CommandLine
        } else if stands("crates/desk/tests/") {
            Self::UseCase
        } else if stands("crates/backend/tests/") || stands("tests/backend/") {
            Self::Backend
        } else {
            Self::Unit
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::CommandLine => "command line",
            Self::UseCase => "use case",
            Self::Backend => "backend",
            Self::Unit => "unit",
        }
    }

    fn is_at_the_counter(self) -> bool {
        self <= Self::CommandLine
    }
}

/// A test that proves rows.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Proof {
    place: Place,
    path: String,
    name: String,
}

pub fn check(sources: &Sources) -> Vec<Violation> {
    let stands = sources.iter().find(|source| source.path == DOCUMENT);
    let mut all = Vec::new();
    if stands.is_none_or(|document| document.text != table(sources)) {
        all.push(violation(
            DOCUMENT,
            "is not what the tests say".to_owned(),
            "run `cargo xtask rows`",
        ));
    }
    for row in ROWS {
        all.extend(judged(
            row,
            &proofs(sources, row.id),
            OPEN.contains(&row.id),
        ));
    }
    all
}

/// Writes the document.
pub fn write(ground: &Ground) -> Result<()> {
    let path = ground.root.join(DOCUMENT);
    let text = table(&Sources::read(ground)?);
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{DOCUMENT} is fresh");
    Ok(())
}

fn judged(row: &Row, proofs: &[Proof], open: bool) -> Option<Violation> {
    let proved = proofs.iter().any(|proof| proof.place.is_at_the_counter());
    match (row.first, proved, open) {
        (true, false, false) => Some(violation(
            row.id,
            "has no test through `zc` or in the window".to_owned(),
            "write it, or say in crates/xtask/src/tidy/rows/list.rs that the row is open",
        )),
        (_, true, true) | (false, _, true) => Some(violation(
            row.id,
            "is listed as open and need not be".to_owned(),
            "take it out of the list in crates/xtask/src/tidy/rows/list.rs",
        )),
        _ => None,
    }
}

fn violation(place: &str, found: String, remedy: &'static str) -> Violation {
    Violation {
        rule: RULE,
        place: place.to_owned(),
        found,
        remedy,
    }
}

fn table(sources: &Sources) -> String {
    let mut text = HEAD.to_owned();
    for row in ROWS {
        let proofs = proofs(sources, row.id);
        let places: BTreeSet<Place> = proofs.iter().map(|proof| proof.place).collect();
        let places: Vec<&str> = places.into_iter().map(Place::text).collect();
        let proved = match places.as_slice() {
            [] => "open".to_owned(),
            places => places.join(", "),
        };
        let names: Vec<String> = proofs
            .iter()
            .map(|proof| format!("`{}` ({})", proof.name, proof.path))
            .collect();
        let id = match row.first {
            true => format!("**{}**", row.id),
            false => row.id.to_owned(),
        };
        let names = names.join("<br>");
        writeln!(text, "| {id} | {} | {proved} | {names} |", row.about)
            .expect("writing to a String cannot fail");
    }
    text
}

fn proofs(sources: &Sources, id: &str) -> Vec<Proof> {
    let mut all: Vec<Proof> = sources
        .ending("rs")
        .filter(|source| !source.path.starts_with("crates/xtask/"))
        .flat_map(|source| named(source, id))
        .collect();
    all.sort();
    all
}

/// Functions whose names begin with row numbers, this one among them.
fn named(source: &Source, id: &str) -> Vec<Proof> {
    let wanted = id.trim_start_matches(['S', '0']);
    let lines = source.text.lines();
    lines
        .filter_map(|line| {
            let line = line.trim_start();
            let rest = line
                .strip_prefix("async fn s")
                .or_else(|| line.strip_prefix("fn s"))?;
            let name = format!("s{}", rest.split('(').next()?);
            let rows = name.split('_').map_while(|part| {
                let digits = part.strip_prefix('s')?;
                let is_row = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
                is_row.then(|| digits.trim_start_matches('0').to_owned())
            });
            rows.into_iter().any(|row| row == wanted).then(|| Proof {
                place: Place::of(&source.path),
                path: source.path.clone(),
                name: name.clone(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: (&str, &str) = ("tests/desktop/a.rs", "async fn s05_s17_both() {}");
    const UNIT: (&str, &str) = (
        "crates/domain/src/a.rs",
        "    fn s17_a_rule() {}\nfn s1_x() {}",
    );

    fn of(files: &[(&str, &str)], id: &str) -> Vec<Place> {
        let sources = Sources::planted(files);
        proofs(&sources, id)
            .iter()
            .map(|proof| proof.place)
            .collect()
    }

    #[test]
    fn a_test_proves_every_row_its_name_begins_with() {
        assert_eq!(of(&[WINDOW, UNIT], "S17"), [Place::Window, Place::Unit]);
        assert_eq!(of(&[WINDOW, UNIT], "S05"), [Place::Window]);
        assert_eq!(of(&[WINDOW, UNIT], "S01"), [Place::Unit]);
        assert!(of(&[("a.rs", "fn same_s17_inside() {}")], "S17").is_empty());
    }

    #[test]
    fn a_first_row_with_a_unit_test_alone_is_found() {
        let row = &Row {
            id: "S17",
            first: true,
            about: "",
        };
        let with = |files| proofs(&Sources::planted(files), "S17");
        assert!(judged(row, &with(&[UNIT]), false).is_some());
        assert!(judged(row, &with(&[UNIT]), true).is_none());
        assert!(judged(row, &with(&[UNIT, WINDOW]), false).is_none());
        assert!(
            judged(row, &with(&[WINDOW]), true).is_some(),
            "open no more"
        );
    }

    #[test]
    fn a_document_that_is_not_what_the_tests_say_is_found() {
        let right = table(&Sources::planted(&[WINDOW]));
        let stale = |text: &str| {
            let files = [WINDOW, (DOCUMENT, text)];
            let found = check(&Sources::planted(&files));
            found.iter().any(|violation| violation.place == DOCUMENT)
        };
        assert!(!stale(&right));
        assert!(stale("| S17 | nothing |"));
    }
}
