//! A file of Rust has at most 400 lines, its tests not counted.

use super::Violation;
use super::rust::Lexed;
use super::sources::{Source, Sources};

const MOST_LINES: usize = 400;

/// Files that may be longer, each with the reason.
const LONG: &[(&str, &str)] = &[];

pub fn check(sources: &Sources) -> Vec<Violation> {
    let too_long = sources
        .ending("rs")
        .filter(|source| !source.is_test() && !is_excepted(&source.path))
        .filter_map(|source| {
            let lines = net_lines(source);
            (lines > MOST_LINES).then(|| Violation {
                rule: "length of files",
                place: source.path.clone(),
                found: format!("{lines} lines without tests, {MOST_LINES} at most"),
                remedy: "take the part that deserves a name of its own into a file of that name",
            })
        });
    too_long.chain(stale(sources, LONG)).collect()
}

fn is_excepted(path: &str) -> bool {
    LONG.iter().any(|(long, _)| *long == path)
}

/// An exception nobody needs any more would hide the next long file.
fn stale(sources: &Sources, exceptions: &[(&'static str, &'static str)]) -> Vec<Violation> {
    let needed = |path: &str| {
        sources
            .iter()
            .any(|source| source.path == path && net_lines(source) > MOST_LINES)
    };
    exceptions
        .iter()
        .filter(|(path, _)| !needed(path))
        .map(|(path, _)| Violation {
            rule: "length of files",
            place: (*path).to_owned(),
            found: "is excepted, yet is short or gone".to_owned(),
            remedy: "take its line out of crates/xtask/src/tidy/length.rs",
        })
        .collect()
}

fn net_lines(source: &Source) -> usize {
    Lexed::new(&source.text).net_lines()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_found_and_its_tests_are_not_counted() {
        let code = "fn f() {}\n".repeat(MOST_LINES);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{code}}}\n");
        let within = format!("{code}{tests}");
        let beyond = format!("{code}fn one_more() {{}}\n{tests}");
        let sources = Sources::planted(&[
            ("crates/desk/src/a.rs", within.as_str()),
            ("crates/desk/src/b.rs", beyond.as_str()),
        ]);
        let found = check(&sources);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/desk/src/b.rs");
        assert!(found[0].found.starts_with("401 lines"));
    }

    #[test]
    fn an_exception_that_is_not_needed_is_found() {
        let short = Sources::planted(&[("crates/desk/src/a.rs", "fn f() {}\n")]);
        assert_eq!(
            stale(&short, &[("crates/desk/src/a.rs", "a reason")]).len(),
            1
        );
        assert_eq!(
            stale(&short, &[("crates/desk/src/gone.rs", "a reason")]).len(),
            1
        );
    }
}
