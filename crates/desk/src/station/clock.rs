//! The station's clock: the machine's, and what is remembered of it in the store.

use std::sync::{Mutex, PoisonError};

use domain::act::Captured;
use domain::clock::{Doubt, Memory, Trust};
use store::{Store, StoreError};

use super::meta;
use crate::machine::Machine;

/// What is lost of *last seen* when the power goes, ms.
const KEPT_EVERY: i64 = 60_000;

/// The clock of one signed-in station.
pub(crate) struct Clock {
    machine: Machine,
    trust: Trust,
    held: Mutex<Held>,
}

struct Held {
    memory: Memory,
    /// What the store has.
    kept: Memory,
}

/// How the clock stands, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) captured: Captured,
    pub(crate) doubt: Option<Doubt>,
    /// Wall clock ahead of what is known, ms.
    pub(crate) skew: i64,
}

impl Clock {
    /// Takes the memory up where the last process left it.
    pub(crate) fn open(store: &Store, machine: Machine, trust: Trust) -> Result<Self, StoreError> {
        // In this order: another process may have looked a moment ago.
        let kept = remembered(store)?;
        let reading = machine();
        let mut memory = match (&kept, contact_alone(store)?) {
            (Some(kept), _) => kept.clone(),
            (None, Some(contact)) => Memory::since(contact, &reading, &trust),
            (None, None) => Memory::new(&reading),
        };
        memory.look(&reading, &trust);
        let clock = Self {
            machine,
            trust,
            held: Mutex::new(Held {
                kept: kept.unwrap_or_else(|| memory.clone()),
                memory,
            }),
        };
        clock.keep(store, true)?;
        Ok(clock)
    }

    /// Now, as credible as it is.
    pub(crate) fn captured(&self) -> Captured {
        self.standing().captured
    }

    pub(crate) fn standing(&self) -> Standing {
        let reading = (self.machine)();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.memory.look(&reading, &self.trust);
        Standing {
            captured: held.memory.captured(&self.trust),
            doubt: held.memory.doubt(),
            skew: held.memory.skew().unwrap_or(0),
        }
    }

    /// When the backend was seen last, its clock.
    pub(crate) fn last_contact(&self) -> Option<i64> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.memory.last_contact()
    }

    /// The backend has told its time.
    pub(crate) fn contact(&self, store: &Store, told: i64) -> Result<(), StoreError> {
        let reading = (self.machine)();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let first = held.memory.captured(&self.trust).quality;
        held.memory.contact(&reading, told, &self.trust);
        let now = held.memory.captured(&self.trust).quality;
        drop(held);
        self.keep(store, first != now)
    }

    /// Writes down what was seen, once a minute and when something changed.
    pub(crate) fn keep(&self, store: &Store, changed: bool) -> Result<(), StoreError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = held.memory.now() - held.kept.now();
        if !changed && passed.abs() < KEPT_EVERY && held.memory.doubt() == held.kept.doubt() {
            return Ok(());
        }
        keep(store, &held.memory)?;
        held.kept = held.memory.clone();
        Ok(())
    }
}

/// The memory of a station that has just been told the time.
pub(crate) fn begin(store: &Store, machine: &Machine, told: i64) -> Result<(), StoreError> {
    let reading = machine();
    let mut memory = Memory::new(&reading);
    memory.contact(&reading, told, &Trust::default());
    keep(store, &memory)
}

fn keep(store: &Store, memory: &Memory) -> Result<(), StoreError> {
    // Numbers and strings always make JSON.
    let bytes = serde_json::to_vec(memory).unwrap_or_default();
    store.meta_put(meta::CLOCK, &bytes)
}

fn remembered(store: &Store) -> Result<Option<Memory>, StoreError> {
    let bytes = store.meta_get(meta::CLOCK)?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// What a program before this one wrote: the last contact alone.
fn contact_alone(store: &Store) -> Result<Option<i64>, StoreError> {
    let bytes = store.meta_get(meta::CONTACT)?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok().map(i64::from_be_bytes)))
}
