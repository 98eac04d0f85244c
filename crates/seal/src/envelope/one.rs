//! `COSE_Sign1`: one signer.

use super::header::{self, Header};
use super::{Encoding, Finding, KidPlace, Shape, Tag, Unsealable};
use crate::cbor;
use crate::key::{Kid, PublicKey, SigningKey};
use crate::uses::Use;
use ciborium::Value;
use std::fmt;

const TAG: u64 = 18;
/// Place of the payload in the envelope.
const PAYLOAD: usize = 2;
const CWT_TAG: u64 = 61;
const CONTEXT: &str = "Signature1";

/// What an envelope with one good signature held.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// The signed bytes, as they are.
    pub payload: Vec<u8>,
    /// The key that signed them.
    pub kid: Kid,
}

/// Without the payload: it may say who somebody is.
impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// Signs a payload for one use.
pub fn sign1(use_: Use, payload: &[u8], key: &SigningKey) -> Result<Vec<u8>, Unsealable> {
    let protected = header::encode(key);
    let signature = key.sign(&to_be_signed(&protected, use_.aad(), payload));
    let body = Value::Array(vec![
        Value::Bytes(protected),
        Value::Map(Vec::new()),
        Value::Bytes(payload.to_vec()),
        Value::Bytes(signature.to_vec()),
    ]);
    Ok(cbor::write_tagged(TAG, &body)?)
}

/// An envelope without its payload, the detached form of RFC 9052 §4.1: its signature says of other bytes what it said
/// of these.
///
/// # Errors
/// Bytes that are no such envelope.
pub fn detach(bytes: &[u8]) -> Result<Vec<u8>, cbor::Malformed> {
    let mut fields = fields(bytes, Shape::OURS)?;
    header::bytes(std::mem::replace(&mut fields[PAYLOAD], Value::Null))?;
    rewritten(fields)
}

/// A detached envelope around this payload; to be believed only after [`open1`].
///
/// # Errors
/// Bytes that are no envelope, or one that holds a payload.
pub fn attach(bytes: &[u8], payload: &[u8]) -> Result<Vec<u8>, cbor::Malformed> {
    let mut fields = fields(bytes, Shape::OURS)?;
    if fields[PAYLOAD] != Value::Null {
        return Err(cbor::Malformed::Shape);
    }
    fields[PAYLOAD] = Value::Bytes(payload.to_vec());
    rewritten(fields)
}

fn rewritten(fields: [Value; 4]) -> Result<Vec<u8>, cbor::Malformed> {
    cbor::write_tagged(TAG, &Value::Array(fields.into())).map_err(|_| cbor::Malformed::Shape)
}

fn fields(bytes: &[u8], shape: Shape) -> Result<[Value; 4], cbor::Malformed> {
    let Value::Array(fields) = body(bytes, shape)? else {
        return Err(cbor::Malformed::Shape);
    };
    <[_; 4]>::try_from(fields).map_err(|_| cbor::Malformed::Shape)
}

/// Opens an envelope made for this use. `find` answers the trusted key of a kid; the algorithm is
/// that key's.
pub fn open1(
    use_: Use,
    bytes: &[u8],
    find: impl Fn(&[u8]) -> Option<PublicKey>,
) -> Result<Opened, Finding> {
    let parsed = Parsed1::parse(bytes)?;
    let key = find(parsed.kid()).ok_or(Finding::SignerUnknown)?;
    parsed.verify(use_, &key)?;
    Ok(Opened {
        payload: parsed.payload,
        kid: key.kid(),
    })
}

/// An envelope with one signature, read but not yet believed.
#[derive(Clone, PartialEq, Eq)]
pub struct Parsed1 {
    header: Header,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// Without the payload: it may say who somebody is.
impl fmt::Debug for Parsed1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parsed1")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

impl Parsed1 {
    /// Reads the envelope.
    pub fn parse(bytes: &[u8]) -> Result<Parsed1, cbor::Malformed> {
        Parsed1::parse_as(bytes, Shape::OURS)
    }

    /// Reads a publisher's envelope.
    pub fn parse_as(bytes: &[u8], shape: Shape) -> Result<Parsed1, cbor::Malformed> {
        let [protected, unprotected, payload, signature] = fields(bytes, shape)?;
        let protected = header::bytes(protected)?;
        let header = match shape.kid {
            KidPlace::Protected => {
                header::empty(&unprotected)?;
                header::decode(protected)?
            }
            KidPlace::Either => header::decode_either(protected, unprotected)?,
        };
        Ok(Parsed1 {
            header,
            payload: header::bytes(payload)?,
            signature: header::bytes(signature)?,
        })
    }

    /// The COSE algorithm the header claims.
    pub fn alg(&self) -> i64 {
        self.header.alg
    }

    /// The kid the header claims.
    pub fn kid(&self) -> &[u8] {
        &self.header.kid
    }

    /// The payload; to be believed only after [`Parsed1::verify`].
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Whether this key signed the payload for this use.
    pub fn verify(&self, use_: Use, key: &PublicKey) -> Result<(), Finding> {
        self.verify_with(use_.aad(), key)
    }

    /// Whether this key signed the payload for no use at all: other publishers know none.
    pub fn verify_bare(&self, key: &PublicKey) -> Result<(), Finding> {
        self.verify_with(&[], key)
    }

    fn verify_with(&self, aad: &[u8], key: &PublicKey) -> Result<(), Finding> {
        if key.alg() != self.header.alg {
            return Err(Finding::AlgorithmMismatch);
        }
        let message = to_be_signed(&self.header.raw, aad, &self.payload);
        Ok(key.verify(&message, &self.signature)?)
    }
}

/// What stands under the tags.
fn body(bytes: &[u8], shape: Shape) -> Result<Value, cbor::Malformed> {
    if shape.encoding == Encoding::Deterministic && shape.tag == Tag::Required {
        return cbor::read_tagged(bytes, TAG, shape.limits);
    }
    let mut value = cbor::decode_well_formed(bytes, shape.limits)?;
    if shape.tag == Tag::OptionalCwt
        && let Value::Tag(CWT_TAG, inner) = value
    {
        value = *inner;
    }
    match value {
        Value::Tag(TAG, body) => Ok(*body),
        _ => Err(cbor::Malformed::Tag),
    }
}

/// The Sig_structure of RFC 9052 §4.4.
fn to_be_signed(protected: &[u8], aad: &[u8], payload: &[u8]) -> Vec<u8> {
    cbor::join_array(&[
        cbor::Part::Text(CONTEXT),
        cbor::Part::Bytes(protected),
        cbor::Part::Bytes(aad),
        cbor::Part::Bytes(payload),
    ])
}
