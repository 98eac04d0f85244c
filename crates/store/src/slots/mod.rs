//! Key slots: the folder's data key, wrapped once per enrolled member, like a disk encrypter's.
//!
//! `keys.json` is not secret: each slot is opened by its member's password only, and realm, station, member
//! and cost are authenticated with it. A slot kind this version does not know (a recovery key, say) is kept
//! as it is.

mod file;
mod wrap;

use std::path::{Path, PathBuf};

use rand::CryptoRng;
use serde_json::Value;
use uuid::Uuid;
use zeroize::Zeroizing;

pub use wrap::Params;

use crate::error::StoreError;
use crate::folder;
use crate::key::Dek;
use file::{PasswordSlot, SlotFile};

/// Whose folder this is. Realm and station are fixed at enrolment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The realm (practice, or a city) that every signed byte and slot names.
    pub realm: String,
    /// The terminal's id.
    pub station: String,
    /// The installation: new whenever the folder is created, restored or copied.
    pub incarnation: Uuid,
}

/// What a password opened.
pub struct Opened {
    /// The folder's data key.
    pub dek: Dek,
    /// The member's own signing secret.
    pub member_secret: Zeroizing<Vec<u8>>,
}

/// Why a slot did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum SlotError {
    /// The folder has no slot file.
    #[error("the folder has no key slots")]
    Missing,
    /// The folder has a slot file already.
    #[error("the folder already has key slots")]
    Exists,
    /// No slot of this member.
    #[error("the member has no slot here")]
    UnknownUser,
    /// The member has a slot already; change its password instead.
    #[error("the member already has a slot here")]
    UserExists,
    /// The password does not open the slot.
    #[error("the password is wrong")]
    WrongPassword,
    /// The password is right and the slot is not what was written: realm, station or content was altered.
    #[error("the slot has been altered")]
    Tampered,
    /// The derivation is weaker than 64 MiB, 3 passes, 1 lane: refused unread.
    #[error("the slot's password derivation is too weak")]
    Weak,
    /// The derivation would take more than this program spends: refused unread.
    #[error("the slot's password derivation is too costly")]
    TooCostly,
    /// The last slot stays, or what is unsent could never be read again.
    #[error("the last slot cannot be removed")]
    Last,
    /// The key is not this folder's.
    #[error("the key is not this folder's")]
    OtherKey,
    /// The file is not of a version this program knows, or cannot be read.
    #[error("the slot file cannot be read")]
    Unreadable,
    /// The disk.
    #[error(transparent)]
    Disk(StoreError),
}

impl From<std::io::Error> for SlotError {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error.into())
    }
}

/// The slot file of one folder.
#[derive(Debug)]
pub struct Slots {
    dir: PathBuf,
    file: SlotFile,
}

impl Slots {
    /// Makes the folder (0700) and an empty slot file (0600) in it.
    ///
    /// # Errors
    /// [`SlotError::Exists`] where there is one, or the disk's own.
    pub fn create(dir: &Path, identity: Identity) -> Result<Self, SlotError> {
        folder::make(dir)?;
        if dir.join(folder::KEYS).try_exists()? {
            return Err(SlotError::Exists);
        }
        let slots = Self {
            dir: dir.into(),
            file: SlotFile::new(identity),
        };
        slots.file.write(dir)?;
        Ok(slots)
    }

    /// Reads the folder's slot file; no slot is opened.
    ///
    /// # Errors
    /// [`SlotError::Missing`], [`SlotError::Unreadable`], or the disk's own.
    pub fn load(dir: &Path) -> Result<Self, SlotError> {
        Ok(Self {
            dir: dir.into(),
            file: SlotFile::read(dir)?,
        })
    }

    /// Whose folder this is, as the file says; proved only when a slot opens.
    #[must_use]
    pub fn identity(&self) -> Identity {
        self.file.identity()
    }

    /// The members with a slot, in the order they were added.
    #[must_use]
    pub fn users(&self) -> Vec<String> {
        self.file.passwords().map(|slot| slot.user).collect()
    }

    /// Adds a member's slot.
    ///
    /// # Errors
    /// [`SlotError::UserExists`], [`SlotError::OtherKey`], [`SlotError::Weak`], [`SlotError::TooCostly`], or
    /// the disk's own.
    pub fn add(
        &mut self,
        user: &str,
        password: &str,
        dek: &Dek,
        member_secret: &[u8],
        params: &Params,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SlotError> {
        if self.file.find(user).is_some() {
            return Err(SlotError::UserExists);
        }
        folder::bind_key(&self.dir, dek).map_err(|error| match error {
            StoreError::WrongKey => SlotError::OtherKey,
            other => SlotError::Disk(other),
        })?;
        let slot = wrap::wrap(
            &self.file.identity(),
            user,
            password,
            dek,
            member_secret,
            params,
            rng,
        )?;
        let mut next = self.file.clone();
        next.push(&slot);
        self.replace(next)
    }

    /// Opens a member's slot. Takes as long as its Argon2id cost says; call it off the window's thread.
    ///
    /// # Errors
    /// [`SlotError::UnknownUser`], [`SlotError::WrongPassword`], [`SlotError::Tampered`],
    /// [`SlotError::Weak`], [`SlotError::TooCostly`].
    pub fn open(&self, user: &str, password: &str) -> Result<Opened, SlotError> {
        let (_, slot) = self.slot(user)?;
        wrap::unwrap(&self.file.identity(), &slot, password)
    }

    /// Wraps a member's slot anew under another password.
    ///
    /// # Errors
    /// Those of [`Slots::open`] for the old password, then those of [`Slots::add`].
    pub fn change_password(
        &mut self,
        user: &str,
        old: &str,
        new: &str,
        params: &Params,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SlotError> {
        let (at, slot) = self.slot(user)?;
        let identity = self.file.identity();
        let opened = wrap::unwrap(&identity, &slot, old)?;
        let slot = wrap::wrap(
            &identity,
            user,
            new,
            &opened.dek,
            &opened.member_secret,
            params,
            rng,
        )?;
        let mut next = self.file.clone();
        next.set(at, &slot);
        self.replace(next)
    }

    /// Destroys a member's slot.
    ///
    /// # Errors
    /// [`SlotError::UnknownUser`]; [`SlotError::Last`] for the only one.
    pub fn remove(&mut self, user: &str) -> Result<(), SlotError> {
        let (at, _) = self.file.find(user).ok_or(SlotError::UnknownUser)?;
        if self.file.passwords().count() == 1 {
            return Err(SlotError::Last);
        }
        let mut next = self.file.clone();
        next.slots.remove(at);
        self.replace(next)
    }

    /// Writes a new incarnation; see [`crate::Store::begin_incarnation`] for the log's side.
    ///
    /// # Errors
    /// The disk's own.
    pub fn begin_incarnation(&mut self, incarnation: Uuid) -> Result<(), SlotError> {
        let mut next = self.file.clone();
        next.incarnation = incarnation;
        self.replace(next)
    }

    fn slot(&self, user: &str) -> Result<(usize, PasswordSlot), SlotError> {
        let (at, value) = self.file.find(user).ok_or(SlotError::UnknownUser)?;
        let slot = PasswordSlot::parse(value).ok_or(SlotError::Unreadable)?;
        Ok((at, slot))
    }

    fn replace(&mut self, next: SlotFile) -> Result<(), SlotError> {
        next.write(&self.dir)?;
        self.file = next;
        Ok(())
    }
}

/// The user a slot value names, whatever else is in it.
fn user_of(value: &Value) -> Option<&str> {
    (value.get("kind")?.as_str()? == wrap::KIND).then(|| value.get("user")?.as_str())?
}
