//! One own act: row, bytes, header, payload, files, signatures and the backend's word agree.

use ::seal::{Hash32, ParsedMany, Use, cbor, sha256};
use domain::act::{Header, Subject};
use sha2::{Digest as _, Sha256};
use store::{Life, StoreError, StoredAct};
use sync::{AckFault, Verifier};

use crate::fault::Outcome;
use crate::station::Station;

/// Of an attachment in memory at once.
const PART: usize = 1 << 20;

/// What is wrong with the act, if anything is.
pub(super) fn check(
    station: &Station,
    verifier: &Verifier,
    life: &Life,
    act: &StoredAct,
) -> Outcome<Option<&'static str>> {
    let Some(header) = header(station, act) else {
        return Ok(Some("altered"));
    };
    if !fits(station, life, act, &header) || !acknowledged(verifier, act) {
        return Ok(Some("altered"));
    }
    if act.seq != Some(header.origin_seq) || act.prev != header.origin_prev.map(|hash| hash.0) {
        return Ok(Some("reordered"));
    }
    Ok((!files_hold(station, act)?).then_some("altered"))
}

/// The header under the terminal's signature, and under the member's where it is the one who is signed in: another
/// member's key is the backend's to know, which has checked it before it acknowledged.
fn header(station: &Station, act: &StoredAct) -> Option<Header> {
    if sha256(&act.bytes).0 != act.hash {
        return None;
    }
    let parsed = ParsedMany::parse(&act.bytes).ok()?;
    if parsed.len() != 2 {
        return None;
    }
    let member = station.0.member.public();
    if parsed.kid(0) == member.kid().as_ref() {
        parsed.verify(0, Use::Member, &member).ok()?;
    }
    parsed
        .verify(1, Use::Terminal, &station.0.terminal.public())
        .ok()?;
    cbor::decode_strict(parsed.payload()).ok()
}

/// Whether the columns beside the bytes say what the bytes say.
fn fits(station: &Station, life: &Life, act: &StoredAct, header: &Header) -> bool {
    let case = match header.subject {
        Subject::Case(case) => Some(case),
        Subject::Station => None,
    };
    let named: Vec<[u8; 32]> = header
        .attachments
        .iter()
        .map(|named| named.hash.0)
        .collect();
    header.act_id == act.act_id
        && case == act.case
        && header.kind == act.kind
        && header.captured.wall == act.captured_ms
        && act.actor.as_deref() == Some(&*header.actor)
        && named == act.attachments
        && header.realm == station.realm()
        && header.origin.terminal == station.0.identity.station
        && life
            .incarnation
            .is_none_or(|name| name == header.origin.incarnation)
        && payload_holds(act, header)
}

/// Salt and payload may be gone, both together, and not be others.
pub(super) fn payload_holds(act: &StoredAct, header: &Header) -> bool {
    match (&act.salt, &act.payload) {
        (Some(salt), Some(payload)) => {
            sha256(&[&salt[..], payload].concat()).0 == header.payload_hash.0
        }
        (None, None) => true,
        _ => false,
    }
}

/// A kept acknowledgement is of these bytes. One whose key is no longer known says nothing either way.
fn acknowledged(verifier: &Verifier, act: &StoredAct) -> bool {
    let Some(ack) = &act.ack else { return true };
    match verifier.check(ack, act.act_id, Hash32(act.hash)) {
        Ok(_) | Err(AckFault::Key | AckFault::Seal(::seal::Finding::SignerUnknown)) => true,
        Err(_) => false,
    }
}

fn files_hold(station: &Station, act: &StoredAct) -> Outcome<bool> {
    let (Some(case), store) = (act.case, station.store()) else {
        return Ok(true);
    };
    for hash in &act.attachments {
        let Some(file) = store.attachment(case, hash)? else {
            return Ok(false);
        };
        if file.erased_ms.is_some() {
            continue;
        }
        let (mut hasher, mut at) = (Sha256::new(), 0);
        while at < file.bytes {
            match store.attachment_read(case, hash, at, PART) {
                Ok(part) if !part.is_empty() => {
                    hasher.update(&part);
                    at += part.len() as u64;
                }
                Ok(_) | Err(StoreError::Damaged { .. }) => return Ok(false),
                Err(other) => return Err(other.into()),
            }
        }
        if hasher.finalize()[..] != hash[..] {
            return Ok(false);
        }
    }
    Ok(true)
}
