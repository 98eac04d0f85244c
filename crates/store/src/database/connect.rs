//! One connection: the key first, then what every connection must be told.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::key::Dek;

/// How long a connection waits for another process's transaction.
const BUSY: Duration = Duration::from_secs(15);

/// FULL: a commit returns after the WAL is on the disk. The WAL goes into the file at 16 MiB: pages that are written
/// again and again are copied once. The rest keeps deleted rows, temporary tables and
/// foreign schemas from becoming plaintext or code.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA wal_autocheckpoint = 4000;
";

/// Opens an existing file with the key.
///
/// A wrong key and a broken first page look alike here: both are [`StoreError::Damaged`].
pub(crate) fn connect(path: &Path, dek: &Dek) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    unlock(&connection, dek)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
        row.get::<_, i64>(0)
    })?;
    connection.execute_batch(SETTINGS)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Tries until the cipher is given up on; each takes some microseconds.
const TRIES: u32 = 100_000;

/// Gives the raw key. Its statement holds the key, so an error of it is not passed on.
///
/// SQLite says that it is ready a moment before its cipher is (`sqlite3_initialize` leaves its lock before
/// `SQLITE_EXTRA_INIT` runs): a thread that opens the second database of a process in that moment is refused, whatever
/// the key, and asks again.
fn unlock(connection: &Connection, dek: &Dek) -> Result<(), StoreError> {
    // The cipher's own log goes to standard error; what it found comes back as an error anyway.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let mut statement = Zeroizing::new(String::with_capacity(96));
    statement.push_str("PRAGMA key = \"x'");
    statement.push_str(&key_text(dek));
    statement.push_str("'\";");
    until_taken(|| connection.execute_batch(&statement))
}

/// A key is never refused for being the wrong one: that shows at the first page that is read.
fn until_taken(mut give: impl FnMut() -> rusqlite::Result<()>) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        if give().is_ok() {
            return Ok(());
        }
        std::thread::yield_now();
    }
    Err(StoreError::Refused {
        what: "the cipher takes no key",
    })
}

/// The raw key in hexadecimal.
pub(crate) fn key_text(dek: &Dek) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(64));
    for byte in dek.bytes() {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
    }
    text
}

/// Reads every page's authentication, then every row and reference.
///
/// Pages are read past the write-ahead log, so that is brought in first: a page that a power cut tore while it was
/// being copied is whole in the log, and no damage.
pub(crate) fn is_whole(connection: &Connection) -> Result<(), StoreError> {
    let busy: bool =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Err(StoreError::Busy);
    }
    let broken_pages = connection
        .prepare("PRAGMA cipher_integrity_check")?
        .exists([])?;
    if broken_pages {
        return Err(StoreError::Damaged { what: "a page" });
    }
    let verdict: String =
        connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(StoreError::Damaged {
            what: "an index or a table",
        });
    }
    if connection.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(StoreError::Damaged {
            what: "a reference between tables",
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{TRIES, until_taken};
    use crate::error::StoreError;

    #[test]
    fn a_cipher_that_is_not_there_yet_is_asked_again() {
        let mut asked = 0;
        let given = until_taken(|| {
            asked += 1;
            if asked < 3 {
                return Err(rusqlite::Error::InvalidQuery);
            }
            Ok(())
        });
        assert!(given.is_ok());
        assert_eq!(asked, 3);
    }

    #[test]
    fn a_cipher_that_never_comes_is_told_and_is_no_wrong_key() {
        let mut asked = 0;
        let given = until_taken(|| {
            asked += 1;
            Err(rusqlite::Error::InvalidQuery)
        });
        assert!(
            matches!(given, Err(StoreError::Refused { .. })),
            "{given:?}"
        );
        assert_eq!(asked, TRIES);
    }
}
