use domain::act::{Captured, ClockQuality};
use domain::decide::Refusal;
use rusqlite::OptionalExtension as _;

use super::admit::refusal;
use super::examine::Examined;
use crate::call::Turn;
use crate::fault::Outcome;

/// What a revocation says of an act that arrives after it. What was signed before with a good key stays good; of a
/// key in wrong hands nothing that arrives later is believed without a person (design §7).
pub(super) fn finding(turn: &Turn<'_>, act: &Examined) -> Outcome<Option<Refusal>> {
    let header = &act.header;
    let station: Option<(Option<i64>, bool)> = turn
        .tx
        .prepare_cached("SELECT revoked_at, compromised FROM stations WHERE terminal = ?1")?
        .query_row([&header.origin.terminal], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    if let Some((Some(at), compromised)) = station {
        if compromised {
            let say = "签名的终端已报失密停用，之后到达的动作都要人工核实。";
            return Ok(Some(refusal("compromised", say)));
        }
        if !was_before(&header.captured, at) {
            let say = "动作在终端停用之后做出，或时间不可信，请人工核实。";
            return Ok(Some(refusal("revoked", say)));
        }
    }
    let member: Option<i64> = turn
        .tx
        .prepare_cached("SELECT at FROM revoked_members WHERE user = ?1")?
        .query_row([&header.actor], |row| row.get(0))
        .optional()?;
    Ok(member
        .filter(|at| !was_before(&header.captured, *at))
        .map(|_| {
            let say = "动作在工号停用之后做出，或时间不可信，请人工核实。";
            refusal("revoked", say)
        }))
}

fn was_before(captured: &Captured, at: i64) -> bool {
    captured.quality != ClockQuality::Broken && captured.latest <= at
}
