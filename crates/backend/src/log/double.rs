//! 重复收件 at two windows that did not know of each other: each desk looks at what it has, the log has both.

use domain::act::{Intake, Payload, Subject};
use domain::decide::Refusal;
use domain::duplicate::is_double;
use rusqlite::{Transaction, params};
use seal::cbor;
use uuid::Uuid;

use super::admit::refusal;
use super::examine::Examined;
use super::fold;
use crate::call::Turn;
use crate::fault::{Bad, Outcome};

/// Remembers a receipt; one that doubles an open case of another window is a person's to settle. A desk that knew of the
/// other one has asked already, and says so in the receipt.
pub(super) fn finding(turn: &Turn<'_>, act: &Examined) -> Outcome<Option<Refusal>> {
    let (Some(case), Some(Payload::Received(intake))) = (act.case(), &act.payload) else {
        return Ok(None);
    };
    let terminal = &act.header.origin.terminal;
    let at = act.header.captured.credible();
    remember(turn.tx, intake, case, (terminal, at))?;
    if act.header.replaces.is_some() || intake.again.is_some() {
        return Ok(None);
    }
    let asked = (&*intake.item, &*intake.applicant.party.id);
    for other in others(turn, intake, (case, terminal))? {
        let other = fold::fold(turn.tx, other)?;
        if is_double(&other, asked, at, turn.app.city.rule.duplicate_days) {
            let say = format!(
                "另一个窗口也收了同一申请人的同一事项（{}），还没有办结。两件可能都对：请对照两件，问一问申请人。只要一件的，\
                 撤回其中一件；两件都要办的，更正本件后继续办理。",
                other.shown_number()
            );
            return Ok(Some(refusal("duplicate", &say)));
        }
    }
    Ok(None)
}

fn remember(
    tx: &Transaction<'_>,
    intake: &Intake,
    case: Uuid,
    (terminal, at): (&str, i64),
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO asked (item, holder, case_id, terminal, at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (item, holder, case_id) DO NOTHING",
    )?
    .execute(params![
        intake.item,
        intake.applicant.party.id,
        case.as_bytes().as_slice(),
        terminal,
        at
    ])?;
    Ok(())
}

/// What the applicant asked for at other windows by the same item.
fn others(turn: &Turn<'_>, intake: &Intake, (case, terminal): (Uuid, &str)) -> Outcome<Vec<Uuid>> {
    let mut statement = turn.tx.prepare_cached(
        "SELECT case_id FROM asked WHERE item = ?1 AND holder = ?2 AND case_id <> ?3 AND terminal <> ?4
         ORDER BY at DESC LIMIT 16",
    )?;
    let wanted = params![
        intake.item,
        intake.applicant.party.id,
        case.as_bytes().as_slice(),
        terminal
    ];
    let rows = statement.query_map(wanted, |row| row.get::<_, Vec<u8>>(0))?;
    rows.map(|row| Uuid::from_slice(&row?).map_err(|_| Bad::server()))
        .collect()
}

/// Remembers the receipts of a log that was written before anybody did; what cannot be read is nobody's to double.
pub(crate) fn recall(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut select = tx.prepare(
        "SELECT bytes, payload FROM log WHERE kind = 'received' AND verdict <> 'rejected' ORDER BY position",
    )?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (bytes, payload): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let payload = cbor::decode_strict(&payload);
        if let (Ok(header), Ok(Payload::Received(intake))) = (fold::header(&bytes), payload)
            && let Subject::Case(case) = header.subject
        {
            let at = header.captured.credible();
            remember(tx, &intake, case, (&header.origin.terminal, at))?;
        }
    }
    Ok(())
}
