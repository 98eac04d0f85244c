//! The one signed envelope: canonical bytes, hashes, algorithms, key uses.
//!
//! Everything that is stored signed or travels signed (acts, acknowledgements, reference data,
//! proof codes, trust lists, bundles) is deterministic CBOR in a COSE envelope made and opened
//! here. The crate does no I/O, reads no clock and draws no randomness of its own.

pub mod bundle;
pub mod cbor;
mod enrol_code;
mod envelope;
mod hash;
mod key;
mod trust;
mod uses;
mod wrap;

pub use enrol_code::{BadEnrolCode, EnrolCode};
pub use envelope::{
    Encoding, Finding, KidPlace, MAX_SIGNERS, Opened, OpenedAct, OpenedMany, Parsed1, ParsedMany,
    Shape, Tag, Unsealable, attach, detach, open_act, open_many, open1, sign_act, sign_many, sign1,
};
pub use hash::{Hash32, sha256, sm3};
pub use key::{Algorithm, BadKey, KeyFault, Kid, PublicKey, SM2_ID, SigningKey};
pub use trust::{TrustList, TrustRefused, TrustedKey};
pub use uses::Use;
pub use wrap::{NotWrappable, WRAP_ALG, WrapSecret, unwrap, wrap};
