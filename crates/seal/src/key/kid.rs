//! The short name of a public key.

use crate::hash::{deserialize_bytes, serialize_bytes, write_hex};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// The first eight bytes of the SHA-256 of a public key's deterministic CBOR. Finds a key, proves
/// nothing. A byte string in CBOR, hexadecimal where people read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid(pub [u8; 8]);

impl AsRef<[u8]> for Kid {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(f, &self.0)
    }
}

impl Serialize for Kid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_bytes(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Kid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = deserialize_bytes(deserializer)?;
        let length = bytes.len();
        bytes
            .try_into()
            .map(Kid)
            .map_err(|_| de::Error::invalid_length(length, &"8 bytes"))
    }
}
