//! 公民身份号码 (GB 11643) and the numbers made in its shape.

use jiff::civil::Date;

use super::mend::{Mended, mend};
use super::{Checked, Finding};

/// Weights of the first seventeen digits (GB 11643, from ISO 7064 MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// Province-level codes of GB/T 2260. County codes come and go, so a number keeps ones no list has any more.
const PROVINCES: &[&str] = &[
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
];

/// Nobody alive or lately dead was born before; an earlier year is a slip.
const EARLIEST_YEAR: i16 = 1850;

const LENGTH: Finding = Finding::bad("length", "应为 18 位");
const CHARSET: Finding = Finding::bad("charset", "应为 17 位数字加一位数字或 X");
const DATE: Finding = Finding::bad("date", "出生日期不存在");
const FUTURE: Finding = Finding::bad("future", "出生日期晚于今天");
const REGION: Finding = Finding::variant("region_unknown", "地区码不在行政区划代码内，请核对证件");
const OLD: Finding = Finding::variant("old_15", "15 位旧号，无校验位，已换算为 18 位，请核对证件");
const RESIDENCE: Finding = Finding::variant("residence_permit", "港澳台居民居住证号码");
const FOREIGN: Finding =
    Finding::variant("foreign_permanent", "外国人永久居留身份证号码（2023 版）");
const FOREIGN_OLD: Finding = Finding::variant(
    "foreign_permanent_old",
    "外国人永久居留身份证号码（15 位旧版）",
);
const FOREIGN_OLD_CHECK: Finding = Finding::variant(
    "foreign_permanent_old_check",
    "外国人永久居留身份证号码（15 位旧版），校验位不符，请核对证件",
);

/// Checks a number as typed; `today` bounds the date of birth.
pub fn check(typed: &str, today: Date) -> Checked {
    let mended = mend(typed).without_hyphens();
    let text = mended.text.as_bytes();
    match text.len() {
        0 => Finding::EMPTY.of(mended),
        15 | 18 if Finding::is_placeholder(&mended.text) => Finding::PLACEHOLDER.of(mended),
        15 if text.iter().all(u8::is_ascii_digit) => old(mended, today),
        15 if is_foreign_old(text) => foreign_old(&mended.text, today).of(mended),
        18 => full(text, today).of(mended),
        _ => LENGTH.of(mended),
    }
}

/// The check character of seventeen digits; `None` for anything else.
pub fn check_digit(body: &str) -> Option<char> {
    let digits = body.as_bytes();
    if digits.len() != WEIGHTS.len() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    Some(char::from(CHECKS[(sum % 11) as usize]))
}

fn full(text: &[u8], today: Date) -> Finding {
    let (body, last) = text.split_at(17);
    let (Ok(body), [last]) = (std::str::from_utf8(body), last) else {
        return CHARSET;
    };
    if !matches!(last, b'0'..=b'9' | b'X') {
        return CHARSET;
    }
    let Some(expected) = check_digit(body) else {
        return CHARSET;
    };
    match born(&body[6..14], today) {
        Err(finding) => finding,
        Ok(_) if char::from(*last) != expected => Finding::CHECK_DIGIT,
        Ok(_) => region(body),
    }
}

fn region(body: &str) -> Finding {
    match &body[..6] {
        "810000" | "820000" | "830000" => RESIDENCE,
        code if code.starts_with('9') => FOREIGN,
        code if PROVINCES.contains(&&code[..2]) => Finding::OK,
        _ => REGION,
    }
}

/// The date of eight digits.
fn born(digits: &str, today: Date) -> Result<Date, Finding> {
    let number = |range: std::ops::Range<usize>| digits[range].parse::<i16>().map_err(|_| CHARSET);
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    if year < EARLIEST_YEAR {
        return Err(DATE);
    }
    // Two digits fit an i8.
    let date = Date::new(year, month as i8, day as i8).map_err(|_| DATE)?;
    if date > today { Err(FUTURE) } else { Ok(date) }
}

/// The number of before 1999: no century, no check digit.
fn old(mended: Mended, today: Date) -> Checked {
    let digits = &mended.text;
    let body = format!("{}19{}", &digits[..6], &digits[6..]);
    match (born(&body[6..14], today), check_digit(&body)) {
        (Ok(_), Some(last)) => OLD.of(mended.written(format!("{body}{last}"))),
        (Err(finding), _) => finding.of(mended),
        (Ok(_), None) => CHARSET.of(mended),
    }
}

/// Three letters of nationality and twelve digits: place of application (4), date of birth (6), order, check.
fn is_foreign_old(text: &[u8]) -> bool {
    text[..3].iter().all(u8::is_ascii_uppercase) && text[3..].iter().all(u8::is_ascii_digit)
}

/// Its check digit is that of machine-readable documents (ICAO 9303-3 §4.9). No public standard says so, therefore one
/// that is off only warns.
fn foreign_old(text: &str, today: Date) -> Finding {
    let either = |century: &str| born(&format!("{century}{}", &text[7..13]), today);
    if let (Err(finding), Err(_)) = (either("19"), either("20")) {
        return finding;
    }
    let sum: u32 = text[..14]
        .chars()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(c, weight)| c.to_digit(36).unwrap_or(0) * weight)
        .sum();
    if char::from_digit(sum % 10, 10) == text.chars().last() {
        FOREIGN_OLD
    } else {
        FOREIGN_OLD_CHECK
    }
}
