//! COSE envelopes (RFC 9052): one signer (`COSE_Sign1`, tag 18) or several (`COSE_Sign`, tag 98).
//!
//! Both are deterministic CBOR with the payload inside, the algorithm and the kid of each signer
//! in its protected header and nothing else in any header. The use of a signature is its external
//! authenticated data ([`crate::Use::aad`]). Parsing and verifying are separate steps, so that a
//! judge can name the first thing that is wrong. Other publishers' envelopes are read by their
//! [`Shape`] and carry no use.

mod header;
mod many;
mod one;
mod shape;

pub use many::{
    MAX_SIGNERS, OpenedAct, OpenedMany, ParsedMany, open_act, open_many, sign_act, sign_many,
};
pub use one::{Opened, Parsed1, attach, detach, open1, sign1};
pub use shape::{Encoding, KidPlace, Shape, Tag};

use crate::cbor::{Limits, Malformed, Unencodable};
use crate::key::KeyFault;

/// Why an envelope does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// Not this envelope in its one encoding.
    #[error("malformed: {0}")]
    Malformed(#[from] Malformed),
    /// The header names another algorithm than the trusted key's.
    #[error("the algorithm is not the key's")]
    AlgorithmMismatch,
    /// The trusted key's algorithm is not implemented.
    #[error("the algorithm is not implemented")]
    AlgorithmUnknown,
    /// No trusted key has this kid.
    #[error("the signer is unknown")]
    SignerUnknown,
    /// The signature is wrong, or was made for another use.
    #[error("the signature is wrong")]
    Signature,
    /// Another number of signatures than demanded.
    #[error("{found} signatures where {wanted} are demanded")]
    Signers { wanted: usize, found: usize },
}

impl From<KeyFault> for Finding {
    fn from(fault: KeyFault) -> Finding {
        match fault {
            KeyFault::AlgorithmUnknown => Finding::AlgorithmUnknown,
            KeyFault::Signature => Finding::Signature,
        }
    }
}

/// Why no envelope can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsealable {
    /// The payload is longer than an envelope may be.
    #[error("the payload is too large")]
    TooLarge,
    /// None, or more than [`MAX_SIGNERS`].
    #[error("{0} signers")]
    Signers(usize),
}

impl From<Unencodable> for Unsealable {
    /// An envelope is integers, byte strings and maps made here: only its length can be at fault.
    fn from(_: Unencodable) -> Unsealable {
        Unsealable::TooLarge
    }
}

const LIMITS: Limits = Limits::STANDARD;
