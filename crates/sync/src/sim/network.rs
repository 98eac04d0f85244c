//! What the network and the servers do to requests.

use std::collections::BTreeSet;

use domain::queue::Reason;
use rand::RngExt as _;
use uuid::Uuid;

use super::backend::{Act, Fate, Reply, Said, keys};
use super::sealer::Garbled;
use super::world::{Coming, World};
use crate::engine::{Event, FileKey, Life, Posted};
use crate::failure::Failure;

/// A request on its way.
#[derive(Debug, Clone)]
pub struct Request {
    pub batch: u64,
    pub acts: Vec<Act>,
    pub asked: Option<String>,
    /// Whether anybody still waits for the reply.
    pub answered: bool,
}

/// What is answered before the backend sees anything.
const REFUSALS: [Reason; 10] = [
    Reason::Offline,
    Reason::NameResolution,
    Reason::CaptivePortal,
    Reason::Tls,
    Reason::TlsClock,
    Reason::Auth,
    Reason::Revoked,
    Reason::RateLimit,
    Reason::VersionSkew,
    Reason::Maintenance,
];

impl World {
    pub(super) fn upload(&mut self, key: FileKey) -> Result<(), String> {
        self.check_patience()?;
        let fate = self.file_fate(key);
        let failed = |failure| Event::FileFailed { key, failure };
        let event = if let Some(failure) = self.refused() {
            failed(failure)
        } else if fate == Some(Fate::BadFile) {
            failed(Reason::RecordFault.into())
        } else if fate == Some(Fate::DeadlyFile) {
            failed(Reason::ServerFault.into())
        } else {
            self.backend.files.insert(key);
            if self.faulty && self.rng.random_ratio(1, 10) {
                self.shelf.tally.fault("upload cut after its last byte");
                failed(Reason::Offline.into())
            } else {
                Event::FileDone(key)
            }
        };
        self.pending.push(Coming::Event(event));
        Ok(())
    }

    fn file_fate(&self, key: FileKey) -> Option<Fate> {
        let mut rows = self.shelf.rows.values();
        let named = rows.find(|kept| keys(&kept.act).any(|named| named == key));
        named.map(|kept| kept.act.fate)
    }

    pub(super) fn post(&mut self, batch: u64, ids: Vec<Uuid>) -> Result<(), String> {
        self.shelf.check_post(&ids)?;
        self.check_patience()?;
        let busy: BTreeSet<_> = self.under_way.values().flatten().copied().collect();
        if ids.iter().any(|id| busy.contains(id)) {
            return Err("sent again while an answer is awaited".into());
        }
        let acts = ids.iter().map(|id| self.shelf.rows[id].act.clone());
        let request = Request {
            batch,
            acts: acts.collect(),
            asked: self.shelf.epoch.clone(),
            answered: true,
        };
        self.under_way.insert(batch, ids);
        self.sent.push(request.clone());
        if let Some(failure) = self.refused() {
            self.fail(batch, failure);
        } else if self.faulty && self.rng.random_ratio(1, 6) {
            // The station gives up; the request arrives all the same, and its reply perhaps, too.
            self.shelf.tally.fault("request late");
            let answered = self.rng.random_bool(0.7);
            self.pending.push(Coming::Request(Request {
                answered,
                ..request
            }));
            self.fail(batch, Reason::Offline.into());
        } else {
            if self.faulty && self.rng.random_ratio(1, 8) {
                self.shelf.tally.fault("request doubled");
                self.pending.push(Coming::Request(request.clone()));
            }
            self.pending.push(Coming::Request(request));
        }
        Ok(())
    }

    /// The network brings an old request once more, and its reply.
    pub(super) fn replay(&mut self) {
        let recent = self.sent.len().saturating_sub(4);
        if recent < self.sent.len() {
            self.shelf.tally.fault("request replayed");
            let at = self.rng.random_range(recent..self.sent.len());
            self.pending.push(Coming::Request(self.sent[at].clone()));
        }
    }

    fn fail(&mut self, batch: u64, failure: Failure) {
        let result = Err(failure);
        self.pending
            .push(Coming::Event(Event::Posted { batch, result }));
    }

    /// The backend takes a request and answers, or is cut off after its commit.
    pub(super) fn arrive(&mut self, request: Request) {
        let reply = self
            .backend
            .take_under(&request.acts, request.asked.as_deref());
        if !request.answered {
            return;
        }
        let batch = request.batch;
        if self.faulty && self.rng.random_ratio(1, 7) {
            self.shelf.tally.fault("cut after commit");
            let cuts = [Reason::Offline, Reason::CaptivePortal];
            let reason = cuts[self.rng.random_range(0..cuts.len())];
            return self.fail(batch, reason.into());
        }
        let said = match reply {
            Reply::Broken => return self.fail(batch, Reason::ServerFault.into()),
            Reply::Malformed => return self.fail(batch, Reason::RecordFault.into()),
            Reply::Outcomes(said) => said,
        };
        said.iter()
            .for_each(|said| self.shelf.tally.doing(told(said)));
        let garbled = self.garble(&said);
        let life = self.life(request.asked);
        let outcomes = self.sealer.believe(&request.acts, &said, garbled.as_ref());
        let result = outcomes
            .map(|outcomes| Posted { life, outcomes })
            .ok_or_else(|| Reason::ServerFault.into());
        let event = Event::Posted { batch, result };
        if self.faulty && self.rng.random_ratio(1, 12) {
            self.shelf.tally.fault("reply doubled");
            self.pending.push(Coming::Event(event.clone()));
        }
        self.pending.push(Coming::Event(event));
    }

    /// Whose reply it is, at the moment it is made.
    pub(super) fn life(&self, asked: Option<String>) -> Life {
        let common_to = asked
            .as_deref()
            .and_then(|asked| self.backend.common_to(asked));
        Life {
            epoch: self.backend.epoch(),
            asked,
            common_to,
        }
    }

    fn garble(&mut self, said: &[Said]) -> Option<Garbled> {
        if !self.faulty || !self.rng.random_ratio(1, 8) {
            return None;
        }
        let at = self.rng.random_range(0..said.len());
        let Said::Stored(ack) = &said[at] else {
            return None;
        };
        match self.rng.random_range(0..3) {
            0 => {
                self.shelf.tally.fault("signature broken");
                Some(Garbled::Signature(at))
            }
            1 if self.server_faults < 3 => {
                // With real keys a reply of another length says nothing at all.
                self.server_faults += 1;
                self.shelf.tally.fault("act passed over");
                Some(Garbled::PassedOver(at))
            }
            _ => {
                self.shelf.tally.fault("another act's acknowledgement");
                let other = super::backend::Ack {
                    act: Uuid::from_u128(7 << 90),
                    hash: seal::sha256(b"another"),
                    position: ack.position + 1_000,
                    duplicate: true,
                    ..ack.clone()
                };
                Some(Garbled::Other(at, other))
            }
        }
    }

    /// What the network or the server does to a request before it counts, while they are ill.
    fn refused(&mut self) -> Option<Failure> {
        if !self.faulty || !self.rng.random_ratio(1, 4) {
            return None;
        }
        let reason = if self.server_faults < 3 && self.rng.random_ratio(1, 8) {
            self.server_faults += 1;
            Reason::ServerFault
        } else {
            REFUSALS[self.rng.random_range(0..REFUSALS.len())]
        };
        self.shelf.tally.fault(reason.code());
        let asks = matches!(reason, Reason::RateLimit | Reason::Maintenance);
        let asks = asks && self.rng.random_bool(0.7);
        let most = [30, 600, 3_000_000][self.rng.random_range(0..3)];
        Some(Failure {
            retry_after: asks.then(|| self.rng.random_range(1..most)),
            ..reason.into()
        })
    }
}

fn told(said: &Said) -> &'static str {
    match said {
        Said::Stored(ack) if ack.duplicate => "answered duplicate",
        Said::Stored(_) => "answered stored",
        Said::Received => "answered received",
        Said::Missing { acts, .. } if !acts.is_empty() => "answered missing acts",
        Said::Missing { files, .. } if !files.is_empty() => "answered missing files",
        Said::Missing { .. } => "answered another epoch",
        Said::Fork => "answered fork",
    }
}
