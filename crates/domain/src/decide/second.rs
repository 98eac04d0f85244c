//! The second person (第二人复核): who they may be, and when their word counts.

use super::refusal::ground;
use super::{Finding, Refusal};
use crate::act::{Header, Payload, Second};
use crate::rights::{Right, Rights};
use jiff::civil::Date;

/// The shortest reason that is one.
const REASON: usize = 4;

/// A reason in words, and somebody who agreed to it.
pub(super) fn agreed(second: &Second, rule: &str) -> Result<Second, Refusal> {
    if second.reason.trim().chars().count() < REASON {
        let say = "请写明理由，至少四个字；理由会写进文书和记录。";
        return Err(Refusal::new("reason_missing", rule, say));
    }
    if second.witness.trim().is_empty() {
        let say = "这一步要第二人批准。请主管输入自己的工号和密码。";
        return Err(Refusal::new("second_missing", rule, say));
    }
    Ok(Second {
        reason: second.reason.trim().to_owned(),
        witness: second.witness.trim().to_owned(),
    })
}

/// Whether somebody with these rights may be the second person for this item: a supervisor, and not the one who acts.
///
/// # Errors
/// `witness_same`, `second_not_granted`.
pub fn may_second(
    actor: &str,
    witness: &str,
    held: &[Rights],
    (item, today): (&str, Date),
) -> Result<(), Refusal> {
    if actor == witness {
        let say = "批准要两个人：请另一位有主管权限的工作人员输入自己的工号和密码。";
        return Err(Refusal::new("witness_same", ground::RIGHTS, say));
    }
    let supervises = |rights: &Rights| rights.allow(Right::Supervise, item, today).is_ok();
    if held.iter().any(supervises) {
        return Ok(());
    }
    let say = "这位工作人员没有主管权限，不能批准。请有主管权限的人输入工号和密码。";
    Err(Refusal::new("second_not_granted", ground::RIGHTS, say))
}

/// The header and the body name the same second person, who is not the actor.
pub(super) fn named(header: &Header, payload: &Payload) -> Result<(), Finding> {
    let Some(second) = payload.agreed_by() else {
        return Ok(());
    };
    if header.witness.as_deref() == Some(second) && header.actor != second {
        return Ok(());
    }
    let say = "签名头里没有写明这一步的第二人，或者第二人就是经办人自己。";
    Err(Finding::Rejected(Refusal::new(
        "second_missing",
        ground::RIGHTS,
        say,
    )))
}
