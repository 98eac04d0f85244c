//! Nothing unfinished is committed: what is left to do is an issue, not a remark.

use super::Violation;
use super::sources::{Source, Sources};

// Cut in two, so that this file does not break the rule it holds.
const REMARKS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];
const CALLS: &[&str] = &[concat!("todo", "!("), concat!("unimplemented", "!(")];
const ENDINGS: &[&str] = &[
    "rs", "toml", "sql", "ts", "vue", "js", "mjs", "css", "html", "sh",
];

pub fn check(sources: &Sources) -> Vec<Violation> {
    sources
        .iter()
        .filter(|source| ENDINGS.contains(&source.ending()))
        .flat_map(remarks)
        .collect()
}

fn remarks(source: &Source) -> Vec<Violation> {
    let mut found = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let remark = REMARKS.iter().find(|remark| has_word(line, remark));
        let call = CALLS.iter().find(|call| line.contains(**call));
        if let Some(what) = remark.or(call) {
            found.push(Violation {
                rule: "nothing unfinished",
                place: format!("{}:{}", source.path, index + 1),
                found: format!("says {what}"),
                remedy: "finish it, or take it out and write an issue",
            });
        }
    }
    found
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .any(|found| found == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_and_an_empty_body_are_found() {
        let remark = format!("// {}: ask the credit service\n", REMARKS[0]);
        let body = format!("fn f() {{ {}) }}\n", CALLS[0]);
        let sources = Sources::planted(&[
            ("crates/desk/src/credit.rs", remark.as_str()),
            ("ui/src/screens/desk/Desk.vue", remark.as_str()),
            ("crates/desk/src/scan.rs", body.as_str()),
        ]);
        assert_eq!(check(&sources).len(), 3);
    }

    #[test]
    fn a_longer_word_is_free() {
        let text = format!("const {}_LIST: u8 = 0;\n", REMARKS[0]);
        assert_eq!(
            check(&Sources::planted(&[("crates/desk/src/a.rs", &text)])),
            []
        );
    }
}
