use domain::queue::Reason;
use uuid::Uuid;

use super::Engine;
use crate::failure::Failure;

impl Engine {
    /// No answer for the batch.
    pub(super) fn batch_failed(&mut self, batch: u64, acts: &[Uuid], failure: &Failure) {
        let mut ours = acts.to_vec();
        ours.retain(|act_id| self.travels_in(batch, *act_id));
        if !failure.reason.stops_round() {
            self.connection_worked();
            self.record_failed(&ours);
            return;
        }
        self.connection_failed(failure);
        let alone = acts.len() == 1;
        for act_id in ours {
            if failure.reason == Reason::ServerFault {
                self.suspect(act_id, acts.len());
            }
            let struck = self
                .rows
                .get(&act_id)
                .is_some_and(|entry| entry.strikes.count > 0);
            let until = if alone && struck {
                self.strike_wait(act_id)
            } else {
                self.gate
            };
            if self.is_open(act_id) {
                self.hold(act_id, failure.reason, until);
            }
        }
    }

    /// An act whose bytes are gone; the others of its batch go in the next.
    pub(super) fn unreadable(&mut self, batch: u64, act_id: Uuid) {
        for other in self.posts.remove(&batch).unwrap_or_default() {
            if self.travels_in(batch, other) {
                self.rest(other);
            }
        }
        self.set_aside(act_id, "unreadable");
    }

    /// The backend answered that it cannot take this. In a batch it is not known which act is at fault: halves are
    /// tried until one act is alone.
    fn record_failed(&mut self, acts: &[Uuid]) {
        #[cfg(test)]
        if self.has(super::defect::Defect::StopsOnRecordFault) {
            self.gate = i64::MAX;
        }
        #[cfg(test)]
        if self.has(super::defect::Defect::DropsRecordFaults) {
            acts.iter().for_each(|act_id| self.remove(*act_id));
            return;
        }
        if let [act_id] = acts {
            self.record_fault(*act_id, "record_fault");
            return;
        }
        for act_id in acts {
            self.halve(*act_id, acts.len());
            self.rest(*act_id);
        }
    }

    fn halve(&mut self, act_id: Uuid, len: usize) {
        self.rows.edit(act_id, |entry| {
            entry.limit = (len / 2).clamp(1, entry.limit.max(1));
        });
    }

    /// A fault of the row itself: it waits, and after so many it is set aside.
    pub(super) fn record_fault(&mut self, act_id: Uuid, code: &str) {
        let attempts = self.rows.edit(act_id, |entry| {
            entry.attempts = entry.attempts.saturating_add(1);
            entry.attempts
        });
        let Some(attempts) = attempts else {
            return;
        };
        if attempts >= self.config.quarantine_after {
            self.set_aside(act_id, code);
        } else {
            let until = self.jitter(attempts);
            self.hold(act_id, Reason::RecordFault, until);
        }
    }

    /// A server that fails on one act looks ill to all. The act is brought to travel alone, behind the others; when
    /// others succeed between its failures, it is the act.
    fn suspect(&mut self, act_id: Uuid, len: usize) {
        if len > 1 {
            self.halve(act_id, len);
            return;
        }
        let successes = self.successes;
        let strikes = self.rows.edit(act_id, |entry| entry.strikes.hit(successes));
        if strikes.is_some_and(|count| count >= self.config.quarantine_after) {
            self.set_aside(act_id, "server_fault");
        }
    }

    fn strike_wait(&mut self, act_id: Uuid) -> i64 {
        let count = self
            .rows
            .get(&act_id)
            .map_or(0, |entry| entry.strikes.count);
        let wait = self.jitter(count).saturating_sub(self.now);
        self.within_cap(self.gate.saturating_add(wait))
    }

    /// Batches grow again after a success; what failed alone stays alone.
    pub(super) fn widen(&mut self) {
        let most = self.config.batch_acts;
        for act_id in self.rows.narrow() {
            self.rows.edit(act_id, |entry| {
                if entry.strikes.count == 0 && entry.attempts == 0 {
                    entry.limit = (entry.limit * 2).min(most);
                }
            });
        }
    }
}
