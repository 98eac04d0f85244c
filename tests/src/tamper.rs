//! Somebody who has a member's password and alters a data folder behind the program's back.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use store::slots::Slots;

/// What is done to the log.
#[derive(Debug, Clone, Copy)]
pub enum Tampering {
    /// A payload says something else.
    Payload,
    /// A byte of a signed act: the last one, another than it was.
    Bytes,
    /// What a list shows of an act, beside its bytes.
    Column,
    /// The acknowledgement of another act.
    Ack,
    /// A byte of an attachment.
    File,
    /// An act in the middle is gone.
    Deletion,
    /// Two acts have changed places.
    Order,
    /// The last acts are gone.
    Tail,
    /// The last acts are gone, and the head of the log says so, too.
    TailAndHead,
}

impl Tampering {
    fn statements(self) -> &'static str {
        match self {
            Self::Payload => {
                "UPDATE act SET payload = CAST(payload || x'00' AS BLOB) WHERE kind = 'received' AND turn IS NOT NULL"
            }
            Self::Bytes => {
                "UPDATE act SET bytes = CAST(substr(bytes, 1, length(bytes) - 1)
                     || iif(substr(bytes, -1) = x'00', x'01', x'00') AS BLOB)
                 WHERE kind = 'received' AND turn IS NOT NULL"
            }
            Self::Column => {
                "UPDATE act SET actor = '0999' WHERE kind = 'received' AND turn IS NOT NULL"
            }
            Self::Ack => {
                "UPDATE act SET ack = (SELECT other.ack FROM act other
                     WHERE other.ack IS NOT NULL AND other.act_id <> act.act_id LIMIT 1)
                 WHERE kind = 'received' AND turn IS NOT NULL"
            }
            Self::File => {
                "UPDATE attachment_chunk SET content = CAST(substr(content, 1, length(content) - 1)
                     || iif(substr(content, -1) = x'00', x'01', x'00') AS BLOB)"
            }
            Self::Deletion => {
                "DELETE FROM act WHERE turn = 1 AND seq = 3; DELETE FROM queue WHERE act_id NOT IN (SELECT act_id FROM act)"
            }
            Self::Order => {
                "UPDATE act SET seq = 1000 WHERE turn = 1 AND seq = 2;
                 UPDATE act SET seq = 2 WHERE turn = 1 AND seq = 3;
                 UPDATE act SET seq = 3 WHERE turn = 1 AND seq = 1000"
            }
            Self::Tail => {
                "DELETE FROM act WHERE turn = 1 AND seq > 3; DELETE FROM queue WHERE act_id NOT IN (SELECT act_id FROM act)"
            }
            Self::TailAndHead => {
                "DELETE FROM act WHERE turn = 1 AND seq > 3; DELETE FROM queue WHERE act_id NOT IN (SELECT act_id FROM act);
                 UPDATE origin SET next_seq = 4, prev = (SELECT hash FROM act WHERE turn = 1 AND seq = 3)"
            }
        }
    }
}

/// Does it, with the key that the practice clerk's password opens.
///
/// # Panics
/// When the folder cannot be opened.
pub fn tamper(dir: &Path, user: &str, how: Tampering) {
    let slots = Slots::load(dir).expect("a station");
    let opened = slots
        .open(user, format!("practice-{user}").as_str())
        .expect("the practice password");
    let mut key = String::new();
    for byte in opened.dek.bytes() {
        write!(key, "{byte:02x}").expect("a string takes text");
    }
    let database = Connection::open(dir.join("zongchuang.db")).expect("a database");
    database
        .execute_batch(&format!(
            "PRAGMA key = \"x'{key}'\"; PRAGMA foreign_keys = OFF; {}",
            how.statements()
        ))
        .expect("the statements hold");
}

/// A copy of a folder, as a backup or a second station would have it.
///
/// # Panics
/// When a file cannot be copied.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

/// Every value of every table of a station, as text.
///
/// # Panics
/// When the database does not open with this key.
#[must_use]
pub fn plaintext(station: &Path, dek: &store::Dek) -> String {
    let key: String = dek
        .bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let database = Connection::open(station.join("zongchuang.db")).expect("a database that opens");
    database
        .execute_batch(&format!("PRAGMA key = \"x'{key}'\""))
        .expect("a database that opens");
    let mut names = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
        .expect("a database that opens");
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))
        .expect("a database that opens")
        .map(|name| name.expect("a name"))
        .collect();
    assert!(names.iter().any(|name| name == "draft"), "{names:?}");
    let mut all = String::new();
    for name in names {
        let mut rows = database
            .prepare(&format!("SELECT * FROM {name}"))
            .expect("a database that opens");
        let columns = rows.column_count();
        let mut rows = rows.query([]).expect("a database that opens");
        while let Some(row) = rows.next().expect("a database that opens") {
            for at in 0..columns {
                match row.get_ref(at).expect("a database that opens") {
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                        all.push_str(&String::from_utf8_lossy(bytes));
                    }
                    _ => {}
                }
            }
        }
    }
    all
}
