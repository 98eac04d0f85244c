//! The one file: SQLCipher, its key beside it.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use rand::Rng as _;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};

use crate::log::double;
use crate::server::StartError;

pub(crate) const KEY_FILE: &str = "practice.key";
pub(crate) const FILE: &str = "practice.db";
/// How long a dying server is waited for.
const BUSY: Duration = Duration::from_secs(5);

/// `EXCLUSIVE`: one server a folder, and no shared-memory file. `FULL`: a commit returns after the disk has it. 16 MiB
/// of pages: the log's indexes are written to everywhere, and a page that is not held is deciphered again.
const SETTINGS: &str = "
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA cache_size = -16384;
";

/// From each version to the next.
const STEPS: [&str; 5] = [
    include_str!("v1.sql"),
    include_str!("v2.sql"),
    include_str!("v3.sql"),
    include_str!("v4.sql"),
    include_str!("v5.sql"),
];

/// The version that began to remember who asked for what.
const ASKED: i64 = 5;

/// Opens the folder's database, or makes it.
pub(crate) fn open(folder: &Path) -> Result<Connection, StartError> {
    fs::create_dir_all(folder)?;
    let key = key(folder)?;
    let mut connection = Connection::open(folder.join(FILE))?;
    connection.busy_timeout(BUSY)?;
    unlock(&connection, &key)?;
    connection.execute_batch(SETTINGS)?;
    connection.set_prepared_statement_cache_capacity(64);
    let start = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let version: i64 = start.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let steps = STEPS.get(usize::try_from(version).unwrap_or(usize::MAX)..);
    for step in steps.ok_or(StartError::Newer)? {
        start.execute_batch(step)?;
    }
    if version < ASKED {
        double::recall(&start)?;
    }
    start.commit()?;
    Ok(connection)
}

/// Tries until the cipher is given up on; each takes some microseconds.
const TRIES: u32 = 100_000;

/// Gives the raw key. Its statement holds the key, so an error of it is not passed on. In the moment in which another
/// thread opens the first database of this process, the cipher is not there yet and takes no key: it is asked again.
pub(crate) fn unlock(connection: &Connection, key: &[u8; 32]) -> Result<(), StartError> {
    // The cipher's own log goes to standard error; what it found comes back as an error anyway.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let mut statement = "PRAGMA key = \"x'".to_owned();
    for byte in key {
        write!(statement, "{byte:02x}").map_err(|_| StartError::Key)?;
    }
    statement.push_str("'\";");
    for _ in 0..TRIES {
        if connection.execute_batch(&statement).is_ok() {
            return Ok(());
        }
        std::thread::yield_now();
    }
    Err(StartError::Key)
}

/// The folder's key; made where there is none.
pub(crate) fn key(folder: &Path) -> Result<[u8; 32], StartError> {
    let path = folder.join(KEY_FILE);
    if !path.exists() {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        write_key(&path, &bytes)?;
    }
    read_key(&path)
}

/// A key: 32 bytes.
pub(crate) fn read_key(path: &Path) -> Result<[u8; 32], StartError> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(33).read_to_end(&mut bytes)?;
    bytes.try_into().map_err(|_| StartError::Key)
}

/// Readable by its owner only, and written whole under another name first: half a key would lock the folder for ever.
pub(crate) fn write_key(path: &Path, bytes: &[u8; 32]) -> Result<(), StartError> {
    let fresh = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    Ok(())
}

/// A value of `meta`.
pub(crate) fn meta(tx: &Transaction<'_>, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    tx.prepare_cached("SELECT value FROM meta WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()
}

/// Sets a value of `meta`.
pub(crate) fn put_meta(tx: &Transaction<'_>, name: &str, value: &[u8]) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO meta (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute(rusqlite::params![name, value])
    .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::STEPS;

    #[test]
    fn every_table_stands_in_the_dictionary() {
        let page = include_str!("../../../../docs/city.md");
        let made: Vec<&str> = STEPS
            .iter()
            .flat_map(|step| step.split("CREATE TABLE ").skip(1))
            .filter_map(|rest| rest.split_whitespace().next())
            .collect();
        assert!(made.len() > 20, "{made:?}");
        for table in &made {
            assert!(
                page.contains(&format!("| `{table}` |")),
                "{table} is not in docs/city.md"
            );
        }
        let rows = page.split("## Tables").nth(1).unwrap_or_default();
        let listed = rows.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(listed, made.len(), "a table is gone");
    }
}
