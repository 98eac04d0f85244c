//! Names come from the desk: no file or folder is called after being handy.

use super::Violation;
use super::sources::Sources;

const HANDY: &[&str] = &[
    "util", "utils", "helper", "helpers", "manager", "managers", "common", "misc",
];
/// Only what we write and name ourselves.
const OURS: &[&str] = &["crates/", "src-tauri/", "tests/", "ui/"];

pub fn check(sources: &Sources) -> Vec<Violation> {
    let mut found: Vec<Violation> = sources
        .iter()
        .filter(|source| OURS.iter().any(|ours| source.path.starts_with(ours)))
        .filter_map(|source| handy_part(&source.path))
        .map(|place| Violation {
            rule: "names",
            place: place.to_owned(),
            found: "is named after being handy, not after what it is".to_owned(),
            remedy: "one noun a folder, one verb a file: call it what a clerk or the field calls it",
        })
        .collect();
    found.dedup_by(|a, b| a.place == b.place);
    found
}

/// The path up to and with the first part that has a handy word in it.
fn handy_part(path: &str) -> Option<&str> {
    let mut end = 0;
    for part in path.split('/') {
        end += part.len();
        let stem = part.split('.').next().unwrap_or(part);
        if words(stem)
            .iter()
            .any(|word| HANDY.contains(&word.as_str()))
        {
            return Some(&path[..end]);
        }
        end += 1;
    }
    None
}

/// `queueManager`, `queue_manager` and `queue-manager` are all `queue` and `manager`.
fn words(stem: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in stem.chars() {
        let next_word = !c.is_alphanumeric() || c.is_uppercase();
        if next_word && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handy_names_of_files_and_folders_are_found_once() {
        let sources = Sources::planted(&[
            ("crates/desk/src/util/a.rs", ""),
            ("crates/desk/src/util/b.rs", ""),
            ("crates/desk/src/queue_manager.rs", ""),
            ("ui/src/parts/dateHelper.ts", ""),
        ]);
        let places: Vec<String> = check(&sources).into_iter().map(|v| v.place).collect();
        assert_eq!(
            places,
            [
                "crates/desk/src/util",
                "crates/desk/src/queue_manager.rs",
                "ui/src/parts/dateHelper.ts"
            ]
        );
    }

    #[test]
    fn a_word_that_only_contains_a_handy_one_is_free() {
        let sources = Sources::planted(&[
            ("crates/desk/src/utility_bill.rs", ""),
            ("crates/desk/src/commonwealth.rs", ""),
        ]);
        assert_eq!(check(&sources), []);
    }
}
