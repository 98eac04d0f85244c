use acceptance::zc::{command, zc};

#[test]
fn arguments_that_say_nothing_end_with_2_in_chinese() {
    let wrong: &[&[&str]] = &[
        &[],
        &["nonsense"],
        &["due", "2026-03-02"],
        &["due", "2026-03-02", "--workdays", "1", "--days", "1"],
        &["check", "passport", "x"],
        &["scan"],
        &["find"],
        &["--nonsense", "scan", "x"],
        &["due", "2026-02-30", "--workdays", "1"],
        &["due", "2026-03-02", "--workdays", "0"],
        &["due", "2026-03-02", "--workdays", "many"],
        &[
            "due",
            "2026-03-02",
            "--workdays",
            "1",
            "--pause",
            "2026-03-09..2026-03-04",
        ],
        &["verify", "--at", "yesterday", "ZC1:X"],
        &["verify", "--trust", "/nowhere/keys.json"],
        &["practice", "--database", "postgres://x"],
        &["practice", "--seed", "1"],
    ];
    for args in wrong {
        let ran = zc(*args);
        assert_eq!(ran.code, 2, "{args:?}: {ran:?}");
        assert!(ran.lines.is_empty(), "{args:?}: {ran:?}");
        let chinese = ran
            .said
            .chars()
            .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(chinese, "{args:?}: {ran:?}");
    }
}

#[test]
fn help_is_no_fault() {
    let output = command().arg("--help").output().unwrap();
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    for verb in ["scan", "verify", "due", "check", "find", "practice"] {
        assert!(help.contains(verb), "{verb} is missing: {help}");
    }
}

#[test]
fn without_json_a_person_reads_sentences() {
    let output = command()
        .args(["due", "2026-02-11", "--workdays", "5"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("到期：2026-02-25"), "{text}");
    assert!(text.contains("不计 2026-02-16：春节放假"), "{text}");
}
