//! What a folder holds, read without a server: for tests and for whoever has to prove it. Nothing is written.

use std::path::Path;

use rusqlite::{Connection, Row, params};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::database;
use crate::server::StartError;

/// The database of a backend that does not run: it has one owner.
pub struct Evidence {
    connection: Connection,
}

/// One row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// Place in the log.
    pub position: u64,
    /// SHA-256 of `bytes`.
    pub hash: [u8; 32],
    /// The signed act.
    pub bytes: Vec<u8>,
    /// Salt of its payload hash.
    pub salt: Vec<u8>,
    /// Its payload.
    pub payload: Vec<u8>,
    /// Its case, if it has one and was proved.
    pub case: Option<Uuid>,
    /// Its kind.
    pub kind: String,
    /// Who made it; none where that was never proved.
    pub terminal: Option<String>,
    /// The life of its origin.
    pub incarnation: Option<Uuid>,
    /// Its place in its origin's log.
    pub seq: Option<u64>,
    /// `durable`, `contested`, `rejected`.
    pub verdict: String,
}

/// One whole upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The case it was uploaded for.
    pub case: Uuid,
    /// As it was announced.
    pub hash: [u8; 32],
    /// As it was announced, bytes.
    pub length: u64,
    /// SHA-256 of what is there, computed now.
    pub found: [u8; 32],
    /// Bytes that are there.
    pub stored: u64,
}

impl Evidence {
    /// Opens the folder's database.
    ///
    /// # Errors
    /// The folder or its key.
    pub fn open(folder: &Path) -> Result<Self, StartError> {
        let connection = database::open(folder)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(Self { connection })
    }

    /// The log in its order.
    ///
    /// # Errors
    /// The database's.
    pub fn log(&self) -> Result<Vec<Logged>, StartError> {
        let mut select = self.connection.prepare(
            "SELECT position, hash, bytes, salt, payload, case_id, kind, terminal, seq, verdict,
                    incarnation
             FROM log ORDER BY position",
        )?;
        let found = select.query_map([], logged)?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// Acts that were kept beside the log because another one has their place.
    ///
    /// # Errors
    /// The database's.
    pub fn forks(&self) -> Result<u64, StartError> {
        let count = self
            .connection
            .query_row("SELECT count(*) FROM forks", [], |row| row.get::<_, i64>(0))?;
        Ok(count.unsigned_abs())
    }

    /// Every upload that is whole, its content hashed as it is there.
    ///
    /// # Errors
    /// The database's.
    pub fn uploads(&self) -> Result<Vec<Upload>, StartError> {
        let mut select = self
            .connection
            .prepare("SELECT id, case_id, hash, length FROM uploads WHERE whole = 1")?;
        let found = select.query_map([], |row| {
            Ok((row.get(0)?, uuid(row, 1)?, row.get(2)?, row.get(3)?))
        })?;
        let rows = found.collect::<rusqlite::Result<Vec<(String, Uuid, [u8; 32], i64)>>>()?;
        rows.into_iter()
            .map(|(id, case, hash, length)| {
                let (found, stored) = self.content(&id)?;
                Ok(Upload {
                    case,
                    hash,
                    length: length.unsigned_abs(),
                    found,
                    stored,
                })
            })
            .collect()
    }

    fn content(&self, id: &str) -> rusqlite::Result<([u8; 32], u64)> {
        let mut select = self
            .connection
            .prepare_cached("SELECT bytes FROM chunks WHERE upload = ?1 ORDER BY at")?;
        let mut rows = select.query(params![id])?;
        let (mut sum, mut stored) = (Sha256::new(), 0u64);
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(0)?.as_blob()?;
            sum.update(bytes);
            stored += bytes.len() as u64;
        }
        Ok((sum.finalize().into(), stored))
    }
}

fn logged(row: &Row<'_>) -> rusqlite::Result<Logged> {
    let id = |at| -> rusqlite::Result<Option<Uuid>> {
        let bytes: Option<Vec<u8>> = row.get(at)?;
        Ok(bytes.and_then(|bytes| Uuid::from_slice(&bytes).ok()))
    };
    Ok(Logged {
        position: row.get::<_, i64>(0)?.unsigned_abs(),
        hash: row.get(1)?,
        bytes: row.get(2)?,
        salt: row.get(3)?,
        payload: row.get(4)?,
        case: id(5)?,
        kind: row.get(6)?,
        terminal: row.get(7)?,
        seq: row.get::<_, Option<i64>>(8)?.map(i64::unsigned_abs),
        verdict: row.get(9)?,
        incarnation: id(10)?,
    })
}

fn uuid(row: &Row<'_>, at: usize) -> rusqlite::Result<Uuid> {
    let bytes: Vec<u8> = row.get(at)?;
    Uuid::from_slice(&bytes).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, 0))
}
