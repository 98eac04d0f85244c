use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::disk;
use crate::fault::Outcome;

/// The file under another name until it is whole. An existing file is never overwritten.
pub(super) struct Partial {
    pub(super) file: File,
    path: PathBuf,
}

impl Partial {
    pub(super) fn begin(path: &Path) -> Outcome<Self> {
        if path.exists() {
            return Err(disk(&io::ErrorKind::AlreadyExists.into()));
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", Uuid::new_v4().simple()));
        let path = path.with_file_name(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).map_err(|error| disk(&error))?;
        Ok(Self { file, path })
    }

    pub(super) fn end(self, path: &Path) -> Outcome<()> {
        let linked = if path.exists() {
            Err(io::ErrorKind::AlreadyExists.into())
        } else {
            fs::rename(&self.path, path)
        };
        linked.map_err(|error| disk(&error))
    }
}

impl Drop for Partial {
    /// What was not ended is nothing; after the end there is no such file.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}
