//! Numbers of eighteen, twenty-three and thirty-one characters that are not proof codes.

use super::Kind;

/// The alphabet of GB 32100: digits and letters without I, O, S, V, Z.
const USCC_ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

pub(super) fn classify(text: &str) -> Option<Kind> {
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let upper = text.to_ascii_uppercase();
    match upper.len() {
        18 if is_resident_id(&upper) => Some(Kind::ResidentId { number: upper }),
        18 if is_uscc(&upper) => Some(Kind::Uscc { code: upper }),
        23 if is_case_number(&upper) => Some(Kind::CaseCode {
            number_or_id: upper,
        }),
        31 if is_implementation_code(&upper) => Some(Kind::ItemGuide {
            item: upper,
            version: None,
        }),
        _ => None,
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Seventeen digits with a birthday in them and a check character. A payment code has eighteen
/// digits too, but a birthday only by a chance of one in two thousand.
fn is_resident_id(text: &str) -> bool {
    let (body, check) = text.split_at(17);
    digits(body)
        && (digits(check) || check == "X")
        && (b'1'..=b'9').contains(&text.as_bytes()[0])
        && is_day(&text[6..14], 1850..=2149)
}

/// Eight digits that name a day of those years, months taken as 31 days.
fn is_day(text: &str, years: std::ops::RangeInclusive<u16>) -> bool {
    let within = |part: &str, range: std::ops::RangeInclusive<u16>| {
        part.parse()
            .is_ok_and(|number: u16| range.contains(&number))
    };
    within(&text[..4], years) && within(&text[4..6], 1..=12) && within(&text[6..], 1..=31)
}

/// Registering body and kind of organisation that GB 32100 knows among digits. A payment code of Alipay (25–30) has
/// the check character of a body by a chance of one in thirty-one, but hardly ever such a beginning.
fn is_registered_kind(text: &str) -> bool {
    const KINDS: &[&str] = &[
        "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51",
        "52", "53", "59", "61", "62", "69", "71", "72", "79", "81", "89", "91", "92", "93",
    ];
    KINDS.contains(&text)
}

/// Two characters for the registering body and kind, six digits of region, nine of the
/// organisation, one check character. Where all eighteen are digits and a payment code would begin
/// the same way, the check character decides which it more probably is.
fn is_uscc(text: &str) -> bool {
    let alphabet = text.chars().all(|c| USCC_ALPHABET.contains(c));
    let shape = alphabet && digits(&text[2..8]);
    if digits(text) {
        shape && is_registered_kind(&text[..2]) && has_uscc_check(text)
    } else {
        shape
    }
}

/// GB 32100 §6: the first seventeen values weighted with the powers of three, and the check
/// character's, add up to a multiple of 31.
fn has_uscc_check(text: &str) -> bool {
    let (body, check) = text.split_at(17);
    let value = |c| USCC_ALPHABET.find(c).unwrap_or_default();
    let (sum, _) = body.chars().fold((0, 1), |(sum, weight), c| {
        (sum + value(c) * weight, weight * 3 % 31)
    });
    (sum + check.chars().map(value).sum::<usize>()).is_multiple_of(31)
}

/// An office's own case number (办件编号): region, day, window, sequence, check digit.
fn is_case_number(text: &str) -> bool {
    digits(text) && is_day(&text[6..14], 2000..=2099)
}

/// 实施编码: the USCC of the body, then thirteen digits.
fn is_implementation_code(text: &str) -> bool {
    let (body, rest) = text.split_at(18);
    is_uscc(body) && digits(rest)
}
