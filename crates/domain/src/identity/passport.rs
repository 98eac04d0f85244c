//! Passports (护照): every state numbers its own, so only their shape can be told.

use super::mend::mend;
use super::{Checked, Finding};

/// ICAO 9303-4 §4.2.2: nine characters stand in the machine-readable zone, longer numbers in the optional data behind.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=17;

const LENGTH: Finding = Finding::bad("length", "护照号码应为 5 至 17 位");
const CHARSET: Finding = Finding::bad("charset", "护照号码只有字母和数字，并且有数字");
const FOREIGN: Finding = Finding::variant(
    "foreign_passport",
    "外国护照，号码没有统一的校验，请核对证件",
);

/// Checks a number as typed.
pub fn check(typed: &str) -> Checked {
    let mended = mend(typed).without_hyphens();
    let text = mended.text.as_bytes();
    let finding = if text.is_empty() {
        Finding::EMPTY
    } else if !text.iter().all(u8::is_ascii_alphanumeric) || !text.iter().any(u8::is_ascii_digit) {
        CHARSET
    } else if !LENGTHS.contains(&text.len()) {
        LENGTH
    } else if Finding::is_placeholder(&mended.text) {
        Finding::PLACEHOLDER
    } else if is_chinese(text) {
        Finding::OK
    } else {
        FOREIGN
    };
    finding.of(mended)
}

/// 普通护照 E and G, 外交护照 D, 公务护照 S and P, 港澳特区护照 H, K, M: a letter and eight digits, since 2017 also E with
/// a second letter and seven.
fn is_chinese(text: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
    match text {
        [b'E', b'A'..=b'Z', rest @ ..] if rest.len() == 7 => digits(rest),
        [
            b'D' | b'E' | b'G' | b'H' | b'K' | b'M' | b'P' | b'S',
            rest @ ..,
        ] if rest.len() == 8 => digits(rest),
        _ => false,
    }
}
