//! One member's slot: made, and opened.

use rand::CryptoRng;
use seal::WrapSecret;
use serde_json::Value;

use super::file::{self, MemberSlot, PasswordSlot, Wrapped};
use super::lock::{self, Owner};
use super::{Identity, Opened, Params, SlotError, Unlock, wrapped};
use crate::key::Dek;

pub(super) fn owner<'a>(identity: &'a Identity, kind: &'a str, user: &'a str) -> Owner<'a> {
    Owner {
        identity,
        kind,
        user,
    }
}

pub(super) fn make(
    identity: &Identity,
    user: &str,
    unlock: Unlock<'_>,
    dek: &Dek,
    member_secret: &[u8],
    params: &Params,
    rng: &mut impl CryptoRng,
) -> Result<MemberSlot, SlotError> {
    let opening = WrapSecret::generate(rng);
    let public: [u8; 32] = opening
        .public()
        .bytes()
        .try_into()
        .map_err(|_| SlotError::Unreadable)?;
    let place = wrapped::place(identity, file::MEMBER, user);
    let secrets = (opening.bytes(), member_secret);
    let owner = owner(identity, file::MEMBER, user);
    Ok(MemberSlot {
        kind: file::MEMBER.into(),
        user: user.into(),
        locked: lock::lock(owner, unlock, secrets, params, rng)?,
        wrapped: Wrapped {
            public,
            key: wrapped::wrap(&public, &place, dek, rng)?,
            next: None,
        },
    })
}

pub(super) fn open_slot(
    identity: &Identity,
    value: &Value,
    unlock: Unlock<'_>,
) -> Result<Opened, SlotError> {
    if file::kind_of(value) == Some(file::PASSWORD) {
        let slot: PasswordSlot = file::parse(value)?;
        let owner = owner(identity, file::PASSWORD, &slot.user);
        let (dek, member_secret) = lock::open(owner, &slot.locked, unlock)?;
        return Ok(Opened {
            dek: Dek::new(*dek),
            next: None,
            member_secret,
            old: true,
        });
    }
    let slot: MemberSlot = file::parse(value)?;
    let owner = owner(identity, file::MEMBER, &slot.user);
    let (opening, member_secret) = lock::open(owner, &slot.locked, unlock)?;
    let opening = WrapSecret::from_bytes(opening.as_slice()).ok_or(SlotError::Tampered)?;
    let place = wrapped::place(identity, file::MEMBER, &slot.user);
    let (dek, next) = keys(&opening, &place, &slot.wrapped)?;
    Ok(Opened {
        dek,
        next,
        member_secret,
        old: false,
    })
}

/// The data key and the one that is to replace it.
pub(super) fn keys(
    secret: &WrapSecret,
    place: &[u8],
    wrapped: &Wrapped,
) -> Result<(Dek, Option<Dek>), SlotError> {
    let dek = wrapped::unwrap(secret, place, &wrapped.key)?;
    let next = wrapped.next.as_ref();
    let next = next.map(|key| wrapped::unwrap(secret, place, key));
    Ok((dek, next.transpose()?))
}
