//! What a paper may claim. A paper without an official number proves receipt
//! and carries the applicant's own promise; it never speaks for the body.

use typst::foundations::Datetime;

use crate::{Kind, NoticeError, Paper};

/// Refuses a provisional paper that would have legal effect or promise a date.
pub(crate) fn check(paper: &Paper) -> Result<(), NoticeError> {
    if !paper.provisional {
        return Ok(());
    }
    let claim = match paper.kind {
        Kind::ToleranceNotice => Some("容缺受理通知书"),
        Kind::Acceptance => Some("受理通知书"),
        Kind::Refusal => Some("不予受理通知书"),
        Kind::SpecialProcedure => Some("特殊程序告知书"),
        Kind::Extension => Some("延期告知书"),
        Kind::DefaultDecision | Kind::Denial | Kind::Return | Kind::Revocation => {
            Some(paper.kind.title())
        }
        _ if paper.promise.is_some() => Some("承诺办结时限"),
        Kind::Receipt if paper.due.is_some() => Some("期限"),
        Kind::Receipt | Kind::OneTimeNotice | Kind::ToleranceCommitment | Kind::Commitment => None,
    };
    claim.map_or(Ok(()), |what| Err(NoticeError::Unprovable(what)))
}

/// The year, month and day that stand first in `text` (2026年11月20日,
/// 2026-11-20 09:42). A paper must bear its date (行政许可法 32), and PDF/A
/// wants it in the file; the program's clock is not asked.
pub(crate) fn date(text: &str) -> Result<(i32, u8, u8), NoticeError> {
    let mut numbers = text
        .split(|character: char| !character.is_ascii_digit())
        .filter(|digits| !digits.is_empty());
    let mut next = || numbers.next().ok_or(NoticeError::Undated);
    let year = next()?.parse().map_err(|_| NoticeError::Undated)?;
    let month = next()?.parse().map_err(|_| NoticeError::Undated)?;
    let day = next()?.parse().map_err(|_| NoticeError::Undated)?;
    match Datetime::from_ymd(year, month, day) {
        Some(_) if year >= 1000 => Ok((year, month, day)),
        _ => Err(NoticeError::Undated),
    }
}
