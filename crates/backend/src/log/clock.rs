//! Legal time (design §4): what clocks alone do to cases, and what arrives late. The rules are `domain::lapse`; here
//! they are asked, written down and told.

use domain::act::Payload;
use domain::case::Case;
use domain::decide::{Finding, Refusal};
use domain::lapse::{Clocks, Lapse, Late, WITHDRAWN, expire, late, running, withdrawal};
use rusqlite::params;
use uuid::Uuid;

use super::admit::{edition, judge, refusal};
use super::examine::Examined;
use super::{fold, own, told};
use crate::app::App;
use crate::call::Turn;
use crate::fault::{Bad, Outcome};

/// Cases of one transaction: an act that arrives meanwhile waits no longer than this takes.
const AT_ONCE: i64 = 100;

fn clocks<'a>(app: &'a App, case: &Case) -> Clocks<'a> {
    Clocks {
        item: edition(app, &case.item, case.item_version),
        answer: app.city.rule.answer_within,
        calendar: &app.city.calendar,
        office: &app.city.office,
    }
}

/// What the rules find about an act, after the clock that it should have stopped was looked at: it may be taken back,
/// or run out first. A mend is judged by the case `before` what it mends.
pub(super) fn arrive(
    turn: &Turn<'_>,
    case: &mut Case,
    act: &Examined,
    before: Option<&Case>,
) -> Outcome<Result<(), Finding>> {
    // A result that was handed over is not taken back by a clock: what arrives about it is a person's to settle.
    let over = case
        .ran_out()
        .filter(|clock| clock.what != Lapse::DefaultGranted || case.delivered_at.is_none());
    let due = running(case, &clocks(turn.app, case)).filter(|clock| clock.is_over(turn.now));
    let late = match (over.or(due), &act.payload) {
        (Some(clock), Some(payload)) => late(&clock, &act.header.captured, payload),
        _ => None,
    };
    match (over, late) {
        // Captured in time, and nothing has been written yet: as if it had come in time.
        (None, Some(Late::InTime)) => {}
        (None, _) if due.is_some() => settle(turn, case)?,
        (Some(clock), Some(Late::InTime)) => {
            take_back(turn, case, (act, before), clock.by)?;
        }
        _ => {}
    }
    Ok(match judge(turn, before.unwrap_or(case), act)? {
        Err(Finding::Rejected(refusal)) => Err(Finding::Rejected(refusal)),
        _ if late == Some(Late::CannotTell) => Err(Finding::Contested(unproved())),
        found => found,
    })
}

/// Takes the lapse back, unless the act has no effect at all.
fn take_back(
    turn: &Turn<'_>,
    case: &mut Case,
    (act, before): (&Examined, Option<&Case>),
    by: i64,
) -> Outcome<()> {
    let id = act.header.act_id.simple().to_string();
    let back = withdrawal(&id, &act.header.captured, by);
    let mut without = case.clone();
    without.apply(&act.header.captured, &back);
    let judged = judge(turn, before.unwrap_or(&without), act)?;
    if matches!(judged, Err(Finding::Rejected(_))) {
        return Ok(());
    }
    own::write(turn, case, &back)?;
    tell(turn, case, WITHDRAWN)
}

fn unproved() -> Refusal {
    let say = "不能确认这个动作是否在截止之前做出（本机时间不可信或跨过截止时刻）。请主管认定。";
    refusal("capture_time", say)
}

/// Writes what has run out, and remembers when to look again.
fn settle(turn: &Turn<'_>, case: &mut Case) -> Outcome<()> {
    let before = case.stage;
    if let Some(payload) = expire(case, &clocks(turn.app, case), turn.now) {
        own::write(turn, case, &payload)?;
        if let Payload::Lapsed(lapsed) = &payload {
            tell(turn, case, &lapsed.what)?;
        }
        told::queue(turn, case, before, turn.now)?;
    }
    watch(turn, case)
}

/// Remembers when to look at the case again. What has run out already is the next look's: the act that stops the
/// clock may be the next one of the same batch.
pub(super) fn watch(turn: &Turn<'_>, case: &Case) -> Outcome<()> {
    let id = case.id.as_bytes().as_slice();
    match running(case, &clocks(turn.app, case)).filter(|clock| clock.certain) {
        Some(clock) => turn
            .tx
            .prepare_cached("INSERT OR REPLACE INTO clocks (case_id, at) VALUES (?1, ?2)")?
            .execute(params![id, clock.by])?,
        None => turn
            .tx
            .prepare_cached("DELETE FROM clocks WHERE case_id = ?1")?
            .execute([id])?,
    };
    Ok(())
}

/// Lets run out what has run out by now; answers whether there is more.
pub(crate) fn run_out(turn: &Turn<'_>) -> Outcome<bool> {
    let over = ids(
        turn,
        "SELECT case_id FROM clocks WHERE at < ?1 ORDER BY at LIMIT ?2",
        &[&turn.now, &AT_ONCE],
    )?;
    for id in &over {
        settle(turn, &mut fold::fold(turn.tx, *id)?)?;
    }
    Ok(over.len() == usize::try_from(AT_ONCE).unwrap_or_default())
}

/// Finds the clocks of cases that an older program took in, or that a newer calendar makes certain.
pub(crate) fn wind(turn: &Turn<'_>) -> Outcome<()> {
    for id in ids(turn, "SELECT id FROM cases", &[])? {
        settle(turn, &mut fold::fold(turn.tx, id)?)?;
    }
    Ok(())
}

fn ids(turn: &Turn<'_>, sql: &str, params: &[&dyn rusqlite::ToSql]) -> Outcome<Vec<Uuid>> {
    let mut statement = turn.tx.prepare_cached(sql)?;
    let rows = statement.query_map(params, |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|row| Uuid::from_slice(&row?).map_err(|_| Bad::server()))
        .collect()
}

/// Tells the citizen; the desk is told by the feed.
pub(super) fn tell(turn: &Turn<'_>, case: &Case, what: &str) -> Outcome<()> {
    say(turn, case, &domain::lapse::told(case, what))
}

/// What the practice city shows on the citizen's phone.
pub(super) fn say(turn: &Turn<'_>, case: &Case, text: &str) -> Outcome<()> {
    let Some(applicant) = &case.applicant else {
        return Ok(());
    };
    turn.tx
        .prepare_cached("INSERT INTO messages (at, case_id, holder, say) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            turn.now,
            case.id.as_bytes().as_slice(),
            applicant.party.id,
            text
        ])?;
    Ok(())
}
