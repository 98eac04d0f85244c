//! What people do: new acts, and a way out for what was set aside.

use domain::queue::RowState;
use rand::RngExt as _;
use seal::Hash32;
use uuid::Uuid;

use super::backend::{Act, Fate};
use super::shelf::Kept;
use super::world::World;
use crate::engine::Event;

impl World {
    /// Mends, discards or releases what was set aside.
    pub(super) fn person(&mut self) -> Result<(), String> {
        let aside = self.shelf.rows.values().find(|kept| {
            let aside = matches!(
                kept.state,
                RowState::NeedsFix { .. } | RowState::Quarantined { .. }
            );
            aside && !kept.closed && !self.shelf.is_mended(kept)
        });
        let Some(kept) = aside.cloned() else {
            return Ok(());
        };
        let quarantined = matches!(kept.state, RowState::Quarantined { .. });
        if quarantined && self.rng.random_bool(0.3) {
            self.count("released");
            self.kept(kept.act.id).released = true;
            return self.step(Event::Released(kept.act.id));
        }
        if self.rng.random_bool(0.5) {
            self.count("closed");
            self.kept(kept.act.id).closed = true;
            return self.step(Event::Closed(kept.act.id));
        }
        self.count("mended");
        self.add(kept.act.case, Fate::Normal, 0, Some(kept.act.id))
    }

    fn kept(&mut self, id: Uuid) -> &mut Kept {
        self.shelf.rows.get_mut(&id).expect("the row was just read")
    }

    pub(super) fn new_act(&mut self) -> Result<(), String> {
        let case = Uuid::from_u128((1 << 100) | u128::from(self.rng.random_range(0..4_u32)));
        let fate = match self.rng.random_range(0..40) {
            0..2 => Fate::Slow(self.rng.random_range(1..4)),
            2 => Fate::Contested,
            3 => Fate::Rejected,
            4 => Fate::Fork,
            5 => Fate::Poison,
            6 => Fate::Deadly,
            7 => Fate::BadFile,
            8 => Fate::DeadlyFile,
            _ => Fate::Normal,
        };
        let bad = matches!(fate, Fate::BadFile | Fate::DeadlyFile);
        let files = if bad {
            1
        } else {
            self.rng.random_range(0..3_u8) / 2
        };
        self.add(case, fate, files, None)
    }

    pub(super) fn add(
        &mut self,
        case: Uuid,
        fate: Fate,
        files: u8,
        replaces: Option<Uuid>,
    ) -> Result<(), String> {
        self.next += 1;
        let seq = self.next;
        let hash = |n: u8| seal::sha256(&[seq.to_be_bytes().as_slice(), &[n]].concat());
        let files: Vec<Hash32> = (0..files).map(hash).collect();
        let act = Act {
            id: Uuid::from_u128(u128::from(seq)),
            case,
            files,
            fate,
        };
        let kept = Kept {
            act,
            seq,
            replaces,
            state: RowState::Ready,
            attempts: 0,
            closed: false,
            released: false,
        };
        let row = self.shelf.row(&kept);
        self.shelf.rows.insert(row.act_id, kept);
        self.step(Event::Added(row))
    }
}
