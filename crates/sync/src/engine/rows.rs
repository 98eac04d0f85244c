//! The rows in memory, listed by what a step asks for: their order, their case, what may go, what waits until when,
//! what lacks files. A row is changed only here, so that no list goes stale and a step costs what it changes.

use std::collections::{BTreeMap, BTreeSet};

use domain::queue::RowState;
use uuid::Uuid;

use super::{Entry, Place};

#[derive(Debug)]
pub(super) struct Rows {
    all: BTreeMap<Uuid, Entry>,
    lists: Lists,
}

#[derive(Debug, PartialEq)]
struct Lists {
    order: BTreeSet<Place>,
    cases: BTreeMap<Uuid, BTreeSet<Place>>,
    /// May go as far as they themselves are concerned: resting, not under way, no wait.
    ready: BTreeSet<Place>,
    /// Not before then.
    waiting: BTreeSet<(i64, Uuid)>,
    /// Lack files.
    filing: BTreeSet<Place>,
    /// Travel in smaller batches than others.
    narrow: BTreeSet<Uuid>,
    /// Acts of a batch otherwise.
    wide: usize,
    now: i64,
    #[cfg(test)]
    defect: Option<super::defect::Defect>,
}

impl Rows {
    /// None yet; batches hold `wide` acts.
    pub(super) fn new(wide: usize) -> Self {
        Self {
            all: BTreeMap::new(),
            lists: Lists::new(wide, i64::MIN),
        }
    }

    /// Lets go of all rows, and gives them.
    pub(super) fn take(&mut self) -> BTreeMap<Uuid, Entry> {
        self.lists = self.lists.none();
        std::mem::take(&mut self.all)
    }

    #[cfg(test)]
    pub(super) fn plant(&mut self, defect: Option<super::defect::Defect>) {
        self.lists.defect = defect;
    }

    pub(super) fn get(&self, act_id: &Uuid) -> Option<&Entry> {
        self.all.get(act_id)
    }

    pub(super) fn contains_key(&self, act_id: &Uuid) -> bool {
        self.all.contains_key(act_id)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &Entry> {
        self.all.values()
    }

    /// Adds a row, or puts another in its stead.
    pub(super) fn insert(&mut self, act_id: Uuid, entry: Entry) {
        self.remove(&act_id);
        self.lists.put(&entry);
        self.all.insert(act_id, entry);
    }

    pub(super) fn remove(&mut self, act_id: &Uuid) -> Option<Entry> {
        let entry = self.all.remove(act_id)?;
        self.lists.strike(&entry);
        Some(entry)
    }

    /// Changes one row; nothing where there is none.
    pub(super) fn edit<T>(
        &mut self,
        act_id: Uuid,
        change: impl FnOnce(&mut Entry) -> T,
    ) -> Option<T> {
        let entry = self.all.get_mut(&act_id)?;
        self.lists.strike(entry);
        let done = change(entry);
        self.lists.put(entry);
        Some(done)
    }

    /// Changes every row: for what comes seldom and concerns all.
    pub(super) fn edit_all(&mut self, mut change: impl FnMut(&mut Entry)) {
        for entry in self.all.values_mut() {
            self.lists.strike(entry);
            change(entry);
            self.lists.put(entry);
        }
    }

    /// All, in their order.
    pub(super) fn ordered(&self) -> impl Iterator<Item = &Entry> {
        self.entries(&self.lists.order)
    }

    /// What may go now, in its order.
    pub(super) fn ready(&self) -> impl Iterator<Item = &Entry> {
        self.entries(&self.lists.ready)
    }

    /// What lacks files, in its order.
    pub(super) fn filing(&self) -> impl Iterator<Item = &Entry> {
        self.entries(&self.lists.filing)
    }

    /// What travels in smaller batches.
    pub(super) fn narrow(&self) -> Vec<Uuid> {
        self.lists.narrow.iter().copied().collect()
    }

    /// The rows of a case, in their order.
    pub(super) fn of_case(&self, case: Uuid) -> impl Iterator<Item = &Entry> {
        let places = self.lists.cases.get(&case).into_iter().flatten();
        places.filter_map(|place| self.all.get(&place.2))
    }

    /// Whether it may go as far as it itself is concerned.
    pub(super) fn is_ready(&self, entry: &Entry) -> bool {
        self.lists.ready.contains(&entry.place)
    }

    /// It is `now`. A clock that went back is followed by [`Rows::edit_all`].
    pub(super) fn turn_clock(&mut self, now: i64) {
        self.lists.now = now;
    }

    /// Gives the rows whose failure's wait is over; others that waited are ready.
    pub(super) fn wake(&mut self) -> Vec<Uuid> {
        let over = self.lists.waiting.range(..=(self.lists.now, Uuid::max()));
        let mut over: Vec<Uuid> = over.map(|(_, act_id)| *act_id).collect();
        over.retain(|act_id| {
            let failed = |entry: &mut Entry| matches!(entry.state, RowState::RetryWait { .. });
            self.edit(*act_id, failed).unwrap_or_default()
        });
        over
    }

    /// Whether every list is what the rows themselves make of it.
    #[cfg(test)]
    pub(super) fn are_listed(&self) -> bool {
        let mut fresh = self.lists.none();
        self.all.values().for_each(|entry| fresh.put(entry));
        fresh == self.lists
    }

    fn entries<'a>(&'a self, places: &'a BTreeSet<Place>) -> impl Iterator<Item = &'a Entry> {
        places.iter().filter_map(|place| self.all.get(&place.2))
    }
}

impl Lists {
    fn new(wide: usize, now: i64) -> Self {
        Self {
            order: BTreeSet::new(),
            cases: BTreeMap::new(),
            ready: BTreeSet::new(),
            waiting: BTreeSet::new(),
            filing: BTreeSet::new(),
            narrow: BTreeSet::new(),
            wide,
            now,
            #[cfg(test)]
            defect: None,
        }
    }

    /// The same of no rows.
    fn none(&self) -> Self {
        Self {
            #[cfg(test)]
            defect: self.defect,
            ..Self::new(self.wide, self.now)
        }
    }

    fn put(&mut self, entry: &Entry) {
        let place = entry.place;
        self.order.insert(place);
        if let Some(case) = entry.case {
            self.cases.entry(case).or_default().insert(place);
        }
        if entry.limit < self.wide {
            self.narrow.insert(place.2);
        }
        if entry.state == RowState::Files {
            self.filing.insert(place);
        }
        if matches!(entry.state, RowState::RetryWait { .. }) {
            self.waiting.insert((entry.due, place.2));
        } else if self.rests(entry) {
            if entry.due <= self.now {
                self.ready.insert(place);
            } else {
                self.waiting.insert((entry.due, place.2));
            }
        }
    }

    fn strike(&mut self, entry: &Entry) {
        let place = entry.place;
        self.order.remove(&place);
        if let Some(case) = entry.case
            && let Some(places) = self.cases.get_mut(&case)
        {
            places.remove(&place);
            if places.is_empty() {
                self.cases.remove(&case);
            }
        }
        self.narrow.remove(&place.2);
        self.filing.remove(&place);
        self.ready.remove(&place);
        self.waiting.remove(&(entry.due, place.2));
    }

    /// Whether it waits for nothing but its turn.
    fn rests(&self, entry: &Entry) -> bool {
        #[cfg(test)]
        if let Some(defect) = self.defect {
            use super::defect::Defect;
            match (defect, &entry.state) {
                (Defect::SendsTwice, RowState::Sending) => return true,
                (Defect::ActsBeforeFiles, RowState::Files) => return entry.batch.is_none(),
                _ => {}
            }
        }
        matches!(entry.state, RowState::Ready | RowState::Received) && entry.batch.is_none()
    }
}
