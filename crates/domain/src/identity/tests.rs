use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

const TODAY: Date = date(2026, 11, 20);
const RESIDENTS: [&str; 6] = [
    "11010519491231002X",
    "440524188001010014",
    "430400200002290012",
    "430182199001010026",
    "150826195505050031",
    "610323202402290048",
];
const BODIES: [&str; 6] = [
    "91350100M000100Y43",
    "91512081MA62K0260E",
    "11100000000013338W",
    "11430000006122244L",
    "11430400MB00000010",
    "11100000MB0000002X",
];
const LICENCES: [&str; 2] = [
    "1.2.156.3005.2.11100000MB0000002X001.11430400MB00000010.20260000001.001.9",
    "1.2.156.3005.2.11100000MB0000002X001.11430400MB00000010.20260000002.001.U",
];

fn resident(typed: &str) -> (Fit, &'static str) {
    let checked = resident_id::check(typed, TODAY);
    (checked.result, checked.code)
}

fn body(typed: &str) -> (Fit, &'static str) {
    let checked = uscc::check(typed);
    (checked.result, checked.code)
}

fn licence(typed: &str) -> (Fit, &'static str) {
    let checked = licence_id::check(typed);
    (checked.result, checked.code)
}

#[test]
fn published_and_synthetic_numbers_pass() {
    for number in RESIDENTS {
        assert_eq!(resident(number), (Fit::Ok, "ok"), "{number}");
    }
    for code in BODIES {
        assert_eq!(body(code), (Fit::Ok, "ok"), "{code}");
    }
    for id in LICENCES {
        assert_eq!(licence(id), (Fit::Ok, "ok"), "{id}");
    }
    assert_eq!(licence_id::check_digit("A12425GABC1234002"), Some('M'));
}

#[test]
fn slips_of_keyboard_and_scanner_are_mended_and_named() {
    for (typed, told) in [
        ("11010519491231002x", "已改正小写字母"),
        ("１１０１０５１９４９１２３１００２Ｘ", "已改正全角字符"),
        (
            "１１０１０５１９４９１２３１００２ｘ",
            "已改正全角字符、小写字母",
        ),
        ("110105 19491231 002X", "已改正空白"),
        ("110105\u{3000}19491231\u{a0}002X", "已改正空白"),
        ("\u{FEFF}11010519491231002X\r", "已改正不可见字符"),
        ("11010519491231002X\0", "已改正不可见字符"),
        ("110105-19491231-002X", "已改正连字符"),
        ("110105—19491231－002X", "已改正全角字符、连字符"),
        (" 110105-19491231-002x ", "已改正小写字母、空白、连字符"),
    ] {
        let checked = resident_id::check(typed, TODAY);
        assert_eq!(
            (checked.result, checked.code),
            (Fit::Variant, "mended"),
            "{typed}"
        );
        assert_eq!(checked.reason, told, "{typed}");
        assert_eq!(checked.normalized, "11010519491231002X");
    }
    let lower = uscc::check("91350100m000100y43");
    assert_eq!((lower.code, &*lower.reason), ("mended", "已改正小写字母"));
    let grouped = uscc::check("91-350100-M000100Y4-3");
    assert_eq!((grouped.code, &*grouped.reason), ("mended", "已改正连字符"));
    assert_eq!(grouped.normalized, BODIES[0]);
    for typed in [
        LICENCES[1].to_lowercase(),
        LICENCES[1].replace('.', "。"),
        LICENCES[1].replace('.', " ． "),
    ] {
        let checked = licence_id::check(&typed);
        assert_eq!(
            (checked.result, checked.code),
            (Fit::Variant, "mended"),
            "{typed}"
        );
        assert_eq!(checked.normalized, LICENCES[1]);
    }
}

/// What was mended stands beside what is unusual anyhow; of a bad number only what is bad.
#[test]
fn a_mended_variant_says_both() {
    let old = resident_id::check("430182 900101 002", TODAY);
    assert_eq!(old.code, "old_15");
    assert!(old.reason.starts_with("15 位旧号") && old.reason.ends_with("；已改正空白"));
    assert!(
        !resident_id::check("430182900101002", TODAY)
            .reason
            .contains("已改正")
    );
    let bad = resident_id::check("11010519491231003x", TODAY);
    assert_eq!((bad.code, &*bad.reason), ("check_digit", "校验位不符"));
}

#[test]
fn a_date_of_birth_is_real_and_past() {
    let number = |body: &str| format!("{body}{}", resident_id::check_digit(body).unwrap());
    assert_eq!(resident(&number("43040020010229001")), (Fit::Bad, "date"));
    assert_eq!(resident(&number("43040020261121001")), (Fit::Bad, "future"));
    assert_eq!(
        resident(&number("43040020261120001")),
        (Fit::Ok, "ok"),
        "born today"
    );
    assert_eq!(resident(&number("43040000010101001")), (Fit::Bad, "date"));
    assert_eq!(resident(&number("43040019901301001")), (Fit::Bad, "date"));
}

#[test]
fn an_unknown_region_only_warns() {
    let number = |body: &str| format!("{body}{}", resident_id::check_digit(body).unwrap());
    assert_eq!(
        resident(&number("00123419900101001")),
        (Fit::Variant, "region_unknown")
    );
    assert_eq!(
        resident(&number("38040019900101001")),
        (Fit::Variant, "region_unknown")
    );
}

#[test]
fn other_papers_in_the_same_shape_are_named() {
    let number = |body: &str| format!("{body}{}", resident_id::check_digit(body).unwrap());
    for region in ["810000", "820000", "830000"] {
        let permit = number(&format!("{region}19900101001"));
        assert_eq!(resident(&permit), (Fit::Variant, "residence_permit"));
    }
    let foreign = number("91134019900101001");
    assert_eq!(resident(&foreign), (Fit::Variant, "foreign_permanent"));
}

/// 7-3-1 by hand: 10·7+11·3+12 + 1·7+1·3+0 + 0·7+9·3+0 + 0·7+1·3+0 + 1·7+0·3 = 162.
#[test]
fn an_old_permit_of_a_foreigner_is_known_and_its_check_only_warns() {
    assert_eq!(
        resident("ABC110090010102"),
        (Fit::Variant, "foreign_permanent_old")
    );
    assert_eq!(
        resident("abc110090010102"),
        (Fit::Variant, "foreign_permanent_old")
    );
    for last in "013456789".chars() {
        let typed = format!("ABC11009001010{last}");
        assert_eq!(
            resident(&typed),
            (Fit::Variant, "foreign_permanent_old_check"),
            "{typed}"
        );
    }
    assert_eq!(resident("ABC110090023001"), (Fit::Bad, "date"));
    assert_eq!(
        resident("ABC110030010101").0,
        Fit::Variant,
        "of this or the last century"
    );
    assert_eq!(resident("AB1110090010102"), (Fit::Bad, "length"));
    assert_eq!(resident("ABC11009001010X"), (Fit::Bad, "length"));
}

#[test]
fn each_paper_has_its_own_numbers() {
    let of = |kind: &str, typed: &str| {
        let checked = check(kind, typed, TODAY).unwrap();
        (checked.result, checked.code)
    };
    let number = |body: &str| format!("{body}{}", resident_id::check_digit(body).unwrap());
    let permit = number("81000019900101001");
    let foreign = number("91134019900101001");
    assert_eq!(of("permit", &permit), (Fit::Variant, "residence_permit"));
    assert_eq!(
        of("foreign_permanent", &foreign),
        (Fit::Variant, "foreign_permanent")
    );
    assert_eq!(of("foreign_permanent", "ABC110090010102").0, Fit::Variant);
    for typed in ["H12345678", "m1234567801", "Ｈ12345678", "12345678"] {
        assert_eq!(
            of("permit", typed),
            (Fit::Variant, "travel_permit"),
            "{typed}"
        );
    }
    for (kind, typed) in [
        ("permit", RESIDENTS[0]),
        ("permit", &foreign),
        ("foreign_permanent", RESIDENTS[0]),
        ("foreign_permanent", &permit),
        ("foreign_permanent", "430182900101002"),
    ] {
        assert_eq!(of(kind, typed), (Fit::Bad, "kind"), "{kind} {typed}");
    }
    assert_eq!(of("permit", "H1234567").0, Fit::Bad);
    assert_eq!(
        of("permit", &format!("{}0", &permit[..17])),
        (Fit::Bad, "check_digit")
    );
    assert!(check("something else", "1", TODAY).is_none());
}

#[test]
fn a_passport_is_known_by_its_shape_alone() {
    let of = |typed: &str| {
        let checked = passport::check(typed);
        (checked.result, checked.code)
    };
    for typed in [
        "E12345678",
        "G12345678",
        "EA1234567",
        "D12345678",
        "K01234567",
    ] {
        assert_eq!(of(typed), (Fit::Ok, "ok"), "{typed}");
    }
    for typed in ["e12345678", "Ｅ12345678", "E 1234 5678", "E1234-5678"] {
        assert_eq!(of(typed), (Fit::Variant, "mended"), "{typed}");
        assert_eq!(passport::check(typed).normalized, "E12345678");
    }
    for typed in ["123456789", "AB1234567", "C01X00T47", "12345"] {
        assert_eq!(of(typed), (Fit::Variant, "foreign_passport"), "{typed}");
    }
    for (typed, code) in [
        ("", "empty"),
        ("E123", "length"),
        ("123456789012345678", "length"),
        ("ABCDEFGH", "charset"),
        ("E1234567é", "charset"),
        ("护照1234567", "charset"),
        ("000000000", "placeholder"),
    ] {
        assert_eq!(of(typed), (Fit::Bad, code), "{typed}");
    }
}

#[test]
fn one_character_all_along_is_no_number() {
    for digit in '0'..='9' {
        let typed = digit.to_string().repeat(18);
        assert_eq!(resident(&typed), (Fit::Bad, "placeholder"));
        assert_eq!(resident(&typed[..15]), (Fit::Bad, "placeholder"));
    }
    for character in "0123456789ABCDEFGHJKLMNPQRTUWXY".chars() {
        let typed = character.to_string().repeat(18);
        assert_eq!(body(&typed), (Fit::Bad, "placeholder"));
    }
    assert_eq!(resident("123456789012345678").0, Fit::Bad);
}

#[test]
fn old_numbers_are_lengthened() {
    let checked = resident_id::check("430182900101002", TODAY);
    assert_eq!((checked.result, checked.code), (Fit::Variant, "old_15"));
    assert_eq!(checked.normalized, "430182199001010026");
    assert_eq!(resident("430182901301002"), (Fit::Bad, "date"));
}

#[test]
fn what_is_no_number_is_bad() {
    for (typed, code) in [
        ("", "empty"),
        (" \u{3000}\t", "empty"),
        ("1101051949123100", "length"),
        ("11010519491231002XX", "length"),
        ("1101051949123100２Ｙ", "charset"),
        ("X1010519491231002X", "charset"),
        ("一一零一零五", "charset"),
        ("110105194912310021", "check_digit"),
    ] {
        assert_eq!(resident(typed), (Fit::Bad, code), "{typed}");
    }
    for typed in [
        "",
        "91350100M000100Y4Z",
        "91350100I000100Y43",
        "9135",
        "统一社会信用",
        "统统统统统统",
    ] {
        assert_eq!(body(typed).0, Fit::Bad, "{typed}");
    }
}

#[test]
fn a_sum_divisible_by_31_ends_in_zero() {
    assert_eq!(uscc::check_digit("00000000000000000"), Some('0'));
    assert_eq!(uscc::check_digit("11430400MB0000001"), Some('0'));
}

#[test]
fn codes_of_before_2015_are_known() {
    assert_eq!(body("D2143569-X"), (Fit::Variant, "organisation_9"));
    assert_eq!(body("D2143569X"), (Fit::Variant, "organisation_9"));
    assert_eq!(body("D21435691"), (Fit::Bad, "length"));
    assert_eq!(body("110108000000016"), (Fit::Variant, "registration_15"));
    assert_eq!(body("110108000000017"), (Fit::Bad, "length"));
}

#[test]
fn licence_variants_of_the_field_are_told_apart() {
    let make = |root: &str, text: &str| {
        let last = licence_id::check_digit(&text.replace('.', "")).unwrap();
        format!("{root}.{text}.{last}")
    };
    let standard = |text: &str| licence(&make("1.2.156.3005.2", text));
    let kind = "11100000MB0000002X001";
    let variants = [
        (format!("{kind}.430400.20260000001.001"), "region_as_body"),
        (
            format!("{kind}.11430400MB00000010.{}.001", "0F".repeat(16)),
            "hex_serial",
        ),
        (
            format!("{kind}.11430400MB0000001X.20260000001.001"),
            "body_check",
        ),
    ];
    for (text, code) in variants {
        assert_eq!(standard(&text), (Fit::Variant, code));
    }
    let other = make("1.2.156.3003.2", "1110000001.20261120101010123456.01");
    assert_eq!(licence(&other), (Fit::Variant, "other_root"));
    let rooted = licence_id::check_digit("1215630032111000000120261120101010123456");
    assert_eq!(
        rooted,
        licence_id::check_digit("111000000120261120101010123456")
    );
    // These check characters were computed apart from this code.
    for (serial, last) in [
        ("209FA4E88F9E4C878F3E9BED2CE70001", 'P'),
        ("209FA4E88F9E4C878F3E9BED2CE70029", '2'),
    ] {
        let id = format!("1.2.156.3005.2.{kind}.11430400MB00000010.{serial}.001.{last}");
        assert_eq!(licence(&id), (Fit::Variant, "other_check"), "{serial}");
    }
}

#[test]
fn a_licence_without_its_root_is_a_known_variant() {
    let bare = |id: &str| id.trim_start_matches("1.2.156.3005.2.").to_owned();
    assert_eq!(licence(&bare(LICENCES[0])), (Fit::Variant, "root_missing"));
    assert_eq!(
        licence(&bare(LICENCES[1]).to_lowercase()),
        (Fit::Variant, "root_missing")
    );
    let wrong = bare(LICENCES[0]).replace("001.9", "001.8");
    assert_eq!(licence(&wrong), (Fit::Bad, "check_digit"));
    for typed in [
        LICENCES[0].replace('.', ""),
        LICENCES[0].replace("1.2.156.", ""),
        bare(LICENCES[0]).replace(".20260000001", ""),
        format!("2.{}", bare(LICENCES[0])),
    ] {
        assert_eq!(licence(&typed), (Fit::Bad, "shape"), "{typed}");
    }
}

#[test]
fn broken_licence_identifiers_are_bad() {
    let sound = LICENCES[0];
    for (typed, code) in [
        (String::new(), "empty"),
        (sound.replace("3005", "3006"), "shape"),
        (sound.replace("001.9", "001.8"), "check_digit"),
        (sound.replace("001.9", "001.99"), "check_digit"),
        (sound.replace(".001.9", ".01.9"), "version"),
        (sound.replace("X001.", "X01."), "type"),
        (sound.replace("MB00000010.", "MB0000001."), "body"),
        (sound.replace("20260000001", ""), "serial"),
        (sound.replace(".001.9", ""), "shape"),
        ("1.2.156.3003.2.一.二.三.四".to_owned(), "shape"),
    ] {
        assert_eq!(licence(&typed), (Fit::Bad, code), "{typed}");
    }
}

#[test]
fn birth_and_sex_come_from_the_number() {
    assert_eq!(birth(RESIDENTS[2]), Some(date(2000, 2, 29)));
    assert_eq!(gender(RESIDENTS[2]), Some(Gender::Male));
    assert_eq!(gender("430182199001010026"), Some(Gender::Female));
    assert_eq!(birth("43018219900101"), None);
    assert_eq!(birth("一二三四五六"), None);
    assert_eq!(birth("430182199002300026"), None);
}

#[test]
fn numbers_and_names_are_masked() {
    assert_eq!(
        mask::number("430400200002290012"),
        "430＊＊＊＊＊＊＊＊＊＊＊0012"
    );
    assert_eq!(mask::number("A1234567"), "＊＊＊＊＊＊67");
    assert_eq!(mask::number("12"), "＊＊");
    assert_eq!(mask::number(""), "");
    assert_eq!(mask::phone("13800000000"), "138＊＊＊＊0000");
    assert_eq!(mask::phone("0731-88880000"), "073＊-＊＊＊＊0000");
    for (name, shown) in [
        ("陈小明", "陈＊＊"),
        ("陈明", "陈＊"),
        ("欧阳小明", "欧阳＊＊"),
        ("诸葛明", "诸葛＊"),
        ("司空", "司＊"),
        ("艾力·买买提", "艾力·＊＊＊"),
        ("阿卜杜·热合曼•玉素甫", "阿卜杜·＊＊＊•＊＊＊"),
        ("㛃𬭚", "㛃＊"),
        ("明", "＊"),
        ("", ""),
    ] {
        assert_eq!(mask::name(name), shown, "{name}");
    }
}

#[test]
fn a_checked_number_does_not_show_itself() {
    let checked = resident_id::check(RESIDENTS[2], TODAY);
    assert!(!format!("{checked:?}").contains("4304"));
    let json = serde_json::to_string(&uscc::check(BODIES[0])).unwrap();
    assert_eq!(json, r#"{"result":"ok","code":"ok","reason":""}"#);
}

proptest! {
    #[test]
    fn made_residents_pass_and_any_altered_digit_fails(
        region in 110_000..660_000_u32, days in 0..46_000_i64, seq in 0..1000_u32,
        at in 0..18_usize, by in 1..11_u8,
    ) {
        let born = date(1900, 1, 1).checked_add(jiff::ToSpan::days(days)).unwrap();
        let body = format!("{region:06}{}{seq:03}", born.strftime("%Y%m%d"));
        let number = format!("{body}{}", resident_id::check_digit(&body).unwrap());
        prop_assert_ne!(resident(&number).0, Fit::Bad);
        prop_assert_eq!(birth(&number), Some(born));

        let mut digits = number.into_bytes();
        digits[at] = shift(digits[at], by, b"0123456789X");
        let altered = String::from_utf8(digits).unwrap();
        prop_assert_eq!(resident(&altered).0, Fit::Bad);
    }

    #[test]
    fn made_bodies_pass_and_any_altered_character_fails(
        body_text in "[0-9A-HJ-NP-RTUWXY]{17}", at in 0..18_usize, by in 1..31_u8,
    ) {
        let code = format!("{body_text}{}", uscc::check_digit(&body_text).unwrap());
        prop_assert_eq!(body(&code), (Fit::Ok, "ok"));
        let mut chars = code.into_bytes();
        chars[at] = shift(chars[at], by, b"0123456789ABCDEFGHJKLMNPQRTUWXY");
        prop_assert_eq!(body(&String::from_utf8(chars).unwrap()).0, Fit::Bad);
    }

    #[test]
    fn made_licences_pass_and_an_altered_serial_is_not_standard(
        serial in "[0-9A-Z]{1,31}", at in 0..31_usize, by in 1..36_u8,
    ) {
        let id = |serial: &str, last: char| format!(
            "1.2.156.3005.2.11100000MB0000002X001.11430400MB00000010.{serial}.001.{last}");
        let text = format!("11100000MB0000002X00111430400MB00000010{serial}001");
        let last = licence_id::check_digit(&text).unwrap();
        prop_assert_eq!(licence(&id(&serial, last)), (Fit::Ok, "ok"));
        let mut chars = serial.clone().into_bytes();
        let at = at % chars.len();
        chars[at] = shift(chars[at], by, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        let altered = id(&String::from_utf8(chars).unwrap(), last);
        let verdict = licence(&altered);
        prop_assert!(matches!(verdict, (Fit::Bad, "check_digit") | (Fit::Variant, "other_check")));
    }

    #[test]
    fn no_text_is_too_odd_to_check(text in ".{0,40}") {
        resident(&text);
        body(&text);
        licence(&text);
        licence(&format!("1.2.156.3005.2.{text}"));
        let count = text.chars().count();
        prop_assert_eq!(mask::number(&text).chars().count(), count);
        prop_assert_eq!(mask::phone(&text).chars().count(), count);
        mask::name(&text);
        birth(&text);
        gender(&text);
    }
}

/// Another character of the same alphabet.
fn shift(c: u8, by: u8, alphabet: &[u8]) -> u8 {
    let place = alphabet.iter().position(|&a| a == c).unwrap_or(0);
    let length = alphabet.len();
    alphabet[(place + 1 + (usize::from(by) - 1) % (length - 1)) % length]
}
