//! `COSE_Sign`: several signers over one payload, each for a use of its own.

use super::header::{self, Header};
use super::{Finding, LIMITS, Unsealable};
use crate::cbor::{self, Malformed};
use crate::key::{Kid, PublicKey, SigningKey};
use crate::uses::Use;
use ciborium::Value;
use std::fmt;

const TAG: u64 = 98;
const CONTEXT: &str = "Signature";

/// The body carries no protected header: a zero-length byte string (RFC 9052 §3).
const NO_HEADER: &[u8] = &[];

/// Most signatures on one payload: a change of roots, signed by old and new.
pub const MAX_SIGNERS: usize = 8;

/// An act with both its signatures good.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenedAct {
    /// The signed bytes, as they are.
    pub payload: Vec<u8>,
    /// The acting member's key.
    pub member: Kid,
    /// The station's key.
    pub terminal: Kid,
}

/// Without the payload: it may say who somebody is.
impl fmt::Debug for OpenedAct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedAct")
            .field("member", &self.member)
            .field("terminal", &self.terminal)
            .finish_non_exhaustive()
    }
}

/// A payload with all its signatures good.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenedMany {
    /// The signed bytes, as they are.
    pub payload: Vec<u8>,
    /// The keys, in the order of the demanded uses.
    pub kids: Vec<Kid>,
}

/// Without the payload: it may say who somebody is.
impl fmt::Debug for OpenedMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedMany")
            .field("kids", &self.kids)
            .finish_non_exhaustive()
    }
}

/// Signs an act with the acting member's key and the station's key.
pub fn sign_act(
    payload: &[u8],
    member: &SigningKey,
    terminal: &SigningKey,
) -> Result<Vec<u8>, Unsealable> {
    sign_many(payload, &[(Use::Member, member), (Use::Terminal, terminal)])
}

/// Opens an act: exactly two signatures, the member's and then the terminal's.
pub fn open_act(
    bytes: &[u8],
    find: impl Fn(Use, &[u8]) -> Option<PublicKey>,
) -> Result<OpenedAct, Finding> {
    let opened = open_many(bytes, &[Use::Member, Use::Terminal], find)?;
    Ok(OpenedAct {
        member: opened.kids[0],
        terminal: opened.kids[1],
        payload: opened.payload,
    })
}

/// Signs a payload with 1 to [`MAX_SIGNERS`] keys, each for its use, in this order.
pub fn sign_many(payload: &[u8], signers: &[(Use, &SigningKey)]) -> Result<Vec<u8>, Unsealable> {
    if signers.is_empty() || signers.len() > MAX_SIGNERS {
        return Err(Unsealable::Signers(signers.len()));
    }
    let signatures = signers
        .iter()
        .map(|(use_, key)| signature(payload, *use_, key))
        .collect();
    let body = Value::Array(vec![
        Value::Bytes(NO_HEADER.to_vec()),
        Value::Map(Vec::new()),
        Value::Bytes(payload.to_vec()),
        Value::Array(signatures),
    ]);
    Ok(cbor::write_tagged(TAG, &body)?)
}

/// Opens a payload that carries exactly the demanded signatures, in this order. `find` answers the
/// trusted key of a kid for a use.
pub fn open_many(
    bytes: &[u8],
    uses: &[Use],
    find: impl Fn(Use, &[u8]) -> Option<PublicKey>,
) -> Result<OpenedMany, Finding> {
    let parsed = ParsedMany::parse(bytes)?;
    if parsed.len() != uses.len() {
        return Err(Finding::Signers {
            wanted: uses.len(),
            found: parsed.len(),
        });
    }
    let mut kids = Vec::with_capacity(uses.len());
    for (at, use_) in uses.iter().enumerate() {
        let key = find(*use_, parsed.kid(at)).ok_or(Finding::SignerUnknown)?;
        parsed.verify(at, *use_, &key)?;
        kids.push(key.kid());
    }
    Ok(OpenedMany {
        payload: parsed.payload,
        kids,
    })
}

/// An envelope with several signatures, read but not yet believed.
#[derive(Clone, PartialEq, Eq)]
pub struct ParsedMany {
    payload: Vec<u8>,
    /// Never empty.
    signers: Vec<Signer>,
}

/// Without the payload: it may say who somebody is.
impl fmt::Debug for ParsedMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParsedMany")
            .field("signers", &self.signers)
            .finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Signer {
    header: Header,
    signature: Vec<u8>,
}

impl ParsedMany {
    /// Reads the envelope.
    pub fn parse(bytes: &[u8]) -> Result<ParsedMany, Malformed> {
        let Value::Array(fields) = cbor::read_tagged(bytes, TAG, LIMITS)? else {
            return Err(Malformed::Shape);
        };
        let [protected, unprotected, payload, signers] =
            <[_; 4]>::try_from(fields).map_err(|_| Malformed::Shape)?;
        header::empty(&unprotected)?;
        if header::bytes(protected)? != NO_HEADER {
            return Err(Malformed::Shape);
        }
        let Value::Array(signers) = signers else {
            return Err(Malformed::Shape);
        };
        if signers.is_empty() || signers.len() > MAX_SIGNERS {
            return Err(Malformed::Shape);
        }
        Ok(ParsedMany {
            payload: header::bytes(payload)?,
            signers: signers.into_iter().map(signer).collect::<Result<_, _>>()?,
        })
    }

    /// How many signatures there are: 1 to [`MAX_SIGNERS`].
    #[allow(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.signers.len()
    }

    /// The kid signature number `at` claims.
    ///
    /// # Panics
    /// If `at` is not below [`ParsedMany::len`].
    pub fn kid(&self, at: usize) -> &[u8] {
        &self.signers[at].header.kid
    }

    /// The payload; to be believed only after [`ParsedMany::verify`].
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// Whether this key made signature number `at` for this use.
    ///
    /// # Panics
    /// If `at` is not below [`ParsedMany::len`].
    pub fn verify(&self, at: usize, use_: Use, key: &PublicKey) -> Result<(), Finding> {
        let signer = &self.signers[at];
        if key.alg() != signer.header.alg {
            return Err(Finding::AlgorithmMismatch);
        }
        let message = to_be_signed(&signer.header.raw, use_.aad(), &self.payload);
        Ok(key.verify(&message, &signer.signature)?)
    }
}

fn signer(value: Value) -> Result<Signer, Malformed> {
    let Value::Array(fields) = value else {
        return Err(Malformed::Shape);
    };
    let [protected, unprotected, signature] =
        <[_; 3]>::try_from(fields).map_err(|_| Malformed::Shape)?;
    header::empty(&unprotected)?;
    Ok(Signer {
        header: header::decode(header::bytes(protected)?)?,
        signature: header::bytes(signature)?,
    })
}

fn signature(payload: &[u8], use_: Use, key: &SigningKey) -> Value {
    let protected = header::encode(key);
    let signature = key.sign(&to_be_signed(&protected, use_.aad(), payload));
    Value::Array(vec![
        Value::Bytes(protected),
        Value::Map(Vec::new()),
        Value::Bytes(signature.to_vec()),
    ])
}

/// The Sig_structure of RFC 9052 §4.4.
fn to_be_signed(protected: &[u8], aad: &[u8], payload: &[u8]) -> Vec<u8> {
    cbor::join_array(&[
        cbor::Part::Text(CONTEXT),
        cbor::Part::Bytes(NO_HEADER),
        cbor::Part::Bytes(protected),
        cbor::Part::Bytes(aad),
        cbor::Part::Bytes(payload),
    ])
}
