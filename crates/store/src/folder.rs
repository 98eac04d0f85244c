//! The data folder: names, rights, and writing a small file so that a power cut leaves the old or the new.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::StoreError;
use crate::key::Dek;

pub(crate) const DATABASE: &str = "zongchuang.db";
pub(crate) const KEYS: &str = "keys.json";
pub(crate) const JOURNAL: &str = "journal";
const KEY_CHECK: &str = "key.check";
const SUSPECT: &str = "zongchuang.db.suspect";

/// Leaves a note that the database was found damaged, so that the next start looks at all of it.
pub(crate) fn suspect(dir: &Path) {
    // The finding itself is told; a disk that takes no note has told worse.
    drop(private().open(dir.join(SUSPECT)));
}

/// Whether there is such a note.
pub(crate) fn is_suspect(dir: &Path) -> io::Result<bool> {
    dir.join(SUSPECT).try_exists()
}

/// The database is whole, or another one.
pub(crate) fn clear(dir: &Path) -> io::Result<()> {
    match fs::remove_file(dir.join(SUSPECT)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes the folder, readable by its owner only where the system knows rights; one that was there already is closed
/// to others.
pub(crate) fn make(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(dir)?;
    close_to_others(dir)
}

#[cfg(unix)]
fn close_to_others(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn close_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Options for a new file that only its owner reads.
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// Opens or makes a file that exists only to be locked.
pub(crate) fn lock_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Locked in common by every open store, and alone by a rebuild.
pub(crate) fn presence(dir: &Path) -> io::Result<File> {
    lock_file(&dir.join("open.lock"))
}

/// Writes `content` under `name`: temporary file, sync, rename, sync of the folder.
pub(crate) fn write_whole(dir: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    let temporary = dir.join(format!("{name}.new"));
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = private().open(&temporary)?;
    file.write_all(content)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&temporary, dir.join(name))?;
    sync_dir(dir)
}

/// Makes renames and new names in `dir` durable. Windows does that with the file itself.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(dir)?.sync_all()
    } else {
        Ok(())
    }
}

/// Whether `dek` is the folder's key: `None` where the folder has not been told yet.
///
/// `key.check` holds a one-way image of the random key. It lets a wrong key and a damaged file be told
/// apart, so that a mistyped key can never lead to a rebuild.
pub(crate) fn key_fits(dir: &Path, dek: &Dek) -> io::Result<Option<bool>> {
    match fs::read(dir.join(KEY_CHECK)) {
        Ok(kept) => Ok(Some(kept == dek.derive("check").as_slice())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Binds the folder to `dek`, or refuses one that is not its key.
pub(crate) fn bind_key(dir: &Path, dek: &Dek) -> Result<(), StoreError> {
    match key_fits(dir, dek)? {
        Some(true) => Ok(()),
        Some(false) => Err(StoreError::WrongKey),
        None => Ok(write_whole(dir, KEY_CHECK, dek.derive("check").as_slice())?),
    }
}

/// Binds the folder to another key: the last thing that tells which key is meant.
pub(crate) fn rebind_key(dir: &Path, dek: &Dek) -> io::Result<()> {
    write_whole(dir, KEY_CHECK, dek.derive("check").as_slice())
}

/// `path` with `tail` behind its name: SQLite's own way of naming companions.
pub(crate) fn beside(path: &Path, tail: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(tail);
    name.into()
}
