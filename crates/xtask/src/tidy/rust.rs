//! Just enough of Rust's lexical grammar to tell code, comments and strings apart,
//! and to leave out what stands under `#[cfg(test)]`.

use std::ops::Range;

/// What a stretch of a Rust file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Code,
    Comment,
    /// A string literal of any form, with its quotes.
    Text,
}

/// A Rust file cut into its stretches, which cover it from end to end.
pub struct Lexed<'a> {
    text: &'a str,
    stretches: Vec<(Kind, Range<usize>)>,
}

impl<'a> Lexed<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut stretches: Vec<(Kind, Range<usize>)> = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let (kind, length) =
                stretch(&text[at..], at.checked_sub(1).map(|i| text.as_bytes()[i]));
            match stretches.last_mut() {
                Some((Kind::Code, range)) if kind == Kind::Code => range.end = at + length,
                _ => stretches.push((kind, at..at + length)),
            }
            at += length;
        }
        Self { text, stretches }
    }

    /// The stretches of one kind, each with the line it begins on (from 1).
    pub fn of(&self, wanted: Kind) -> impl Iterator<Item = (usize, &'a str)> {
        self.stretches
            .iter()
            .filter(move |(kind, _)| *kind == wanted)
            .map(|(_, range)| (line_of(self.text, range.start), &self.text[range.clone()]))
    }

    /// The file with comments and strings blanked; every line keeps its number.
    pub fn code(&self) -> String {
        let mut code = String::with_capacity(self.text.len());
        for (kind, range) in &self.stretches {
            let part = &self.text[range.clone()];
            if *kind == Kind::Code {
                code.push_str(part);
            } else {
                code.extend(
                    part.bytes()
                        .map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
                );
            }
        }
        code
    }

    /// The code again, with the items under `#[cfg(test)]` blanked too.
    pub fn shipped_code(&self) -> String {
        let mut code = self.code();
        for range in test_items(&code) {
            let blank: String = code[range.clone()]
                .chars()
                .map(|c| if c == '\n' { '\n' } else { ' ' })
                .collect();
            // A wide character becomes one blank: the rest shifts, so work from the end.
            code.replace_range(range, &blank);
        }
        code
    }

    /// The names of the modules that stand under `#[cfg(test)]` and have files of their own.
    pub fn test_modules(&self) -> Vec<String> {
        let code = self.code();
        test_items(&code)
            .into_iter()
            .filter_map(|range| {
                let declared = code[range].strip_suffix(';')?;
                let (before, name) = declared.rsplit_once(char::is_whitespace)?;
                before.trim_end().ends_with("mod").then(|| name.to_owned())
            })
            .collect()
    }

    /// How many lines the file has without its test items.
    pub fn net_lines(&self) -> usize {
        let code = self.code();
        let tests: usize = test_items(&code)
            .into_iter()
            .map(|range| code[range].lines().count())
            .sum();
        self.text.lines().count().saturating_sub(tests)
    }
}

/// The kind and length of what `rest` begins with.
fn stretch(rest: &str, before: Option<u8>) -> (Kind, usize) {
    if rest.starts_with("//") {
        return (Kind::Comment, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Kind::Comment, block_comment(rest));
    }
    let after_a_word = before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !after_a_word && let Some(length) = prefixed_string(rest) {
        return (Kind::Text, length);
    }
    if rest.starts_with('"') {
        return (Kind::Text, quoted(rest, 1));
    }
    if rest.starts_with('\'') {
        return (Kind::Code, character(rest));
    }
    (Kind::Code, rest.chars().next().map_or(1, char::len_utf8))
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(b"/*") => (depth, at) = (depth + 1, at + 2),
            Some(b"*/") => (depth, at) = (depth.saturating_sub(1), at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `c"…"`.
fn prefixed_string(rest: &str) -> Option<usize> {
    let letters = rest
        .bytes()
        .take_while(|byte| b"rbc".contains(byte))
        .count();
    let prefix = &rest[..letters];
    if !matches!(prefix, "r" | "b" | "c" | "br" | "cr") {
        return None;
    }
    let hashes = rest[letters..]
        .bytes()
        .take_while(|byte| *byte == b'#')
        .count();
    let open = letters + hashes;
    if rest.as_bytes().get(open) != Some(&b'"') {
        return None;
    }
    if !prefix.ends_with('r') {
        return (hashes == 0).then(|| quoted(rest, open + 1));
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let body = &rest[open + 1..];
    Some(
        body.find(&close)
            .map_or(rest.len(), |end| open + 1 + end + close.len()),
    )
}

/// The length up to the quote that closes, escapes passed over.
fn quoted(rest: &str, from: usize) -> usize {
    let bytes = rest.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// A character literal whole (it may be a quote or a brace), a lifetime's tick alone.
fn character(rest: &str) -> usize {
    let inside = &rest[1..];
    if inside.starts_with('\\') {
        let end = inside[2.min(inside.len())..].find('\'');
        return end.map_or(1, |end| 1 + 2 + end + 1);
    }
    let mut chars = inside.chars();
    match (chars.next(), chars.next()) {
        (Some(one), Some('\'')) => 1 + one.len_utf8() + 1,
        _ => 1,
    }
}

/// The items under a `#[cfg(test)]` or `#[cfg(all(test, …))]`, last first.
fn test_items(code: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some(begin) = next_test_attribute(code, from) {
        let end = end_of_item(code, begin);
        found.push(begin..end);
        from = end;
    }
    found.reverse();
    found
}

fn next_test_attribute(code: &str, from: usize) -> Option<usize> {
    ["#[cfg(test)]", "#[cfg(all(test"]
        .iter()
        .filter_map(|attribute| code[from..].find(attribute))
        .min()
        .map(|at| from + at)
}

/// An item ends with the brace that closes its body, or with a semicolon outside any bracket.
fn end_of_item(code: &str, begin: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(begin) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            b';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    code.len()
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].bytes().filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        Lexed::new(source)
            .of(Kind::Text)
            .map(|(_, text)| text)
            .collect()
    }

    #[test]
    fn strings_of_every_form_are_told_from_code() {
        let source =
            r####"let a = "x\"y"; let b = r#"q"z"#; let c = b"w"; let d = '"'; let e = br"v";"####;
        assert_eq!(
            texts(source),
            [r#""x\"y""#, r###"r#"q"z"#"###, r#"b"w""#, r#"br"v""#]
        );
    }

    #[test]
    fn lifetimes_do_not_open_a_literal_and_braces_in_literals_do_not_count() {
        let source = "fn f<'a>(x: &'a str) -> char { '{' }\n#[cfg(test)]\nmod t { const Q: char = '}'; }\nfn g() {}\n";
        let shipped = Lexed::new(source).shipped_code();
        assert!(shipped.contains("fn f<'a>"));
        assert!(shipped.contains("fn g()"));
        assert!(!shipped.contains("mod t"));
    }

    #[test]
    fn comments_nest_and_hold_no_strings() {
        let source = "/* a /* \"b\" */ c */ let x = \"y\"; // \"z\"\n";
        assert_eq!(texts(source), ["\"y\""]);
    }

    #[test]
    fn a_word_that_ends_in_a_prefix_letter_is_no_prefix() {
        assert_eq!(texts("macr\"s\""), ["\"s\""]);
    }

    #[test]
    fn net_lines_leave_out_test_items_only() {
        let source = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn t() { assert!(true); }\n}\nfn b() {}\n";
        assert_eq!(Lexed::new(source).net_lines(), 3);
        assert_eq!(
            Lexed::new("#[cfg(test)]\nmod tests;\nfn b() {}\n").net_lines(),
            1
        );
    }

    #[test]
    fn modules_kept_for_tests_are_named() {
        let source = "#[cfg(test)]\npub(crate) mod sim;\nmod engine;\n#[cfg(test)]\nuse sim::World;\n#[cfg(test)]\nmod tests {}\n";
        assert_eq!(Lexed::new(source).test_modules(), ["sim"]);
    }

    #[test]
    fn chinese_in_code_and_strings_keeps_the_cuts_on_characters() {
        let source = "// 综窗\nconst 名: &str = \"受理\";\nfn f() { let c = '综'; }\n";
        assert_eq!(texts(source), ["\"受理\""]);
        assert_eq!(Lexed::new(source).code().lines().count(), 3);
    }
}
