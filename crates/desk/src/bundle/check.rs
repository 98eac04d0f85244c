//! What must hold of each part before anything is believed: signatures, hashes, realm, claims.

use ::seal::bundle::Fault;
use ::seal::{Finding, Hash32, ParsedMany, Use, cbor, open_act, open1, sha256};
use domain::act::Header;
use wire::{BundleAct, BundleFile, FileClaim};

use super::peers::Peers;

/// The rules of one reading.
pub(super) struct Check<'a> {
    pub(super) realm: &'a str,
    pub(super) peers: &'a Peers,
}

impl Check<'_> {
    /// An act: its realm, both signatures, its member, its payload.
    pub(super) fn act(&self, act: &BundleAct) -> Result<Header, Fault> {
        let malformed = Fault::Malformed("an act");
        let Ok(parsed) = ParsedMany::parse(&act.bytes) else {
            return Err(malformed);
        };
        let Ok(header) = cbor::decode_strict::<Header>(parsed.payload()) else {
            return Err(malformed);
        };
        if header.realm != self.realm {
            return Err(Fault::Realm);
        }
        let terminal = &header.origin.terminal;
        let opened = open_act(&act.bytes, |use_, kid| match use_ {
            Use::Member => self.peers.member(terminal, kid).map(|(key, _)| key),
            _ => self
                .peers
                .terminal(kid)
                .filter(|key| key.kid().to_string() == *terminal),
        })?;
        let member = self.peers.member(terminal, opened.member.as_ref());
        if member.is_none_or(|(_, user)| user != header.actor) {
            return Err(Finding::SignerUnknown.into());
        }
        let hash = sha256(&[&act.salt[..], &act.payload].concat());
        if act.salt.len() != 32 || header.payload_hash.0 != hash.0 {
            return Err(Fault::Altered);
        }
        Ok(header)
    }

    /// A claim: its signature, and that it is of this file.
    pub(super) fn claim(
        &self,
        file: &BundleFile,
        claim: &[u8],
        bytes: u64,
        hash: Hash32,
    ) -> Result<(), Fault> {
        let opened = open1(Use::Bundle, claim, |kid| self.peers.terminal(kid))?;
        let read: FileClaim =
            cbor::decode_strict(&opened.payload).map_err(|_| Fault::Malformed("a claim"))?;
        let wanted = FileClaim {
            v: 1,
            realm: self.realm.to_owned(),
            terminal: opened.kid.to_string(),
            case: file.case,
            hash: hash.0,
            bytes,
        };
        if read == wanted {
            Ok(())
        } else {
            Err(Fault::Malformed("a claim"))
        }
    }
}
