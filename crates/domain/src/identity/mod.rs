//! Numbers that identify people, bodies and licences, and how they are shown.
//!
//! A check never blocks by itself: it says whether a text is the standard's own form, a form known from the
//! field, or neither. What a number *means* is the registering body's to say.

mod birth;
pub mod licence_id;
pub mod mask;
mod mend;
pub mod passport;
pub mod permit;
pub mod resident_id;
pub mod uscc;

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

pub use birth::{Gender, birth, gender};
pub(crate) use mend::half_width;

/// How well a text fits its standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fit {
    /// 标准: the standard's form, as typed.
    Ok,
    /// 变体: usable, but mended, retired or a known other form; the reason says which.
    Variant,
    /// 不符: not such a number.
    Bad,
}

/// A checked number. As JSON `{"result","code","reason"}`: the number itself is not repeated.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// How well it fits.
    pub result: Fit,
    /// The reason for programs, such as `check_digit`; `ok` where nothing is amiss.
    pub code: &'static str,
    /// The reason for people, in Chinese, and what was mended; empty where nothing is amiss.
    pub reason: Cow<'static, str>,
    /// The number in the standard's form: half width, capitals, no blanks. As mended as far as it could be.
    #[serde(skip)]
    pub normalized: String,
}

/// Without the number: what is logged must not name a person.
impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked")
            .field("result", &self.result)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

/// Checks a number as typed, by the kind of paper it is on; none for a kind that has no rule here. `today` bounds the
/// date of birth.
#[must_use]
pub fn check(id_kind: &str, typed: &str, today: Date) -> Option<Checked> {
    Some(match id_kind {
        "resident_id" => resident_id::check(typed, today),
        "permit" => permit::check(typed, today),
        "foreign_permanent" => permit::check_foreign(typed, today),
        "passport" => passport::check(typed),
        "uscc" => uscc::check(typed),
        _ => return None,
    })
}

/// A reason with its code, before it is tied to a number.
#[derive(Clone, Copy)]
struct Finding {
    result: Fit,
    code: &'static str,
    reason: &'static str,
}

impl Finding {
    const OK: Finding = Finding {
        result: Fit::Ok,
        code: "ok",
        reason: "",
    };
    const MENDED: Finding = Finding::variant("mended", "");
    const EMPTY: Finding = Finding::bad("empty", "没有号码");
    const CHECK_DIGIT: Finding = Finding::bad("check_digit", "校验位不符");
    /// What fills a field when nobody wants to: some have a right check character.
    const PLACEHOLDER: Finding = Finding::bad("placeholder", "全是同一个字符，不是真实号码");

    const fn variant(code: &'static str, reason: &'static str) -> Self {
        Finding {
            result: Fit::Variant,
            code,
            reason,
        }
    }

    const fn bad(code: &'static str, reason: &'static str) -> Self {
        Finding {
            result: Fit::Bad,
            code,
            reason,
        }
    }

    /// Whether one character stands all along.
    fn is_placeholder(text: &str) -> bool {
        text.chars().all(|c| text.starts_with(c))
    }

    /// Ties the finding to its number; an otherwise standard number that needed mending is a variant.
    fn of(self, mended: mend::Mended) -> Checked {
        let fixes = mended.told();
        let finding = match (self.result, &fixes) {
            (Fit::Ok, Some(_)) => Finding::MENDED,
            _ => self,
        };
        // What is bad stays bad: that a letter was small as well helps nobody.
        let reason = match (finding.result, fixes) {
            (Fit::Variant, Some(fixes)) if finding.reason.is_empty() => fixes.into(),
            (Fit::Variant, Some(fixes)) => format!("{}；{fixes}", finding.reason).into(),
            _ => finding.reason.into(),
        };
        Checked {
            result: finding.result,
            code: finding.code,
            reason,
            normalized: mended.text,
        }
    }
}

#[cfg(test)]
mod tests;
