//! Clearing a folder that is no station any more. The key slots go first: from then on nothing opens what is left, and
//! a clearing that was cut off is ended by the next one.

use std::fs;
use std::io;
use std::path::Path;

use crate::error::StoreError;
use crate::folder;
use crate::lock;

/// Stands while a clearing is under way.
const MARK: &str = "clearing";
/// What a station leaves in its folder, by the beginning of its name; the window's own lock and the practice city stay.
const LEFT: [&str; 8] = [
    "keys.",
    "key.check",
    "zongchuang.db",
    "journal",
    "enrolled",
    "unfinished-",
    "phone",
    "sync.lock",
];

/// Takes everything of the station away. Whether anything unsent is left is the caller's question, asked before.
///
/// # Errors
/// [`StoreError::Busy`] while any store of this folder is open; the disk's own, and the next call goes on.
pub fn clear(dir: &Path) -> Result<(), StoreError> {
    let _presence = lock::alone(dir)?;
    folder::write_whole(dir, MARK, b"")?;
    absent(fs::remove_file(dir.join(folder::KEYS)))?;
    folder::sync_dir(dir)?;
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let ours = name.is_some_and(|name| LEFT.iter().any(|left| name.starts_with(left)));
        if ours && path.is_dir() {
            absent(fs::remove_dir_all(&path))?;
        } else if ours {
            absent(fs::remove_file(&path))?;
        }
    }
    absent(fs::remove_file(dir.join(MARK)))?;
    Ok(folder::sync_dir(dir)?)
}

/// Ends a clearing that was cut off; whether there was one.
///
/// # Errors
/// As [`clear`].
pub fn end_clearing(dir: &Path) -> Result<bool, StoreError> {
    let begun = dir.join(MARK).try_exists()?;
    if begun {
        clear(dir)?;
    }
    Ok(begun)
}

fn absent(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
