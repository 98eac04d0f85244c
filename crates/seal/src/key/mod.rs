//! Keys and the algorithms they are for.

mod kid;
mod public;
mod rsa;
mod signing;

pub use kid::Kid;
pub use public::{BadKey, KeyFault, PublicKey};
pub use signing::SigningKey;

/// The distinguishing identifier of every SM2 signature (GB/T 35276-2017: the default user ID).
pub const SM2_ID: &str = "1234567812345678";

/// A signature algorithm with its COSE identifier. A key is for exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i64)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032), verified strictly. Public key: 32 bytes.
    EdDsa = -8,
    /// ECDSA with SHA-256 on P-256, signature r‖s. Public key: 65 bytes 04‖x‖y. Anyone can turn
    /// one valid signature into a second (s into n − s), which RFC 9053 allows: the hash of an
    /// envelope under this algorithm names its bytes, never its payload.
    Es256 = -7,
    /// SM2 with SM3 (GB/T 32918.2) on sm2p256v1, signature r‖s, private-use identifier.
    /// Public key: 65 bytes 04‖x‖y.
    Sm2Sm3 = -65537,
    /// RSASSA-PSS with SHA-256 (RFC 8230), salt of 32 bytes, modulus of 2048 to 8192 bits. Verified
    /// for other publishers' codes, never signed with here. Public key: RSAPublicKey (RFC 8017 §A.1.1)
    /// in DER.
    Ps256 = -37,
}

impl Algorithm {
    /// Every algorithm a realm's keys may be for.
    pub const ALL: [Algorithm; 3] = [Algorithm::EdDsa, Algorithm::Es256, Algorithm::Sm2Sm3];

    /// The COSE identifier (RFC 9053, IANA "COSE Algorithms").
    pub const fn cose(self) -> i64 {
        self as i64
    }

    /// The algorithm of a COSE identifier, if implemented.
    pub fn from_cose(id: i64) -> Option<Algorithm> {
        let mut implemented = Algorithm::ALL.into_iter().chain([Algorithm::Ps256]);
        implemented.find(|a| a.cose() == id)
    }

    /// The customary name.
    pub const fn name(self) -> &'static str {
        match self {
            Algorithm::EdDsa => "EdDSA",
            Algorithm::Es256 => "ES256",
            Algorithm::Sm2Sm3 => "SM2-SM3",
            Algorithm::Ps256 => "PS256",
        }
    }
}
