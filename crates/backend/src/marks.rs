//! What this city's own cases and offices add to what the credit platform holds: bars after a revocation
//! (domain reference S14), repairs (S45).

use domain::act::{Header, Inspected};
use domain::case::Case;
use domain::credit::Credit;
use domain::decide::Refusal;
use domain::moment;
use domain::promise::barred_through;
use jiff::civil::Date;
use rusqlite::params;
use uuid::Uuid;
use wire::CreditAnswer;

use crate::call::Turn;
use crate::city::Credits;
use crate::fault::Outcome;

const BARRED: &str = "barred";
const REPAIRED: &str = "repaired";

/// A revocation bars whoever it is about, unless a person must look at it first; the day is the rule's, whatever the
/// act says.
pub(crate) fn found(
    turn: &Turn<'_>,
    case: &Case,
    (header, found): (&Header, &Inspected),
    refusal: Option<&Refusal>,
) -> Outcome<()> {
    let through = barred_through(moment::day(header.captured.credible()));
    let whose = case
        .applicant
        .as_ref()
        .filter(|_| refusal.is_none() && found.result.revokes());
    match whose {
        Some(applicant) => bar(turn, &applicant.party.id, through, case.id),
        None => Ok(()),
    }
}

/// Nobody of this number applies by commitment to the end of this day; said again, it is the same.
fn bar(turn: &Turn<'_>, holder: &str, through: Date, case: Uuid) -> Outcome<()> {
    put(turn, holder, (BARRED, through), Some(case))
}

/// Their bad record is repaired (信用修复) since today; answers the day.
pub(crate) fn repair(turn: &Turn<'_>, holder: &str) -> Outcome<Date> {
    let today = moment::day(turn.now);
    put(turn, holder, (REPAIRED, today), None)?;
    Ok(today)
}

fn put(
    turn: &Turn<'_>,
    holder: &str,
    (what, day): (&str, Date),
    case: Option<Uuid>,
) -> Outcome<()> {
    let case = case.map(|case| case.as_bytes().to_vec());
    turn.tx
        .prepare_cached(
            "INSERT INTO credit_marks (holder, what, day, at, case_id) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![holder, what, day.to_string(), turn.now, case])?;
    Ok(())
}

/// What was held of them at a moment; somebody the platform does not know has no bad record.
fn held(turn: &Turn<'_>, id: &str, now: i64) -> Outcome<Credits> {
    let person = turn.app.city.holder(id);
    let mut credits = person.map_or_else(Credits::default, |person| person.credit.clone());
    let mut select = turn.tx.prepare_cached(
        "SELECT what, day FROM credit_marks WHERE holder = ?1 AND at <= ?2 ORDER BY day",
    )?;
    let rows = select.query_map(params![id, now], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    for row in rows {
        let (what, day) = row?;
        match (what.as_str(), day.parse()) {
            (BARRED, Ok(day)) => credits.bar(day),
            (REPAIRED, Ok(day)) => credits.repair(day),
            _ => {}
        }
    }
    Ok(credits)
}

/// As the rules read it.
pub(crate) fn credit(turn: &Turn<'_>, id: &str, now: i64) -> Outcome<Credit> {
    Ok(held(turn, id, now)?.judge(moment::day(now)))
}

/// As the platform answers now.
pub(crate) fn answer(turn: &Turn<'_>, id: &str) -> Outcome<CreditAnswer> {
    Ok(held(turn, id, turn.now)?.answer(moment::day(turn.now)))
}
