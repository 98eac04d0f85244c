//! The encrypted database of a folder: one writer, a few readers, opened by the data key.

mod connect;
#[cfg(test)]
mod full;
mod migrate;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub(crate) use connect::{connect, is_whole, key_text};
pub use migrate::VERSION;
pub(crate) use migrate::{bring_forward, migrate};

use crate::error::StoreError;
use crate::folder;
use crate::journal::Journal;
use crate::key::Dek;

/// Readers kept open between uses; more may be open at once.
const READERS_KEPT: usize = 4;

/// Most memory of the writer's pages, in SQLite's way of saying KiB: what one step of a drain changes fits, so that no
/// page is enciphered and written twice for one commit.
const WRITER_CACHE_KIB: i64 = -8 * 1024;

/// One folder's database and journal. Cheap to clone; safe to use from any thread.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

pub(crate) struct Inner {
    dir: PathBuf,
    dek: Dek,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    journal: Journal,
    /// Nothing where the whole folder is held alone already.
    _presence: Option<File>,
}

impl Store {
    /// Makes an empty database in `dir`.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where there is one; [`StoreError::JournalFound`] where only its journal is left;
    /// [`StoreError::WrongKey`] where the folder's slots hold
    /// another key; the disk's own.
    pub fn create(dir: &Path, dek: &Dek) -> Result<Self, StoreError> {
        folder::make(dir)?;
        let path = dir.join(folder::DATABASE);
        if path.try_exists()? {
            return Err(StoreError::Exists);
        }
        if !crate::journal::files(dir)?.is_empty() {
            return Err(StoreError::JournalFound);
        }
        folder::bind_key(dir, dek)?;
        let fresh = dir.join("zongchuang.db.new");
        make_file(&fresh, dek)?;
        std::fs::rename(&fresh, &path)?;
        folder::sync_dir(dir)?;
        Self::open(dir, dek)
    }

    /// Opens the folder's database and brings it forward to [`VERSION`], atomically. Never deletes anything.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::WrongKey`], [`StoreError::TooNew`], [`StoreError::Damaged`],
    /// [`StoreError::Busy`], [`StoreError::DiskFull`], the disk's own.
    pub fn open(dir: &Path, dek: &Dek) -> Result<Self, StoreError> {
        let path = dir.join(folder::DATABASE);
        if !path.try_exists()? {
            return Err(StoreError::Missing);
        }
        let presence = folder::presence(dir)?;
        presence.lock_shared()?;
        Self::opened(dir, dek, Some(presence))
    }

    /// As [`Store::open`], for who holds the folder alone already.
    pub(crate) fn open_alone(dir: &Path, dek: &Dek) -> Result<Self, StoreError> {
        Self::opened(dir, dek, None)
    }

    fn opened(dir: &Path, dek: &Dek, presence: Option<File>) -> Result<Self, StoreError> {
        let path = dir.join(folder::DATABASE);
        let fits = folder::key_fits(dir, dek)?;
        if fits == Some(false) {
            return Err(StoreError::WrongKey);
        }
        let mut writer = connect(&path, dek).map_err(|error| match error {
            StoreError::Damaged { .. } if fits.is_none() => StoreError::WrongKey,
            other => other,
        })?;
        bring_forward(&mut writer)?;
        writer.pragma_update(None, "cache_size", WRITER_CACHE_KIB)?;
        if folder::is_suspect(dir)? {
            is_whole(&writer)?;
            folder::clear(dir)?;
        }
        let store = Self(Arc::new(Inner {
            dir: dir.into(),
            dek: dek.clone(),
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
            journal: Journal::new(dir, dek),
            _presence: presence,
        }));
        store.forget_lost_files()?;
        crate::rescue::catch_up(&store)?;
        Ok(store)
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.0.dir
    }

    /// Reads every page and every reference: for `zc doctor`, not for a start. May take long.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] with what is broken; [`StoreError::Busy`] while others read.
    pub fn check(&self) -> Result<(), StoreError> {
        let found = self.with_writer(|writer| is_whole(writer));
        if matches!(found, Err(StoreError::Damaged { .. })) {
            folder::suspect(&self.0.dir);
        }
        found
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.0.journal
    }

    /// Runs `work` in one immediate transaction on the writer: all of it, or nothing.
    pub(crate) fn write<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<rusqlite::Error>,
    {
        let mut writer = locked(&self.0.writer);
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// The writer itself, for work that makes its own transactions.
    pub(crate) fn with_writer<T>(&self, work: impl FnOnce(&mut Connection) -> T) -> T {
        work(&mut locked(&self.0.writer))
    }

    /// Runs `work` on a reader, beside the writer and other readers, on one snapshot.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = locked(&self.0.readers).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => {
                let reader = connect(&self.0.dir.join(folder::DATABASE), &self.0.dek)?;
                reader.pragma_update(None, "query_only", true)?;
                reader
            }
        };
        let done = {
            let snapshot = reader.transaction()?;
            work(&snapshot)
        };
        if matches!(done, Err(StoreError::Damaged { .. })) {
            folder::suspect(&self.0.dir);
        }
        let mut readers = locked(&self.0.readers);
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
        done
    }
}

impl Drop for Inner {
    /// The last handle leaves both halves alike, as far as the disk lets it; the next open does the rest.
    fn drop(&mut self) {
        let writer = self
            .writer
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        drop(crate::journal::sync_small(&self.journal, writer));
    }
}

/// A whole, migrated, closed database file at `path`; what stood there from an earlier attempt goes.
pub(crate) fn make_file(path: &Path, dek: &Dek) -> Result<(), StoreError> {
    for tail in ["", "-wal", "-shm", "-journal"] {
        match std::fs::remove_file(folder::beside(path, tail)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    folder::private().open(path)?.sync_all()?;
    let mut connection = connect(path, dek)?;
    migrate(&mut connection)?;
    close(connection)
}

/// Closes the last connection, so that everything is in the one file.
pub(crate) fn close(connection: Connection) -> Result<(), StoreError> {
    connection.close().map_err(|(_, error)| error.into())
}

/// A lock that a panicking thread left behind protects data whose transaction was rolled back: take it.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
