//! Where the folders lie: on the disk, or in memory.

use std::path::{Path, PathBuf};

use anyhow::Result;
use tempfile::TempDir;

const MEMORY: &str = "/dev/shm";

/// A new folder on the disk of the build.
pub fn disk() -> Result<TempDir> {
    let folder = root().join("target").join("bench");
    std::fs::create_dir_all(&folder)?;
    Ok(tempfile::tempdir_in(folder)?)
}

/// A new folder in memory, where this system has one.
pub fn memory() -> Result<Option<TempDir>> {
    if !Path::new(MEMORY).is_dir() {
        return Ok(None);
    }
    Ok(Some(tempfile::tempdir_in(MEMORY)?))
}

/// A folder that stays from run to run: for what takes long to make and is only read.
pub fn kept() -> Result<PathBuf> {
    let folder = root().join("target").join("bench").join("desks");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The repository.
pub fn root() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .canonicalize()
        .unwrap_or_else(|_| PathBuf::from("."))
}
