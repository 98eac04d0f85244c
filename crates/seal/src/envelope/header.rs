//! The protected header of a signer: `{1: alg, 4: kid}`.

use super::LIMITS;
use crate::cbor::{self, Malformed};
use crate::key::SigningKey;
use ciborium::Value;

const ALG: i64 = 1;
const CRIT: i64 = 2;
const KID: i64 = 4;

/// Longest kid that is looked at.
const MAX_KID_BYTES: usize = 64;

/// A protected header as it stood in the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The bytes that were signed.
    pub raw: Vec<u8>,
    pub alg: i64,
    pub kid: Vec<u8>,
}

/// The encoded protected header of a key.
pub(super) fn encode(key: &SigningKey) -> Vec<u8> {
    let map = Value::Map(vec![
        (Value::from(ALG), Value::from(key.algorithm().cose())),
        (Value::from(KID), Value::Bytes(key.kid().0.to_vec())),
    ]);
    cbor::write(&map).expect("two integers and eight bytes encode")
}

/// Reads a protected header that holds exactly the algorithm and the kid.
pub(super) fn decode(raw: Vec<u8>) -> Result<Header, Malformed> {
    let Value::Map(entries) = cbor::read(&raw, LIMITS)? else {
        return Err(Malformed::Shape);
    };
    let [(alg_label, alg), (kid_label, kid)] =
        <[_; 2]>::try_from(entries).map_err(|_| Malformed::Shape)?;
    if alg_label != Value::from(ALG) || kid_label != Value::from(KID) {
        return Err(Malformed::Shape);
    }
    let alg = alg
        .as_integer()
        .and_then(|i| i64::try_from(i).ok())
        .ok_or(Malformed::Shape)?;
    let kid = kid.into_bytes().map_err(|_| Malformed::Shape)?;
    if kid.is_empty() || kid.len() > MAX_KID_BYTES {
        return Err(Malformed::Shape);
    }
    Ok(Header { raw, alg, kid })
}

/// The COSE algorithm 0 is reserved: no key is ever of it. It stands where the headers name two
/// algorithms, or one by a text.
const OF_NO_KEY: i64 = 0;

/// What one header map says.
#[derive(Default)]
struct Said {
    alg: Option<i64>,
    kid: Option<Vec<u8>>,
}

/// Reads the protected header and the unprotected one, which either may name algorithm and kid.
/// Other parameters are ignored, but not one that must be understood (`crit`, RFC 9052 §3.1).
pub(super) fn decode_either(raw: Vec<u8>, unprotected: Value) -> Result<Header, Malformed> {
    let protected = match raw.as_slice() {
        [] => Value::Map(Vec::new()),
        raw => cbor::decode_well_formed(raw, LIMITS)?,
    };
    let empty = protected.as_map().is_some_and(Vec::is_empty);
    let (protected, unprotected) = (said(protected)?, said(unprotected)?);
    let alg = match (protected.alg, unprotected.alg) {
        (Some(one), Some(other)) if one != other => OF_NO_KEY,
        (one, other) => one.or(other).ok_or(Malformed::Shape)?,
    };
    let kid = match (protected.kid, unprotected.kid) {
        (Some(one), Some(other)) if one != other => return Err(Malformed::Shape),
        (one, other) => one.or(other).ok_or(Malformed::Shape)?,
    };
    // RFC 9052 §4.4: no parameters are signed as a string of no bytes, however they were written.
    let raw = if empty { Vec::new() } else { raw };
    Ok(Header { raw, alg, kid })
}

fn said(header: Value) -> Result<Said, Malformed> {
    let Value::Map(entries) = header else {
        return Err(Malformed::Shape);
    };
    let mut said = Said::default();
    for (label, value) in entries {
        if label == Value::from(ALG) {
            said.alg = Some(algorithm(&value)?);
        } else if label == Value::from(KID) {
            let kid = bytes(value)?;
            if kid.is_empty() || kid.len() > MAX_KID_BYTES {
                return Err(Malformed::Shape);
            }
            said.kid = Some(kid);
        } else if label == Value::from(CRIT) {
            return Err(Malformed::Shape);
        }
    }
    Ok(said)
}

fn algorithm(value: &Value) -> Result<i64, Malformed> {
    match value {
        Value::Text(_) => Ok(OF_NO_KEY),
        Value::Integer(id) => i64::try_from(*id).map_err(|_| Malformed::Shape),
        _ => Err(Malformed::Shape),
    }
}

/// Takes the byte string an envelope's field must be.
pub(super) fn bytes(value: Value) -> Result<Vec<u8>, Malformed> {
    value.into_bytes().map_err(|_| Malformed::Shape)
}

/// The unprotected header stays empty: what is not signed says nothing.
pub(super) fn empty(value: &Value) -> Result<(), Malformed> {
    match value {
        Value::Map(entries) if entries.is_empty() => Ok(()),
        _ => Err(Malformed::Shape),
    }
}
