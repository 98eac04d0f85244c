//! The queue's rows as the drain takes them: each with its files and its place in its case.

use std::collections::BTreeMap;

use ::seal::Hash32;
use domain::act::Hash;
use store::{LoadedRow, StoreError};
use sync::{FileRow, Row};
use uuid::Uuid;

use super::{StationShelf, header};

impl StationShelf<'_> {
    /// Rows that stand in the queue again.
    pub(super) fn rows_of(&self, acts: &[Uuid]) -> Result<Vec<Row>, StoreError> {
        let rows = self.station.store().queue_load_of(acts)?;
        Ok(rows.into_iter().map(row).collect())
    }

    /// Numbers of two origins say nothing of each other: where a case has acts of several, an act goes after those
    /// that it stands on, and the numbers are raised to say so.
    pub(super) fn across_origins(&self, rows: &mut [LoadedRow]) -> Result<(), StoreError> {
        let mut cases: BTreeMap<Uuid, Vec<usize>> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            if let Some(case) = row.case {
                cases.entry(case).or_default().push(at);
            }
        }
        for waiting in cases.into_values() {
            if waiting
                .iter()
                .any(|at| rows[*at].turn != rows[waiting[0]].turn)
            {
                self.order(rows, waiting)?;
            }
        }
        Ok(())
    }

    /// Raises the numbers of one case's rows.
    fn order(&self, rows: &mut [LoadedRow], mut waiting: Vec<usize>) -> Result<(), StoreError> {
        let mut bases = BTreeMap::new();
        for at in &waiting {
            bases.insert(*at, self.base(rows[*at].act_id)?);
        }
        let mut last = 0;
        while !waiting.is_empty() {
            let hashes: Vec<Hash> = waiting.iter().map(|at| Hash(rows[*at].hash)).collect();
            let stands = |at: &usize| {
                let base = bases.get(at).into_iter().flatten();
                base.into_iter().any(|hash| hashes.contains(hash))
            };
            // Signed hashes make no circle; the first would go if they did.
            let next = waiting.iter().position(|at| !stands(at)).unwrap_or(0);
            let at = waiting.remove(next);
            last = rows[at].seq.max(last + 1);
            rows[at].seq = last;
        }
        Ok(())
    }

    /// The acts that an act stands on; none of one whose bytes cannot be read.
    fn base(&self, act_id: Uuid) -> Result<Vec<Hash>, StoreError> {
        let act = self.station.store().act(act_id)?;
        let header = act.and_then(|act| header(&act.bytes));
        Ok(header.map(|header| header.base).unwrap_or_default())
    }
}

/// A row as the engine takes it.
pub(super) fn row(loaded: LoadedRow) -> Row {
    let files = loaded.files.into_iter().map(|file| FileRow {
        hash: Hash32(file.hash),
        bytes: file.bytes,
        offset: file.offset,
        stored: file.stored,
    });
    Row {
        act_id: loaded.act_id,
        case: loaded.case,
        seq: loaded.seq,
        bytes: loaded.bytes,
        replaces: loaded.replaces,
        state: loaded.state,
        attempts: loaded.attempts,
        attachments: files.collect(),
    }
}
