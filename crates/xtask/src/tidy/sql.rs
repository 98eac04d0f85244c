//! SQL stands in the store of the client and in the backend, nowhere else; a benchmark holds both against bare SQL.

use super::Violation;
use super::rust::{Kind, Lexed};
use super::sources::{Source, Sources};

/// And with whoever alters a folder behind the store's back.
const HOMES: &[&str] = &[
    "crates/store/",
    "crates/backend/",
    "tests/bench/",
    "tests/src/tamper.rs",
];
const REMEDY: &str = "ask `store` for it by a function with a name from the desk";

/// Two words that together make a statement, and how far apart they may stand.
const STATEMENTS: &[(&str, &str)] = &[
    ("SELECT", "FROM"),
    ("INSERT", "INTO"),
    ("CREATE", "TABLE"),
    ("CREATE", "INDEX"),
    ("UPDATE", "SET"),
    ("DELETE", "FROM"),
];

pub fn check(sources: &Sources) -> Vec<Violation> {
    sources
        .iter()
        .filter(|source| !HOMES.iter().any(|home| source.path.starts_with(home)))
        .flat_map(|source| match source.ending() {
            "rs" => in_literals(source),
            "sql" => vec![violation(source.path.clone(), "a file of SQL")],
            _ => Vec::new(),
        })
        .collect()
}

fn in_literals(source: &Source) -> Vec<Violation> {
    Lexed::new(&source.text)
        .of(Kind::Text)
        .filter(|(_, literal)| is_statement(literal))
        .map(|(line, _)| violation(format!("{}:{line}", source.path), "a statement in a string"))
        .collect()
}

fn violation(place: String, found: &str) -> Violation {
    Violation {
        rule: "SQL at home",
        place,
        found: found.to_owned(),
        remedy: REMEDY,
    }
}

/// Whether the literal is a statement: it begins with one's first word, in any case,
/// or has that word in capitals further on, and the second word after it. (An English
/// sentence may well select something from somewhere in its middle.)
fn is_statement(literal: &str) -> bool {
    let words: Vec<&str> = literal
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty() && *word != "r")
        .collect();
    STATEMENTS.iter().any(|(first, second)| {
        let begins = |(at, word): (usize, &&str)| {
            word == first || (at == 0 && word.eq_ignore_ascii_case(first))
        };
        words.iter().enumerate().position(begins).is_some_and(|at| {
            words[at + 1..]
                .iter()
                .any(|word| word.eq_ignore_ascii_case(second))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // Cut in two, so that this file does not break the rule it tests.
    const ASKS: &str = concat!("let q = \"sel", "ect id\n from act where x = ?1\";");

    #[test]
    fn a_statement_outside_the_store_is_found_with_its_line() {
        let text = format!("fn f() {{\n{ASKS}\n}}\n");
        let found = check(&Sources::planted(&[("crates/desk/src/queue.rs", &text)]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/desk/src/queue.rs:2");
    }

    #[test]
    fn every_kind_of_statement_is_known() {
        for (first, second) in STATEMENTS {
            let literal = format!("\"{} x {} y\"", first.to_lowercase(), second.to_lowercase());
            assert!(is_statement(&literal), "{literal}");
        }
    }

    #[test]
    fn a_statement_inside_a_longer_text_is_known_by_its_capitals() {
        assert!(is_statement(concat!(
            "\"BEGIN; DEL",
            "ETE FROM act; COMMIT\""
        )));
        assert!(!is_statement("\"cannot select a key from the list\""));
    }

    #[test]
    fn the_store_the_backend_and_comments_are_free() {
        let comment = concat!("// sel", "ect the next one from the queue\n");
        let sources = Sources::planted(&[
            ("crates/store/src/act/read.rs", ASKS),
            ("crates/backend/src/log.rs", ASKS),
            ("crates/desk/src/queue.rs", comment),
        ]);
        assert_eq!(check(&sources), []);
    }

    #[test]
    fn a_file_of_sql_elsewhere_is_found() {
        assert_eq!(
            check(&Sources::planted(&[("assets/city.sql", "")])).len(),
            1
        );
    }
}
