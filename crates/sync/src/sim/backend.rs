//! A model of the backend: the contract's answers in the simplest form, and a will to be difficult.

use std::collections::{BTreeMap, BTreeSet};

use seal::Hash32;
use uuid::Uuid;
use wire::Verdict;

use crate::engine::{Answer, FileKey, Outcome};
use crate::verify::VerifiedAck;

/// What becomes of an act when it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Normal,
    /// Received so many times before it is durable.
    Slow(u32),
    Contested,
    Rejected,
    Fork,
    /// The whole request is refused as malformed.
    Poison,
    /// The server fails on it.
    Deadly,
    /// Its file is refused.
    BadFile,
    /// The server fails on its file.
    DeadlyFile,
}

/// An act as the backend sees it.
#[derive(Debug, Clone)]
pub struct Act {
    pub id: Uuid,
    pub case: Uuid,
    pub files: Vec<Hash32>,
    pub fate: Fate,
}

pub enum Reply {
    Outcomes(Vec<Outcome>),
    Malformed,
    Broken,
}

#[derive(Default)]
pub struct Backend {
    /// In the order of the log.
    pub log: Vec<(Uuid, Verdict)>,
    pub files: BTreeSet<FileKey>,
    asked: BTreeMap<Uuid, u32>,
}

impl Backend {
    pub fn position(&self, act: Uuid) -> Option<(u64, Verdict)> {
        let at = self.log.iter().position(|(id, _)| *id == act)?;
        Some((at as u64 + 1, self.log[at].1))
    }

    pub fn take(&mut self, acts: &[Act]) -> Reply {
        if acts.iter().any(|act| act.fate == Fate::Deadly) {
            return Reply::Broken;
        }
        if acts.iter().any(|act| act.fate == Fate::Poison) {
            return Reply::Malformed;
        }
        let mut held = BTreeMap::new();
        let outcomes = acts
            .iter()
            .map(|act| self.take_one(act, &mut held))
            .collect();
        Reply::Outcomes(outcomes)
    }

    /// An act behind one of its case that was not stored is not stored either.
    fn take_one(&mut self, act: &Act, held: &mut BTreeMap<Uuid, Answer>) -> Outcome {
        let answer = match held.get(&act.case) {
            Some(Answer::Received) => Answer::Received,
            Some(_) => Answer::Missing {
                attachments: Vec::new(),
            },
            None => self.judge(act),
        };
        if !matches!(answer, Answer::Acknowledged(_)) {
            held.insert(act.case, answer.clone());
        }
        Outcome {
            act_id: act.id,
            answer,
        }
    }

    fn judge(&mut self, act: &Act) -> Answer {
        if let Some((position, verdict)) = self.position(act.id) {
            return acknowledged(act.id, position, verdict);
        }
        let key = |hash: &Hash32| FileKey {
            case: act.case,
            hash: *hash,
        };
        let lacks = act
            .files
            .iter()
            .filter(|hash| !self.files.contains(&key(hash)));
        let lacks: Vec<Hash32> = lacks.copied().collect();
        if !lacks.is_empty() {
            return Answer::Missing { attachments: lacks };
        }
        let verdict = match act.fate {
            Fate::Fork => return Answer::Fork,
            Fate::Slow(times) => {
                let asked = self.asked.entry(act.id).or_default();
                *asked += 1;
                if *asked <= times {
                    return Answer::Received;
                }
                Verdict::Durable
            }
            Fate::Contested => Verdict::Contested,
            Fate::Rejected => Verdict::Rejected,
            Fate::Normal | Fate::Poison | Fate::Deadly | Fate::BadFile | Fate::DeadlyFile => {
                Verdict::Durable
            }
        };
        self.log.push((act.id, verdict));
        acknowledged(act.id, self.log.len() as u64, verdict)
    }
}

fn acknowledged(act_id: Uuid, position: u64, verdict: Verdict) -> Answer {
    Answer::Acknowledged(VerifiedAck {
        act_id,
        verdict,
        code: "why".into(),
        position,
        epoch: "e1".into(),
        bytes: position.to_be_bytes().to_vec(),
    })
}
