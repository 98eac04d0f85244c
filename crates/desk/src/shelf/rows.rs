//! The queue's rows as the drain takes them: each with its files and its place in its case.

use std::collections::BTreeMap;

use ::seal::Hash32;
use domain::act::{Hash, Header};
use store::{QueueRow, StoreError};
use sync::{FileRow, Row};
use uuid::Uuid;

use super::StationShelf;
use crate::cases;

/// A row with what its place in its case depends on.
pub(super) struct Placed {
    pub(super) row: Row,
    hash: Hash,
    header: Option<Header>,
}

impl StationShelf<'_> {
    pub(super) fn rows_of(&self, acts: &[Uuid]) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::with_capacity(acts.len());
        for act in acts {
            if let Some(row) = self.station.store().queue_row(*act)? {
                rows.extend(self.row(row)?.map(|one| one.row));
            }
        }
        Ok(rows)
    }

    pub(super) fn row(&self, row: QueueRow) -> Result<Option<Placed>, StoreError> {
        let store = self.station.store();
        let Some(act) = store.act(row.act_id)? else {
            return Ok(None);
        };
        let mut attachments = Vec::new();
        for hash in &act.attachments {
            let Some(case) = row.case else { break };
            if let Some(file) = store.attachment(case, hash)? {
                attachments.push(FileRow {
                    hash: Hash32(*hash),
                    bytes: file.bytes,
                    offset: file.upload_offset,
                    stored: file.stored,
                });
            }
        }
        let travels =
            act.bytes.len() + 32 + act.payload.as_ref().map_or(0, |payload| payload.len());
        let header = cases::read(&act).0;
        let row = Row {
            act_id: row.act_id,
            case: row.case,
            seq: row.seq,
            bytes: travels as u64,
            replaces: act.replaces,
            state: row.state,
            attempts: row.attempts,
            attachments,
        };
        Ok(Some(Placed {
            row,
            hash: Hash(act.hash),
            header,
        }))
    }

    /// What a person ended by a mend goes on holding its place for the mend; what was discarded is nobody's any more.
    pub(super) fn mended(&self, row: QueueRow) -> Result<Vec<Placed>, StoreError> {
        let store = self.station.store();
        let mend = row.ended_by.map(|by| store.queue_row(by)).transpose()?;
        let mend = mend
            .flatten()
            .filter(|mend| mend.case.is_some() && mend.case == row.case);
        let Some(mend) = mend else {
            return Ok(Vec::new());
        };
        let mut both = Vec::new();
        both.extend(self.row(row)?);
        if !mend.state.is_open() {
            both.extend(self.row(mend)?);
        }
        Ok(both)
    }
}

/// Numbers of two origins say nothing of each other: where a case has acts of several, an act goes after those that it
/// stands on, and the numbers are raised to say so.
pub(super) fn across_origins(placed: &mut [Placed]) {
    let mut cases: BTreeMap<Uuid, Vec<usize>> = BTreeMap::new();
    for (at, one) in placed.iter().enumerate() {
        cases
            .entry(one.row.case.unwrap_or_default())
            .or_default()
            .push(at);
    }
    cases.remove(&Uuid::nil());
    for mut waiting in cases.into_values() {
        let origin = |at: &usize| placed[*at].header.as_ref().map(|header| &header.origin);
        if waiting.iter().all(|at| origin(at) == origin(&waiting[0])) {
            continue;
        }
        let mut last = 0;
        while !waiting.is_empty() {
            let hashes: Vec<Hash> = waiting.iter().map(|at| placed[*at].hash).collect();
            let stands = |at: &usize| {
                let base = placed[*at].header.iter().flat_map(|header| &header.base);
                base.into_iter().any(|hash| hashes.contains(hash))
            };
            // Signed hashes make no circle; the first would go if they did.
            let next = waiting.iter().position(|at| !stands(at)).unwrap_or(0);
            let at = waiting.remove(next);
            last = placed[at].row.seq.max(last + 1);
            placed[at].row.seq = last;
        }
    }
}
