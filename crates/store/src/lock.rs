//! One draining process at a time: the window and `zc` share a folder, not a round.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::Duration;

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

/// A program that is being started holds what its parent has open for the moment between fork and exec: a lock that
/// nobody wants any more may look taken so long.
const MOMENTS: u32 = 40;
const MOMENT: Duration = Duration::from_millis(25);

/// The folder for this caller alone: no store of it is open, here or in another process.
///
/// # Errors
/// [`StoreError::Busy`] where it stays in use for a second; [`StoreError::Io`].
pub(crate) fn alone(dir: &Path) -> Result<File, StoreError> {
    let presence = folder::presence(dir)?;
    for _ in 0..MOMENTS {
        match presence.try_lock() {
            Ok(()) => return Ok(presence),
            Err(TryLockError::WouldBlock) => thread::sleep(MOMENT),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
    Err(StoreError::Busy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_that_is_given_back_in_a_moment_is_waited_for_and_one_that_is_kept_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let kept = alone(dir.path()).unwrap();
        assert!(matches!(alone(dir.path()), Err(StoreError::Busy)));
        let path = dir.path().to_owned();
        let waiting = thread::spawn(move || alone(&path).is_ok());
        drop(kept);
        assert!(waiting.join().unwrap());
    }
}
