//! What a password locks: Argon2id (RFC 9106) makes 64 bytes of it; half encrypts, half proves the password. A second
//! factor, where there is one, is mixed into the encrypting half: neither opens anything alone.

use std::fmt;

use argon2::{Algorithm, Argon2, Version};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::file::Locked;
use super::{Identity, SlotError};
use crate::key;

/// The cost of trying one password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Params {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Params {
    /// The least this program writes or reads: 64 MiB, 3 passes, 1 lane.
    pub const FLOOR: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };
    /// The most it spends, so that an altered file cannot stop a station.
    pub const CEILING: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 16,
        lanes: 8,
    };

    fn check(&self) -> Result<(), SlotError> {
        let (low, high) = (Self::FLOOR, Self::CEILING);
        if self.memory_kib < low.memory_kib || self.passes < low.passes || self.lanes < low.lanes {
            return Err(SlotError::Weak);
        }
        if self.memory_kib > high.memory_kib || self.passes > high.passes || self.lanes > high.lanes
        {
            return Err(SlotError::TooCostly);
        }
        Ok(())
    }
}

impl Default for Params {
    fn default() -> Self {
        Self::FLOOR
    }
}

/// The second factor of a station, kept by the system's keystore. Wiped on drop, never printed.
#[derive(Clone)]
pub struct Factor(Zeroizing<[u8; 32]>);

impl Factor {
    /// A fresh one.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut factor = Zeroizing::new([0; 32]);
        rng.fill_bytes(factor.as_mut_slice());
        Self(factor)
    }

    /// One from what the keystore gave back; 32 bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// For keeping.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Factor(..)")
    }
}

/// What a member gives to open their slot.
#[derive(Clone, Copy)]
pub struct Unlock<'a> {
    /// What they know.
    pub password: &'a str,
    /// What this machine's keystore has.
    pub factor: Option<&'a Factor>,
}

impl<'a> From<&'a str> for Unlock<'a> {
    /// A password, no second factor.
    fn from(password: &'a str) -> Self {
        Self {
            password,
            factor: None,
        }
    }
}

impl fmt::Debug for Unlock<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unlock(..)")
    }
}

struct Stretched {
    key: Zeroizing<[u8; 32]>,
    check: [u8; 32],
}

fn stretch(password: &str, salt: &[u8; 32], params: &Params) -> Result<Stretched, SlotError> {
    params.check()?;
    let cost = argon2::Params::new(params.memory_kib, params.passes, params.lanes, Some(64))
        .map_err(|_| SlotError::Unreadable)?;
    let mut out = Zeroizing::new([0; 64]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cost)
        .hash_password_into(password.as_bytes(), salt, out.as_mut_slice())
        .map_err(|_| SlotError::Unreadable)?;
    let (left, right) = out.split_at(32);
    let mut key = Zeroizing::new([0; 32]);
    key.copy_from_slice(left);
    Ok(Stretched {
        key,
        check: Sha256::digest(right).into(),
    })
}

/// Both are uniformly random and of fixed length: hashing them behind a purpose is a sound mix.
fn mixed(key: Zeroizing<[u8; 32]>, factor: Option<&Factor>) -> Zeroizing<[u8; 32]> {
    let Some(factor) = factor else { return key };
    let mut hasher = Sha256::new_with_prefix(b"zongchuang slot factor 1\0");
    hasher.update(key.as_slice());
    hasher.update(factor.bytes());
    Zeroizing::new(hasher.finalize().into())
}

/// Whose slot, for what is authenticated with it.
#[derive(Clone, Copy)]
pub(super) struct Owner<'a> {
    pub(super) identity: &'a Identity,
    pub(super) kind: &'a str,
    pub(super) user: &'a str,
}

/// Locks `first` (32 bytes) and `second` behind one another.
pub(super) fn lock(
    owner: Owner<'_>,
    unlock: Unlock<'_>,
    (first, second): (&[u8; 32], &[u8]),
    params: &Params,
    rng: &mut impl CryptoRng,
) -> Result<Locked, SlotError> {
    let (mut salt, mut nonce) = ([0; 32], [0; key::NONCE]);
    rng.fill_bytes(&mut salt);
    rng.fill_bytes(&mut nonce);
    let stretched = stretch(unlock.password, &salt, params)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(32 + second.len()));
    plain.extend_from_slice(first);
    plain.extend_from_slice(second);
    let aad = bound(owner, params, &salt);
    let key = mixed(stretched.key, unlock.factor);
    Ok(Locked {
        argon2id: *params,
        salt,
        check: stretched.check,
        nonce,
        sealed: key::encrypt(&key, &nonce, &aad, &plain),
        factor: unlock.factor.is_some(),
    })
}

/// The two secrets.
pub(super) type Pair = (Zeroizing<[u8; 32]>, Zeroizing<Vec<u8>>);

/// Opens what [`lock`] locked.
pub(super) fn open(
    owner: Owner<'_>,
    locked: &Locked,
    unlock: Unlock<'_>,
) -> Result<Pair, SlotError> {
    let stretched = stretch(unlock.password, &locked.salt, &locked.argon2id)?;
    if stretched.check != locked.check {
        return Err(SlotError::WrongPassword);
    }
    let factor = match (locked.factor, unlock.factor) {
        (true, None) => return Err(SlotError::Factor),
        (true, held) => held,
        (false, _) => None,
    };
    let aad = bound(owner, &locked.argon2id, &locked.salt);
    let key = mixed(stretched.key, factor);
    let altered = if locked.factor {
        SlotError::Factor
    } else {
        SlotError::Tampered
    };
    let Some(plain) = key::decrypt(&key, &locked.nonce, &aad, &locked.sealed) else {
        return Err(altered);
    };
    let (first, second) = plain.split_first_chunk::<32>().ok_or(SlotError::Tampered)?;
    Ok((Zeroizing::new(*first), Zeroizing::new(second.to_vec())))
}

/// What the slot is bound to: each part behind its length, so that no two bindings read alike.
fn bound(owner: Owner<'_>, params: &Params, salt: &[u8; 32]) -> Vec<u8> {
    let mut aad = b"zongchuang slot 1\0".to_vec();
    let Identity { realm, station, .. } = owner.identity;
    for part in [realm.as_str(), station.as_str(), owner.kind, owner.user] {
        aad.extend_from_slice(&(part.len() as u64).to_be_bytes());
        aad.extend_from_slice(part.as_bytes());
    }
    for number in [params.memory_kib, params.passes, params.lanes] {
        aad.extend_from_slice(&number.to_be_bytes());
    }
    aad.extend_from_slice(salt);
    aad
}
