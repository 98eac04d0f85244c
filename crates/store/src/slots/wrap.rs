//! Wrapping: Argon2id (RFC 9106) makes 64 bytes of the password; half encrypts, half proves the password.

use argon2::{Algorithm, Argon2, Version};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::file::PasswordSlot;
use super::{Identity, Opened, SlotError};
use crate::key::{self, Dek};

/// The slot kind this file makes.
pub(super) const KIND: &str = "password";

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

pub(super) fn wrap(
    identity: &Identity,
    user: &str,
    password: &str,
    dek: &Dek,
    member_secret: &[u8],
    params: &Params,
    rng: &mut impl CryptoRng,
) -> Result<PasswordSlot, SlotError> {
    let (mut salt, mut nonce) = ([0; 32], [0; key::NONCE]);
    rng.fill_bytes(&mut salt);
    rng.fill_bytes(&mut nonce);
    let stretched = stretch(password, &salt, params)?;
    let mut plain = Zeroizing::new(Vec::with_capacity(32 + member_secret.len()));
    plain.extend_from_slice(dek.bytes());
    plain.extend_from_slice(member_secret);
    let aad = bound(identity, user, params, &salt);
    let sealed = key::encrypt(&stretched.key, &nonce, &aad, &plain);
    Ok(PasswordSlot {
        kind: KIND.into(),
        user: user.into(),
        argon2id: *params,
        salt,
        check: stretched.check,
        nonce,
        sealed,
    })
}

pub(super) fn unwrap(
    identity: &Identity,
    slot: &PasswordSlot,
    password: &str,
) -> Result<Opened, SlotError> {
    let stretched = stretch(password, &slot.salt, &slot.argon2id)?;
    if stretched.check != slot.check {
        return Err(SlotError::WrongPassword);
    }
    let aad = bound(identity, &slot.user, &slot.argon2id, &slot.salt);
    let plain =
        key::decrypt(&stretched.key, &slot.nonce, &aad, &slot.sealed).ok_or(SlotError::Tampered)?;
    let (dek, secret) = plain.split_first_chunk::<32>().ok_or(SlotError::Tampered)?;
    Ok(Opened {
        dek: Dek::new(*dek),
        member_secret: Zeroizing::new(secret.to_vec()),
    })
}

/// What the slot is bound to: each part behind its length, so that no two bindings read alike.
fn bound(identity: &Identity, user: &str, params: &Params, salt: &[u8; 32]) -> Vec<u8> {
    let mut aad = b"zongchuang slot 1\0".to_vec();
    for part in [&identity.realm, &identity.station, KIND, user] {
        aad.extend_from_slice(&(part.len() as u64).to_be_bytes());
        aad.extend_from_slice(part.as_bytes());
    }
    for number in [params.memory_kib, params.passes, params.lanes] {
        aad.extend_from_slice(&number.to_be_bytes());
    }
    aad.extend_from_slice(salt);
    aad
}
