//! A model of the backend: the contract's answers in the simplest form, a memory that can be lost, and a will to be
//! difficult. The rules it runs are the real ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::act::Payload;
use domain::case::Case;
use domain::commute::commutes;
use seal::Hash32;
use uuid::Uuid;
use wire::Verdict;

use super::cases::RULES;
use crate::engine::FileKey;

/// What becomes of an act when it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Normal,
    Contested,
    /// Durable, and contested when it comes again after a restore.
    Fickle,
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

impl Fate {
    /// Whether it is stored in the end, and nothing is wrong with it.
    pub fn is_good(self) -> bool {
        match self {
            Self::Normal | Self::Contested | Self::Fickle => true,
            Self::Rejected
            | Self::Fork
            | Self::Poison
            | Self::Deadly
            | Self::BadFile
            | Self::DeadlyFile => false,
        }
    }
}

/// An act as the backend sees it.
#[derive(Debug, Clone)]
pub struct Act {
    pub id: Uuid,
    /// SHA-256 of its bytes.
    pub hash: Hash32,
    pub case: Uuid,
    /// The act of the case before it, as its station knew the case.
    pub base: Option<Hash32>,
    pub files: Vec<Hash32>,
    pub payload: Arc<Payload>,
    pub fate: Fate,
    /// Received so many times before anything is promised.
    pub slow: u32,
    /// Of another desk, which knew the log up to this position; none: of this station, which knows its own acts alone.
    pub knew: Option<u64>,
}

impl Act {
    /// Whether its desk did not know of what was stored before it.
    fn is_beside(&self, stored: &Stored) -> bool {
        match self.knew {
            Some(knew) => stored.position > knew,
            None => stored.act.knew.is_some(),
        }
    }
}

/// What the backend says of one act; its signature comes later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Stored, now or before.
    Stored(Ack),
    Received,
    Missing {
        acts: Vec<Hash32>,
        files: Vec<Hash32>,
    },
    Fork,
}

/// The backend's word, before it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    pub act: Uuid,
    pub hash: Hash32,
    pub position: u64,
    pub verdict: Verdict,
    pub epoch: String,
    pub duplicate: bool,
}

pub enum Reply {
    Outcomes(Vec<Said>),
    Malformed,
    Broken,
}

/// An act in the log.
#[derive(Debug)]
pub struct Stored {
    pub act: Act,
    pub position: u64,
    pub verdict: Verdict,
    epoch: usize,
}

#[derive(Default)]
pub struct Backend {
    /// In the order of the log.
    pub log: Vec<Stored>,
    pub files: BTreeSet<FileKey>,
    /// One entry a restore: the last position that survived it. The epoch is their number.
    restored: Vec<u64>,
    /// A city that does not say what a restore lost, and does not ask which epoch a station knows.
    pub is_silent: bool,
    /// Cases it lost without a word: what it stores of them again it may store elsewhere.
    pub lost: BTreeSet<Uuid>,
    asked: BTreeMap<Uuid, u32>,
    cases: BTreeMap<Uuid, Case>,
    /// Everything that was ever acknowledged: act, position, verdict.
    pub acknowledged: BTreeSet<(Uuid, u64, &'static str)>,
    /// Cases whose acts the rules refused although their station had made them.
    pub disagreed: BTreeSet<Uuid>,
    /// Cases in which another desk works too.
    pub shared: BTreeSet<Uuid>,
}

impl Backend {
    pub fn epoch(&self) -> String {
        format!("e{}", self.restored.len())
    }

    /// Positions of an epoch up to here are in the log.
    pub fn common_to(&self, epoch: &str) -> Option<u64> {
        let asked: usize = epoch.strip_prefix('e')?.parse().ok()?;
        let since = self.restored.get(asked..)?.iter().copied().min();
        since.filter(|_| !self.is_silent)
    }

    pub fn find(&self, act: Uuid) -> Option<&Stored> {
        self.log.iter().find(|stored| stored.act.id == act)
    }

    /// The case as its log makes it.
    pub fn case(&mut self, id: Uuid) -> &mut Case {
        self.cases.entry(id).or_insert_with(|| {
            let mut case = Case::new(id);
            let acts = self.log.iter().filter(|stored| stored.act.case == id);
            for stored in acts.filter(|stored| stored.verdict != Verdict::Rejected) {
                RULES.apply(&mut case, &stored.act.payload);
            }
            case
        })
    }

    /// Restored from a backup that ends at this position. Attachments that nothing names any more are gone, too.
    pub fn restore(&mut self, position: u64) {
        self.log.retain(|stored| stored.position <= position);
        let named: BTreeSet<FileKey> = self
            .log
            .iter()
            .flat_map(|stored| keys(&stored.act))
            .collect();
        self.files.retain(|key| named.contains(key));
        self.restored.push(position);
        self.asked.clear();
        self.cases.clear();
    }

    /// Loses a whole case and says nothing of it.
    pub fn lose(&mut self, case: Uuid) {
        self.lost.insert(case);
        self.log.retain(|stored| stored.act.case != case);
        self.cases.remove(&case);
    }

    /// Takes acts of a station that named the epoch `asked`. Where that is over, the acts may lean on lost ones:
    /// nothing is kept.
    pub fn take_under(&mut self, acts: &[Act], asked: Option<&str>) -> Reply {
        if !self.is_silent && asked.is_some_and(|asked| asked != self.epoch()) {
            let nothing = Said::Missing {
                acts: Vec::new(),
                files: Vec::new(),
            };
            return Reply::Outcomes(vec![nothing; acts.len()]);
        }
        self.take(acts)
    }

    pub fn take(&mut self, acts: &[Act]) -> Reply {
        if acts.iter().any(|act| act.fate == Fate::Deadly) {
            return Reply::Broken;
        }
        if acts.iter().any(|act| act.fate == Fate::Poison) {
            return Reply::Malformed;
        }
        let mut held = BTreeMap::new();
        let said = acts.iter().map(|act| self.take_one(act, &mut held));
        Reply::Outcomes(said.collect())
    }

    /// An act behind one of its case that was not kept is not kept either, and no promise passes another.
    fn take_one(&mut self, act: &Act, held: &mut BTreeMap<Uuid, Said>) -> Said {
        if let Some(said) = held.get(&act.case) {
            return said.clone();
        }
        let said = self.judge(act);
        let behind = match said {
            Said::Received => Said::Received,
            Said::Missing { .. } => Said::Missing {
                acts: vec![act.hash],
                files: Vec::new(),
            },
            Said::Stored(_) | Said::Fork => return said,
        };
        held.insert(act.case, behind);
        said
    }

    fn judge(&mut self, act: &Act) -> Said {
        if let Some(stored) = self.find(act.id) {
            return Said::Stored(Ack {
                duplicate: true,
                ..word(stored)
            });
        }
        if act.fate == Fate::Fork {
            return Said::Fork;
        }
        let files = keys(act).filter(|key| !self.files.contains(key));
        let files: Vec<Hash32> = files.map(|key| key.hash).collect();
        let acts = self.lacks(act);
        if !files.is_empty() || !acts.is_empty() {
            return Said::Missing { acts, files };
        }
        let asked = self.asked.entry(act.id).or_default();
        *asked += 1;
        if *asked <= act.slow {
            return Said::Received;
        }
        self.store(act)
    }

    /// Earlier acts, while the case has not begun. A city that knows nothing of epochs always asks for them, and so
    /// does one that lost the case.
    fn lacks(&mut self, act: &Act) -> Vec<Hash32> {
        let begins = matches!(*act.payload, Payload::Received(_));
        let has_begun = !self.case(act.case).item.is_empty();
        let strict = self.is_silent || self.lost.contains(&act.case);
        if (begins || has_begun) && !strict {
            return Vec::new();
        }
        let known = |hash: &Hash32| self.log.iter().any(|stored| stored.act.hash == *hash);
        act.base
            .iter()
            .filter(|hash| !known(hash))
            .copied()
            .collect()
    }

    /// Another desk acts on a case as it stood at a position; none where the rules allow it nothing.
    pub fn another_desk(&mut self, case: Uuid, knew: u64, act: impl FnOnce(&Case) -> Option<Act>) {
        let mut known = Case::new(case);
        for stored in self.of_case(case).filter(|stored| stored.position <= knew) {
            RULES.apply(&mut known, &stored.act.payload);
        }
        if let Some(act) = act(&known) {
            self.shared.insert(case);
            drop(self.store(&act));
        }
    }

    /// What counts in a case, in its order.
    pub fn of_case(&self, case: Uuid) -> impl Iterator<Item = &Stored> {
        let counts =
            move |stored: &&Stored| stored.act.case == case && stored.verdict != Verdict::Rejected;
        self.log.iter().filter(counts)
    }

    /// Every two acts of a case of which the later one's desk did not know the earlier one.
    pub fn beside(&self, case: Uuid) -> Vec<(&Stored, &Stored)> {
        let later = self.of_case(case).enumerate();
        let pairs = later.flat_map(|(at, later)| {
            let earlier = self.of_case(case).take(at);
            earlier
                .filter_map(move |earlier| later.act.is_beside(earlier).then_some((earlier, later)))
        });
        pairs.collect()
    }

    fn store(&mut self, act: &Act) -> Said {
        let agrees = RULES.admits(self.case(act.case), &act.payload);
        if !agrees {
            self.disagreed.insert(act.case);
        }
        let beside = self.of_case(act.case).any(|stored| {
            act.is_beside(stored) && !commutes(stored.act.payload.kind(), act.payload.kind())
        });
        let again = self.acknowledged.iter().any(|(id, ..)| *id == act.id);
        let verdict = match act.fate {
            Fate::Rejected => Verdict::Rejected,
            Fate::Contested => Verdict::Contested,
            Fate::Fickle if again => Verdict::Contested,
            _ if !agrees || beside => Verdict::Contested,
            _ => Verdict::Durable,
        };
        if verdict != Verdict::Rejected {
            let payload = Arc::clone(&act.payload);
            RULES.apply(self.case(act.case), &payload);
        }
        let last = self.log.last().map(|stored| stored.position);
        let floor = self.restored.last().copied().unwrap_or(0);
        let stored = Stored {
            act: act.clone(),
            position: last.unwrap_or(0).max(floor) + 1,
            verdict,
            epoch: self.restored.len(),
        };
        let ack = word(&stored);
        self.acknowledged
            .insert((act.id, stored.position, name(verdict)));
        self.log.push(stored);
        Said::Stored(ack)
    }
}

fn word(stored: &Stored) -> Ack {
    Ack {
        act: stored.act.id,
        hash: stored.act.hash,
        position: stored.position,
        verdict: stored.verdict,
        epoch: format!("e{}", stored.epoch),
        duplicate: false,
    }
}

pub fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Durable => "durable",
        Verdict::Contested => "contested",
        Verdict::Rejected => "needs_fix",
    }
}

pub fn keys(act: &Act) -> impl Iterator<Item = FileKey> + '_ {
    let key = |hash: &Hash32| FileKey {
        case: act.case,
        hash: *hash,
    };
    act.files.iter().map(key)
}
