//! The queue as a drain loads it: everything that an order of sending depends on, by a few statements however long the
//! queue is, and without the acts' content.

use std::collections::BTreeSet;

use domain::queue::RowState;
use rusqlite::{Connection, Params, Row};
use uuid::Uuid;

use super::shape::state_at;
use crate::database::Store;
use crate::error::StoreError;
use crate::row;

/// One act in the queue, as a drain needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedRow {
    /// The act.
    pub act_id: Uuid,
    /// Its case; `None` for an event of the station.
    pub case: Option<Uuid>,
    /// The life of this folder, or the origin brought along, that its place counts in: two rows of one turn are of
    /// one origin.
    pub turn: u64,
    /// Its place in that origin's log.
    pub seq: u64,
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// Length of bytes, salt and payload together.
    pub bytes: u64,
    /// The act that it mends.
    pub replaces: Option<Uuid>,
    /// Where it stands.
    pub state: RowState,
    /// Attempts that failed so far.
    pub attempts: u32,
    /// The files it names that are here, in its order.
    pub files: Vec<LoadedFile>,
}

/// A file that an act names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedFile {
    /// SHA-256 of the content.
    pub hash: [u8; 32],
    /// Length of the content.
    pub bytes: u64,
    /// The backend has this many of them.
    pub offset: u64,
    /// The backend has them all.
    pub stored: bool,
}

const SALT: u64 = 32;

/// What the engine may still move, and what waits for a person: that holds up the rest of its case.
const WAITING: &str =
    "queue.state IN ('ready', 'files', 'sending', 'received', 'retry_wait', 'contested',
                                  'needs_fix', 'quarantined')
     AND (queue.ended_by IS NULL OR queue.state NOT IN ('contested', 'needs_fix', 'quarantined'))";
/// What a person ended by a mend of the same case: it goes on holding its place for the mend.
const MENDED: &str =
    "queue.state IN ('contested', 'needs_fix', 'quarantined') AND queue.ended_by IS NOT NULL
     AND act.case_id = (SELECT mend.case_id FROM act mend JOIN queue own ON own.act_id = mend.act_id
                        WHERE mend.act_id = queue.ended_by)";

const SELECT: &str = "
    SELECT act.act_id, act.case_id, act.turn, act.seq, act.hash,
           length(act.bytes) + coalesce(length(act.payload), 0), act.replaces,
           queue.state, queue.reason, queue.next_at, queue.attempts, queue.code, act.position, queue.ended_by,
           EXISTS (SELECT 1 FROM act_attachment named WHERE named.act_id = act.act_id)
    FROM queue CROSS JOIN act USING (act_id)";

const FILES: &str = "
    SELECT file.hash, file.bytes, file.upload_offset, file.stored
    FROM act_attachment named
    JOIN attachment file ON file.case_id = named.case_id AND file.hash = named.hash
    WHERE named.act_id = ?1 ORDER BY named.ordinal";

impl LoadedRow {
    fn from_row(found: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            act_id: row::uuid(found, 0)?,
            case: row::uuid_or_none(found, 1)?,
            turn: row::count(found, 2)?,
            seq: row::count(found, 3)?,
            hash: found.get(4)?,
            bytes: row::count(found, 5)?.saturating_add(SALT),
            replaces: row::uuid_or_none(found, 6)?,
            state: state_at(found, 7)?,
            attempts: found.get(10)?,
            files: Vec::new(),
        })
    }
}

impl Store {
    /// What a drain works on, on one snapshot: of the open rows and those that wait for a person the first `limit`
    /// in the order they were made; then what was ended by a mend, with mends that are stored already.
    ///
    /// # Errors
    /// The store's own.
    pub fn queue_load(&self, limit: u32) -> Result<Vec<LoadedRow>, StoreError> {
        self.read(|db| {
            let waiting = format!("{SELECT} WHERE {WAITING} ORDER BY act.turn, act.seq LIMIT ?1");
            let (mut rows, _) = select(db, &waiting, [limit])?;
            let mended = format!("{SELECT} WHERE {MENDED} ORDER BY act.turn, act.seq LIMIT ?1");
            let (ended, mends) = select(db, &mended, [limit])?;
            rows.extend(ended);
            let here: BTreeSet<Uuid> = rows.iter().map(|row| row.act_id).collect();
            for mend in mends.difference(&here) {
                rows.extend(one(db, *mend)?);
            }
            Ok(rows)
        })
    }

    /// The rows of these acts, in this order; what has none is left out.
    ///
    /// # Errors
    /// The store's own.
    pub fn queue_load_of(&self, acts: &[Uuid]) -> Result<Vec<LoadedRow>, StoreError> {
        self.read(|db| {
            let mut rows = Vec::with_capacity(acts.len());
            for act in acts {
                rows.extend(one(db, *act)?);
            }
            Ok(rows)
        })
    }
}

/// Rows, and the acts by which persons ended them.
fn select(
    db: &Connection,
    sql: &str,
    args: impl Params,
) -> Result<(Vec<LoadedRow>, BTreeSet<Uuid>), StoreError> {
    let mut select = db.prepare_cached(sql)?;
    let (mut rows, mut mends) = (Vec::new(), BTreeSet::new());
    let mut found = select.query(args)?;
    while let Some(next) = found.next()? {
        let mut row = LoadedRow::from_row(next)?;
        if row.case.is_some() && next.get(14)? {
            row.files = files(db, row.act_id)?;
        }
        rows.push(row);
        mends.extend(row::uuid_or_none(next, 13)?);
    }
    Ok((rows, mends))
}

fn one(db: &Connection, act_id: Uuid) -> Result<Option<LoadedRow>, StoreError> {
    let sql = format!("{SELECT} WHERE queue.act_id = ?1");
    Ok(select(db, &sql, [act_id.as_bytes()])?.0.pop())
}

/// The files of an act, in its order.
fn files(db: &Connection, act_id: Uuid) -> rusqlite::Result<Vec<LoadedFile>> {
    let mut select = db.prepare_cached(FILES)?;
    let found = select.query_map([act_id.as_bytes()], |found| {
        Ok(LoadedFile {
            hash: found.get(0)?,
            bytes: row::count(found, 1)?,
            offset: row::count(found, 2)?,
            stored: found.get(3)?,
        })
    })?;
    found.collect()
}
