use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::{ATTACHMENT_LOST, Rebuilt};
use crate::act::{CARRIED, insert_queue_row};
use crate::error::StoreError;
use crate::row;

/// After all files: queue rows, what never became whole, drafts that are no more, the head, the counts.
pub(super) fn finish(
    db: &Connection,
    gone: &BTreeSet<Uuid>,
    rebuilt: &mut Rebuilt,
) -> Result<(), StoreError> {
    db.execute("DELETE FROM attachment WHERE hash IS NULL", [])?;
    // What the backend brought before comes again from the beginning.
    db.execute("DELETE FROM meta WHERE key = ?1", [crate::act::CURSOR])?;
    let mut select = db.prepare(
        "SELECT act_id FROM act WHERE act_id NOT IN (SELECT act_id FROM queue) ORDER BY turn, seq",
    )?;
    let acts = select
        .query_map([], |found| row::uuid(found, 0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for act_id in acts {
        insert_queue_row(db, act_id)?;
    }
    settle_replaced(db)?;
    rebuilt.incomplete = quarantine_incomplete(db)?;
    for id in gone {
        db.execute("DELETE FROM draft WHERE draft_id = ?1", [id.as_bytes()])?;
    }
    db.execute(
        "DELETE FROM draft WHERE draft_id IN (SELECT case_id FROM act)",
        [],
    )?;
    db.execute(
        "UPDATE origin SET (turn, next_seq, prev) =
             (SELECT turn, seq + 1, hash FROM act WHERE turn < ?1 ORDER BY turn DESC, seq DESC LIMIT 1),
             journal_no = NULL
         WHERE (SELECT max(turn) FROM act WHERE turn < ?1) IS NOT NULL AND (turn, next_seq) <
             (SELECT turn, seq + 1 FROM act WHERE turn < ?1 ORDER BY turn DESC, seq DESC LIMIT 1)",
        [CARRIED],
    )?;
    db.execute(
        "UPDATE origin SET turn = turn + 1, next_seq = 1, prev = NULL, journal_no = NULL",
        [],
    )?;
    let count = |table: &str| {
        db.query_row(&format!("SELECT count(*) FROM {table}"), [], |found| {
            row::count(found, 0)
        })
    };
    rebuilt.acts = count("act")?;
    rebuilt.attachments = count("attachment")?;
    rebuilt.drafts = count("draft")?;
    Ok(())
}

/// What was mended before is not sent again beside its mend.
pub(super) fn settle_replaced(db: &Connection) -> Result<(), StoreError> {
    db.execute(
        "UPDATE queue SET state = 'needs_fix', code = 'replaced' WHERE state NOT IN ('durable', 'contested')
           AND act_id IN (SELECT replaces FROM act WHERE replaces IS NOT NULL)",
        [],
    )?;
    Ok(())
}

fn quarantine_incomplete(db: &Connection) -> Result<Vec<Uuid>, StoreError> {
    let mut select = db.prepare(
        "SELECT DISTINCT act_id FROM act_attachment named WHERE NOT EXISTS (
             SELECT 1 FROM attachment file WHERE file.case_id = named.case_id AND file.hash = named.hash)",
    )?;
    let found = select
        .query_map([], |found| row::uuid(found, 0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    for act_id in &found {
        db.execute(
            "UPDATE queue SET state = 'quarantined', code = ?2 WHERE act_id = ?1",
            params![act_id.as_bytes(), ATTACHMENT_LOST],
        )?;
    }
    Ok(found)
}
