//! Reading acts: positions first, then what this installation has not had a position for, by its own order.

use domain::queue::RowState;
use rusqlite::{Connection, Params, Row, params};
use uuid::Uuid;

use crate::database::Store;
use crate::error::StoreError;
use crate::{queue, row};

/// An act as it stands here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAct {
    /// The act's id.
    pub act_id: Uuid,
    /// Its case; `None` for an event of the station.
    pub case: Option<Uuid>,
    /// Its kind.
    pub kind: String,
    /// When it was captured, ms since the Unix epoch.
    pub captured_ms: i64,
    /// Own acts: place in the origin's log.
    pub seq: Option<u64>,
    /// Own acts: hash of the act before.
    pub prev: Option<[u8; 32]>,
    /// SHA-256 of `bytes`.
    pub hash: [u8; 32],
    /// The signed act as it is.
    pub bytes: Vec<u8>,
    /// The salt of its payload hash; `None` once erased.
    pub salt: Option<[u8; 32]>,
    /// Its payload; `None` once erased.
    pub payload: Option<Vec<u8>>,
    /// Own acts: the attachments it names, in its order.
    pub attachments: Vec<[u8; 32]>,
    /// Own acts: the member who signed.
    pub actor: Option<String>,
    /// Its place in the case, once the backend gave one.
    pub position: Option<u64>,
    /// The backend's signed answer, as it came.
    pub ack: Option<Vec<u8>>,
    /// Whether this installation made it.
    pub origin_local: bool,
    /// Own acts: the act that this one mends.
    pub replaces: Option<Uuid>,
    /// Where it stands. An act of another end is durable: it came from the backend.
    pub state: RowState,
}

/// Acts with their queue rows, as [`acts`] reads them.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT act.act_id, act.case_id, act.kind, act.captured_ms, act.seq, act.prev, act.hash, act.bytes,
                    act.salt, act.payload, act.actor, act.position, act.ack, act.turn IS NOT NULL,
                    coalesce(queue.state, 'durable'), queue.reason, queue.next_at, queue.attempts, queue.code,
                    act.position, act.replaces
             FROM act LEFT JOIN queue USING (act_id) ",
            $rest
        )
    };
}
pub(crate) use select;

impl StoredAct {
    fn from_row(found: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            act_id: row::uuid(found, 0)?,
            case: row::uuid_or_none(found, 1)?,
            kind: found.get(2)?,
            captured_ms: found.get(3)?,
            seq: row::count_or_none(found, 4)?,
            prev: found.get(5)?,
            hash: found.get(6)?,
            bytes: found.get(7)?,
            salt: found.get(8)?,
            payload: found.get(9)?,
            attachments: Vec::new(),
            actor: found.get(10)?,
            position: row::count_or_none(found, 11)?,
            ack: found.get(12)?,
            origin_local: found.get(13)?,
            state: queue::state_at(found, 14)?,
            replaces: row::uuid_or_none(found, 20)?,
        })
    }
}

impl Store {
    /// The acts of a case in the order to fold them.
    ///
    /// # Errors
    /// The store's own.
    pub fn acts_of(&self, case: Uuid) -> Result<Vec<StoredAct>, StoreError> {
        let sql = select!(
            "WHERE act.case_id = ?1
             ORDER BY act.position IS NULL, act.position, act.turn, act.seq, act.act_id"
        );
        self.read(|db| acts(db, sql, [case.as_bytes()]))
    }

    /// One act.
    ///
    /// # Errors
    /// The store's own.
    pub fn act(&self, act_id: Uuid) -> Result<Option<StoredAct>, StoreError> {
        self.read(|db| Ok(acts(db, select!("WHERE act.act_id = ?1"), [act_id.as_bytes()])?.pop()))
    }

    /// Official numbers of cases whose receipt is on its way to the backend again: its own acts, as they came before it
    /// lost them.
    ///
    /// # Errors
    /// The store's own.
    pub fn numbers_to_return(&self, offset: u32, limit: u32) -> Result<Vec<StoredAct>, StoreError> {
        // By the few cases, not by the many acts of other ends: the plus keeps that index out.
        let sql = select!(
            "WHERE act.kind = 'registered' AND +act.turn IS NULL AND act.payload IS NOT NULL
               AND act.case_id IN (
                   SELECT own.case_id FROM queue JOIN act own USING (act_id)
                   WHERE queue.state IN ('ready', 'files', 'sending', 'received', 'retry_wait')
                     AND own.kind = 'received')
             ORDER BY act.position, act.act_id LIMIT ?2 OFFSET ?1"
        );
        self.read(|db| acts(db, sql, params![offset, limit]))
    }

    /// The present incarnation's own log from `from_seq` on, at most `limit` acts.
    ///
    /// # Errors
    /// The store's own.
    pub fn origin_acts(&self, from_seq: u64, limit: u32) -> Result<Vec<StoredAct>, StoreError> {
        let sql = select!(
            "WHERE act.turn = (SELECT turn FROM origin) AND act.seq >= ?1 ORDER BY act.seq LIMIT ?2"
        );
        let from = row::int(from_seq)?;
        self.read(|db| acts(db, sql, params![from, limit]))
    }
}

/// Runs a [`select`], with the attachments that own acts name.
pub(crate) fn acts(
    db: &Connection,
    sql: &str,
    args: impl Params,
) -> Result<Vec<StoredAct>, StoreError> {
    let mut select = db.prepare_cached(sql)?;
    let mut acts = select
        .query_map(args, StoredAct::from_row)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut names =
        db.prepare_cached("SELECT hash FROM act_attachment WHERE act_id = ?1 ORDER BY ordinal")?;
    for act in acts.iter_mut().filter(|act| act.origin_local) {
        act.attachments = names
            .query_map([act.act_id.as_bytes()], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
    }
    Ok(acts)
}
