//! The data key wrapped for a reader's public key, so that it can be replaced while the reader is away; and the roster
//! that tells whose public keys these are.

use rand::CryptoRng;
use seal::{PublicKey, WRAP_ALG, WrapSecret};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::file::{self, SlotFile, Wrapped};
use super::{Identity, SlotError};
use crate::key::Dek;

const PURPOSE: &[u8] = b"zongchuang/v1/slot";

/// What a wrapped key is bound to: realm, station, kind and name of the slot.
pub(super) fn place(identity: &Identity, kind: &str, name: &str) -> Vec<u8> {
    let mut place = Vec::new();
    for part in [&identity.realm, &identity.station, kind, name] {
        place.extend_from_slice(&(part.len() as u64).to_be_bytes());
        place.extend_from_slice(part.as_bytes());
    }
    place
}

pub(super) fn public(bytes: &[u8; 32]) -> PublicKey {
    PublicKey::new(WRAP_ALG, bytes.to_vec())
        .expect("a short byte string of an algorithm without signatures is a key")
}

pub(super) fn wrap(
    to: &[u8; 32],
    place: &[u8],
    dek: &Dek,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, SlotError> {
    seal::wrap(&public(to), PURPOSE, place, dek.bytes(), rng).map_err(|_| SlotError::Tampered)
}

pub(super) fn unwrap(secret: &WrapSecret, place: &[u8], key: &[u8]) -> Result<Dek, SlotError> {
    let plain = seal::unwrap(secret, PURPOSE, place, key).ok_or(SlotError::Tampered)?;
    let bytes: [u8; 32] = plain[..].try_into().map_err(|_| SlotError::Tampered)?;
    Ok(Dek::new(bytes))
}

/// Kind, name and wrapped key of a slot that has one.
pub(super) fn of(value: &Value) -> Result<Option<(&str, String, Wrapped)>, SlotError> {
    let Some(kind) = file::kind_of(value) else {
        return Ok(None);
    };
    let wrapped = || file::parse::<Wrapped>(value);
    match kind {
        file::MEMBER => {
            let user = file::user_of(value).ok_or(SlotError::Unreadable)?;
            Ok(Some((kind, user.to_owned(), wrapped()?)))
        }
        file::RECOVERY if value.get("public").is_some() => {
            let wrapped = wrapped()?;
            Ok(Some((kind, hex::encode(wrapped.public), wrapped)))
        }
        _ => Ok(None),
    }
}

/// The roster of the file as it stands: a keyed hash that only a holder of the data key can make.
pub(super) fn roster(file: &SlotFile, dek: &Dek) -> Result<[u8; 32], SlotError> {
    let mut listed = place(&file.identity(), "roster", "1");
    for value in &file.slots {
        let Some((kind, name, wrapped)) = of(value)? else {
            continue;
        };
        listed.extend(place(&file.identity(), kind, &name));
        listed.extend_from_slice(&wrapped.public);
    }
    // Hashed first, so that nothing can be appended to what the key covers.
    let listed: [u8; 32] = Sha256::digest(listed).into();
    let keyed = Sha256::new_with_prefix(dek.derive("slot roster").as_slice()).chain_update(listed);
    Ok(keyed.finalize().into())
}

/// Refuses a file into which somebody without the data key has put a key of theirs.
pub(super) fn check(file: &SlotFile, dek: &Dek) -> Result<(), SlotError> {
    let mut any = false;
    for value in &file.slots {
        any |= of(value)?.is_some();
    }
    if (any || file.roster.is_some()) && file.roster != Some(roster(file, dek)?) {
        return Err(SlotError::Tampered);
    }
    Ok(())
}
