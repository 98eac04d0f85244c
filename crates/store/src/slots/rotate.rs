//! The slots' part of replacing the data key: both keys stand in every slot until the folder is converted.

use rand::CryptoRng;
use serde_json::Value;

use super::file;
use super::{SlotError, Slots, wrapped};
use crate::key::Dek;

impl Slots {
    /// Wraps a fresh data key beside the present one in every slot and answers it. Durable when this returns.
    ///
    /// # Errors
    /// [`SlotError::Old`] where a slot of format 1 is left; [`SlotError::Tampered`]; the disk's own.
    pub(crate) fn begin_rotation(
        &mut self,
        dek: &Dek,
        rng: &mut impl CryptoRng,
    ) -> Result<Dek, SlotError> {
        let next = Dek::generate(rng);
        let identity = self.identity();
        self.change(|file| {
            wrapped::check(file, dek)?;
            for value in &mut file.slots {
                if file::kind_of(value) == Some(file::PASSWORD) {
                    return Err(SlotError::Old);
                }
                let Some((kind, name, slot)) = wrapped::of(value)? else {
                    continue;
                };
                let place = wrapped::place(&identity, kind, &name);
                let key = wrapped::wrap(&slot.public, &place, &next, rng)?;
                value["next"] = Value::String(hex::encode(key));
            }
            Ok(())
        })?;
        Ok(next)
    }

    /// The new key takes the old one's place in every slot; the old one is nowhere any more.
    ///
    /// # Errors
    /// [`SlotError::Tampered`] where a slot does not have the new key; the disk's own.
    pub(crate) fn end_rotation(&mut self, dek: &Dek) -> Result<(), SlotError> {
        self.change(|file| {
            for value in &mut file.slots {
                if wrapped::of(value)?.is_none() {
                    continue;
                }
                let slot = value.as_object_mut().ok_or(SlotError::Unreadable)?;
                let next = slot.remove("next").ok_or(SlotError::Tampered)?;
                slot.insert("key".into(), next);
            }
            file.roster = Some(wrapped::roster(file, dek)?);
            file.rotate = false;
            Ok(())
        })
    }
}
