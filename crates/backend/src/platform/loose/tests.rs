use super::*;

fn map(text: &str) -> Vec<(String, Loose)> {
    match read(text).unwrap_or_else(|fault| panic!("{fault}: {text}")) {
        Loose::Map(all) => all,
        other => panic!("{other:?}"),
    }
}

fn text(all: &[(String, Loose)], name: &str) -> String {
    match all.iter().find(|(held, _)| held == name) {
        Some((_, Loose::Text(text) | Loose::Number(text))) => text.clone(),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn what_is_json_is_read_as_json() {
    let all =
        map(r#"{"a": "x\"y", "b": [1, -2.5, true, null], "c": {}, "d": "\ud83d\ude00\u6c34"}"#);
    assert_eq!(text(&all, "a"), "x\"y");
    assert_eq!(
        all[1].1,
        Loose::List(vec![
            Loose::Number("1".into()),
            Loose::Number("-2.5".into()),
            Loose::Bool(true),
            Loose::Null
        ])
    );
    assert_eq!(all[2].1, Loose::Map(Vec::new()));
    assert_eq!(text(&all, "d"), "😀水");
}

#[test]
fn single_quotes_nones_and_bare_words_as_platforms_write_them() {
    let all = map(
        "{'ZZMC': '居民身份证', 'ZZYXQJZRQ': None, u'SFYX': True, 'XH': 430400200002290012, KZ_ZZ: '江口镇',}",
    );
    assert_eq!(text(&all, "ZZMC"), "居民身份证");
    assert_eq!(all[1].1, Loose::Null);
    assert_eq!(all[2], ("SFYX".into(), Loose::Bool(true)));
    // Eighteen digits keep every one of them.
    assert_eq!(text(&all, "XH"), "430400200002290012");
    assert_eq!(text(&all, "KZ_ZZ"), "江口镇");
}

#[test]
fn quotes_and_apostrophes_inside_a_text_stay_in_it() {
    let all = map(
        r#"{'CZZT': 'D'Arcy O'Neil', "KZ_A": "it's", 'KZ_B': 'say "x", y', 'KZ_C': 'a\'b\\', 'KZ_D': 'first
second', 'KZ_E': '甲'，乙'}"#,
    );
    assert_eq!(text(&all, "CZZT"), "D'Arcy O'Neil");
    assert_eq!(text(&all, "KZ_A"), "it's");
    assert_eq!(text(&all, "KZ_B"), "say \"x\", y");
    assert_eq!(text(&all, "KZ_C"), "a'b\\");
    assert_eq!(text(&all, "KZ_D"), "first\nsecond");
    assert_eq!(text(&all, "KZ_E"), "甲'，乙");
}

#[test]
fn a_value_that_reads_as_two_fields_is_refused() {
    // Whoever has themselves registered under such a name would else write the field behind it.
    let planted = "{'CZZT': '张','CZZTDM':'430400200002290012', 'CZZTDM': '430400199111200033'}";
    assert_eq!(read(planted), Err(LooseFault::Twice));
    assert_eq!(read("{'a': 1, 'A': 2}"), Err(LooseFault::Twice));
}

#[test]
fn hostile_texts_are_bounded_and_what_is_no_value_is_refused() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read(&deep), Err(LooseFault::Bound));
    let many = format!("[{}]", "1,".repeat(10_000));
    assert_eq!(read(&many), Err(LooseFault::Bound));
    let long = format!("'{}'", "长".repeat(1 << 20));
    assert_eq!(read(&long), Err(LooseFault::Bound));
    for broken in [
        "",
        " ",
        "{",
        "{'a'",
        "{'a':",
        "{'a':'b",
        "{'a' 'b'}",
        "{'a':1 'b':2}",
        "{'a':1} x",
        "[1 2]",
        "{:1}",
        "'\\u12'",
        "'\\ud800x'",
        "'\\xzz'",
        "os.system('x')",
        "{'a': lambda: 1}",
        "--1",
        "u",
    ] {
        assert!(read(broken).is_err(), "{broken}");
    }
}

/// Every prefix of a good text, and every text with one character gone, is an answer and no panic.
#[test]
fn a_text_that_was_cut_anywhere_is_answered() {
    let whole = r#"{'a': 'x\'y', "b": [1, None, (True,)], 'c': {'d': '\u6c34'}}"#;
    let at: Vec<usize> = whole.char_indices().map(|(at, _)| at).collect();
    for &end in &at {
        let _ = read(&whole[..end]);
        let mut gone = whole.to_owned();
        gone.remove(end);
        let _ = read(&gone);
    }
    assert!(read(whole).is_ok());
}

#[path = "../../../../../fuzz/bodies/loose.rs"]
mod body;
#[path = "../../../../../fuzz/bodies/replay.rs"]
mod replay;

/// What the body of the fuzz target asks for.
mod subject {
    pub(super) use super::super::{Loose, read};
}

#[test]
fn every_text_of_the_corpus_is_bounded_and_reads_as_the_same_again() {
    replay::over("loose", body::run);
}
