//! Wrapping a secret for the holder of a key: HPKE (RFC 9180) in base mode with DHKEM(X25519, HKDF-SHA256),
//! HKDF-SHA256 and ChaCha20-Poly1305. It hides, it does not sign: whose key it is must be known otherwise.

use crate::key::PublicKey;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand::CryptoRng;
use std::fmt;
use zeroize::Zeroizing;

/// The private-use identifier of these keys in a [`PublicKey`]: 32 bytes (RFC 7748), they verify nothing.
pub const WRAP_ALG: i64 = -65538;
/// Length of the encapsulated key before the ciphertext.
const ENCAPSULATED: usize = 32;

type Suite = X25519HkdfSha256;

/// The key is not one of [`WRAP_ALG`], or a point that hides nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a key that a secret can be wrapped for")]
pub struct NotWrappable;

/// The secret half of a wrapping key. Wiped on drop, never printed.
pub struct WrapSecret(Zeroizing<[u8; 32]>);

impl WrapSecret {
    /// A fresh one.
    pub fn generate(rng: &mut impl CryptoRng) -> WrapSecret {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut_slice());
        let (secret, _) = Suite::derive_keypair(seed.as_slice());
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(&secret.to_bytes());
        WrapSecret(bytes)
    }

    /// One from its 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<WrapSecret> {
        let bytes: [u8; 32] = bytes.try_into().ok()?;
        Some(WrapSecret(Zeroizing::new(bytes)))
    }

    /// The 32 bytes, for keeping.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        let public = Suite::sk_to_pk(&self.key());
        PublicKey::new(WRAP_ALG, public.to_bytes().to_vec())
            .expect("a short byte string of an algorithm without signatures is a key")
    }

    fn key(&self) -> <Suite as Kem>::PrivateKey {
        <Suite as Kem>::PrivateKey::from_bytes(self.0.as_slice())
            .expect("any 32 bytes are an X25519 secret")
    }
}

impl fmt::Debug for WrapSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WrapSecret(..)")
    }
}

/// Wraps `plain` for the holder of `to`: encapsulated key (32 bytes), then ciphertext. `purpose` and `bound` are
/// authenticated with it: what was wrapped for one purpose or place does not open for another.
pub fn wrap(
    to: &PublicKey,
    purpose: &[u8],
    bound: &[u8],
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, NotWrappable> {
    if to.alg() != WRAP_ALG {
        return Err(NotWrappable);
    }
    let key = <Suite as Kem>::PublicKey::from_bytes(to.bytes()).map_err(|_| NotWrappable)?;
    let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<
        ChaCha20Poly1305,
        HkdfSha256,
        Suite,
    >(&OpModeS::Base, &key, purpose, plain, bound, rng)
    .map_err(|_| NotWrappable)?;
    Ok([&encapsulated.to_bytes()[..], &sealed[..]].concat())
}

/// What was wrapped, or `None` where key, purpose, `bound` or a byte differs.
pub fn unwrap(
    secret: &WrapSecret,
    purpose: &[u8],
    bound: &[u8],
    wrapped: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (encapsulated, sealed) = wrapped.split_at_checked(ENCAPSULATED)?;
    let encapsulated = <Suite as Kem>::EncappedKey::from_bytes(encapsulated).ok()?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Suite>(
        &OpModeR::Base,
        &secret.key(),
        &encapsulated,
        purpose,
        sealed,
        bound,
    )
    .ok()
    .map(Zeroizing::new)
}
