//! 主管认定: a supervisor's word on an act whose time cannot be believed (design §4). It has effect or is rejected: a
//! word that counts half would move what it speaks of.

use domain::act::{Header, Payload, Settled};
use domain::case::{Case, Stage};
use domain::decide::Finding;
use domain::lapse::{WITHDRAWN, withdrawal};
use rusqlite::OptionalExtension as _;
use uuid::Uuid;

use super::admit::{self, judge, refusal};
use super::examine::Examined;
use super::revoked::Revoked;
use super::{clock, fold, own};
use crate::call::Turn;
use crate::fault::Outcome;

/// Judges the word, and takes the lapse back where it says that the act was in time.
pub(super) fn arrive(
    turn: &Turn<'_>,
    case: &mut Case,
    act: &Examined,
    word: &Settled,
) -> Outcome<Result<(), Finding>> {
    if let Err(Finding::Contested(found) | Finding::Rejected(found)) = judge(turn, case, act)? {
        return Ok(Err(Finding::Rejected(found)));
    }
    if let Some(found) = Revoked::default().finding(turn, act)? {
        return Ok(Err(Finding::Rejected(found)));
    }
    let Some(spoken_of) = header(turn, &word.act)? else {
        let say = "市平台没有要认定的动作。";
        return Ok(Err(Finding::Rejected(refusal("no_task", say))));
    };
    if spoken_of.actor == act.header.actor {
        let say = "不能认定自己做的动作，请另一位主管认定。";
        return Ok(Err(Finding::Rejected(refusal("own_act", say))));
    }
    if let Some(over) = case.ran_out().filter(|_| word.in_time) {
        let back = withdrawal(&word.act, &spoken_of.captured, over.by);
        own::write(turn, case, &back)?;
        clock::tell(turn, case, WITHDRAWN)?;
    }
    Ok(Ok(()))
}

/// An acceptance that was asked for in time after all is answered now.
pub(super) fn follow(turn: &Turn<'_>, case: &mut Case, word: &Settled) -> Outcome<()> {
    let Some(act) = header(turn, &word.act)?.filter(|_| word.in_time) else {
        return Ok(());
    };
    if act.kind != "acceptance_requested" || case.stage != Stage::AcceptanceRequested {
        return Ok(());
    }
    let answer: Result<Payload, _> = admit::answer(turn, case)?;
    match answer {
        Ok(confirmed) => own::write(turn, case, &confirmed),
        Err(refusal) => own::contested(turn, case, act.act_id, &refusal),
    }
}

fn header(turn: &Turn<'_>, act: &str) -> Outcome<Option<Header>> {
    let Ok(id) = act.parse::<Uuid>() else {
        return Ok(None);
    };
    let bytes: Option<Vec<u8>> = turn
        .tx
        .prepare_cached("SELECT bytes FROM log WHERE act_id = ?1")?
        .query_row([id.as_bytes().as_slice()], |row| row.get(0))
        .optional()?;
    Ok(bytes.and_then(|bytes| fold::header(&bytes).ok()))
}
