//! Deterministic CBOR (RFC 8949 §4.2.1): one value has one encoding, and only that one is read.
//!
//! Integers and lengths in their shortest form, definite lengths only, map keys sorted bytewise by
//! their encoding, no duplicate keys. Floating point, `undefined` and other simple values are
//! refused in both directions: amounts are integers in their smallest unit or decimal text.
//!
//! What others encoded is read by [`decode_well_formed`]: any well-formed CBOR, but within the same
//! limits and without duplicate keys.

mod decode;
mod encode;
mod loose;

pub use decode::{Malformed, decode_strict, decode_value, decode_within};
pub use encode::{Unencodable, encode};

pub use loose::decode_well_formed;

pub(crate) use decode::{read, read_tagged};
pub(crate) use encode::{Part, join_array, write, write_tagged};

/// What one encoded value may cost to read. The same limits bind the writer, so that nothing is
/// ever written that cannot be read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Length of the whole encoding, in bytes.
    pub bytes: usize,
    /// Data items in the whole encoding, each element, key, value and container counted.
    pub items: usize,
    /// Containers and tags inside one another.
    pub depth: usize,
}

impl Limits {
    /// The limits of every stored and signed format.
    pub const STANDARD: Limits = Limits {
        // A large city's whole catalogue is one signed list.
        bytes: 64 * 1024 * 1024,
        items: 1 << 20,
        depth: 32,
    };

    /// The standard limits with another length in bytes.
    pub const fn of_bytes(bytes: usize) -> Limits {
        Limits {
            bytes,
            ..Limits::STANDARD
        }
    }
}

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;
const SIMPLE: u8 = 7;

const FALSE: u8 = 20;
const TRUE: u8 = 21;
const NULL: u8 = 22;
