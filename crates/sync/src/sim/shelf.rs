//! A model of the store, which refuses what the store must never be asked for.

use std::collections::{BTreeMap, BTreeSet};

use domain::queue::RowState;
use seal::Hash32;
use uuid::Uuid;

use super::backend::{Act, Backend, keys};
use super::tally::Tally;
use crate::engine::{Change, FileKey, FileRow, Row, Settled};

#[derive(Debug, Clone)]
pub struct Kept {
    pub act: Act,
    pub seq: u64,
    pub replaces: Option<Uuid>,
    pub state: RowState,
    pub attempts: u32,
    pub position: Option<u64>,
    /// A person's audited decision ended it.
    pub closed: bool,
    /// A person sent it again, and the engine has not moved it yet.
    pub released: bool,
}

#[derive(Default)]
pub struct Shelf {
    pub rows: BTreeMap<Uuid, Kept>,
    pub stored: BTreeSet<FileKey>,
    /// Acts that another mends.
    mended: BTreeSet<Uuid>,
    pub epoch: Option<String>,
    pub tally: Tally,
}

impl Shelf {
    pub fn add(&mut self, kept: Kept) -> Row {
        let row = self.row(&kept);
        self.mended.extend(kept.replaces);
        self.rows.insert(row.act_id, kept);
        self.tally.acts += 1;
        row
    }

    /// As the engine is given them at a start.
    pub fn rows(&self) -> Vec<Row> {
        let open = self
            .rows
            .values()
            .filter(|kept| !kept.closed && (!kept.state.is_durable() || kept.replaces.is_some()));
        open.map(|kept| self.row(kept)).collect()
    }

    pub fn row(&self, kept: &Kept) -> Row {
        let files = kept.act.files.iter().map(|hash| self.file(kept, *hash));
        Row {
            act_id: kept.act.id,
            case: Some(kept.act.case),
            seq: kept.seq,
            bytes: 2_000,
            replaces: kept.replaces,
            state: kept.state.clone(),
            attempts: kept.attempts,
            attachments: files.collect(),
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
            self.tally.moved(word(kept), change.state.word());
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
            let said = (row.act_id, row.position, row.state.word());
            let right = match row.state {
                RowState::Durable { position } => position == row.position,
                RowState::Contested { .. } | RowState::NeedsFix { .. } => true,
                _ => false,
            };
            if !right || row.ack.is_empty() || !backend.acknowledged.contains(&said) {
                return Err(format!("settled as {:?} at {}", row.state, row.position));
            }
            if kept.state.is_durable() {
                return Err("settled twice".into());
            }
            self.tally.moved(word(kept), row.state.word());
            kept.released = false;
            kept.state = row.state.clone();
            kept.position = Some(row.position);
        }
        Ok(())
    }

    /// Puts stored rows back to ready.
    pub fn reopen(&mut self, which: impl Fn(&Kept) -> bool) -> Vec<Row> {
        let lost = self
            .rows
            .values_mut()
            .filter(|kept| kept.state.is_durable() && !kept.closed && which(kept));
        let mut acts = Vec::new();
        for kept in lost {
            self.tally.moved(word(kept), "ready");
            kept.state = RowState::Ready;
            kept.position = None;
            acts.push(kept.act.id);
        }
        let rows = acts.iter().filter_map(|act| self.rows.get(act));
        rows.map(|kept| self.row(kept)).collect()
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
            if keys(&kept.act).any(|key| !self.stored.contains(&key)) {
                return Err("posted before its files".into());
            }
            let mut before = self
                .rows
                .values()
                .filter(|other| self.stands_before(other, kept));
            if let Some(passed) = before.find(|before| !acts[..at].contains(&before.act.id)) {
                return Err(format!("passed {:?} of its case", passed.state));
            }
        }
        Ok(())
    }

    pub fn stands_before(&self, other: &Kept, kept: &Kept) -> bool {
        other.act.case == kept.act.case
            && self.place(other) < self.place(kept)
            && !other.state.is_durable()
            && !other.closed
            && !self.is_mended(other)
    }

    pub fn is_mended(&self, kept: &Kept) -> bool {
        !kept.state.is_open() && self.mended.contains(&kept.act.id)
    }

    pub fn place(&self, kept: &Kept) -> (u64, u64) {
        let mut first = kept;
        while let Some(before) = first.replaces.and_then(|id| self.rows.get(&id)) {
            first = before;
        }
        (first.seq, kept.seq)
    }

    /// The acts of a case in the order in which they count.
    pub fn in_order(&self, case: Uuid) -> Vec<&Kept> {
        let of_case = self.rows.values().filter(|kept| kept.act.case == case);
        let mut kept: Vec<_> = of_case.collect();
        kept.sort_by_key(|kept| self.place(kept));
        kept
    }

    /// Whether something that a person must look at, or that cannot be sent, stands before it.
    pub fn is_behind(&self, kept: &Kept, stuck: impl Fn(&Kept) -> bool) -> bool {
        self.rows
            .values()
            .any(|other| self.stands_before(other, kept) && stuck(other))
    }

    /// Whether nothing was wrong with any act of the case, and no person ended one.
    pub fn is_clean(&self, case: Uuid) -> bool {
        let mut acts = self.rows.values().filter(|kept| kept.act.case == case);
        acts.all(|kept| kept.act.fate.is_good() && !kept.closed && kept.replaces.is_none())
    }
}

/// A row that nothing has moved yet is new.
fn word(kept: &Kept) -> &'static str {
    kept.state.word()
}
