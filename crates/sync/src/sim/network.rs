//! What the network and the servers do to requests.

use domain::queue::Reason;
use rand::RngExt as _;
use std::collections::BTreeSet;
use uuid::Uuid;

use super::backend::{Act, Fate, Reply};
use super::world::World;
use crate::engine::{Answer, Event, FileKey, Outcome};
use crate::failure::Failure;
use crate::verify::AckFault;

impl World {
    pub(super) fn upload(&mut self, key: FileKey) {
        let fate = self.file_fate(key);
        let event = if let Some(failure) = self.fault() {
            Event::FileFailed { key, failure }
        } else if fate == Some(Fate::BadFile) {
            Event::FileFailed {
                key,
                failure: Reason::RecordFault.into(),
            }
        } else if fate == Some(Fate::DeadlyFile) {
            Event::FileFailed {
                key,
                failure: Reason::ServerFault.into(),
            }
        } else {
            self.backend.files.insert(key);
            Event::FileDone(key)
        };
        self.pending.push(event);
    }

    fn file_fate(&self, key: FileKey) -> Option<Fate> {
        let mut rows = self.shelf.rows.values();
        let named =
            rows.find(|kept| kept.act.case == key.case && kept.act.files.contains(&key.hash));
        named.map(|kept| kept.act.fate)
    }

    pub(super) fn post(&mut self, batch: u64, ids: Vec<Uuid>) -> Result<(), String> {
        self.shelf.check_post(&ids)?;
        let busy: BTreeSet<_> = self.under_way.values().flatten().copied().collect();
        if ids.iter().any(|id| busy.contains(id)) {
            return Err("sent again while an answer is awaited".into());
        }
        let acts: Vec<Act> = ids
            .iter()
            .map(|id| self.shelf.rows[id].act.clone())
            .collect();
        self.under_way.insert(batch, ids);
        if let Some(failure) = self.fault() {
            if self.rng.random_bool(0.5) {
                self.count("reply lost");
                let _ = self.backend.take(&acts);
            }
            self.pending.push(Event::Posted {
                batch,
                result: Err(failure),
            });
            return Ok(());
        }
        let result = self.answer(&acts);
        if self.faulty && self.rng.random_ratio(1, 6) {
            self.count("doubled");
            let again = if self.rng.random_bool(0.5) {
                self.answer(&acts)
            } else {
                result.clone()
            };
            self.pending.push(Event::Posted {
                batch,
                result: again,
            });
        }
        self.pending.push(Event::Posted { batch, result });
        Ok(())
    }

    fn answer(&mut self, acts: &[Act]) -> Result<Vec<Outcome>, Failure> {
        match self.backend.take(acts) {
            Reply::Broken => Err(Reason::ServerFault.into()),
            Reply::Malformed => Err(Reason::RecordFault.into()),
            Reply::Outcomes(mut outcomes) => {
                if self.faulty && self.rng.random_ratio(1, 12) {
                    self.count("unproved");
                    let at = self.rng.random_range(0..outcomes.len());
                    outcomes[at].answer = Answer::Unverified(AckFault::Shape);
                }
                if self.faulty && self.rng.random_ratio(1, 20) {
                    self.count("passed over");
                    outcomes.pop();
                }
                Ok(outcomes)
            }
        }
    }

    /// What the network or the server does to a request, while they are ill.
    fn fault(&mut self) -> Option<Failure> {
        if !self.faulty || !self.rng.random_ratio(1, 4) {
            return None;
        }
        let kinds = [
            Reason::Offline,
            Reason::CaptivePortal,
            Reason::Maintenance,
            Reason::Auth,
        ];
        let reason = if self.server_faults < 3 && self.rng.random_ratio(1, 8) {
            self.server_faults += 1;
            Reason::ServerFault
        } else {
            kinds[self.rng.random_range(0..kinds.len())]
        };
        self.count(reason.code());
        let patience = self
            .rng
            .random_ratio(1, 5)
            .then(|| self.rng.random_range(0..3_000_000));
        Some(Failure {
            retry_after: patience,
            ..reason.into()
        })
    }
}
