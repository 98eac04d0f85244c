//! Public keys and what they verify.

use super::{Algorithm, Kid, SM2_ID, rsa};
use crate::cbor;
use crate::hash::{deserialize_bytes, serialize_bytes, sha256};
use p256::ecdsa::signature::Verifier;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// The bytes are not a key of that algorithm: wrong length, not on the curve, of small order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a key of the algorithm {0}")]
pub struct BadKey(pub i64);

/// Why a signature does not count under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    #[error("the key's algorithm is not implemented")]
    AlgorithmUnknown,
    #[error("the signature is wrong")]
    Signature,
}

/// A public key with the one algorithm it is for.
///
/// A key of an algorithm this version does not implement can be held and listed (a trust list
/// outlives the programs that read it) but verifies nothing. In CBOR
/// `{"alg": int, "bytes": byte string}`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct PublicKey {
    alg: i64,
    #[serde(serialize_with = "serialize_bytes")]
    bytes: Vec<u8>,
    /// Of Ed25519: the point that the bytes name, found once.
    #[serde(skip_serializing)]
    point: Option<ed25519_dalek::VerifyingKey>,
}

impl PublicKey {
    /// What makes a key this one.
    fn name(&self) -> (i64, &[u8]) {
        (self.alg, &self.bytes)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for PublicKey {}

impl PartialOrd for PublicKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PublicKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(&other.name())
    }
}

impl Hash for PublicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

#[derive(Deserialize)]
struct Unchecked {
    alg: i64,
    #[serde(deserialize_with = "deserialize_bytes")]
    bytes: Vec<u8>,
}

impl TryFrom<Unchecked> for PublicKey {
    type Error = BadKey;

    fn try_from(raw: Unchecked) -> Result<Self, BadKey> {
        PublicKey::new(raw.alg, raw.bytes)
    }
}

/// Longest key of an algorithm that is not implemented: room for post-quantum ones.
const MAX_KEY_BYTES: usize = 8192;

impl PublicKey {
    /// A key from its COSE algorithm identifier and bytes (their form: [`Algorithm`]). The point
    /// of an implemented algorithm is checked here, once.
    pub fn new(alg: i64, bytes: Vec<u8>) -> Result<PublicKey, BadKey> {
        let mut point = None;
        let sound = match Algorithm::from_cose(alg) {
            Some(Algorithm::EdDsa) => {
                point = ed25519(&bytes);
                point.is_some()
            }
            Some(Algorithm::Es256) => es256(&bytes).is_some(),
            Some(Algorithm::Sm2Sm3) => sm2(&bytes).is_some(),
            Some(Algorithm::Ps256) => rsa::is_key(&bytes),
            None => bytes.len() <= MAX_KEY_BYTES,
        };
        if sound {
            Ok(PublicKey { alg, bytes, point })
        } else {
            Err(BadKey(alg))
        }
    }

    /// A key of a curve whose point may be compressed (SEC 1 §2.3.3), as in other publishers' certificates (RFC 5480
    /// §2.2); of any other algorithm as [`PublicKey::new`].
    pub fn from_point(alg: i64, bytes: &[u8]) -> Result<PublicKey, BadKey> {
        let whole = match (Algorithm::from_cose(alg), bytes) {
            (Some(Algorithm::Es256), [2 | 3, ..]) => whole_es256(bytes),
            (Some(Algorithm::Sm2Sm3), [2 | 3, ..]) => whole_sm2(bytes),
            _ => Some(bytes.to_vec()),
        };
        PublicKey::new(alg, whole.ok_or(BadKey(alg))?)
    }

    /// The COSE algorithm identifier.
    pub fn alg(&self) -> i64 {
        self.alg
    }

    /// The algorithm, if this version implements it.
    pub fn algorithm(&self) -> Option<Algorithm> {
        Algorithm::from_cose(self.alg)
    }

    /// The bytes, in the form [`Algorithm`] names.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The key's short name.
    pub fn kid(&self) -> Kid {
        let encoded = cbor::encode(self).expect("an integer and a short byte string encode");
        let mut kid = [0; 8];
        kid.copy_from_slice(&sha256(&encoded).0[..8]);
        Kid(kid)
    }

    /// Verifies a raw signature (64 bytes: Ed25519, or r‖s; of PS256 as long as the modulus) over a
    /// message.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), KeyFault> {
        let algorithm = self.algorithm().ok_or(KeyFault::AlgorithmUnknown)?;
        let good = match algorithm {
            Algorithm::EdDsa => verify_ed25519(self.point.as_ref(), message, signature),
            Algorithm::Es256 => verify_es256(&self.bytes, message, signature),
            Algorithm::Sm2Sm3 => verify_sm2(&self.bytes, message, signature),
            Algorithm::Ps256 => rsa::verify(&self.bytes, message, signature),
        };
        good.ok_or(KeyFault::Signature)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {})", self.alg, self.kid())
    }
}

fn ed25519(bytes: &[u8]) -> Option<ed25519_dalek::VerifyingKey> {
    let key = ed25519_dalek::VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
    (!key.is_weak()).then_some(key)
}

/// SEC 1 has three forms of a point; only the uncompressed one is a key here, so that a key has
/// one name.
fn uncompressed(bytes: &[u8]) -> Option<&[u8]> {
    (bytes.len() == 65 && bytes[0] == 4).then_some(bytes)
}

fn es256(bytes: &[u8]) -> Option<p256::ecdsa::VerifyingKey> {
    p256::ecdsa::VerifyingKey::from_sec1_bytes(uncompressed(bytes)?).ok()
}

fn sm2(bytes: &[u8]) -> Option<sm2::dsa::VerifyingKey> {
    sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_ID, uncompressed(bytes)?).ok()
}

fn whole_es256(point: &[u8]) -> Option<Vec<u8>> {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
    Some(key.to_sec1_point(false).as_bytes().to_vec())
}

fn whole_sm2(point: &[u8]) -> Option<Vec<u8>> {
    use sm2::elliptic_curve::sec1::ToSec1Point;
    let key = sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_ID, point).ok()?;
    Some(key.as_affine().to_sec1_point(false).as_bytes().to_vec())
}

fn verify_ed25519(
    key: Option<&ed25519_dalek::VerifyingKey>,
    message: &[u8],
    signature: &[u8],
) -> Option<()> {
    let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
    key?.verify_strict(message, &signature).ok()
}

fn verify_es256(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    let signature = p256::ecdsa::Signature::from_slice(signature).ok()?;
    es256(key)?.verify(message, &signature).ok()
}

fn verify_sm2(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    let signature = sm2::dsa::Signature::from_slice(signature).ok()?;
    sm2(key)?.verify(message, &signature).ok()
}
