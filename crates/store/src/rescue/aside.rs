//! A damaged database keeps its bytes under another name.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::StoreError;
use crate::folder;

/// Gives the damaged database and its companions names of their own; the first free number.
pub(super) fn set_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let mut aside = PathBuf::new();
    for number in 1_u32.. {
        aside = folder::beside(path, &format!(".damaged-{number}"));
        if !aside.try_exists()? {
            break;
        }
    }
    for tail in ["-wal", "-shm"] {
        move_if_there(&folder::beside(path, tail), &folder::beside(&aside, tail))?;
    }
    fs::rename(path, &aside)?;
    Ok(aside)
}

/// A log left behind by a database that is gone must not be read into the new one: it is set aside as well.
pub(super) fn set_companions_aside(path: &Path) -> Result<(), StoreError> {
    for tail in ["-wal", "-shm"] {
        move_if_there(
            &folder::beside(path, tail),
            &folder::beside(path, &format!("{tail}.damaged")),
        )?;
    }
    Ok(())
}

fn move_if_there(from: &Path, to: &Path) -> Result<(), StoreError> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
