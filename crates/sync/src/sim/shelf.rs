//! A model of the store, which refuses what the store must never be asked for.

use std::collections::{BTreeMap, BTreeSet};

use domain::queue::RowState;
use seal::Hash32;
use uuid::Uuid;
use wire::Verdict;

use super::backend::{Act, Backend};
use crate::engine::{Change, FileKey, FileRow, Row, Settled};

#[derive(Debug, Clone)]
pub struct Kept {
    pub act: Act,
    pub seq: u64,
    pub replaces: Option<Uuid>,
    pub state: RowState,
    pub attempts: u32,
    pub closed: bool,
    pub released: bool,
}

#[derive(Default)]
pub struct Shelf {
    pub rows: BTreeMap<Uuid, Kept>,
    pub stored: BTreeSet<FileKey>,
}

impl Shelf {
    pub fn rows(&self) -> Vec<Row> {
        let open = self
            .rows
            .values()
            .filter(|kept| !kept.closed && (!kept.state.is_durable() || kept.replaces.is_some()));
        open.map(|kept| self.row(kept)).collect()
    }

    pub fn row(&self, kept: &Kept) -> Row {
        Row {
            act_id: kept.act.id,
            case: Some(kept.act.case),
            seq: kept.seq,
            bytes: 2_000,
            replaces: kept.replaces,
            state: kept.state.clone(),
            attempts: kept.attempts,
            attachments: kept
                .act
                .files
                .iter()
                .map(|hash| self.file(kept, *hash))
                .collect(),
        }
    }

    fn file(&self, kept: &Kept, hash: Hash32) -> FileRow {
        let stored = self.stored.contains(&FileKey {
            case: kept.act.case,
            hash,
        });
        FileRow {
            hash,
            bytes: 100,
            offset: 0,
            stored,
        }
    }

    pub fn persist(&mut self, changes: &[Change]) -> Result<(), String> {
        for change in changes {
            let kept = self
                .rows
                .get_mut(&change.act_id)
                .ok_or("persisted an unknown row")?;
            if kept.state.is_durable() || matches!(kept.state, RowState::NeedsFix { .. }) {
                return Err(format!("{:?} became {:?}", kept.state, change.state));
            }
            if matches!(kept.state, RowState::Quarantined { .. }) && !kept.released {
                return Err("left quarantine without a person".into());
            }
            if change.state.is_durable() || matches!(change.state, RowState::NeedsFix { .. }) {
                return Err("settled without an acknowledgement".into());
            }
            if let RowState::RetryWait { attempts, .. } = change.state {
                kept.attempts = attempts;
            }
            kept.released = false;
            kept.state = change.state.clone();
        }
        Ok(())
    }

    pub fn settle(&mut self, settled: &[Settled], backend: &Backend) -> Result<(), String> {
        for row in settled {
            let kept = self
                .rows
                .get_mut(&row.act_id)
                .ok_or("settled an unknown row")?;
            let (position, verdict) = backend
                .position(row.act_id)
                .ok_or("settled what the backend has not")?;
            let right = match &row.state {
                RowState::Durable { position: at } => {
                    verdict == Verdict::Durable && *at == position
                }
                RowState::Contested { .. } => verdict == Verdict::Contested,
                RowState::NeedsFix { .. } => verdict == Verdict::Rejected,
                _ => false,
            };
            if !right || row.position != position || row.ack != position.to_be_bytes() {
                return Err(format!("settled as {:?} at {}", row.state, row.position));
            }
            if kept.state.is_durable() {
                return Err("settled twice".into());
            }
            kept.state = row.state.clone();
        }
        Ok(())
    }

    /// What must hold of a batch at the moment it leaves.
    pub fn check_post(&self, acts: &[Uuid]) -> Result<(), String> {
        if acts.is_empty() || acts.len() > 200 {
            return Err(format!("a batch of {}", acts.len()));
        }
        for (at, id) in acts.iter().enumerate() {
            let kept = self.rows.get(id).ok_or("posted an unknown row")?;
            if kept.state != RowState::Sending {
                return Err(format!("posted while {:?} is kept", kept.state));
            }
            let key = |hash: &Hash32| FileKey {
                case: kept.act.case,
                hash: *hash,
            };
            if kept
                .act
                .files
                .iter()
                .any(|hash| !self.stored.contains(&key(hash)))
            {
                return Err("posted before its files".into());
            }
            for before in self
                .rows
                .values()
                .filter(|other| self.stands_before(other, kept))
            {
                if !acts[..at].contains(&before.act.id) {
                    return Err(format!("passed {:?} of its case", before.state));
                }
            }
        }
        Ok(())
    }

    fn stands_before(&self, other: &Kept, kept: &Kept) -> bool {
        other.act.case == kept.act.case
            && self.place(other) < self.place(kept)
            && !other.state.is_durable()
            && !other.closed
            && !self.is_mended(other)
    }

    pub fn is_mended(&self, kept: &Kept) -> bool {
        let done = !kept.state.is_open();
        done && self
            .rows
            .values()
            .any(|other| other.replaces == Some(kept.act.id))
    }

    pub fn place(&self, kept: &Kept) -> (u64, u64) {
        let mut first = kept;
        while let Some(before) = first.replaces.and_then(|id| self.rows.get(&id)) {
            first = before;
        }
        (first.seq, kept.seq)
    }

    /// Whether something that a person must look at, or that cannot be sent, stands before it.
    pub fn is_behind(&self, kept: &Kept, stuck: impl Fn(&Kept) -> bool) -> bool {
        self.rows
            .values()
            .any(|other| self.stands_before(other, kept) && stuck(other))
    }
}
