//! One-use codes that desks took without a network (design §7): two windows cannot know of each other, the log can.

use domain::decide::Refusal;
use rusqlite::{Transaction, params};
use uuid::Uuid;

use super::admit::refusal;
use super::examine::Examined;
use super::fold;
use crate::call::Turn;
use crate::fault::{Bad, Outcome};

/// Binds the act's codes to its case; a code that another case stands on is a person's to settle. Which of the two the
/// citizen meant nobody can tell from the order in which they arrived.
pub(super) fn finding(turn: &Turn<'_>, act: &Examined) -> Outcome<Option<Refusal>> {
    let Some(case) = act.case() else {
        return Ok(None);
    };
    let mut elsewhere = None;
    for code in &act.header.context.codes {
        let bound = bind(turn.tx, &code.issuer, &code.cti, case)?;
        elsewhere = elsewhere.or((bound != case).then_some(bound));
    }
    // A mend is a person's answer to what was contested.
    match elsewhere {
        Some(other) if act.header.replaces.is_none() => used(turn, other).map(Some),
        _ => Ok(None),
    }
}

/// The case that a code is good for: the first that used it, from now on this one.
pub(crate) fn bind(tx: &Transaction<'_>, issuer: &str, cti: &[u8], case: Uuid) -> Outcome<Uuid> {
    tx.prepare_cached(
        "INSERT INTO signed_codes (issuer, cti, case_id) VALUES (?1, ?2, ?3)
             ON CONFLICT (issuer, cti) DO NOTHING",
    )?
    .execute(params![issuer, cti, case.as_bytes().as_slice()])?;
    let bound: Vec<u8> = tx
        .prepare_cached("SELECT case_id FROM signed_codes WHERE issuer = ?1 AND cti = ?2")?
        .query_row(params![issuer, cti], |row| row.get(0))?;
    Uuid::from_slice(&bound).map_err(|_| Bad::server())
}

/// The task, which names the other case by its number where it has one.
fn used(turn: &Turn<'_>, other: Uuid) -> Outcome<Refusal> {
    let number = fold::fold(turn.tx, other)?.number;
    let which = number.map_or_else(
        || "另一个办件".to_owned(),
        |number| format!("另一个办件（{number}）"),
    );
    let say = format!(
        "本办件所用的签名凭证码已用于{which}，一码只能用一次。请向申请人核实是否办了两次：重复的撤回，两件都要办的请申请人重新出示凭证码后更正。"
    );
    Ok(refusal("code_used", &say))
}
