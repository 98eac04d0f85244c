//! The pure machine: an event and the time in, effects out. It holds what is in the queue, what is under way, and
//! when the next try is due; it never looks at a clock, and draws its jitter from the seed it was given.

mod config;
#[cfg(test)]
pub(crate) mod defect;
mod epoch;
mod event;
mod failed;
mod life;
mod load;
mod plan;
mod posted;
mod row;
mod rows;
#[cfg(test)]
mod tests;
mod upload;
mod wait;

use std::collections::{BTreeMap, BTreeSet};

use domain::queue::{Reason, RowState};
use rand::{SeedableRng, rngs::StdRng};
use seal::Hash32;
use uuid::Uuid;

pub use config::Config;
pub use event::{Answer, ConnectionState, Effect, Event, Outcome, Posted};
pub use life::{Life, Turn};
pub use row::{Change, FileKey, FileRow, Row, Settled};
use rows::Rows;

/// Where a row stands among all: its own place in the origin's log, or the place of the act it mends, then its own.
type Place = (u64, u64, Uuid);

#[derive(Debug, Clone)]
struct Entry {
    case: Option<Uuid>,
    seq: u64,
    place: Place,
    bytes: u64,
    replaces: Option<Uuid>,
    files: Vec<Hash32>,
    state: RowState,
    /// Failures of this row itself; at `quarantine_after` it is set aside.
    attempts: u32,
    /// Answers that were none: not durable yet, or not provable.
    asks: u32,
    /// Not before this.
    due: i64,
    /// The attempt it travels in.
    batch: Option<u64>,
    /// Most acts of a batch it may travel in: halved to find which act of a batch the backend cannot take.
    limit: usize,
    strikes: Strikes,
}

#[derive(Debug, Clone, Default)]
struct File {
    bytes: u64,
    offset: u64,
    stored: bool,
    attempts: u32,
    due: i64,
    /// Rows that name it.
    users: u32,
    strikes: Strikes,
}

/// Server faults of one thing alone. A fault counts only when others succeeded since the last one: then it is not
/// the server that is ill.
#[derive(Debug, Clone, Default)]
struct Strikes {
    count: u32,
    seen: u64,
    /// Faults of any kind of doubt, counted or not: who had fewer is tried first.
    tries: u32,
}

impl Strikes {
    fn hit(&mut self, successes: u64) -> u32 {
        self.tries = self.tries.saturating_add(1);
        if self.count == 0 || successes > self.seen {
            self.count += 1;
        }
        self.seen = successes;
        self.count
    }
}

/// The machine that moves the queue.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    rng: StdRng,
    rows: Rows,
    /// By the act that is mended: the acts that mend it.
    mended: BTreeMap<Uuid, BTreeSet<Uuid>>,
    files: BTreeMap<FileKey, File>,
    uploading: BTreeSet<FileKey>,
    posts: BTreeMap<u64, Vec<Uuid>>,
    next_batch: u64,
    connection: ConnectionState,
    /// No request before this.
    gate: i64,
    /// The backend asked not to be called before this; an answer that was on its way does not take it back.
    asked: i64,
    /// The time of the last step.
    now: i64,
    /// Answers of the backend so far.
    successes: u64,
    /// The life of the backend's log that was met last.
    epoch: Option<String>,
    /// Rows are coming back from the store: nothing may leave that would pass them.
    reopening: bool,
    out: Out,
    #[cfg(test)]
    pub(crate) defect: Option<defect::Defect>,
}

/// What one step wants, gathered so that it comes out in a safe order.
#[derive(Debug, Default)]
struct Out {
    epoch: Option<(String, Option<u64>)>,
    settled: Vec<Settled>,
    changed: BTreeMap<Uuid, RowState>,
    lost: Vec<FileKey>,
    lost_acts: BTreeSet<Hash32>,
    connection: bool,
    uploads: Vec<FileKey>,
    posts: Vec<(u64, Vec<Uuid>)>,
}

impl Engine {
    /// An empty queue. The seed feeds the jitter and the names of attempts.
    #[must_use]
    pub fn new(config: Config, seed: u64) -> Self {
        use rand::RngExt as _;
        let mut rng = StdRng::seed_from_u64(seed);
        // Attempts of an earlier process must not be taken for ours.
        let next_batch = rng.random_range(0..u64::MAX / 2);
        Self {
            config,
            rng,
            rows: Rows::new(config.batch_acts),
            mended: BTreeMap::new(),
            files: BTreeMap::new(),
            uploading: BTreeSet::new(),
            posts: BTreeMap::new(),
            next_batch,
            connection: ConnectionState::default(),
            gate: i64::MIN,
            asked: i64::MIN,
            now: i64::MIN,
            successes: 0,
            epoch: None,
            reopening: false,
            out: Out::default(),
            #[cfg(test)]
            defect: None,
        }
    }

    /// Takes one event at `now_ms` (milliseconds since the Unix epoch) and says what to do, in order.
    pub fn step(&mut self, event: Event, now_ms: i64) -> Vec<Effect> {
        self.turn_clock(now_ms);
        self.take(event);
        self.wake_rows();
        self.reopening |= self.out.epoch.is_some() || !self.out.lost_acts.is_empty();
        if !self.reopening {
            self.plan();
        }
        self.flush()
    }

    /// The connection as last seen.
    #[must_use]
    pub fn connection(&self) -> &ConnectionState {
        &self.connection
    }

    /// Whether the backend asked not to be called yet (Retry-After). A clock that was set back since ends it.
    #[must_use]
    pub fn is_asked_to_wait(&self, now_ms: i64) -> bool {
        (1..=self.config.cap).contains(&self.asked.saturating_sub(now_ms))
    }

    /// Whether an upload or a post is under way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        !self.posts.is_empty() || !self.uploading.is_empty()
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Loaded { rows, epoch } => {
                (self.epoch, self.reopening) = (epoch, false);
                self.load(rows);
            }
            Event::Added(row) => self.add(row),
            Event::Tick => {}
            Event::Nudge => self.nudge(),
            Event::Online => self.reconnect(),
            Event::Offline => self.connection_failed(&Reason::Offline.into()),
            Event::FileProgress { key, offset } => self.file_progress(key, offset),
            Event::FileDone(key) => self.file_done(key),
            Event::FileFailed { key, failure } => self.file_failed(key, &failure),
            Event::Posted { batch, result } => self.posted(batch, result),
            Event::Met(life) => {
                self.meet(life);
            }
            Event::Reopened(rows) => {
                self.reopening = false;
                self.reopen(rows);
            }
            Event::Unreadable { batch, act_id } => self.unreadable(batch, act_id),
            Event::Released(act_id) => self.release(act_id),
            Event::Closed(act_id) => self.remove(act_id),
        }
    }

    fn flush(&mut self) -> Vec<Effect> {
        let out = std::mem::take(&mut self.out);
        let mut effects = Vec::new();
        #[cfg(test)]
        if self.has(defect::Defect::SendsBeforeKeeping) {
            let posts = out.posts.iter().cloned();
            effects.extend(posts.map(|(batch, acts)| Effect::Post { batch, acts }));
        }
        if let Some((epoch, reopen)) = out.epoch {
            effects.push(Effect::Epoch { epoch, reopen });
        }
        if !out.settled.is_empty() {
            effects.push(Effect::Settle(out.settled));
        }
        if !out.changed.is_empty() {
            let changes = out.changed.into_iter();
            effects.push(Effect::Persist(
                changes
                    .map(|(act_id, state)| Change { act_id, state })
                    .collect(),
            ));
        }
        effects.extend(out.lost.into_iter().map(Effect::FileLost));
        if !out.lost_acts.is_empty() {
            effects.push(Effect::ActsLost(out.lost_acts.into_iter().collect()));
        }
        if out.connection {
            effects.push(Effect::Connection(self.connection.clone()));
        }
        effects.extend(out.uploads.into_iter().map(Effect::Upload));
        #[cfg(test)]
        if self.has(defect::Defect::SendsBeforeKeeping) {
            return effects;
        }
        let posts = out.posts.into_iter();
        effects.extend(posts.map(|(batch, acts)| Effect::Post { batch, acts }));
        effects
    }

    /// Gives a row its state, to be persisted at the end of the step.
    fn set(&mut self, act_id: Uuid, state: RowState) {
        if self
            .rows
            .get(&act_id)
            .is_none_or(|entry| entry.state == state)
        {
            return;
        }
        self.rows.edit(act_id, |entry| entry.state = state.clone());
        self.out.changed.insert(act_id, state);
    }

    /// `Ready`, or `Files` while the backend lacks one.
    fn resting(&self, entry: &Entry) -> RowState {
        if self.lacks_files(entry) {
            RowState::Files
        } else {
            RowState::Ready
        }
    }

    fn is_open(&self, act_id: Uuid) -> bool {
        let entry = self.rows.get(&act_id);
        entry.is_some_and(|entry| entry.state.is_open())
    }

    /// Whether it travels in this attempt.
    fn travels_in(&self, batch: u64, act_id: Uuid) -> bool {
        let entry = self.rows.get(&act_id);
        entry.is_some_and(|entry| entry.batch == Some(batch))
    }

    fn lacks_files(&self, entry: &Entry) -> bool {
        keys(entry).any(|key| self.files.get(&key).is_some_and(|file| !file.stored))
    }

    fn set_aside(&mut self, act_id: Uuid, code: &str) {
        if self.is_open(act_id) {
            self.rows.edit(act_id, |entry| entry.batch = None);
            let code = code.to_owned();
            self.set(act_id, RowState::Quarantined { code });
        }
    }

    fn release(&mut self, act_id: Uuid) {
        let now = self.now;
        let freed = self.rows.edit(act_id, |entry| {
            if !matches!(entry.state, RowState::Quarantined { .. }) {
                return None;
            }
            entry.attempts = 0;
            entry.strikes = Strikes::default();
            entry.due = now;
            Some(keys(entry).collect::<Vec<_>>())
        });
        let Some(keys) = freed.flatten() else {
            return;
        };
        for key in keys {
            if let Some(file) = self.files.get_mut(&key) {
                file.attempts = 0;
                file.strikes = Strikes::default();
                file.due = self.now;
            }
        }
        let state = self.rows.get(&act_id).map(|entry| self.resting(entry));
        self.set(act_id, state.unwrap_or(RowState::Ready));
    }

    /// Takes a row out, with the files that only it named.
    fn remove(&mut self, act_id: Uuid) {
        let Some(entry) = self.rows.remove(&act_id) else {
            return;
        };
        self.out.changed.remove(&act_id);
        for key in keys(&entry) {
            if let Some(file) = self.files.get_mut(&key) {
                file.users = file.users.saturating_sub(1);
                if file.users == 0 && !self.uploading.contains(&key) {
                    self.files.remove(&key);
                }
            }
        }
    }
}

/// The keys of a row's files.
fn keys(entry: &Entry) -> impl Iterator<Item = FileKey> + '_ {
    let case = entry.case;
    entry
        .files
        .iter()
        .filter_map(move |hash| case.map(|case| FileKey { case, hash: *hash }))
}
