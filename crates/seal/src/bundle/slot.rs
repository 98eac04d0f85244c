//! The file key, wrapped: for a wrapping key of the trust list, for the Ed25519 key of an enrolled station, or for a
//! printed code.
//!
//! A station's key agrees in its Montgomery form, as age does for SSH keys: that one key may sign with Ed25519 and
//! agree with X25519 is proved by Thormarker (ePrint 2021/509), and the purpose keeps the uses apart.

use argon2::{Algorithm as Argon, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Code, Fault, FileKey, Key, derive};
use crate::key::{Algorithm, Kid, PublicKey, SigningKey};
use crate::wrap::{WRAP_ALG, WrapSecret, unwrap, wrap};

const FOR_KEY: &[u8] = b"zongchuang/v1/bundle-key";
const FOR_CODE: &[u8] = b"zongchuang/v1/bundle-code";
/// Cost of a code: KiB, passes, lanes. Below the floor is refused, beyond the ceiling is not tried.
const COST: (u32, u32, u32) = (64 * 1024, 3, 1);
const MOST_COST: (u32, u32, u32) = (1024 * 1024, 16, 8);

/// One way to the file key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// A wrapping key, or a station's.
    Key {
        /// Whose, as it is listed.
        kid: Kid,
        /// The file key, by [`crate::wrap`].
        #[serde(with = "serde_bytes")]
        wrapped: Vec<u8>,
    },
    /// A printed code.
    Code {
        /// Of Argon2id.
        #[serde(with = "serde_bytes")]
        salt: Vec<u8>,
        /// KiB.
        memory: u32,
        /// Passes.
        passes: u32,
        /// Lanes.
        lanes: u32,
        /// The file key, sealed.
        #[serde(with = "serde_bytes")]
        sealed: Vec<u8>,
    },
}

impl Slot {
    /// Wraps for a wrapping key or a station's; none for any other.
    pub(super) fn for_key<R: CryptoRng>(
        file: &FileKey,
        bundle: &[u8],
        to: &PublicKey,
        rng: &mut R,
    ) -> Option<Self> {
        let point = if to.alg() == WRAP_ALG {
            to.clone()
        } else {
            montgomery(to)?
        };
        Some(Self::Key {
            kid: to.kid(),
            wrapped: wrap(&point, FOR_KEY, bundle, file.as_ref(), rng).ok()?,
        })
    }

    /// Wraps for a code.
    pub(super) fn for_code<R: CryptoRng>(file: &FileKey, code: &Code, rng: &mut R) -> Option<Self> {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        let (memory, passes, lanes) = COST;
        let key = stretched(code, &salt, COST)?;
        Some(Self::Code {
            salt: salt.to_vec(),
            memory,
            passes,
            lanes,
            sealed: seal(&key, file),
        })
    }

    /// Opens with a station's or the realm's key; nothing where the slot is not for it.
    pub(super) fn open(&self, bundle: &[u8], key: Key<'_>) -> Option<FileKey> {
        let Self::Key { kid, wrapped } = self else {
            return None;
        };
        let opened = match key {
            Key::Station(own) if *kid == own.kid() => {
                unwrap(&scalar(own)?, FOR_KEY, bundle, wrapped)?
            }
            Key::Realm(own) if *kid == own.public().kid() => unwrap(own, FOR_KEY, bundle, wrapped)?,
            _ => return None,
        };
        file_key(&opened)
    }

    /// Opens with a code.
    pub(super) fn open_code(&self, code: &Code) -> Result<Option<FileKey>, Fault> {
        let Self::Code {
            salt,
            memory,
            passes,
            lanes,
            sealed,
        } = self
        else {
            return Ok(None);
        };
        let cost = (*memory, *passes, *lanes);
        let below = memory < &COST.0 || passes < &COST.1 || lanes < &COST.2;
        let beyond = memory > &MOST_COST.0 || passes > &MOST_COST.1 || lanes > &MOST_COST.2;
        if below || beyond || salt.len() != 16 {
            return Err(Fault::Malformed("the cost of the code"));
        }
        let key = stretched(code, salt, cost).ok_or(Fault::Malformed("the cost of the code"))?;
        Ok(unseal(&key, sealed))
    }
}

/// The Montgomery form of an Ed25519 key.
fn montgomery(key: &PublicKey) -> Option<PublicKey> {
    if key.algorithm() != Some(Algorithm::EdDsa) {
        return None;
    }
    let edwards = ed25519_dalek::VerifyingKey::from_bytes(key.bytes().try_into().ok()?).ok()?;
    PublicKey::new(WRAP_ALG, edwards.to_montgomery().to_bytes().to_vec()).ok()
}

/// The secret of that form (RFC 8032 §5.1.5; X25519 clamps it).
fn scalar(key: &SigningKey) -> Option<WrapSecret> {
    if key.algorithm() != Algorithm::EdDsa {
        return None;
    }
    let mut seed = Zeroizing::new([0; 32]);
    seed.copy_from_slice(&key.secret_bytes());
    let scalar = Zeroizing::new(ed25519_dalek::SigningKey::from_bytes(&seed).to_scalar_bytes());
    WrapSecret::from_bytes(scalar.as_ref())
}

fn stretched(code: &Code, salt: &[u8], cost: (u32, u32, u32)) -> Option<Zeroizing<[u8; 32]>> {
    let params = Params::new(cost.0, cost.1, cost.2, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Argon::Argon2id, Version::V0x13, params)
        .hash_password_into(code.bytes(), salt, key.as_mut())
        .ok()?;
    Some(derive(key.as_ref(), salt, &[FOR_CODE]))
}

/// The key is fresh each time, so the nonce may be nought.
fn seal(key: &[u8; 32], file: &FileKey) -> Vec<u8> {
    ChaCha20Poly1305::new(key.into())
        .encrypt(&Nonce::default(), file.as_ref())
        .expect("32 bytes are not too long")
}

fn unseal(key: &[u8; 32], sealed: &[u8]) -> Option<FileKey> {
    let opened = ChaCha20Poly1305::new(key.into())
        .decrypt(&Nonce::default(), sealed)
        .map(Zeroizing::new);
    file_key(&opened.ok()?)
}

fn file_key(bytes: &[u8]) -> Option<FileKey> {
    bytes.try_into().ok().map(Zeroizing::new)
}
