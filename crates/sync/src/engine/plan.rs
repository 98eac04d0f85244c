use std::collections::{BTreeMap, BTreeSet};

use domain::queue::RowState;
use uuid::Uuid;

use super::{Engine, Entry, Place};

/// What an act adds to a request beside its bytes: field names, quotes, padding.
const FRAME: u64 = 256;

/// Batches being filled in one pass over the queue.
struct Filling {
    batches: Vec<Batch>,
    room: usize,
    max_acts: usize,
    max_bytes: u64,
    /// Cases of which nothing more may go now.
    blocked: BTreeSet<Uuid>,
    /// Where a case is held up, as far as that was asked.
    barriers: BTreeMap<Uuid, Option<Place>>,
    /// Rows since the last one that still fitted.
    refused: usize,
    /// The batch a case travels in.
    seats: BTreeMap<Uuid, usize>,
}

#[derive(Default)]
struct Batch {
    acts: Vec<Uuid>,
    bytes: u64,
    limit: usize,
}

impl Engine {
    /// Starts what may start now. While the connection is in doubt that is one thing alone, and of those that wait
    /// the one that failed least: something that the server fails on must not be what all others wait for.
    pub(super) fn plan(&mut self) {
        if self.now < self.gate {
            return;
        }
        if self.connection.reason.is_none() {
            self.plan_uploads(self.upload_room(), u32::MAX);
            self.plan_posts(self.config.posts.saturating_sub(self.posts.len()), u32::MAX);
            return;
        }
        if self.is_busy() {
            return;
        }
        for most in self.failures() {
            self.plan_uploads(1, most);
            if self.out.uploads.is_empty() {
                self.plan_posts(1, most);
            }
            if self.is_busy() {
                return;
            }
        }
    }

    /// How often rows and files failed the server, each number once, rising.
    fn failures(&self) -> BTreeSet<u32> {
        let rows = self.rows.values().map(|entry| entry.strikes.tries);
        rows.chain(self.files.values().map(|file| file.strikes.tries))
            .collect()
    }

    /// Fills batches in the order of the queue, with rows that failed the server at most `most` times. Within a case
    /// an act goes when all before it are stored or go before it in the same batch; cases do not wait for each other.
    fn plan_posts(&mut self, room: usize, most: u32) {
        if room == 0 {
            return;
        }
        let mut filling = Filling {
            batches: Vec::new(),
            room,
            max_acts: self.config.batch_acts,
            max_bytes: self.config.batch_bytes.saturating_sub(4 * FRAME),
            blocked: BTreeSet::new(),
            barriers: BTreeMap::new(),
            refused: 0,
            seats: BTreeMap::new(),
        };
        for entry in self.rows.ready() {
            self.consider(entry, most, &mut filling);
            if filling.is_full() {
                break;
            }
        }
        for batch in filling.batches {
            #[cfg(test)]
            let batch = self.disorder(batch);
            self.post(batch.acts);
        }
    }

    fn consider(&self, entry: &Entry, most: u32, filling: &mut Filling) {
        #[cfg(test)]
        if self.has(super::defect::Defect::BlocksBehindWaiting) && self.is_behind_waiting(entry) {
            return;
        }
        if let Some(case) = entry.case
            && (filling.blocked.contains(&case) || self.is_held_up(entry, case, filling))
        {
            return;
        }
        if entry.strikes.tries > most
            || !self.is_sendable(entry)
            || !filling.seat(entry.place.2, entry)
        {
            filling.block(entry.case);
        }
    }

    /// Whether a row before it in its case is under way, waits, lacks files or is in the way.
    fn is_held_up(&self, entry: &Entry, case: Uuid, filling: &mut Filling) -> bool {
        let barrier = filling.barriers.entry(case).or_insert_with(|| {
            let mut held = self.rows.of_case(case).filter(|other| {
                let act_id = other.place.2;
                let stands = other.state.is_open() || self.is_in_the_way(act_id);
                stands && !self.rows.is_ready(other)
            });
            held.next().map(|other| other.place)
        });
        barrier.is_some_and(|barrier| barrier < entry.place)
    }

    #[cfg(test)]
    fn is_behind_waiting(&self, entry: &Entry) -> bool {
        let before = |other: &&Entry| other.place < entry.place;
        let mut before = self.rows.ordered().take_while(before);
        before.any(|other| {
            let stands = other.state.is_open() || self.is_in_the_way(other.place.2);
            other.case.is_some() && stands && !self.rows.is_ready(other)
        })
    }

    #[cfg(test)]
    fn disorder(&self, mut batch: Batch) -> Batch {
        if self.has(super::defect::Defect::ReordersCase) {
            batch.acts.reverse();
        }
        batch
    }

    /// A row that was set aside holds up the rest of its case until it is mended.
    fn is_in_the_way(&self, act_id: Uuid) -> bool {
        #[cfg(test)]
        if self.has(super::defect::Defect::PassesSetAside) {
            return false;
        }
        !self.mended.contains_key(&act_id)
    }

    fn is_sendable(&self, entry: &Entry) -> bool {
        let may = matches!(entry.state, RowState::Ready | RowState::Received);
        let files = !self.lacks_files(entry);
        #[cfg(test)]
        let files = files || self.has(super::defect::Defect::ActsBeforeFiles);
        #[cfg(test)]
        let may = may
            || (entry.state == RowState::Files && self.has(super::defect::Defect::ActsBeforeFiles));
        #[cfg(test)]
        let (may, idle) = match self.has(super::defect::Defect::SendsTwice) {
            true => (may || entry.state == RowState::Sending, true),
            false => (may, entry.batch.is_none()),
        };
        #[cfg(not(test))]
        let idle = entry.batch.is_none();
        may && idle && entry.due <= self.now && files
    }

    fn post(&mut self, acts: Vec<Uuid>) {
        let batch = self.next_batch;
        self.next_batch = self.next_batch.wrapping_add(1);
        for act_id in &acts {
            self.rows.edit(*act_id, |entry| entry.batch = Some(batch));
            self.set(*act_id, RowState::Sending);
        }
        self.posts.insert(batch, acts.clone());
        self.out.posts.push((batch, acts));
    }
}

impl Filling {
    fn block(&mut self, case: Option<Uuid>) {
        self.blocked.extend(case);
    }

    /// Whether nothing more fits, or so many in a row did not that the rest need not be asked.
    fn is_full(&self) -> bool {
        let last = self.batches.last();
        self.batches.len() == self.room
            && last.is_some_and(|batch| {
                batch.acts.len() >= self.max_acts || self.refused >= self.max_acts
            })
    }

    /// Gives a row its place in the last batch, or in a new one; a case never spreads over two.
    fn seat(&mut self, act_id: Uuid, entry: &Entry) -> bool {
        let bytes = entry
            .bytes
            .div_ceil(3)
            .saturating_mul(4)
            .saturating_add(FRAME);
        let fits = self
            .batches
            .last()
            .is_some_and(|batch| batch.takes(bytes, entry.limit, self.max_bytes));
        let seated = entry.case.and_then(|case| self.seats.get(&case).copied());
        if !fits {
            if seated.is_some() || self.batches.len() >= self.room {
                self.refused += 1;
                return false;
            }
            self.batches.push(Batch {
                limit: self.max_acts,
                ..Batch::default()
            });
        }
        let at = self.batches.len() - 1;
        if seated.is_some_and(|seat| seat != at) {
            return false;
        }
        let batch = &mut self.batches[at];
        self.refused = 0;
        batch.acts.push(act_id);
        batch.bytes += bytes;
        batch.limit = batch.limit.min(entry.limit.max(1));
        if let Some(case) = entry.case {
            self.seats.insert(case, at);
        }
        true
    }
}

impl Batch {
    fn takes(&self, bytes: u64, limit: usize, max_bytes: u64) -> bool {
        self.acts.len() < self.limit.min(limit.max(1)) && self.bytes + bytes <= max_bytes
    }
}
