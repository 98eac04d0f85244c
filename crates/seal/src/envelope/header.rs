//! The protected header of a signer: `{1: alg, 4: kid}`.

use super::LIMITS;
use crate::cbor::{self, Malformed};
use crate::key::SigningKey;
use ciborium::Value;

const ALG: i64 = 1;
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
