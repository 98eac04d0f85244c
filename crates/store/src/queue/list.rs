//! Looking at the queue.

use std::collections::BTreeMap;

use domain::queue::{Reason, RowState};
use rusqlite::{OptionalExtension, Row};
use uuid::Uuid;

use super::shape::{reason_at, state_at};
use crate::database::Store;
use crate::error::StoreError;
use crate::row;

/// One own act in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// The act.
    pub act_id: Uuid,
    /// Its case; `None` for an event of the station.
    pub case: Option<Uuid>,
    /// Its kind.
    pub kind: String,
    /// When it was captured, ms since the Unix epoch.
    pub captured_ms: i64,
    /// Its place in the origin's log.
    pub seq: u64,
    /// The act's bytes and those of its attachments.
    pub bytes_total: u64,
    /// Where it stands.
    pub state: RowState,
    /// Attempts that failed so far.
    pub attempts: u32,
    /// Why the last one failed.
    pub last_reason: Option<Reason>,
    /// The act by which a person ended it: a mend, or the event `discarded`.
    pub ended_by: Option<Uuid>,
}

/// Which rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum QueueFilter {
    /// What the engine may still move ([`RowState::is_open`]).
    #[default]
    Open,
    /// What is settled or waits for a person.
    Closed,
    /// What waits for a person: contested, needs fix, quarantined.
    Human,
    /// What a person has ended.
    Ended,
    /// Everything.
    All,
}

impl QueueFilter {
    /// As SQL, with the states as a list, so that the index on the state finds the rows.
    fn condition(self) -> &'static str {
        match self {
            Self::Open => "queue.state IN ('ready', 'files', 'sending', 'received', 'retry_wait')",
            Self::Closed => "queue.state IN ('durable', 'contested', 'needs_fix', 'quarantined')",
            Self::Human => {
                "queue.state IN ('contested', 'needs_fix', 'quarantined') AND queue.ended_by IS NULL"
            }
            Self::Ended => {
                "queue.state IN ('contested', 'needs_fix', 'quarantined')
                     AND queue.ended_by IS NOT NULL"
            }
            Self::All => "TRUE",
        }
    }
}

/// How much waits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Acts the backend has not settled: open, or set aside on this machine.
    pub unsent: u64,
    /// When the one of them that came into the queue first was captured, ms since the Unix epoch.
    pub oldest_ms: Option<i64>,
    /// Rows by the word of their state; a state without rows is absent, and so is `durable`.
    pub by_state: BTreeMap<String, u64>,
}

/// The states of what is unsent: open, or set aside on this machine.
const UNSENT: [&str; 6] = [
    "ready",
    "files",
    "sending",
    "received",
    "retry_wait",
    "quarantined",
];

impl QueueRow {
    fn from_row(found: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            act_id: row::uuid(found, 0)?,
            case: row::uuid_or_none(found, 1)?,
            kind: found.get(2)?,
            captured_ms: found.get(3)?,
            seq: row::count(found, 4)?,
            bytes_total: row::count(found, 5)?,
            state: state_at(found, 6)?,
            attempts: found.get(9)?,
            last_reason: reason_at(found, 7)?,
            ended_by: row::uuid_or_none(found, 12)?,
        })
    }
}

const SELECT: &str = "
    SELECT act.act_id, act.case_id, act.kind, act.captured_ms, act.seq,
           length(act.bytes) + coalesce((
               SELECT sum(file.bytes) FROM act_attachment named
               JOIN attachment file ON file.case_id = named.case_id AND file.hash = named.hash
               WHERE named.act_id = act.act_id), 0),
           queue.state, queue.reason, queue.next_at, queue.attempts, queue.code, act.position,
           queue.ended_by
    FROM queue CROSS JOIN act USING (act_id)";

impl Store {
    /// Rows in the order they were made, at most `limit`.
    ///
    /// # Errors
    /// The store's own.
    pub fn queue_rows(&self, filter: QueueFilter, limit: u32) -> Result<Vec<QueueRow>, StoreError> {
        let sql = format!(
            "{SELECT} WHERE {} ORDER BY act.turn, act.seq LIMIT ?1",
            filter.condition()
        );
        self.read(|db| {
            let mut select = db.prepare_cached(&sql)?;
            let found = select.query_map([limit], QueueRow::from_row)?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// One act's row; `None` for an act of another origin.
    ///
    /// # Errors
    /// The store's own.
    pub fn queue_row(&self, act_id: Uuid) -> Result<Option<QueueRow>, StoreError> {
        let sql = format!("{SELECT} WHERE queue.act_id = ?1");
        self.read(|db| {
            let mut select = db.prepare_cached(&sql)?;
            Ok(select
                .query_row([act_id.as_bytes()], QueueRow::from_row)
                .optional()?)
        })
    }

    /// How many acts of each of these cases the backend has not settled for good: what `durable` and `contested` are
    /// not. Costs what these cases cost, however much else waits; a case without any is left out.
    ///
    /// # Errors
    /// The store's own.
    pub fn queue_unsent_of(
        &self,
        cases: impl IntoIterator<Item = Uuid>,
    ) -> Result<BTreeMap<Uuid, u32>, StoreError> {
        self.read(|db| {
            let mut select = db.prepare_cached(
                "SELECT count(*) FROM act CROSS JOIN queue USING (act_id)
                 WHERE act.case_id = ?1 AND queue.state NOT IN ('durable', 'contested')
                   AND queue.ended_by IS NULL",
            )?;
            let mut unsent = BTreeMap::new();
            for case in cases {
                let acts: u32 = select.query_row([case.as_bytes()], |row| row.get(0))?;
                if acts > 0 {
                    unsent.insert(case, acts);
                }
            }
            Ok(unsent)
        })
    }

    /// The last `limit` rows that are durable or were ended by a person, the newest first.
    ///
    /// # Errors
    /// The store's own.
    pub fn queue_last_over(&self, limit: u32) -> Result<Vec<QueueRow>, StoreError> {
        let turned = SELECT.replace(
            "FROM queue CROSS JOIN act USING (act_id)",
            "FROM act CROSS JOIN queue USING (act_id)",
        );
        let sql = format!(
            "{turned} WHERE act.turn IS NOT NULL AND (queue.state = 'durable' OR queue.ended_by IS NOT NULL)
             ORDER BY act.turn DESC, act.seq DESC LIMIT ?1"
        );
        self.read(|db| {
            let mut select = db.prepare_cached(&sql)?;
            let found = select.query_map([limit], QueueRow::from_row)?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// How much waits, for the line at the top of the window.
    ///
    /// # Errors
    /// The store's own.
    pub fn queue_counts(&self) -> Result<Counts, StoreError> {
        self.read(|db| {
            let mut counts = Counts::default();
            // All but the durable ones, which are many and are no one's concern.
            let mut select = db.prepare_cached(
                "SELECT state, count(*) FROM queue
                 WHERE state IN ('ready', 'files', 'sending', 'received', 'retry_wait', 'contested', 'needs_fix',
                                 'quarantined') AND ended_by IS NULL GROUP BY state",
            )?;
            let mut found = select.query([])?;
            while let Some(state) = found.next()? {
                counts.by_state.insert(state.get(0)?, row::count(state, 1)?);
            }
            let by = |state: &&str| counts.by_state.get(*state).copied().unwrap_or(0);
            counts.unsent = UNSENT.iter().map(by).sum();
            let mut first = db.prepare_cached(
                "SELECT act.captured_ms FROM queue CROSS JOIN act USING (act_id)
                 WHERE queue.state = ?1 AND queue.ended_by IS NULL ORDER BY queue.rowid LIMIT 1",
            )?;
            for state in UNSENT {
                let captured: Option<i64> =
                    first.query_row([state], |row| row.get(0)).optional()?;
                let oldest = counts.oldest_ms.into_iter().chain(captured).min();
                counts.oldest_ms = oldest;
            }
            Ok(counts)
        })
    }
}
