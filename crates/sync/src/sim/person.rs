//! What people do: new acts, and a way out for what was set aside.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::act::Payload;
use domain::case::Case;
use domain::queue::RowState;
use rand::RngExt as _;
use seal::Hash32;
use uuid::Uuid;

use super::backend::{Act, Fate, keys};
use super::cases::RULES;
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
        let word = kept.state.word();
        let quarantined = matches!(kept.state, RowState::Quarantined { .. });
        if quarantined && self.rng.random_bool(0.7) {
            self.shelf.tally.doing("released by a person");
            self.kept(kept.act.id).released = true;
            return self.step(Event::Released(kept.act.id));
        }
        if self.rng.random_bool(0.5) {
            self.shelf.tally.moved(word, "discarded");
            self.kept(kept.act.id).closed = true;
            return self.step(Event::Closed(kept.act.id));
        }
        self.shelf.tally.moved(word, "mended");
        let payload = Arc::clone(&kept.act.payload);
        self.add(
            kept.act.case,
            payload,
            Fate::Normal,
            Vec::new(),
            Some(kept.act.id),
        )
    }

    fn kept(&mut self, id: Uuid) -> &mut Kept {
        self.shelf.rows.get_mut(&id).expect("the row was just read")
    }

    /// The next act of a case, as the rules allow it, or a new case where it has ended.
    pub(super) fn new_act(&mut self) -> Result<(), String> {
        let fate = self.fate();
        let case = self.open_case();
        self.act_of(case, fate)
    }

    fn fate(&mut self) -> Fate {
        match self.rng.random_range(0..60) {
            0..8 => Fate::Contested,
            8..11 => Fate::Fickle,
            11..19 => Fate::Rejected,
            19 => Fate::Fork,
            20 => Fate::Poison,
            21 => Fate::Deadly,
            22..24 => Fate::BadFile,
            24 => Fate::DeadlyFile,
            _ => Fate::Normal,
        }
    }

    fn open_case(&mut self) -> Uuid {
        if self.cases.len() < 3 || self.rng.random_ratio(1, 12) {
            let case = Uuid::from_u128((1 << 100) | u128::from(self.next + 1));
            self.cases.push(case);
        }
        let newest = self.cases.len().saturating_sub(4);
        self.cases[self.rng.random_range(newest..self.cases.len())]
    }

    pub(super) fn act_of(&mut self, case: Uuid, fate: Fate) -> Result<(), String> {
        let bad = matches!(fate, Fate::BadFile | Fate::DeadlyFile);
        // A refusal that comes while the file is on its way again is rare, and wanted.
        let told = matches!(fate, Fate::Contested | Fate::Rejected);
        let with_file = bad || told || self.rng.random_ratio(1, 3);
        let seq = self.next + 1;
        let file = with_file.then(|| seal::sha256(&[&seq.to_be_bytes()[..], &[9]].concat()));
        let known = self.known(case);
        let Some(payload) = RULES.next(&known, &mut self.rng, seq, file) else {
            self.cases.retain(|open| *open != case);
            return Ok(());
        };
        let named = payload.attachments();
        let files = file.filter(|hash| named.iter().any(|(named, _)| named.0 == hash.0));
        self.add(
            case,
            Arc::new(payload),
            fate,
            files.into_iter().collect(),
            None,
        )
    }

    /// The case as this station knows it: its own acts, those that a person ended left out.
    pub(super) fn known(&self, id: Uuid) -> Case {
        let mut case = Case::new(id);
        for kept in self.shelf.in_order(id) {
            let refused = matches!(kept.state, RowState::NeedsFix { .. });
            if !kept.closed && !refused && !self.shelf.is_mended(kept) {
                RULES.apply(&mut case, &kept.act.payload);
            }
        }
        case
    }

    fn add(
        &mut self,
        case: Uuid,
        payload: Arc<Payload>,
        fate: Fate,
        files: Vec<Hash32>,
        replaces: Option<Uuid>,
    ) -> Result<(), String> {
        self.next += 1;
        let seq = self.next;
        let id = Uuid::from_u128(u128::from(seq));
        let base = self.shelf.in_order(case).last().map(|kept| kept.act.hash);
        let fate = if files.is_empty() && matches!(fate, Fate::BadFile | Fate::DeadlyFile) {
            Fate::Normal
        } else {
            fate
        };
        let act = Act {
            id,
            hash: seal::sha256(id.as_bytes()),
            case,
            base,
            files,
            payload,
            fate,
            slow: slowness(fate, self.rng.random_range(0..12)),
            knew: None,
        };
        let kept = Kept {
            act,
            seq,
            replaces,
            state: RowState::Ready,
            attempts: 0,
            position: None,
            closed: false,
            released: false,
        };
        let row = self.shelf.add(kept);
        self.step(Event::Added(row))
    }

    /// The queue is carried to another machine, which hands it in with its files; this one does not know.
    pub(super) fn hand_in(&mut self) {
        let Some(case) = self.some_case() else {
            return;
        };
        let whole = self.shelf.in_order(case).into_iter().filter(|kept| {
            let over = matches!(kept.state, RowState::NeedsFix { .. }) || kept.closed;
            !over && !self.shelf.is_mended(kept)
        });
        let good = whole.take_while(|kept| {
            kept.act.fate.is_good() && !matches!(kept.state, RowState::Quarantined { .. })
        });
        let acts: Vec<Act> = good.map(|kept| kept.act.clone()).collect();
        self.shelf.tally.fault("handed in by another machine");
        self.backend.files.extend(acts.iter().flat_map(keys));
        drop(self.backend.take(&acts));
    }

    /// A clerk at another desk does something to a case of this one, who may know less of it than the backend does.
    pub(super) fn another_desk(&mut self) {
        let stored = self.backend.log.iter();
        let cases: BTreeSet<Uuid> = stored.map(|stored| stored.act.case).collect();
        let open = cases.into_iter().filter(|case| self.cases.contains(case));
        let open: Vec<Uuid> = open.collect();
        if open.is_empty() {
            return;
        }
        let case = open[self.rng.random_range(0..open.len())];
        let positions = self.backend.of_case(case).map(|stored| stored.position);
        let positions: Vec<u64> = positions.collect();
        if positions.is_empty() {
            return;
        }
        let knew = positions[self.rng.random_range(0..positions.len())];
        self.others += 1;
        let id = Uuid::from_u128((2 << 100) | u128::from(self.others));
        let (rng, seq) = (&mut self.rng, self.others);
        self.backend.another_desk(case, knew, |known| {
            Some(Act {
                id,
                hash: seal::sha256(id.as_bytes()),
                case,
                base: None,
                files: Vec::new(),
                payload: Arc::new(RULES.next(known, rng, seq, None)?),
                fate: Fate::Normal,
                slow: 0,
                knew: Some(knew),
            })
        });
        self.shelf.tally.doing("another desk");
    }

    pub(super) fn some_case(&mut self) -> Option<Uuid> {
        if self.cases.is_empty() {
            return None;
        }
        Some(self.cases[self.rng.random_range(0..self.cases.len())])
    }
}

/// How often an act is only received before more is said. A refusal that comes after that is rare, and wanted.
fn slowness(fate: Fate, drawn: u32) -> u32 {
    match fate {
        Fate::Rejected => drawn % 3,
        _ => drawn.saturating_sub(9),
    }
}
