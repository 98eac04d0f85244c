//! What applicants' phones are told of a case's progress (S01): queued with the act that brought the state, once a case and
//! state, and handed over afterwards as often as it takes. Which states, the item says.

use domain::act::{Payload, Told};
use domain::case::{Case, Stage};
use rusqlite::params;
use uuid::Uuid;

use super::{admit, fold, own};
use crate::call::Turn;
use crate::fault::{Bad, Outcome};
use crate::progress::Push;

/// Handed over in one round, at most.
const AT_ONCE: u32 = 100;

/// Queues the state that the case has come to from `before`, where the item wants it told and it was not told before.
/// `at`: when it came to it.
pub(super) fn queue(turn: &Turn<'_>, case: &mut Case, before: Stage, at: i64) -> Outcome<()> {
    let Some(number) = case.number.clone().filter(|_| case.stage != before) else {
        return Ok(());
    };
    let item = admit::edition(turn.app, &case.item, case.item_version);
    let wanted = item.is_some_and(|item| item.progress.contains(&case.stage));
    if !wanted || phone(case).is_none() {
        return Ok(());
    }
    let fresh = turn
        .tx
        .prepare_cached(
            "INSERT INTO outbox (case_id, state, number, at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (case_id, state) DO NOTHING",
        )?
        .execute(params![
            case.id.as_bytes().as_slice(),
            case.stage.word(),
            number,
            at
        ])?;
    if fresh == 1 {
        let told = told(case.stage, number, at, false);
        own::write(turn, case, &Payload::Told(told))?;
        turn.app.pushes.notify_one();
    }
    Ok(())
}

fn told(state: Stage, number: String, at: i64, sent: bool) -> Told {
    Told {
        state,
        number,
        at,
        sent,
    }
}

/// Who is told: the one at the desk, else the applicant.
fn phone(case: &Case) -> Option<&str> {
    let applicant = case.applicant.as_ref()?;
    let phones = [&applicant.at_desk().phone, &applicant.party.phone];
    let mut phones = phones.into_iter().map(|phone| phone.trim());
    phones.find(|phone| !phone.is_empty())
}

/// What waits, the oldest first.
pub(crate) fn waiting(turn: &Turn<'_>) -> Outcome<Vec<Push>> {
    let mut select = turn.tx.prepare_cached(
        "SELECT case_id, state, number, at FROM outbox WHERE sent_at IS NULL ORDER BY at LIMIT ?1",
    )?;
    let rows = select.query_map([AT_ONCE], |row| {
        Ok((
            row.get::<_, Vec<u8>>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
            row.get::<_, i64>(3)?,
        ))
    })?;
    let mut waiting = Vec::new();
    for row in rows {
        let (case, state, number, at) = row?;
        let case = Uuid::from_slice(&case).map_err(|_| Bad::server())?;
        let state = Stage::ALL.into_iter().find(|one| one.word() == state);
        let state = state.ok_or_else(Bad::server)?;
        let folded = fold::fold(turn.tx, case)?;
        waiting.push(Push {
            case,
            phone: phone(&folded).unwrap_or_default().to_owned(),
            number,
            state,
            at,
        });
    }
    Ok(waiting)
}

/// Notes that it was handed over, once.
pub(crate) fn sent(turn: &Turn<'_>, push: &Push) -> Outcome<()> {
    let changed = turn
        .tx
        .prepare_cached(
            "UPDATE outbox SET sent_at = ?3 WHERE case_id = ?1 AND state = ?2 AND sent_at IS NULL",
        )?
        .execute(params![
            push.case.as_bytes().as_slice(),
            push.state.word(),
            turn.now
        ])?;
    if changed == 0 {
        return Ok(());
    }
    let mut case = fold::fold(turn.tx, push.case)?;
    let told = told(push.state, push.number.clone(), push.at, true);
    own::write(turn, &mut case, &Payload::Told(told))?;
    super::clock::say(turn, &case, &push.say())
}
