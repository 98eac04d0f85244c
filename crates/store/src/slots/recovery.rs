//! The slots of the realm's recovery keys.

use rand::CryptoRng;
use seal::{PublicKey, WRAP_ALG, WrapSecret};

use super::file::{self, RecoverySlot, Wrapped};
use super::member::keys;
use super::{SlotError, Slots, wrapped};
use crate::key::Dek;

impl Slots {
    /// Wraps the data key for exactly these recovery keys, which come from the trust list and nowhere else.
    ///
    /// # Errors
    /// [`SlotError::OtherKey`], [`SlotError::Tampered`], or the disk's own.
    pub fn set_recovery(
        &mut self,
        keys: &[PublicKey],
        dek: &Dek,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SlotError> {
        let wanted: Vec<[u8; 32]> = keys
            .iter()
            .filter(|key| key.alg() == WRAP_ALG)
            .filter_map(|key| key.bytes().try_into().ok())
            .collect();
        if self.recovery_keys() == wanted {
            return Ok(());
        }
        self.bound_to(dek)?;
        let identity = self.identity();
        self.change(|file| {
            wrapped::check(file, dek)?;
            file.slots
                .retain(|value| !matches!(wrapped::of(value), Ok(Some((file::RECOVERY, ..)))));
            for public in &wanted {
                let place = wrapped::place(&identity, file::RECOVERY, &hex::encode(public));
                let slot = RecoverySlot {
                    kind: file::RECOVERY.into(),
                    wrapped: Wrapped {
                        public: *public,
                        key: wrapped::wrap(public, &place, dek, rng)?,
                        next: None,
                    },
                };
                file.slots.push(file::as_json(&slot));
            }
            file.roster = Some(wrapped::roster(file, dek)?);
            Ok(())
        })
    }

    /// Opens the folder with the secret half of a recovery key: the data key, and the one that is to replace it where
    /// a rotation was begun.
    ///
    /// # Errors
    /// [`SlotError::UnknownUser`] where no slot is for this key; [`SlotError::Tampered`].
    pub fn recover(&self, secret: &WrapSecret) -> Result<(Dek, Option<Dek>), SlotError> {
        let public = secret.public();
        for value in &self.file.slots {
            let Some((file::RECOVERY, name, wrapped)) = wrapped::of(value)? else {
                continue;
            };
            if wrapped.public[..] == *public.bytes() {
                let place = wrapped::place(&self.identity(), file::RECOVERY, &name);
                return keys(secret, &place, &wrapped);
            }
        }
        Err(SlotError::UnknownUser)
    }

    fn recovery_keys(&self) -> Vec<[u8; 32]> {
        let found = self
            .file
            .slots
            .iter()
            .filter_map(|value| wrapped::of(value).ok()?);
        found
            .filter(|(kind, ..)| *kind == file::RECOVERY)
            .map(|(_, _, wrapped)| wrapped.public)
            .collect()
    }
}
