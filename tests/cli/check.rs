use acceptance::zc::zc;
use serde_json::Value;

use crate::vectors::{list, vectors};

fn values(found: &[Value]) -> Vec<&str> {
    found.iter().map(|value| value.as_str().unwrap()).collect()
}

fn check<'a>(kind: &'a str, values: &[&'a str]) -> acceptance::zc::Ran {
    zc([&["check", kind], values].concat())
}

#[test]
fn numbers_of_the_standards_are_ok() {
    let all = vectors();
    for (kind, name) in [
        ("resident-id", "id18"),
        ("uscc", "uscc"),
        ("licence-id", "licence_id"),
    ] {
        let valid = values(list(&all[name], "valid"));
        let ran = check(kind, &valid).done();
        assert_eq!(ran.lines.len(), valid.len());
        for (line, value) in ran.lines.iter().zip(valid) {
            assert_eq!(line["result"], "ok", "{value}: {line}");
        }
    }
}

#[test]
fn every_other_check_digit_of_a_resident_id_is_bad() {
    let body = "43040020000229001";
    let wrong: Vec<String> = "013456789X"
        .chars()
        .map(|last| format!("{body}{last}"))
        .collect();
    let wrong: Vec<&str> = wrong.iter().map(String::as_str).collect();
    let ran = check("resident-id", &wrong);
    assert_eq!(ran.code, 4);
    for line in &ran.lines {
        assert_eq!(line["result"], "bad");
        assert_eq!(line["code"], "check_digit");
        assert!(!line["reason"].as_str().unwrap().is_empty());
    }
}

#[test]
fn a_wrong_uscc_is_bad_and_of_several_values_the_worst_counts() {
    let all = vectors();
    let invalid = values(list(&all["uscc"], "invalid"));
    assert_eq!(check("uscc", &invalid).code, 4);
    let mixed = check("uscc", &["91350100M000100Y43", invalid[0]]);
    assert_eq!(mixed.code, 4);
    assert_eq!(mixed.lines[0]["result"], "ok");
    assert_eq!(mixed.lines[1]["result"], "bad");
}

/// Kind, value, exit, result, code, and a word of the reason.
const ROWS: [(&str, &str, i32, &str, &str, &str); 35] = [
    (
        "resident-id",
        "11010519491231002x",
        0,
        "variant",
        "mended",
        "小写字母",
    ),
    (
        "resident-id",
        "１１０１０５１９４９１２３１００２Ｘ",
        0,
        "variant",
        "mended",
        "全角字符",
    ),
    (
        "resident-id",
        "110105 19491231 002X",
        0,
        "variant",
        "mended",
        "空白",
    ),
    (
        "resident-id",
        "110105-19491231-002X",
        0,
        "variant",
        "mended",
        "连字符",
    ),
    (
        "resident-id",
        "810000199001010019",
        0,
        "variant",
        "residence_permit",
        "港澳台",
    ),
    (
        "resident-id",
        "830000199001010012",
        0,
        "variant",
        "residence_permit",
        "港澳台",
    ),
    (
        "resident-id",
        "830000199001010013",
        4,
        "bad",
        "check_digit",
        "校验位",
    ),
    (
        "resident-id",
        "911340199001010010",
        0,
        "variant",
        "foreign_permanent",
        "2023",
    ),
    (
        "resident-id",
        "ABC110090010102",
        0,
        "variant",
        "foreign_permanent_old",
        "旧版",
    ),
    (
        "resident-id",
        "ABC110090010103",
        0,
        "variant",
        "foreign_permanent_old_check",
        "校验位",
    ),
    (
        "resident-id",
        "430182900101002",
        0,
        "variant",
        "old_15",
        "15 位旧号",
    ),
    (
        "resident-id",
        "000000199001010018",
        0,
        "variant",
        "region_unknown",
        "地区码",
    ),
    (
        "resident-id",
        "430400200102290014",
        4,
        "bad",
        "date",
        "不存在",
    ),
    (
        "resident-id",
        "430400299901010019",
        4,
        "bad",
        "future",
        "晚于今天",
    ),
    (
        "resident-id",
        "111111111111111111",
        4,
        "bad",
        "placeholder",
        "同一个字符",
    ),
    (
        "resident-id",
        "43040020000229001",
        4,
        "bad",
        "length",
        "18 位",
    ),
    (
        "resident-id",
        "4304002000022900I2",
        4,
        "bad",
        "charset",
        "数字",
    ),
    ("resident-id", "", 4, "bad", "empty", "没有号码"),
    ("resident-id", "G12345678", 4, "bad", "length", "18 位"),
    (
        "uscc",
        "91350100m000100y43",
        0,
        "variant",
        "mended",
        "小写字母",
    ),
    (
        "uscc",
        "91350100M000100Y4Z",
        4,
        "bad",
        "charset",
        "I、O、S、V、Z",
    ),
    (
        "uscc",
        "91350100M000100Y44",
        4,
        "bad",
        "check_digit",
        "校验位",
    ),
    (
        "uscc",
        "000000000000000000",
        4,
        "bad",
        "placeholder",
        "同一个字符",
    ),
    (
        "uscc",
        "D2143569-X",
        0,
        "variant",
        "organisation_9",
        "组织机构代码",
    ),
    (
        "uscc",
        "110108000000016",
        0,
        "variant",
        "registration_15",
        "工商注册号",
    ),
    (
        "licence-id",
        "1.2.156.3005.2.11100000mb0000002x001.11430400mb00000010.20260000002.001.u",
        0,
        "variant",
        "mended",
        "小写字母",
    ),
    (
        "licence-id",
        " 1.2.156.3005.2.11100000MB0000002X001.11430400MB00000010.20260000002.001.U ",
        0,
        "variant",
        "mended",
        "空白",
    ),
    (
        "licence-id",
        "11100000MB0000002X001.11430400MB00000010.20260000002.001.U",
        0,
        "variant",
        "root_missing",
        "根代码",
    ),
    (
        "licence-id",
        "1.2.156.3005.2.11100000MB0000002X001.11430400MB00000010.20260000002.001.V",
        4,
        "bad",
        "check_digit",
        "校验位",
    ),
    (
        "licence-id",
        "1.2.156.3005.2.11100000MB0000002X001.11430400MB00000010.209FA4E88F9E4C878F3E9BED2CE70001.001.P",
        0,
        "variant",
        "other_check",
        "另一种算法",
    ),
    (
        "licence-id",
        "1.2.156.3005.2.11100000MB0000002X001.11430400MB00000010.20260000002.U",
        4,
        "bad",
        "shape",
        "结构",
    ),
    (
        "licence-id",
        "1.2.156.3005.2.11100000MB0000002X001.11430400MB00000010.20260000002.1.U",
        4,
        "bad",
        "version",
        "版本号",
    ),
    (
        "licence-id",
        "1.2.156.3005.2.11100000MB0000002X1.11430400MB00000010.20260000002.001.U",
        4,
        "bad",
        "type",
        "21 位",
    ),
    (
        "licence-id",
        "1.2.156.3005.2.11100000MB0000002X001.11430400.20260000002.001.U",
        4,
        "bad",
        "body",
        "颁发机构",
    ),
    ("licence-id", "1.2.3.4", 4, "bad", "shape", "结构"),
];

#[test]
fn every_finding_has_its_exit_and_says_why() {
    for (kind, value, exit, result, code, word) in ROWS {
        let ran = check(kind, &[value]);
        let line = ran.line();
        assert_eq!(ran.code, exit, "{value}: {line}");
        assert_eq!(
            (&line["result"], &line["code"]),
            (&result.into(), &code.into()),
            "{value}"
        );
        let reason = line["reason"].as_str().unwrap();
        assert!(reason.contains(word), "{value}: {reason}");
    }
}

#[test]
fn a_checked_number_is_never_repeated() {
    let number = "430400200002290012";
    let ran = check("resident-id", &[number]);
    assert!(!format!("{:?}{}", ran.lines, ran.said).contains(number));
}
