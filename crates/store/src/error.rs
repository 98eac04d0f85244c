//! What can go wrong with the folder. No variant carries personal data, a password or a key.

use std::io;

use rusqlite::ErrorCode;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder has no database: create one, or rebuild it from the journal.
    #[error("the folder has no database")]
    Missing,
    /// `create` found a database already there.
    #[error("the folder already has a database")]
    Exists,
    /// The database is gone and its journal is here: rebuild, or what is unsent would be left behind.
    #[error("the folder has a journal and no database")]
    JournalFound,
    /// The data key does not open this folder (or the file was never an encrypted database).
    #[error("the key does not open this database")]
    WrongKey,
    /// A newer program wrote this database; nothing was touched.
    #[error("the database is of version {found}, this program knows {known}")]
    TooNew {
        /// The version in the file.
        found: u32,
        /// The newest version this program can read.
        known: u32,
    },
    /// The file cannot be read as what it was. Nothing was deleted; see [`crate::rescue::rebuild`].
    #[error("the database is damaged: {what}")]
    Damaged {
        /// What was found broken.
        what: &'static str,
    },
    /// A rebuild was asked for a database that is whole.
    #[error("the database is not damaged")]
    NotDamaged,
    /// No room on the disk; what was saved before stays saved.
    #[error("the disk is full")]
    DiskFull,
    /// The folder or the disk takes no writes; what was saved before stays saved.
    #[error("the folder cannot be written")]
    ReadOnly,
    /// Another program held the database for too long.
    #[error("the database is in use")]
    Busy,
    /// No such row.
    #[error("there is no such {what}")]
    Unknown {
        /// The kind of row.
        what: &'static str,
    },
    /// A stored value does not have the shape this version writes.
    #[error("a stored {what} cannot be read")]
    Unreadable {
        /// The kind of value.
        what: &'static str,
    },
    /// The content was erased here after the backend had it in a backup; it comes from there.
    #[error("the content was erased here")]
    Erased,
    /// A value that this store does not take.
    #[error("{what}")]
    Refused {
        /// The rule that was broken.
        what: &'static str,
    },
    /// The file system failed.
    #[error("the disk failed: {0}")]
    Io(io::Error),
    /// The database failed in a way that no screen acts on.
    #[error("the database failed: {0}")]
    Sql(rusqlite::Error),
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Io(error),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { what: "a page" },
            Some(ErrorCode::NotADatabase) => Self::Damaged { what: "the file" },
            _ => Self::Sql(error),
        }
    }
}

/// Why an append did not happen. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum AppendError<E> {
    /// The caller's own refusal, as its closure gave it.
    #[error("the act was not built")]
    Build(E),
    /// A command with this reference was answered before: this is that answer.
    #[error("the command was answered before")]
    Answered(Vec<u8>),
    /// An act of this station has used this one-time code.
    #[error("the code has been used")]
    CodeUsed,
    /// The acts do not continue the origin's log (sequence, previous hash, or hash of the bytes).
    #[error("the acts do not continue the origin's log")]
    NotContinuous,
    /// An act names an attachment that its case does not have.
    #[error("the case has no such attachment")]
    AttachmentMissing([u8; 32]),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<E> From<rusqlite::Error> for AppendError<E> {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
