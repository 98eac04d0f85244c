//! Signatures checked ahead of the transaction: the costly half of taking an act needs no database, and calls beside
//! each other need not wait for each other's. What is found here is a finding about bytes and keys alone; that the
//! keys are registered is asked inside the transaction.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use seal::{Hash32, ParsedMany, PublicKey, Use, cbor, sha256};
use wire::WireAct;

/// Keys held in memory; a city's stations are fewer.
const MOST_KEYS: usize = 20_000;

/// Public keys as the database has them, read once.
#[derive(Default)]
pub(crate) struct Keyring(Mutex<BTreeMap<Vec<u8>, PublicKey>>);

impl Keyring {
    /// The key of these stored bytes.
    pub(crate) fn read(&self, stored: &[u8]) -> Option<PublicKey> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = held.get(stored) {
            return Some(key.clone());
        }
        let key: PublicKey = cbor::decode_strict(stored).ok()?;
        if held.len() >= MOST_KEYS {
            held.clear();
        }
        held.insert(stored.to_vec(), key.clone());
        Some(key)
    }

    fn by_name(&self) -> BTreeMap<Vec<u8>, PublicKey> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.values()
            .map(|key| (key.kid().as_ref().to_vec(), key.clone()))
            .collect()
    }
}

/// Acts whose two signatures are good, and under which keys.
#[derive(Default)]
pub(crate) struct Proofs(BTreeMap<Hash32, (PublicKey, PublicKey)>);

impl Proofs {
    /// Checks what can be checked with keys that were met before. An act that is left out here is checked later.
    pub(crate) fn ahead(keyring: &Keyring, acts: &[WireAct]) -> Self {
        let keys = keyring.by_name();
        let proved = acts.iter().filter_map(|act| {
            let parsed = ParsedMany::parse(&act.bytes.0).ok()?;
            if parsed.len() != 2 {
                return None;
            }
            let (member, terminal) = (keys.get(parsed.kid(0))?, keys.get(parsed.kid(1))?);
            parsed.verify(0, Use::Member, member).ok()?;
            parsed.verify(1, Use::Terminal, terminal).ok()?;
            Some((sha256(&act.bytes.0), (member.clone(), terminal.clone())))
        });
        Self(proved.collect())
    }

    /// Whether the act with this hash was found signed with exactly these keys.
    pub(crate) fn hold(&self, act: Hash32, member: &PublicKey, terminal: &PublicKey) -> bool {
        self.0
            .get(&act)
            .is_some_and(|(found, beside)| found == member && beside == terminal)
    }
}
