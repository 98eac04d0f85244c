//! What an audit of the log compares: the lives of the folder, the own acts of each, and what the journal remembers.

use std::collections::BTreeMap;

use rusqlite::params;
use uuid::Uuid;

use crate::act::{CARRIED, StoredAct, acts, select};
use crate::database::Store;
use crate::error::StoreError;
use crate::journal::{Frame, files, read_file};
use crate::row;

/// One life of the folder and where its log ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// Counted on this machine from 1.
    pub turn: u64,
    /// Its name, as its acts sign it; `None` for lives before names were kept.
    pub incarnation: Option<Uuid>,
    /// Why it began; empty where that was not kept.
    pub why: String,
    /// Place and hash of its last act: of the present life as the next append goes on from, of an ended one as it was
    /// left; `None` where that was not kept.
    pub end: Option<(u64, Option<[u8; 32]>)>,
}

/// What the journal remembers of the log, apart from the database.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JournalMemory {
    /// The furthest head of each life: its last place and that act's hash.
    pub ends: BTreeMap<u64, (u64, Option<[u8; 32]>)>,
    /// Acts that are copied there: life, place, hash.
    pub acts: Vec<(u64, u64, [u8; 32])>,
    /// Frames that were altered.
    pub broken: u64,
}

impl Store {
    /// Every life that has acts or a name, the first one first.
    ///
    /// # Errors
    /// The store's own.
    pub fn lives(&self) -> Result<Vec<Life>, StoreError> {
        self.read(|db| {
            let mut select = db.prepare(
                "SELECT turn, incarnation, coalesce(why, ''), now.turn IS NOT NULL,
                        coalesce(now.next_seq - 1, last_seq), coalesce(now.prev, last_hash)
                 FROM (SELECT turn FROM incarnation UNION SELECT turn FROM origin
                       UNION SELECT turn FROM act WHERE turn < ?1)
                 LEFT JOIN incarnation USING (turn) LEFT JOIN origin now USING (turn) ORDER BY turn",
            )?;
            let found = select.query_map([CARRIED], |found| {
                let end = row::count_or_none(found, 4)?;
                let hash = found.get(5)?;
                Ok(Life {
                    turn: row::count(found, 0)?,
                    incarnation: row::uuid_or_none(found, 1)?,
                    why: found.get(2)?,
                    end: end.map(|seq| (seq, hash)),
                })
            })?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The own acts of one life behind `after`, in their order, at most `limit`.
    ///
    /// # Errors
    /// The store's own.
    pub fn acts_of_life(
        &self,
        turn: u64,
        after: u64,
        limit: u32,
    ) -> Result<Vec<StoredAct>, StoreError> {
        let sql = select!("WHERE act.turn = ?1 AND act.seq > ?2 ORDER BY act.seq LIMIT ?3");
        let args = (row::int(turn)?, row::int(after)?);
        self.read(|db| acts(db, sql, params![args.0, args.1, limit]))
    }

    /// Acts of other ends, those carried here in a bundle too, in the order of their ids behind `after`, at most `limit`.
    ///
    /// # Errors
    /// The store's own.
    pub fn acts_of_others(&self, after: Uuid, limit: u32) -> Result<Vec<StoredAct>, StoreError> {
        let sql = select!(
            "WHERE coalesce(act.turn, ?3) >= ?3 AND act.act_id > ?1 ORDER BY act.act_id LIMIT ?2"
        );
        self.read(|db| acts(db, sql, params![after.as_bytes(), limit, CARRIED]))
    }

    /// Reads the whole journal for what it remembers of the log.
    ///
    /// # Errors
    /// The disk's own.
    pub fn journal_memory(&self) -> Result<JournalMemory, StoreError> {
        let mut memory = JournalMemory::default();
        for (no, path) in files(self.dir())? {
            let back = read_file(&self.journal().keys, no, &path, |frame| {
                memory.take(frame);
                Ok(())
            })?;
            memory.broken += back.broken;
        }
        Ok(memory)
    }
}

impl JournalMemory {
    fn take(&mut self, frame: Frame) {
        match frame {
            // What a bundle brought stands in other origins' logs.
            Frame::Act(act) if act.turn < CARRIED.unsigned_abs() => {
                self.acts.push((act.turn, act.seq, act.hash));
            }
            Frame::Head {
                turn,
                next_seq,
                prev,
                ..
            } => {
                let end = self.ends.entry(turn).or_default();
                if next_seq > end.0 {
                    *end = (next_seq - 1, prev);
                }
            }
            _ => {}
        }
    }
}
