//! 电子证照标识 (GB/T 36904): `1.2.156.3005.2.类型(21).机构(18).流水号.版本(3).校验位`.
//!
//! The field does not keep to the standard (other roots, regions for bodies, another reading of the check), so
//! known deviations are told apart from broken ones. None of them proves or disproves a licence.

use super::mend::mend;
use super::{Checked, Finding, Fit, uscc};

const ROOT: &str = "1.2.156.3005.2.";
/// The root one vendor's issuing systems use; the body has no place there.
const OTHER_ROOT: &str = "1.2.156.3003.2.";
/// Longer serials are unknown; the longest seen is a UUID in hexadecimal.
const LONGEST_SERIAL: usize = 36;

const SHAPE: Finding = Finding::bad("shape", "不是电子证照标识的结构");
const TYPE: Finding = Finding::bad("type", "证照类型代码应为 21 位");
const BODY: Finding = Finding::bad("body", "颁发机构代码应为统一社会信用代码");
const VERSION: Finding = Finding::bad("version", "版本号应为 3 位数字");
const SERIAL: Finding = Finding::bad("serial", "流水号的字符或长度不符");
const ROOTLESS: Finding = Finding::variant("root_missing", "已知变体：没有写根代码 1.2.156.3005.2");
const OTHER: Finding = Finding::variant("other_root", "已知变体：根代码为 1.2.156.3003.2");
const REGION: Finding = Finding::variant("region_as_body", "已知变体：颁发机构写作行政区划代码");
const OTHER_CHECK: Finding = Finding::variant("other_check", "已知变体：校验位按另一种算法");
const HEX_SERIAL: Finding = Finding::variant("hex_serial", "已知变体：流水号为 32 位十六进制");
const MARKS: Finding = Finding::variant("serial_marks", "已知变体：流水号含连接符，不计入校验");
const BODY_CODE: Finding = Finding::variant("body_check", "代码中的统一社会信用代码校验位不符");

/// Checks an identifier as typed.
pub fn check(typed: &str) -> Checked {
    let mended = mend(typed);
    let finding = if mended.text.is_empty() {
        Finding::EMPTY
    } else if let Some(rest) = mended.text.strip_prefix(ROOT) {
        standard(rest)
    } else if let Some(rest) = mended.text.strip_prefix(OTHER_ROOT) {
        other_root(rest)
    } else {
        rootless(&mended.text)
    };
    finding.of(mended)
}

/// The check character of ISO/IEC 7064 MOD 37,36 (GB/T 17710); `None` for anything but digits and capitals.
pub fn check_digit(body: &str) -> Option<char> {
    let mut product = 36;
    for c in body.chars() {
        let sum = match (product + value(c)?) % 36 {
            0 => 36,
            sum => sum,
        };
        product = sum * 2 % 37;
    }
    character((37 - product) % 36)
}

fn standard(rest: &str) -> Finding {
    let parts: Vec<&str> = rest.split('.').collect();
    let [kind, body, serial, version, last] = parts[..] else {
        return SHAPE;
    };
    if let Some(bad) = malformed(kind, body, serial, version) {
        return bad;
    }
    let plain: String = serial.chars().filter(char::is_ascii_alphanumeric).collect();
    let text = format!("{kind}{body}{plain}{version}");
    if ends_with_check(last, check_digit(&text)) {
        deviation(kind, body, serial)
    } else if ends_with_check(last, vendor_digit(&text)) {
        OTHER_CHECK
    } else {
        Finding::CHECK_DIGIT
    }
}

/// The five parts alone, as some licences print them.
fn rootless(text: &str) -> Finding {
    match standard(text) {
        Finding {
            result: Fit::Bad,
            code,
            ..
        } if code != Finding::CHECK_DIGIT.code => SHAPE,
        bad @ Finding {
            result: Fit::Bad, ..
        } => bad,
        _ => ROOTLESS,
    }
}

fn malformed(kind: &str, body: &str, serial: &str, version: &str) -> Option<Finding> {
    let mark = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if kind.len() != 21 || !alphanumeric(kind) {
        Some(TYPE)
    } else if !is_body(body) && !is_region(body) {
        Some(BODY)
    } else if serial.is_empty() || serial.len() > LONGEST_SERIAL || !serial.chars().all(mark) {
        Some(SERIAL)
    } else if version.len() != 3 || !version.bytes().all(|c| c.is_ascii_digit()) {
        Some(VERSION)
    } else {
        None
    }
}

/// What is unusual about an identifier whose check is right.
fn deviation(kind: &str, body: &str, serial: &str) -> Finding {
    let sound = |code: &str| uscc::check(code).result == Fit::Ok;
    if is_region(body) {
        REGION
    } else if !alphanumeric(serial) {
        MARKS
    } else if serial.len() == 32 && serial.bytes().all(|c| c.is_ascii_hexdigit()) {
        HEX_SERIAL
    } else if !sound(&kind[..18]) || !sound(body) {
        BODY_CODE
    } else {
        Finding::OK
    }
}

/// Type, serial, version and check, mostly without a body.
///
/// Some of its programs run the root's digits through the check as well: they leave the sum where it began, so
/// both readings are this one.
fn other_root(rest: &str) -> Finding {
    let parts: Vec<&str> = rest.split('.').collect();
    if !(4..=5).contains(&parts.len()) || !parts.iter().all(|part| alphanumeric(part)) {
        return SHAPE;
    }
    let (body, last) = parts.split_at(parts.len() - 1);
    if ends_with_check(last[0], check_digit(&body.concat())) {
        OTHER
    } else {
        Finding::CHECK_DIGIT
    }
}

/// The other check: letters count one more than the standard says, where a letter carries the running sum past 37
/// it is first reduced by 37, and the check counts from one. Known from one vendor's identifiers.
fn vendor_digit(body: &str) -> Option<char> {
    let mut product = 36;
    for c in body.chars() {
        let letter = c.is_ascii_uppercase();
        let mut sum = product + value(c)? + u32::from(letter);
        if letter && sum > 37 {
            sum %= 37;
        }
        sum = match sum % 36 {
            0 => 36,
            rest => rest,
        };
        product = sum * 2 % 37;
    }
    // 37 is prime and the sum is below it, so the product is never 0 nor above 36.
    character(36 - product)
}

fn character(value: u32) -> Option<char> {
    char::from_digit(value, 36).map(|c| c.to_ascii_uppercase())
}

fn ends_with_check(last: &str, expected: Option<char>) -> bool {
    let mut chars = last.chars();
    expected.is_some() && chars.next() == expected && chars.next().is_none()
}

fn value(c: char) -> Option<u32> {
    if c.is_ascii_lowercase() {
        None
    } else {
        c.to_digit(36)
    }
}

fn is_body(body: &str) -> bool {
    body.len() == 18 && alphanumeric(body)
}

fn is_region(body: &str) -> bool {
    body.len() == 6 && body.bytes().all(|c| c.is_ascii_digit())
}

fn alphanumeric(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
}
