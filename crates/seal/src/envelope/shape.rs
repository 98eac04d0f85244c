//! What differs between publishers of a `COSE_Sign1`.

use crate::cbor::Limits;

/// How a publisher's envelopes are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub tag: Tag,
    pub kid: KidPlace,
    pub encoding: Encoding,
    /// What one envelope may cost to read.
    pub limits: Limits,
}

impl Shape {
    /// Ours.
    pub const OURS: Shape = Shape {
        tag: Tag::Required,
        kid: KidPlace::Protected,
        encoding: Encoding::Deterministic,
        limits: Limits::STANDARD,
    };
}

/// Under which CBOR tags the envelope stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Tag 18 (`COSE_Sign1`), alone.
    Required,
    /// Tag 18, and around it tag 61 (CWT, RFC 8392 §6) or nothing.
    OptionalCwt,
}

/// Which header names the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KidPlace {
    /// The protected one alone, which holds the algorithm and nothing else; the unprotected one is
    /// empty.
    Protected,
    /// Either. The protected one counts; if both name one and they differ, the envelope is
    /// malformed. The same goes for the algorithm, except that a difference makes it an algorithm
    /// of no key.
    Either,
}

/// Which encodings of a value are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Deterministic CBOR (RFC 8949 §4.2).
    Deterministic,
    /// Any well-formed CBOR without duplicate keys.
    WellFormed,
}
