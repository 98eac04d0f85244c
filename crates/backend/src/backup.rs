//! Backups of the folder's database, and the way back. A backup is a whole database under the folder's key; the key
//! lies beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, Transaction};

use crate::database::{self, FILE, KEY_FILE};
use crate::server::StartError;

/// The newest are kept.
const KEPT: usize = 10;
const PAGES_A_STEP: i32 = 1_000;

/// Copies what is committed to `backup-POSITION.db` in a folder, whole before it has that name.
pub(crate) fn write(
    from: &Connection,
    key: &[u8; 32],
    to: &Path,
    position: u64,
) -> Result<PathBuf, StartError> {
    fs::create_dir_all(to)?;
    let key_file = to.join(KEY_FILE);
    if !key_file.exists() {
        database::write_key(&key_file, key)?;
    }
    let fresh = to.join("backup.new");
    discard(&fresh)?;
    let mut copy = Connection::open(&fresh)?;
    database::unlock(&copy, key)?;
    Backup::new(from, &mut copy)?.run_to_completion(PAGES_A_STEP, Duration::ZERO, None)?;
    // As one file: nothing of it stands in a log beside it.
    copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    copy.close().map_err(|(_, error)| error)?;
    fs::File::open(&fresh)?.sync_all()?;
    let whole = to.join(format!("backup-{position:012}.db"));
    fs::rename(&fresh, &whole)?;
    thin(to)?;
    Ok(whole)
}

fn thin(folder: &Path) -> std::io::Result<()> {
    let mut held: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with("backup-") && name.ends_with(".db"))
        })
        .collect();
    held.sort();
    let many = held.len().saturating_sub(KEPT);
    held[..many].iter().try_for_each(fs::remove_file)
}

fn discard(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Puts a backup in the place of the folder's database; what stood there is set aside, never deleted. The backend
/// that starts on it begins a new life, and stations give back what it lacks.
///
/// # Errors
/// [`StartError::Database`] while a backend runs on the folder, or where the backup does not open with its key.
pub fn restore(backup: &Path, folder: &Path) -> Result<(), StartError> {
    fs::create_dir_all(folder)?;
    let places = [backup.with_file_name(KEY_FILE), folder.join(KEY_FILE)];
    let place = places.iter().find(|path| path.exists());
    let key = database::read_key(place.ok_or(StartError::Key)?)?;
    // Opens it as a backend would, and lets it go again: nobody else may hold the folder.
    let probe = Connection::open_with_flags(backup, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    database::unlock(&probe, &key)?;
    probe.query_row("SELECT count(*) FROM log", [], |_| Ok(()))?;
    drop(probe);
    let place = folder.join(FILE);
    if place.exists() {
        drop(database::open(folder)?);
        aside(folder)?;
    }
    let fresh = folder.join("practice.restoring");
    fs::copy(backup, &fresh)?;
    fs::File::open(&fresh)?.sync_all()?;
    if !folder.join(KEY_FILE).exists() {
        database::write_key(&folder.join(KEY_FILE), &key)?;
    }
    fs::rename(&fresh, &place)?;
    Ok(())
}

/// Renames the database with its log to the first free name.
fn aside(folder: &Path) -> std::io::Result<()> {
    let free = (1..u32::MAX).find(|n| !folder.join(format!("{FILE}.replaced-{n}")).exists());
    let n = free.ok_or(std::io::ErrorKind::StorageFull)?;
    for tail in ["-wal", ""] {
        let from = folder.join(format!("{FILE}{tail}"));
        if from.exists() {
            fs::rename(from, folder.join(format!("{FILE}.replaced-{n}{tail}")))?;
        }
    }
    Ok(())
}

/// The last position that stands in a backup.
pub(crate) fn mark(tx: &Transaction<'_>) -> rusqlite::Result<u64> {
    let bytes = database::meta(tx, "backed_up_to")?;
    let mark = bytes.and_then(|bytes| bytes.try_into().ok());
    Ok(mark.map_or(0, u64::from_be_bytes))
}

/// Moves it.
pub(crate) fn put_mark(tx: &Transaction<'_>, position: u64) -> rusqlite::Result<()> {
    database::put_meta(tx, "backed_up_to", &position.to_be_bytes())
}
