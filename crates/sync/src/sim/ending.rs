//! The calm after the faults, and what must be true then.

use std::collections::BTreeMap;

use domain::act::Payload;
use domain::queue::RowState;
use uuid::Uuid;
use wire::Verdict;

use super::backend::{Act, Fate};
use super::cases::RULES;
use super::shelf::Kept;
use super::world::{HOUR, World};

/// Days of calm in which everything must come to its end.
const CALM: i64 = 60 * HOUR;

impl World {
    /// No fault any more, until every row has come to its end and the backend has been asked for its life.
    pub(super) fn calm(&mut self) -> Result<(), String> {
        self.faulty = false;
        let end = self.now + CALM;
        self.poll();
        while self.now < end && !(self.pending.is_empty() && self.unfinished().is_empty()) {
            if self.pending.is_empty() {
                self.check_idle()?;
                self.sleep()?;
            } else {
                self.deliver()?;
            }
        }
        match self.unfinished().first() {
            None => Ok(()),
            Some(id) => Err(format!("{:?} at the end", self.shelf.rows[id].state)),
        }
    }

    /// While nothing is under way and the backend answers, nothing that may go stands still.
    fn check_idle(&self) -> Result<(), String> {
        let connection = self.engine.connection();
        if !connection.online || connection.reason.is_some() {
            return Ok(());
        }
        let idle = self.shelf.rows.values().find(|kept| {
            let ready = kept.state == RowState::Ready && !kept.closed;
            ready && !self.shelf.is_behind(kept, |_| true)
        });
        idle.map_or(Ok(()), |kept| Err(format!("{:?} stands idle", kept.act.id)))
    }

    /// Rows that neither are stored, nor wait for a person, nor stand behind one that does.
    fn unfinished(&self) -> Vec<Uuid> {
        let rows = self.shelf.rows.values().filter(|kept| {
            let deadly = |kept: &Kept| matches!(kept.act.fate, Fate::Deadly | Fate::DeadlyFile);
            let stuck = |other: &Kept| !other.state.is_open() || deadly(other);
            let waits = kept.state.is_open() && !deadly(kept) && !self.shelf.is_behind(kept, stuck);
            !kept.closed && (waits || self.is_wronged(kept))
        });
        rows.map(|kept| kept.act.id).collect()
    }

    /// Set aside although nothing is wrong with it or with its case: a person is asked for nothing.
    fn is_wronged(&self, kept: &Kept) -> bool {
        let RowState::Quarantined { code } = &kept.state else {
            return false;
        };
        kept.act.fate.is_good() && (code != "missing_acts" || self.shelf.is_clean(kept.act.case))
    }

    pub(super) fn check_end(&mut self) -> Result<(), String> {
        self.check_nothing_lost()?;
        self.check_order()?;
        let cases = std::mem::take(&mut self.cases);
        cases.iter().try_for_each(|case| self.check_case(*case))
    }

    /// What the station calls stored is stored, once, at that place and with that word.
    fn check_nothing_lost(&self) -> Result<(), String> {
        let mut seen = std::collections::BTreeSet::new();
        if !self
            .backend
            .log
            .iter()
            .all(|stored| seen.insert(stored.act.id))
        {
            return Err("stored twice".into());
        }
        let kept = self.shelf.rows.values();
        for kept in kept.filter(|kept| kept.state.is_durable() && !kept.closed) {
            let Some(stored) = self.backend.find(kept.act.id) else {
                return Err(format!("{:?} is lost", kept.act.id));
            };
            let word = super::backend::name(stored.verdict);
            if self.backend.lost.contains(&kept.act.case) {
                continue;
            }
            if Some(stored.position) != kept.position || word != kept.state.word() {
                let (at, state) = (stored.position, &kept.state);
                return Err(format!("{state:?} is stored as {word} at {at}"));
            }
        }
        Ok(())
    }

    /// The backend has the acts of a case in the order in which they were done.
    fn check_order(&self) -> Result<(), String> {
        let mut last: BTreeMap<Uuid, (u64, u64)> = BTreeMap::new();
        for stored in &self.backend.log {
            // Another desk's has its place by the log alone.
            let Some(kept) = self.shelf.rows.get(&stored.act.id) else {
                continue;
            };
            // A refused act has no effect and no place.
            let counts = stored.verdict != Verdict::Rejected;
            if kept.closed || kept.replaces.is_some() || !counts {
                continue;
            }
            let place = self.shelf.place(kept);
            let before = last.insert(kept.act.case, place);
            if before.is_some_and(|before| before > place) {
                return Err("stored out of order".into());
            }
        }
        Ok(())
    }

    /// Between two desks that did not know of each other nobody chooses but a person. The table stands here a second
    /// time, so that it can disagree with the rules.
    fn check_beside(&mut self, case: Uuid) -> Result<(), String> {
        let adds = |act: &Act| {
            let payload = &*act.payload;
            matches!(payload, Payload::Received(_) | Payload::Supplemented(_))
        };
        for (earlier, later) in self.backend.beside(case) {
            if adds(&earlier.act) || adds(&later.act) {
                self.shelf.tally.doing("commuted with another desk");
            } else if later.verdict == Verdict::Contested {
                self.shelf.tally.doing("contested beside another desk");
            } else {
                let (one, other) = (earlier.act.payload.kind(), later.act.payload.kind());
                return Err(format!("{other} was silently chosen after {one}"));
            }
        }
        Ok(())
    }

    /// Both ends fold the same case, and the rules found nothing against what they had allowed.
    fn check_case(&mut self, case: Uuid) -> Result<(), String> {
        self.check_beside(case)?;
        if !self.shelf.is_clean(case) || self.backend.shared.contains(&case) {
            return Ok(());
        }
        if self.backend.disagreed.contains(&case) {
            return Err("the rules refuse what they had allowed".into());
        }
        let mut ours = domain::case::Case::new(case);
        for kept in self.shelf.in_order(case) {
            RULES.apply(&mut ours, &kept.act.payload);
        }
        let mut theirs = domain::case::Case::new(case);
        let log = self.backend.log.iter();
        for stored in log.filter(|stored| stored.act.case == case) {
            if stored.verdict == Verdict::Rejected {
                return Err("an act of a clean case was refused".into());
            }
            RULES.apply(&mut theirs, &stored.act.payload);
        }
        if ours != theirs {
            return Err("the two ends fold another case".into());
        }
        Ok(())
    }
}
