//! `keys.json`: `{format: 1, realm, station, incarnation, slots: [{kind, ..}]}`; byte strings are hex.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Identity, Params, SlotError, user_of};
use crate::folder;

const FORMAT: u32 = 1;
/// Far above any real file; a larger one is not ours.
const LARGEST: u64 = 4 << 20;

/// The file as written. Slots stay JSON so that a kind of a later version survives a rewrite.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SlotFile {
    format: u32,
    realm: String,
    station: String,
    pub(super) incarnation: Uuid,
    pub(super) slots: Vec<Value>,
}

/// A slot opened by a password.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PasswordSlot {
    pub(super) kind: String,
    pub(super) user: String,
    pub(super) argon2id: Params,
    #[serde(with = "hex::serde")]
    pub(super) salt: [u8; 32],
    /// Proves the password without opening the slot; says nothing more than the AEAD tag does.
    #[serde(with = "hex::serde")]
    pub(super) check: [u8; 32],
    #[serde(with = "hex::serde")]
    pub(super) nonce: [u8; 24],
    /// Data key (32 bytes), then the member's secret, encrypted.
    #[serde(with = "hex::serde")]
    pub(super) sealed: Vec<u8>,
}

impl PasswordSlot {
    pub(super) fn parse(value: &Value) -> Option<Self> {
        serde_json::from_value(value.clone()).ok()
    }
}

impl SlotFile {
    pub(super) fn new(identity: Identity) -> Self {
        let Identity {
            realm,
            station,
            incarnation,
        } = identity;
        Self {
            format: FORMAT,
            realm,
            station,
            incarnation,
            slots: Vec::new(),
        }
    }

    pub(super) fn read(dir: &Path) -> Result<Self, SlotError> {
        let path = dir.join(folder::KEYS);
        let size = match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(SlotError::Missing);
            }
            found => found?.len(),
        };
        if size > LARGEST {
            return Err(SlotError::Unreadable);
        }
        let file: Self =
            serde_json::from_slice(&fs::read(path)?).map_err(|_| SlotError::Unreadable)?;
        if file.format == FORMAT {
            Ok(file)
        } else {
            Err(SlotError::Unreadable)
        }
    }

    pub(super) fn write(&self, dir: &Path) -> Result<(), SlotError> {
        let text =
            serde_json::to_vec_pretty(self).expect("strings, numbers and arrays always make JSON");
        Ok(folder::write_whole(dir, folder::KEYS, &text)?)
    }

    pub(super) fn identity(&self) -> Identity {
        Identity {
            realm: self.realm.clone(),
            station: self.station.clone(),
            incarnation: self.incarnation,
        }
    }

    pub(super) fn passwords(&self) -> impl Iterator<Item = PasswordSlot> {
        self.slots
            .iter()
            .filter(|value| user_of(value).is_some())
            .filter_map(PasswordSlot::parse)
    }

    pub(super) fn find(&self, user: &str) -> Option<(usize, &Value)> {
        self.slots
            .iter()
            .enumerate()
            .find(|(_, value)| user_of(value) == Some(user))
    }

    pub(super) fn push(&mut self, slot: &PasswordSlot) {
        self.slots.push(as_json(slot));
    }

    pub(super) fn set(&mut self, at: usize, slot: &PasswordSlot) {
        self.slots[at] = as_json(slot);
    }
}

fn as_json(slot: &PasswordSlot) -> Value {
    serde_json::to_value(slot).expect("strings and numbers always make JSON")
}
