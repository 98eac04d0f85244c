use domain::queue::{Reason, RowState};
use uuid::Uuid;

use super::load::names;
use super::{Engine, FileKey, keys};
use crate::failure::Failure;

impl Engine {
    /// Starts files in the order of the acts that name them, of those that failed the server at most `most` times.
    pub(super) fn plan_uploads(&mut self, mut room: usize, most: u32) {
        let mut chosen = Vec::new();
        for entry in self.rows.filing() {
            if room == 0 {
                break;
            }
            for key in keys(entry) {
                let due = self.files.get(&key).is_some_and(|file| {
                    !file.stored
                        && !self.uploading.contains(&key)
                        && file.due <= self.now
                        && file.strikes.tries <= most
                });
                if due && room > 0 && !chosen.contains(&key) {
                    chosen.push(key);
                    room -= 1;
                }
            }
        }
        for key in chosen {
            self.uploading.insert(key);
            self.out.uploads.push(key);
        }
    }

    pub(super) fn upload_room(&self) -> usize {
        self.config.uploads.saturating_sub(self.uploading.len())
    }

    pub(super) fn file_progress(&mut self, key: FileKey, offset: u64) {
        if let Some(file) = self.files.get_mut(&key)
            && !file.stored
        {
            file.offset = offset.min(file.bytes);
            self.connection_worked();
        }
    }

    pub(super) fn file_done(&mut self, key: FileKey) {
        self.connection_worked();
        self.uploading.remove(&key);
        let Some(file) = self.files.get_mut(&key) else {
            return;
        };
        (file.stored, file.offset) = (true, file.bytes);
        (file.attempts, file.strikes) = (0, super::Strikes::default());
        for act_id in self.rows_of(key) {
            let complete = self
                .rows
                .get(&act_id)
                .is_some_and(|entry| !self.lacks_files(entry));
            if complete
                && self
                    .rows
                    .get(&act_id)
                    .is_some_and(|e| e.state == RowState::Files)
            {
                self.rest(act_id);
            }
        }
    }

    pub(super) fn file_failed(&mut self, key: FileKey, failure: &Failure) {
        self.uploading.remove(&key);
        let over = if failure.reason.stops_round() {
            self.connection_failed(failure);
            failure.reason == Reason::ServerFault && self.strike_file(key)
        } else {
            self.connection_worked();
            self.fault_file(key)
        };
        let gate = if failure.reason.stops_round() {
            self.gate
        } else {
            self.now
        };
        let until = self.files.get(&key).map_or(gate, |file| file.due.max(gate));
        for act_id in self.rows_of(key) {
            if over {
                self.set_aside(act_id, "attachment");
            } else {
                self.hold(act_id, failure.reason, until);
            }
        }
    }

    /// A fault of this file; whether that was one too many.
    fn fault_file(&mut self, key: FileKey) -> bool {
        let attempts = self.files.get(&key).map_or(0, |file| file.attempts);
        let until = self.jitter(attempts);
        let Some(file) = self.files.get_mut(&key) else {
            return false;
        };
        (file.attempts, file.due) = (attempts.saturating_add(1), until);
        file.attempts >= self.config.quarantine_after
    }

    /// A server fault that may be this file's alone: others go first.
    fn strike_file(&mut self, key: FileKey) -> bool {
        let successes = self.successes;
        let Some(file) = self.files.get_mut(&key) else {
            return false;
        };
        let count = file.strikes.hit(successes);
        let wait = self.jitter(count).saturating_sub(self.now);
        let until = self.within_cap(self.gate.saturating_add(wait));
        if let Some(file) = self.files.get_mut(&key) {
            file.due = until;
        }
        count >= self.config.quarantine_after
    }

    /// Open rows that wait for this file.
    fn rows_of(&self, key: FileKey) -> Vec<Uuid> {
        let rows = self.rows.of_case(key.case).filter(|entry| {
            let waits = matches!(entry.state, RowState::Files | RowState::RetryWait { .. });
            waits && names(entry, key)
        });
        rows.map(|entry| entry.place.2).collect()
    }
}
