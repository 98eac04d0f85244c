use std::collections::BTreeMap;

use domain::queue::RowState;
use uuid::Uuid;

use crate::engine::{ConnectionState, Effect};

/// What one drain did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Acts that left in a request, each counted once a request.
    pub sent: u64,
    /// Files that left in an upload.
    pub uploads: u64,
    /// The last state of every row that changed.
    pub rows: BTreeMap<Uuid, RowState>,
    /// The connection at the end.
    pub connection: ConnectionState,
}

impl Report {
    /// Rows that are durable now.
    #[must_use]
    pub fn durable(&self) -> usize {
        self.count(|state| matches!(state, RowState::Durable { .. }))
    }

    /// Rows that are stored and a task for a person.
    #[must_use]
    pub fn contested(&self) -> usize {
        self.count(|state| matches!(state, RowState::Contested { .. }))
    }

    /// Rows that were refused: to be mended.
    #[must_use]
    pub fn needs_fix(&self) -> usize {
        self.count(|state| matches!(state, RowState::NeedsFix { .. }))
    }

    /// Rows that were set aside.
    #[must_use]
    pub fn quarantined(&self) -> usize {
        self.count(|state| matches!(state, RowState::Quarantined { .. }))
    }

    /// Rows that changed and still have a way to go.
    #[must_use]
    pub fn open(&self) -> usize {
        self.count(RowState::is_open)
    }

    fn count(&self, which: impl Fn(&RowState) -> bool) -> usize {
        self.rows.values().filter(|state| which(state)).count()
    }

    pub(super) fn note(&mut self, effect: &Effect) {
        match effect {
            Effect::Settle(settled) => {
                let states = settled.iter().map(|row| (row.act_id, row.state.clone()));
                self.rows.extend(states);
            }
            Effect::Persist(changes) => {
                let states = changes.iter().map(|row| (row.act_id, row.state.clone()));
                self.rows.extend(states);
            }
            Effect::Post { acts, .. } => self.sent += acts.len() as u64,
            Effect::Upload(_) => self.uploads += 1,
            Effect::Epoch { .. }
            | Effect::FileLost(_)
            | Effect::ActsLost(_)
            | Effect::Connection(_) => {}
        }
    }
}
