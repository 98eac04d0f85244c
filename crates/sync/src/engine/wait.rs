use domain::queue::{Reason, RowState};
use rand::RngExt as _;
use uuid::Uuid;

use super::{Engine, Entry, keys};
use crate::failure::Failure;

impl Engine {
    /// When something is due that nothing under way will bring about; milliseconds since the Unix epoch. A driver
    /// sleeps no longer than to this and never longer than the cap, by a clock that nobody sets, and then steps with
    /// `Tick`.
    #[must_use]
    pub fn wake_at(&self) -> Option<i64> {
        let files = self.rows.filing().flat_map(keys);
        let files = files.filter(|key| !self.uploading.contains(key));
        let files = files.filter_map(|key| self.files.get(&key));
        let files = files.filter(|file| !file.stored).map(|file| file.due);
        let heads = self.heads().filter(|entry| entry.state != RowState::Files);
        let dues = heads.map(|entry| entry.due).chain(files);
        // What is due already waits for something under way.
        dues.map(|due| due.max(self.gate))
            .filter(|due| *due > self.now)
            .min()
    }

    /// The first row of every case and every event of the station, where it is open and not under way.
    fn heads(&self) -> impl Iterator<Item = &Entry> {
        let mut seen = std::collections::BTreeSet::new();
        self.rows
            .ordered()
            .filter(move |entry| {
                let over = !entry.state.is_open() && self.mended.contains_key(&entry.place.2);
                !over && entry.case.is_none_or(|case| seen.insert(case))
            })
            .filter(|entry| entry.state.is_open() && entry.batch.is_none())
    }

    /// A clock that was set back would make a wait of minutes one of years.
    pub(super) fn turn_clock(&mut self, now: i64) {
        let back = now < self.now;
        self.now = now;
        self.rows.turn_clock(now);
        #[cfg(test)]
        if self.has(super::defect::Defect::TrustsClock) {
            return;
        }
        if !back {
            return;
        }
        let latest = now.saturating_add(self.config.cap);
        let works = self.connection.reason.is_none();
        self.gate = self.gate.min(if works { now } else { latest });
        self.asked = self.asked.min(self.gate);
        for file in self.files.values_mut() {
            let waits = file.attempts > 0 || file.strikes.tries > 0;
            file.due = file.due.min(if waits { latest } else { now });
        }
        let mut shown = Vec::new();
        self.rows.edit_all(|entry| {
            let waits = matches!(entry.state, RowState::RetryWait { .. } | RowState::Received);
            entry.due = entry.due.min(if waits { latest } else { now });
            if let RowState::RetryWait {
                reason,
                next_at,
                attempts,
            } = entry.state
                && next_at > latest
            {
                let state = RowState::RetryWait {
                    reason,
                    next_at: latest,
                    attempts,
                };
                shown.push((entry.place.2, state));
            }
        });
        for (act_id, state) in shown {
            self.set(act_id, state);
        }
    }

    /// Rows whose wait is over rest again.
    pub(super) fn wake_rows(&mut self) {
        for act_id in self.rows.wake() {
            self.rest(act_id);
        }
    }

    /// Back to `Ready` or `Files`, which waits for nothing.
    pub(super) fn rest(&mut self, act_id: Uuid) {
        let now = self.now;
        self.rows.edit(act_id, |entry| {
            entry.batch = None;
            entry.due = entry.due.min(now);
        });
        if let Some(entry) = self.rows.get(&act_id) {
            let state = self.resting(entry);
            self.set(act_id, state);
        }
    }

    /// Puts a row to wait.
    pub(super) fn hold(&mut self, act_id: Uuid, reason: Reason, until: i64) {
        let attempts = self.rows.edit(act_id, |entry| {
            entry.batch = None;
            entry.due = until;
            entry.attempts
        });
        if let Some(attempts) = attempts {
            self.set(
                act_id,
                RowState::RetryWait {
                    reason,
                    next_at: until,
                    attempts,
                },
            );
        }
    }

    /// Full jitter: anywhere from now to the doubled base, within the cap.
    pub(super) fn jitter(&mut self, failures: u32) -> i64 {
        let doubled = self.config.base.saturating_mul(1 << failures.min(30));
        let top = doubled.min(self.config.cap).max(1);
        self.now.saturating_add(self.rng.random_range(1..=top))
    }

    /// No wait is longer than the cap, whatever it is made of.
    pub(super) fn within_cap(&self, until: i64) -> i64 {
        until.min(self.now.saturating_add(self.config.cap))
    }

    /// The backend was not reached, or would fail everybody now: the round stops.
    pub(super) fn connection_failed(&mut self, failure: &Failure) {
        let mut until = self.jitter(self.connection.attempts);
        let asked = failure.retry_after;
        #[cfg(test)]
        let asked = asked.filter(|_| !self.has(super::defect::Defect::IgnoresRetryAfter));
        if let Some(seconds) = asked {
            let asked = i64::try_from(seconds)
                .unwrap_or(i64::MAX)
                .saturating_mul(1_000);
            let asked = self.now.saturating_add(self.capped(asked));
            self.asked = self.asked.max(asked);
            until = until.max(asked);
        }
        self.gate = self.gate.max(until);
        self.connection.online = false;
        self.connection.reason = Some(failure.reason);
        self.connection.attempts = self.connection.attempts.saturating_add(1);
        self.connection.next_at = Some(self.gate);
        self.out.connection = true;
    }

    fn capped(&self, wait: i64) -> i64 {
        #[cfg(test)]
        if self.has(super::defect::Defect::ObeysRetryAfter) {
            return wait;
        }
        wait.min(self.config.cap)
    }

    /// The backend answered: whatever waited for the network goes on.
    pub(super) fn connection_worked(&mut self) {
        self.successes += 1;
        if self.connection.online || self.now < self.asked {
            return;
        }
        self.connection = super::ConnectionState {
            online: true,
            ..Default::default()
        };
        self.out.connection = true;
        self.gate = self.now;
        self.end_waits(false);
    }

    pub(super) fn reconnect(&mut self) {
        if self.connection.online {
            return;
        }
        let spread = self.config.spread.max(0);
        let first = self.now.saturating_add(self.rng.random_range(0..=spread));
        self.gate = first.max(self.asked);
        self.connection.attempts = 0;
        self.connection.next_at = Some(self.gate);
        self.out.connection = true;
        self.end_waits(false);
    }

    pub(super) fn nudge(&mut self) {
        (self.gate, self.asked) = (self.now, self.now);
        self.connection.attempts = 0;
        if self.connection.next_at.is_some() {
            self.connection.next_at = Some(self.now);
            self.out.connection = true;
        }
        self.end_waits(true);
    }

    /// Ends the waits for the network; `every` also ends those of rows and files that failed by themselves.
    fn end_waits(&mut self, every: bool) {
        let now = self.now;
        self.rows.edit_all(|entry| {
            let network = match entry.state {
                RowState::RetryWait { reason, .. } => {
                    reason.stops_round() && entry.asks == 0 && entry.strikes.count == 0
                }
                _ => false,
            };
            if every || network {
                entry.due = entry.due.min(now);
            }
        });
        for file in self
            .files
            .values_mut()
            .filter(|file| every || file.attempts == 0)
        {
            file.due = file.due.min(now);
        }
    }
}
