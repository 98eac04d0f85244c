//! Papers of residents of Hong Kong, Macao and Taiwan (居住证, 来往内地通行证), and of foreigners who stay (永久居留身份证).

use jiff::civil::Date;

use super::mend::mend;
use super::{Checked, Finding, Fit, resident_id};

const KIND: Finding = Finding::bad("kind", "不是这种证件的号码，请核对证件种类");
const TRAVEL: Finding = Finding::variant(
    "travel_permit",
    "港澳台居民来往内地（大陆）通行证号码，无校验位",
);

/// Checks the number of a residence permit of Hong Kong, Macao or Taiwan; that of a travel permit is known as one.
pub fn check(typed: &str, today: Date) -> Checked {
    let mended = mend(typed).without_hyphens();
    if is_travel(mended.text.as_bytes()) {
        return TRAVEL.of(mended);
    }
    only(resident_id::check(typed, today), &["residence_permit"])
}

/// Checks the number of a permanent residence permit of a foreigner, of 2023 or of before.
pub fn check_foreign(typed: &str, today: Date) -> Checked {
    let codes = [
        "foreign_permanent",
        "foreign_permanent_old",
        "foreign_permanent_old_check",
    ];
    only(resident_id::check(typed, today), &codes)
}

/// A number in the shape of a resident's that is really of this paper.
fn only(checked: Checked, codes: &[&str]) -> Checked {
    if checked.result == Fit::Bad || codes.contains(&checked.code) {
        return checked;
    }
    Checked {
        result: KIND.result,
        code: KIND.code,
        reason: KIND.reason.into(),
        normalized: checked.normalized,
    }
}

/// 港澳居民来往内地通行证: H or M and eight digits, on older ones with the two of the issue behind. 台湾居民来往大陆通行证:
/// eight digits.
fn is_travel(text: &[u8]) -> bool {
    match text {
        [b'H' | b'M', rest @ ..] => {
            matches!(rest.len(), 8 | 10) && rest.iter().all(u8::is_ascii_digit)
        }
        digits => digits.len() == 8 && digits.iter().all(u8::is_ascii_digit),
    }
}
