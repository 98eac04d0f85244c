//! 统一社会信用代码 (GB 32100).

use super::mend::mend;
use super::{Checked, Finding};

/// The 31 characters, without I, O, S, V, Z; a character's value is its place.
const CHARS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

const LENGTH: Finding = Finding::bad("length", "应为 18 位");
const CHARSET: Finding = Finding::bad("charset", "含有不用的字符（不用 I、O、S、V、Z）");
const REGISTRATION: Finding = Finding::variant(
    "registration_15",
    "15 位工商注册号，已由统一社会信用代码取代",
);
const ORGANISATION: Finding = Finding::variant(
    "organisation_9",
    "9 位组织机构代码，已由统一社会信用代码取代",
);

/// Checks a code as typed.
pub fn check(typed: &str) -> Checked {
    let mut mended = mend(typed);
    // The one with a hyphen of its own is shorter.
    if mended.text.len() > 18 {
        mended = mended.without_hyphens();
    }
    let text = mended.text.as_str();
    let finding = match text.len() {
        0 => Finding::EMPTY,
        18 => full(text),
        15 if registration(text.as_bytes()) => REGISTRATION,
        9 | 10 if organisation(text) => ORGANISATION,
        _ => LENGTH,
    };
    finding.of(mended)
}

/// The check character of the first seventeen; `None` where one of them is not in the set.
///
/// Weights are 3^(i−1) mod 31. The trap: a sum divisible by 31 gives 0, not 31.
pub fn check_digit(body: &str) -> Option<char> {
    if body.len() != 17 {
        return None;
    }
    let mut weight = 1;
    let mut sum = 0;
    for byte in body.bytes() {
        sum += value(byte)? * weight;
        weight = weight * 3 % 31;
    }
    Some(char::from(CHARS[(31 - sum % 31) % 31]))
}

fn full(text: &str) -> Finding {
    if !text.bytes().all(|byte| value(byte).is_some()) {
        return CHARSET;
    }
    if Finding::is_placeholder(text) {
        return Finding::PLACEHOLDER;
    }
    match check_digit(&text[..17]) {
        Some(expected) if text.ends_with(expected) => Finding::OK,
        _ => Finding::CHECK_DIGIT,
    }
}

fn value(byte: u8) -> Option<usize> {
    CHARS.iter().position(|&c| c == byte)
}

/// 工商注册号 (GS 15): fifteen digits, ISO 7064 MOD 11,10.
fn registration(digits: &[u8]) -> bool {
    let mut product = 10;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return false;
        }
        let sum = match (product + u32::from(digit - b'0')) % 10 {
            0 => 10,
            sum => sum,
        };
        product = sum * 2 % 11;
    }
    // The check digit went through the loop too: undo its doubling (2 × 6 ≡ 1 mod 11).
    product * 6 % 11 == 1
}

/// 组织机构代码 (GB 11714): eight characters and a check, a hyphen between them or not.
fn organisation(text: &str) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let plain = text.replace('-', "");
    let bytes = plain.as_bytes();
    if bytes.len() != 9 || !bytes.iter().all(u8::is_ascii_alphanumeric) {
        return false;
    }
    let sum: u32 = bytes
        .iter()
        .zip(WEIGHTS)
        .map(|(&c, weight)| char::from(c).to_digit(36).unwrap_or(0) * weight)
        .sum();
    let expected = match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        // One to nine fits a byte.
        digit => b'0' + digit as u8,
    };
    bytes[8] == expected
}
