//! `keys.json`: `{format, realm, station, incarnation, slots: [{kind, ..}], roster, rotate}`; byte strings are hex.
//! Format 1 has slots of kind `password` only; 2 has kinds `member` and `recovery`, `roster` and `rotate`.

use std::fs;
use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Identity, Params, SlotError};
use crate::folder;

/// Written by this version; 1 is read too.
const FORMAT: u32 = 2;
/// Far above any real file; a larger one is not ours.
const LARGEST: u64 = 4 << 20;

/// The kind of format 1: data key and secret behind the password.
pub(super) const PASSWORD: &str = "password";
/// A member: their secrets behind the password, the data key wrapped for their opening key.
pub(super) const MEMBER: &str = "member";
/// The realm's recovery key.
pub(super) const RECOVERY: &str = "recovery";

/// The file as written. Slots stay JSON so that a kind of a later version survives a rewrite.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SlotFile {
    format: u32,
    realm: String,
    station: String,
    pub(super) incarnation: Uuid,
    pub(super) slots: Vec<Value>,
    /// Proves, to who holds the data key, that nobody else put a key among the slots.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "hex_or_none")]
    pub(super) roster: Option<[u8; 32]>,
    /// A member was taken out: the data key is to be replaced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) rotate: bool,
}

/// What opens with the password.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Locked {
    pub(super) argon2id: Params,
    #[serde(with = "hex::serde")]
    pub(super) salt: [u8; 32],
    /// Proves the password without opening the slot; says nothing more than the AEAD tag does.
    #[serde(with = "hex::serde")]
    pub(super) check: [u8; 32],
    #[serde(with = "hex::serde")]
    pub(super) nonce: [u8; 24],
    /// Two secrets behind one another, encrypted.
    #[serde(with = "hex::serde")]
    pub(super) sealed: Vec<u8>,
    /// The password alone does not open it: the system's keystore has the rest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) factor: bool,
}

/// A slot of format 1.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PasswordSlot {
    pub(super) kind: String,
    pub(super) user: String,
    #[serde(flatten)]
    pub(super) locked: Locked,
}

/// A data key wrapped for one reader.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Wrapped {
    /// X25519.
    #[serde(with = "hex::serde")]
    pub(super) public: [u8; 32],
    /// The folder's data key.
    #[serde(with = "hex::serde")]
    pub(super) key: Vec<u8>,
    /// The one that is to replace it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "bytes_or_none"
    )]
    pub(super) next: Option<Vec<u8>>,
}

/// A member's slot.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct MemberSlot {
    pub(super) kind: String,
    pub(super) user: String,
    #[serde(flatten)]
    pub(super) locked: Locked,
    #[serde(flatten)]
    pub(super) wrapped: Wrapped,
}

/// The slot of a recovery key of the realm.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RecoverySlot {
    pub(super) kind: String,
    #[serde(flatten)]
    pub(super) wrapped: Wrapped,
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
            roster: None,
            rotate: false,
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
        if (1..=FORMAT).contains(&file.format) {
            Ok(file)
        } else {
            Err(SlotError::Unreadable)
        }
    }

    pub(super) fn write(&mut self, dir: &Path) -> Result<(), SlotError> {
        self.format = FORMAT;
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

    /// Members with a slot of either kind.
    pub(super) fn users(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().filter_map(user_of)
    }

    /// The member's slot and its place.
    pub(super) fn find(&self, user: &str) -> Option<(usize, &Value)> {
        self.slots
            .iter()
            .enumerate()
            .find(|(_, value)| user_of(value) == Some(user))
    }
}

/// The user a slot value names, whatever else is in it.
pub(super) fn user_of(value: &Value) -> Option<&str> {
    [PASSWORD, MEMBER]
        .contains(&kind_of(value)?)
        .then(|| value.get("user")?.as_str())?
}

pub(super) fn kind_of(value: &Value) -> Option<&str> {
    value.get("kind")?.as_str()
}

pub(super) fn parse<T: DeserializeOwned>(value: &Value) -> Result<T, SlotError> {
    serde_json::from_value(value.clone()).map_err(|_| SlotError::Unreadable)
}

pub(super) fn as_json(slot: &impl Serialize) -> Value {
    serde_json::to_value(slot).expect("strings and numbers always make JSON")
}

mod hex_or_none {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        value: &Option<[u8; 32]>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        super::bytes_or_none::serialize(&value.map(Vec::from), serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<[u8; 32]>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| {
            let mut bytes = [0; 32];
            hex::decode_to_slice(text, &mut bytes).map_err(serde::de::Error::custom)?;
            Ok(bytes)
        })
        .transpose()
    }
}

mod bytes_or_none {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        value: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(bytes) => serializer.serialize_str(&hex::encode(bytes)),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| hex::decode(text).map_err(serde::de::Error::custom))
            .transpose()
    }
}
