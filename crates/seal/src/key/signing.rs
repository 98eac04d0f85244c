//! Secret keys.

use super::{Algorithm, BadKey, Kid, PublicKey, SM2_ID};
use p256::ecdsa::signature::Signer;
use rand::CryptoRng;
use std::fmt;
use zeroize::Zeroizing;

const SECRET_BYTES: usize = 32;

/// A secret key with its public one. The secret is wiped when dropped and never printed.
#[derive(Clone)]
pub struct SigningKey {
    secret: Zeroizing<[u8; SECRET_BYTES]>,
    /// Of Ed25519: expanded once, wiped by itself.
    expanded: Option<ed25519_dalek::SigningKey>,
    public: PublicKey,
    kid: Kid,
    algorithm: Algorithm,
}

impl SigningKey {
    /// A fresh key.
    ///
    /// # Panics
    /// If the algorithm is not one of [`Algorithm::ALL`].
    pub fn generate<R: CryptoRng + ?Sized>(algorithm: Algorithm, rng: &mut R) -> SigningKey {
        assert!(Algorithm::ALL.contains(&algorithm), "no key to sign with");
        let mut secret = Zeroizing::new([0; SECRET_BYTES]);
        loop {
            rng.fill_bytes(secret.as_mut());
            // A curve's order is a little below 2^256: the rare number above it is drawn again.
            if let Ok(key) = SigningKey::from_secret_bytes(algorithm, secret.as_ref()) {
                return key;
            }
        }
    }

    /// A key from its 32 secret bytes: the Ed25519 seed, or the big-endian scalar.
    pub fn from_secret_bytes(algorithm: Algorithm, secret: &[u8]) -> Result<SigningKey, BadKey> {
        let bad = || BadKey(algorithm.cose());
        let secret: [u8; SECRET_BYTES] = secret.try_into().map_err(|_| bad())?;
        let secret = Zeroizing::new(secret);
        let public = public_bytes(algorithm, &secret).ok_or_else(bad)?;
        let public = PublicKey::new(algorithm.cose(), public)?;
        let kid = public.kid();
        let expanded =
            (algorithm == Algorithm::EdDsa).then(|| ed25519_dalek::SigningKey::from_bytes(&secret));
        Ok(SigningKey {
            secret,
            expanded,
            public,
            kid,
            algorithm,
        })
    }

    /// The 32 secret bytes, for wrapping in a key slot.
    pub fn secret_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.secret.to_vec())
    }

    /// The public key.
    pub fn public(&self) -> PublicKey {
        self.public.clone()
    }

    /// The short name of the public key.
    pub fn kid(&self) -> Kid {
        self.kid
    }

    /// The algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The raw signature (64 bytes) over a message. Deterministic: the nonce comes from key and
    /// message (RFC 8032, RFC 6979).
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        const SOUND: &str = "the secret was checked when the key was made";
        match self.algorithm {
            Algorithm::EdDsa => {
                let key = self.expanded.as_ref().expect(SOUND);
                key.sign(message).to_bytes()
            }
            Algorithm::Es256 => {
                let key = es256(&self.secret).expect(SOUND);
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().into()
            }
            Algorithm::Sm2Sm3 => {
                let key = sm2(&self.secret).expect(SOUND);
                let signature: sm2::dsa::Signature = key.sign(message);
                signature.to_bytes().into()
            }
            Algorithm::Ps256 => unreachable!("no secret key of this algorithm is ever made"),
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, {})", self.algorithm.name(), self.kid)
    }
}

fn public_bytes(algorithm: Algorithm, secret: &[u8; SECRET_BYTES]) -> Option<Vec<u8>> {
    Some(match algorithm {
        Algorithm::EdDsa => ed25519_dalek::SigningKey::from_bytes(secret)
            .verifying_key()
            .to_bytes()
            .to_vec(),
        Algorithm::Es256 => {
            let key = es256(secret)?;
            key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
        }
        Algorithm::Sm2Sm3 => sm2_public(secret)?,
        Algorithm::Ps256 => return None,
    })
}

fn es256(secret: &[u8; SECRET_BYTES]) -> Option<p256::ecdsa::SigningKey> {
    p256::ecdsa::SigningKey::from_slice(secret).ok()
}

fn sm2(secret: &[u8; SECRET_BYTES]) -> Option<sm2::dsa::SigningKey> {
    sm2::dsa::SigningKey::from_slice(SM2_ID, secret).ok()
}

fn sm2_public(secret: &[u8; SECRET_BYTES]) -> Option<Vec<u8>> {
    use sm2::elliptic_curve::sec1::ToSec1Point;
    let key = sm2(secret)?;
    let point = key.verifying_key().as_affine().to_sec1_point(false);
    Some(point.as_bytes().to_vec())
}
