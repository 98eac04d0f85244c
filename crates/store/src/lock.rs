//! One draining process at a time: the window and `zc` share a folder, not a round.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::error::StoreError;
use crate::folder;

/// Held while this process drains; the system frees it when the process ends, however it ends.
#[derive(Debug)]
pub struct SyncLock(#[expect(dead_code, reason = "the open file is the lock")] File);

/// Takes the folder's drain lock, or `None` where another process has it.
///
/// # Errors
/// [`StoreError::Io`] where the lock file cannot be made.
pub fn sync_lock(dir: &Path) -> Result<Option<SyncLock>, StoreError> {
    let file = folder::lock_file(&dir.join("sync.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(SyncLock(file))),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}
