//! An act that mends another (design §4): which may, and where it is judged. What stands unquestioned is not mended.

use domain::case::{Case, mends};
use domain::decide::Refusal;
use rusqlite::OptionalExtension as _;
use uuid::Uuid;

use super::admit::refusal;
use super::examine::Examined;
use super::fold;
use crate::call::Turn;
use crate::fault::Outcome;

/// Where an act is judged.
#[allow(
    clippy::large_enum_variant,
    reason = "one at a time, and gone with the judgement"
)]
pub(super) enum Place {
    /// Where the case stands: it mends nothing that is in force.
    Own,
    /// Where the act stood that it mends; the case before it.
    Of(Case),
    /// It may not mend what it names.
    None(Refusal),
}

/// Looks at what the act mends: what was rejected, or never came, has no place; what is contested gives its own.
pub(super) fn place(turn: &Turn<'_>, act: &Examined) -> Outcome<Place> {
    let (Some(mended), Some(case)) = (act.header.replaces, act.case()) else {
        return Ok(Place::Own);
    };
    let Some((verdict, kind, of)) = found(turn, mended)? else {
        return Ok(Place::Own);
    };
    if verdict == "rejected" && of == Some(case) {
        return Ok(Place::Own);
    }
    let entries = fold::entries(turn.tx, case, i64::MAX)?;
    let done = entries.iter().any(|entry| entry.replaces == Some(mended));
    let may = verdict == "contested" && of == Some(case) && mends(&kind, &act.header.kind);
    if !may || done {
        let say = "只能更正市平台要求人工处理、还没有更正过的同一种动作。";
        return Ok(Place::None(refusal("replaces", say)));
    }
    Ok(Place::Of(Case::before(case, &entries, mended)))
}

/// Verdict, kind and case of an act in the log.
fn found(turn: &Turn<'_>, act: Uuid) -> Outcome<Option<(String, String, Option<Uuid>)>> {
    let mut select = turn
        .tx
        .prepare_cached("SELECT verdict, kind, case_id FROM log WHERE act_id = ?1")?;
    let found = select.query_row([act.as_bytes().as_slice()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<Vec<u8>>>(2)?))
    });
    Ok(found.optional()?.map(|(verdict, kind, case)| {
        let case = case.and_then(|case| Uuid::from_slice(&case).ok());
        (verdict, kind, case)
    }))
}
