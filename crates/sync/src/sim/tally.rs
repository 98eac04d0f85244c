//! What happened, counted: a schedule that met nothing proves nothing.

use std::collections::BTreeMap;
use std::fmt;

/// Counts by name.
pub type Counts = BTreeMap<String, u64>;

#[derive(Debug, Default, Clone)]
pub struct Tally {
    /// What the network, the machines and the servers did wrong.
    pub faults: Counts,
    /// What people did, and what the backend answered.
    pub doings: Counts,
    /// Moves of rows, `from > to`.
    pub moves: Counts,
    /// States that rows came to.
    pub states: Counts,
    pub schedules: u64,
    pub acts: u64,
}

/// Everything that goes wrong in a schedule.
const FAULTS: [&str; 29] = [
    "act passed over",
    "another act's acknowledgement",
    "auth",
    "backend lost a case",
    "backend lost a file",
    "backend restored",
    "captive_portal",
    "clock jump",
    "cut after commit",
    "handed in by another machine",
    "killed",
    "killed between two effects",
    "maintenance",
    "name_resolution",
    "network said to be gone",
    "offline",
    "rate_limit",
    "reply doubled",
    "reply late",
    "request doubled",
    "request late",
    "request replayed",
    "revoked",
    "server_fault",
    "signature broken",
    "tls",
    "tls_clock",
    "upload cut after its last byte",
    "version_skew",
];

/// Every state of a row, and the two ways in which a person ends one.
const STATES: [&str; 11] = [
    "ready",
    "files",
    "sending",
    "received",
    "retry_wait",
    "durable",
    "contested",
    "needs_fix",
    "quarantined",
    "discarded",
    "mended",
];

/// What the backend answered and people did.
const DOINGS: [&str; 14] = [
    "another desk",
    "answered another epoch",
    "answered duplicate",
    "answered fork",
    "answered missing acts",
    "answered missing files",
    "answered received",
    "answered stored",
    "commuted with another desk",
    "contested beside another desk",
    "network said to be back",
    "now",
    "overtaken",
    "released by a person",
];

impl Tally {
    pub fn fault(&mut self, name: &str) {
        *self.faults.entry(name.to_owned()).or_default() += 1;
    }

    pub fn doing(&mut self, name: &str) {
        *self.doings.entry(name.to_owned()).or_default() += 1;
    }

    pub fn moved(&mut self, from: &str, to: &str) {
        if from == to {
            return;
        }
        *self.moves.entry(format!("{from} > {to}")).or_default() += 1;
        *self.states.entry(to.to_owned()).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.faults, &other.faults),
            (&mut self.doings, &other.doings),
            (&mut self.moves, &other.moves),
            (&mut self.states, &other.states),
        ];
        for (mine, theirs) in pairs {
            for (name, times) in theirs {
                *mine.entry(name.clone()).or_default() += times;
            }
        }
        self.schedules += other.schedules;
        self.acts += other.acts;
    }

    /// Faults a schedule, on average.
    pub fn faults_each(&self) -> f64 {
        let all: u64 = self.faults.values().sum();
        all as f64 / self.schedules.max(1) as f64
    }

    /// What was met less than `least` times: faults, states, answers, and every move that a row made at all.
    pub fn rare(&self, least: u64) -> Vec<String> {
        let listed = [
            (&self.faults, &FAULTS[..]),
            (&self.states, &STATES[..]),
            (&self.doings, &DOINGS[..]),
        ];
        let listed = listed.into_iter().flat_map(|(counts, names)| {
            let count = |name: &&str| (name.to_string(), counts.get(*name).copied().unwrap_or(0));
            names.iter().map(count).collect::<Vec<_>>()
        });
        let moves = self
            .moves
            .iter()
            .map(|(name, times)| (name.clone(), *times));
        let rare = listed.chain(moves).filter(|(_, times)| *times < least);
        rare.map(|(name, times)| format!("{name}: {times}"))
            .collect()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} schedules, {} acts, {:.1} faults a schedule",
            self.schedules,
            self.acts,
            self.faults_each()
        )?;
        let parts = [
            ("faults", &self.faults),
            ("doings", &self.doings),
            ("states", &self.states),
            ("moves", &self.moves),
        ];
        for (title, counts) in parts {
            writeln!(f, "-- {title}")?;
            for (name, times) in counts {
                writeln!(f, "{times:>9}  {name}")?;
            }
        }
        Ok(())
    }
}
