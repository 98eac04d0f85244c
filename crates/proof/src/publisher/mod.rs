//! Other publishers of the envelope: their keys and what their codes say.

mod certificate;
mod claims;
mod jwk;
mod keys;

pub use claims::PublisherClaims;
pub use keys::{PublisherKey, PublisherKeys, PublisherKeysRefused};

/// COSE identifiers (IANA "COSE Algorithms") of keys that this version can name, but not verify with.
pub(crate) mod named {
    /// Reserved: a key of a kind that no identifier here fits.
    pub const UNKNOWN: i64 = 0;
    pub const ES384: i64 = -35;
    pub const ES512: i64 = -36;
    pub const PS384: i64 = -38;
    pub const PS512: i64 = -39;
    pub const ES256K: i64 = -47;
    pub const RS256: i64 = -257;
    pub const RS384: i64 = -258;
    pub const RS512: i64 = -259;
}
