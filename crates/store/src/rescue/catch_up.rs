//! A database that is older than its journal: an older copy was put in its place. What the journal holds beyond it is
//! taken back, and the folder goes on in another life.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use uuid::Uuid;

use super::restore;
use crate::act::insert_queue_row;
use crate::database::Store;
use crate::error::StoreError;
use crate::journal::{Frame, files, furthest_head, read_file};
use crate::row;

/// The alarm of a database that was older than what is remembered of it.
const BEHIND: &str = "behind";

/// Looks at the heads that the journal remembers before anything is appended. Costs next to nothing where the database
/// is as new as its journal, as it is after any crash: a head is journaled after its commit.
pub(crate) fn catch_up(store: &Store) -> Result<(), StoreError> {
    let furthest = furthest_head(store.dir(), &store.journal().keys)?;
    // Read after the journal: another process may be appending.
    let head = store.origin_head()?;
    match furthest {
        Some(known) if known > (head.turn, head.next_seq) => {
            store.write(|db| take_back(store, db, known))
        }
        _ => Ok(()),
    }
}

fn take_back(store: &Store, db: &Connection, known: (u64, u64)) -> Result<(), StoreError> {
    let (turn, next): (u64, u64) =
        db.query_row("SELECT turn, next_seq FROM origin", [], |found| {
            Ok((row::count(found, 0)?, row::count(found, 1)?))
        })?;
    if known <= (turn, next) {
        return Ok(());
    }
    let before = own_acts(db)?;
    let mut latest = 0;
    for (no, path) in files(store.dir())? {
        read_file(&store.journal().keys, no, &path, |frame| match frame {
            Frame::Act(ref act) => {
                latest = latest.max(act.captured_ms);
                restore(db, no, frame, &mut BTreeSet::new())
            }
            Frame::Chunk { .. } | Frame::File(_) | Frame::Head { .. } | Frame::Alarm(_) => {
                restore(db, no, frame, &mut BTreeSet::new())
            }
            // A draft or a value may be older than what is here.
            Frame::Draft(_) | Frame::DraftGone(_) | Frame::Meta { .. } => Ok(()),
        })?;
    }
    // What a rebuild leaves behind where the content of a file is not whole; a file on its way in has a time.
    db.execute(
        "DELETE FROM attachment WHERE hash IS NULL AND added_ms = 0",
        [],
    )?;
    for act_id in own_acts(db)?.difference(&before) {
        // One that a person had ended has its row already.
        if !db
            .prepare_cached("SELECT 1 FROM queue WHERE act_id = ?1")?
            .exists([act_id.as_bytes()])?
        {
            insert_queue_row(db, *act_id)?;
        }
    }
    super::settle_replaced(db)?;
    db.execute(
        "UPDATE origin SET turn = turn + 1, next_seq = 1, prev = NULL, journal_no = NULL",
        [],
    )?;
    db.execute(
        "INSERT OR IGNORE INTO alarm (code, detail, raised_ms) VALUES (?1, ?2, ?3)",
        params![
            BEHIND,
            format!(
                "database={turn}/{} journal={}/{}",
                next - 1,
                known.0,
                known.1 - 1
            ),
            latest
        ],
    )?;
    Ok(())
}

fn own_acts(db: &Connection) -> Result<BTreeSet<Uuid>, StoreError> {
    let mut select = db.prepare("SELECT act_id FROM act WHERE turn IS NOT NULL")?;
    let found = select.query_map([], |found| row::uuid(found, 0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
