//! Text → kind of code → verdict. Pure: time, trust and memory of used codes are arguments.
//!
//! A scanner or a picture gives a text. [`classify`] says what kind of code it is, strangers
//! included; [`verify`] judges a signed proof code (签名凭证码) with three values: valid, invalid
//! (why), cannot tell (why). [`verify_publisher`] judges codes of other publishers in the same
//! envelope. An opaque proof code is resolved by the backend, not here.

mod claims;
mod inflate;
mod issue;
mod kind;
mod profile;
mod publisher;
mod trust_file;
mod verdict;

pub use claims::{Claims, Holder, Licence};
pub use issue::{Unissuable, issue};
pub use kind::{Guess, Kind, classify, normalise};
pub use profile::{Compression, Limits, Profile};
pub use publisher::{PublisherClaims, PublisherKey, PublisherKeys, PublisherKeysRefused};
pub use seal::{Encoding, KidPlace, Tag};
pub use trust_file::{TrustFile, TrustFileRefused};
pub use verdict::{Context, Interval, Reason, Trust, Verdict, verify, verify_publisher};
