//! Acts read ahead of the transaction: the costly half of taking one needs no database, and calls beside each other
//! need not wait for each other's. What is found here is a finding about bytes and keys alone; that the keys are
//! registered is asked inside the transaction.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::act::{Header, Payload};
use seal::{Hash32, ParsedMany, PublicKey, Use, cbor, sha256};
use wire::WireAct;

use super::examine::payload;

/// Keys held in memory; a city's stations are fewer.
const MOST_KEYS: usize = 20_000;

/// Public keys as the database has them, read once.
#[derive(Default)]
pub(crate) struct Keyring(Mutex<Held>);

#[derive(Default)]
struct Held {
    /// By the bytes they are stored as.
    stored: BTreeMap<Vec<u8>, PublicKey>,
    /// By the name that an envelope calls them.
    named: BTreeMap<Vec<u8>, PublicKey>,
}

impl Keyring {
    /// The key of these stored bytes.
    pub(crate) fn read(&self, stored: &[u8]) -> Option<PublicKey> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = held.stored.get(stored) {
            return Some(key.clone());
        }
        let key: PublicKey = cbor::decode_strict(stored).ok()?;
        if held.stored.len() >= MOST_KEYS {
            *held = Held::default();
        }
        held.stored.insert(stored.to_vec(), key.clone());
        held.named.insert(key.kid().as_ref().to_vec(), key.clone());
        Some(key)
    }

    fn named(&self, kid: &[u8]) -> Option<PublicKey> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.named.get(kid).cloned()
    }
}

/// An act with what its bytes say; nothing of it is believed yet.
pub(crate) struct Read {
    pub(crate) act: WireAct,
    pub(super) hash: Hash32,
    /// None: not an act at all.
    pub(super) claim: Option<Claim>,
}

/// What an envelope claims.
pub(super) struct Claim {
    pub(super) parsed: ParsedMany,
    pub(super) header: Header,
    /// Salt and payload are those that were signed.
    pub(super) holds: bool,
    pub(super) payload: Result<Option<Payload>, &'static str>,
    /// The keys of member and station under which both signatures were found good.
    proved: Option<(PublicKey, PublicKey)>,
}

impl Read {
    /// Reads all that can be read, and checks the signatures whose keys were met before.
    pub(crate) fn ahead(keyring: &Keyring, act: WireAct) -> Self {
        let hash = sha256(&act.bytes.0);
        let claim = Claim::read(keyring, &act);
        Self { act, hash, claim }
    }
}

impl Claim {
    fn read(keyring: &Keyring, act: &WireAct) -> Option<Self> {
        let parsed = ParsedMany::parse(&act.bytes.0).ok()?;
        let header: Header = cbor::decode_strict(parsed.payload()).ok()?;
        let salted = [&act.salt.0[..], &act.payload.0].concat();
        let holds = act.salt.0.len() == 32 && header.payload_hash.0 == *sha256(&salted).as_bytes();
        Some(Self {
            holds,
            payload: payload(&header, &act.payload.0),
            proved: prove(keyring, &parsed),
            parsed,
            header,
        })
    }

    /// Whether the act was found signed with exactly these keys.
    pub(super) fn is_proved(&self, member: &PublicKey, terminal: &PublicKey) -> bool {
        let found = self.proved.as_ref();
        found.is_some_and(|(signer, beside)| signer == member && beside == terminal)
    }
}

fn prove(keyring: &Keyring, parsed: &ParsedMany) -> Option<(PublicKey, PublicKey)> {
    if parsed.len() != 2 {
        return None;
    }
    let (member, terminal) = (keyring.named(parsed.kid(0))?, keyring.named(parsed.kid(1))?);
    parsed.verify(0, Use::Member, &member).ok()?;
    parsed.verify(1, Use::Terminal, &terminal).ok()?;
    Some((member, terminal))
}
