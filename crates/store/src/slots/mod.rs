//! Key slots: the folder's data key, wrapped once per enrolled member and for the realm's recovery key, like a disk
//! encrypter's.
//!
//! `keys.json` is not secret. A member's slot holds their signing secret and an opening secret behind the password; the
//! data key is wrapped for the opening key, so that it can be replaced while the member is away ([`crate::rotation`]).
//! Realm, station, member and cost are authenticated with it, and who may read is authenticated by the data key
//! itself. A slot kind this version does not know is kept as it is.

mod file;
mod lock;
mod member;
mod recovery;
mod rotate;
mod wrapped;

use std::path::{Path, PathBuf};

use rand::CryptoRng;
use uuid::Uuid;
use zeroize::Zeroizing;

pub use lock::{Factor, Params, Unlock};

use crate::error::StoreError;
use crate::folder;
use crate::key::Dek;
use file::{MemberSlot, SlotFile};
use member::{make, open_slot, owner};

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
    /// The key that is to replace it, where a rotation was begun: see [`crate::rotation`].
    pub next: Option<Dek>,
    /// The member's own signing secret.
    pub member_secret: Zeroizing<Vec<u8>>,
    /// The slot is of an older format: [`Slots::change_password`] with the same password renews it.
    pub old: bool,
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
    /// The password is right; the keystore's half is absent or another.
    #[error("the keystore does not have the slot's second factor")]
    Factor,
    /// The slot or the roster is not what was written: realm, station or content was altered.
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
    /// A slot of format 1 cannot be wrapped anew without its password.
    #[error("a slot of an older format must be opened once first")]
    Old,
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
        let mut slots = Self {
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
        self.file.users().map(str::to_owned).collect()
    }

    /// Adds a member's slot; with a second factor where `unlock` has one.
    ///
    /// # Errors
    /// [`SlotError::UserExists`], [`SlotError::OtherKey`], [`SlotError::Tampered`], [`SlotError::Weak`],
    /// [`SlotError::TooCostly`], or the disk's own.
    pub fn add<'a>(
        &mut self,
        user: &str,
        unlock: impl Into<Unlock<'a>>,
        dek: &Dek,
        member_secret: &[u8],
        params: &Params,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SlotError> {
        let member = (user, unlock.into(), member_secret);
        self.put(member, dek, params, rng, |file| {
            match file.find(user).is_some() {
                true => Err(SlotError::UserExists),
                false => Ok(()),
            }
        })
    }

    /// As [`Slots::add`], in place of the slot the member has, if any: for who opened the folder by the recovery key.
    ///
    /// # Errors
    /// Those of [`Slots::add`] but [`SlotError::UserExists`].
    pub fn replace<'a>(
        &mut self,
        user: &str,
        unlock: impl Into<Unlock<'a>>,
        dek: &Dek,
        member_secret: &[u8],
        params: &Params,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SlotError> {
        let member = (user, unlock.into(), member_secret);
        self.put(member, dek, params, rng, |file| {
            file.slots
                .retain(|value| file::user_of(value) != Some(user));
            Ok(())
        })
    }

    /// A member's slot, made outside the turn at the file, as its derivation takes long; `room` makes room for it.
    fn put(
        &mut self,
        (user, unlock, secret): (&str, Unlock<'_>, &[u8]),
        dek: &Dek,
        params: &Params,
        rng: &mut impl CryptoRng,
        room: impl FnOnce(&mut SlotFile) -> Result<(), SlotError>,
    ) -> Result<(), SlotError> {
        self.bound_to(dek)?;
        let slot = make(&self.identity(), user, unlock, dek, secret, params, rng)?;
        self.change(|file| {
            wrapped::check(file, dek)?;
            room(file)?;
            file.slots.push(file::as_json(&slot));
            file.roster = Some(wrapped::roster(file, dek)?);
            Ok(())
        })
    }

    /// Whether a member's slot asks for the half of its key that the system's keystore holds; not where they have none.
    #[must_use]
    pub fn needs_factor(&self, user: &str) -> bool {
        let slot = self.file.find(user).map(|(_, value)| value);
        slot.and_then(|value| value.get("factor")?.as_bool()) == Some(true)
    }

    /// Opens a member's slot. Takes as long as its Argon2id cost says; call it off the window's thread.
    ///
    /// # Errors
    /// [`SlotError::UnknownUser`], [`SlotError::WrongPassword`], [`SlotError::Factor`], [`SlotError::Tampered`],
    /// [`SlotError::Weak`], [`SlotError::TooCostly`].
    pub fn open<'a>(&self, user: &str, unlock: impl Into<Unlock<'a>>) -> Result<Opened, SlotError> {
        let (_, value) = self.file.find(user).ok_or(SlotError::UnknownUser)?;
        open_slot(&self.identity(), value, unlock.into())
    }

    /// Locks a member's secrets anew under another password, and another factor or none. The data key stays, and so
    /// does the database.
    ///
    /// # Errors
    /// Those of [`Slots::open`] for the old password, then those of [`Slots::add`].
    pub fn change_password<'a>(
        &mut self,
        user: &str,
        old: impl Into<Unlock<'a>>,
        new: impl Into<Unlock<'a>>,
        params: &Params,
        rng: &mut impl CryptoRng,
    ) -> Result<(), SlotError> {
        let identity = self.identity();
        let (_, value) = self.file.find(user).ok_or(SlotError::UnknownUser)?;
        let (old, new) = (old.into(), new.into());
        let opened = open_slot(&identity, value, old)?;
        let slot = match file::kind_of(value) {
            Some(file::MEMBER) => {
                let slot: MemberSlot = file::parse(value)?;
                let owner = owner(&identity, file::MEMBER, user);
                let (opening, signing) = lock::open(owner, &slot.locked, old)?;
                let locked = lock::lock(owner, new, (&opening, &signing), params, rng)?;
                MemberSlot { locked, ..slot }
            }
            _ => make(
                &identity,
                user,
                new,
                &opened.dek,
                &opened.member_secret,
                params,
                rng,
            )?,
        };
        self.change(|file| {
            let (at, _) = file.find(user).ok_or(SlotError::UnknownUser)?;
            wrapped::check(file, &opened.dek)?;
            file.slots[at] = file::as_json(&slot);
            file.roster = Some(wrapped::roster(file, &opened.dek)?);
            Ok(())
        })
    }

    /// Destroys a member's slot. Who was in once may have kept the data key: it is to be replaced, and
    /// [`Slots::must_rotate`] says so until it is.
    ///
    /// # Errors
    /// [`SlotError::UnknownUser`]; [`SlotError::Last`] for the only one; [`SlotError::OtherKey`];
    /// [`SlotError::Tampered`].
    pub fn remove(&mut self, user: &str, dek: &Dek) -> Result<(), SlotError> {
        self.bound_to(dek)?;
        self.change(|file| {
            let (at, _) = file.find(user).ok_or(SlotError::UnknownUser)?;
            if file.users().count() == 1 {
                return Err(SlotError::Last);
            }
            wrapped::check(file, dek)?;
            file.slots.remove(at);
            file.roster = Some(wrapped::roster(file, dek)?);
            file.rotate = true;
            Ok(())
        })
    }

    /// Whether a member was taken out since the data key was made.
    #[must_use]
    pub fn must_rotate(&self) -> bool {
        self.file.rotate
    }

    /// Writes a new incarnation; see [`crate::Store::begin_incarnation`] for the log's side.
    ///
    /// # Errors
    /// The disk's own.
    pub fn begin_incarnation(&mut self, incarnation: Uuid) -> Result<(), SlotError> {
        self.change(|file| {
            file.incarnation = incarnation;
            Ok(())
        })
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    fn bound_to(&self, dek: &Dek) -> Result<(), SlotError> {
        folder::bind_key(&self.dir, dek).map_err(|error| match error {
            StoreError::WrongKey => SlotError::OtherKey,
            other => SlotError::Disk(other),
        })
    }

    /// Reads the file again, changes it and writes it whole, one process at a time.
    fn change<T>(
        &mut self,
        change: impl FnOnce(&mut SlotFile) -> Result<T, SlotError>,
    ) -> Result<T, SlotError> {
        let turn = folder::lock_file(&self.dir.join("keys.lock"))?;
        turn.lock()?;
        let mut next = SlotFile::read(&self.dir)?;
        let done = change(&mut next)?;
        next.write(&self.dir)?;
        self.file = next;
        Ok(done)
    }
}
