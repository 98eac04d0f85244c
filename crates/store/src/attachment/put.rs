//! Taking a file in: chunk by chunk under a row without a hash, which the last transaction names.
//!
//! The writer is never held while the source is read, so a slow USB stick stops nobody's save.

use std::io::{self, Read};

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Attachment, CHUNK, find};
use crate::database::Store;
use crate::error::StoreError;
use crate::row;

/// Chunks to one transaction: 4 MiB, the most of a file that is in memory at once.
const BATCH: usize = 16;
/// A file that stopped coming in a day ago is not coming any more.
const ABANDONED_MS: i64 = 24 * 60 * 60 * 1000;

impl Store {
    /// Streams a file into a case and returns what it is. The same content twice is one attachment.
    ///
    /// The case need not exist yet: a draft's id is its case's. If the reader or the disk fails, nothing
    /// of the file can be seen; its chunks go with a later put.
    ///
    /// # Errors
    /// [`StoreError::Io`] from the reader, [`StoreError::DiskFull`], the store's own.
    pub fn attachment_put(
        &self,
        case: Uuid,
        media_type: &str,
        name: Option<&str>,
        mut reader: impl Read,
        now_ms: i64,
    ) -> Result<Attachment, StoreError> {
        let staged = self.write(|db| stage(db, case, media_type, name, now_ms))?;
        crash::point(crash::Point::AttachmentStaged);
        let taken = self.take_in(staged, &mut reader);
        let named =
            taken.and_then(|(hash, bytes)| self.write(|db| name_it(db, staged, case, hash, bytes)));
        if named.is_err() {
            // Best effort: the first failure is the one to tell, and an abandoned row is swept later.
            drop(self.write(|db| unstage(db, staged)));
        }
        crash::point(crash::Point::AttachmentNamed);
        named
    }

    fn take_in(&self, staged: i64, reader: &mut impl Read) -> Result<([u8; 32], u64), StoreError> {
        let mut hasher = Sha256::new();
        let mut bytes = 0u64;
        let mut batch = vec![0; BATCH * CHUNK];
        loop {
            let filled = fill(reader, &mut batch)?;
            let part = &batch[..filled];
            hasher.update(part);
            if !part.is_empty() {
                self.write(|db| insert_chunks(db, staged, bytes / CHUNK as u64, part))?;
                crash::point(crash::Point::AttachmentChunked);
            }
            bytes += filled as u64;
            if filled < batch.len() {
                return Ok((hasher.finalize().into(), bytes));
            }
        }
    }
}

fn stage(
    db: &Connection,
    case: Uuid,
    media_type: &str,
    name: Option<&str>,
    now_ms: i64,
) -> Result<i64, StoreError> {
    db.execute(
        "DELETE FROM attachment WHERE hash IS NULL AND added_ms < ?1",
        [now_ms.saturating_sub(ABANDONED_MS)],
    )?;
    db.execute(
        "INSERT INTO attachment (case_id, hash, bytes, media_type, name, added_ms)
         VALUES (?1, NULL, 0, ?2, ?3, ?4)",
        params![case.as_bytes(), media_type, name, now_ms],
    )?;
    Ok(db.last_insert_rowid())
}

fn unstage(db: &Connection, staged: i64) -> Result<(), StoreError> {
    db.execute("DELETE FROM attachment WHERE attachment_id = ?1", [staged])?;
    Ok(())
}

fn insert_chunks(db: &Connection, staged: i64, first: u64, part: &[u8]) -> Result<(), StoreError> {
    let mut insert = db.prepare_cached(
        "INSERT INTO attachment_chunk (attachment_id, idx, content) VALUES (?1, ?2, ?3)",
    )?;
    for (idx, content) in (first..).zip(part.chunks(CHUNK)) {
        insert.execute(params![staged, row::int(idx)?, content])?;
    }
    Ok(())
}

/// The last transaction: the row becomes an attachment, unless the case has that content already.
fn name_it(
    db: &Connection,
    staged: i64,
    case: Uuid,
    hash: [u8; 32],
    bytes: u64,
) -> Result<Attachment, StoreError> {
    if let Some(known) = find(db, case, &hash)? {
        if known.erased_ms.is_some() {
            refill(db, staged, case, &hash)?;
        }
        unstage(db, staged)?;
        return find(db, case, &hash)?.ok_or(StoreError::Unknown { what: "attachment" });
    }
    db.execute(
        "UPDATE attachment SET hash = ?2, bytes = ?3 WHERE attachment_id = ?1",
        params![staged, hash, row::int(bytes)?],
    )?;
    find(db, case, &hash)?.ok_or(StoreError::Unknown { what: "attachment" })
}

/// Content that was erased here came in once more.
fn refill(db: &Connection, staged: i64, case: Uuid, hash: &[u8; 32]) -> Result<(), StoreError> {
    db.execute(
        "UPDATE attachment_chunk SET attachment_id =
             (SELECT attachment_id FROM attachment WHERE case_id = ?2 AND hash = ?3)
         WHERE attachment_id = ?1",
        params![staged, case.as_bytes(), hash],
    )?;
    db.execute(
        "UPDATE attachment SET erased_ms = NULL, journal_no = NULL WHERE case_id = ?1 AND hash = ?2",
        params![case.as_bytes(), hash],
    )?;
    Ok(())
}

/// Reads until `buffer` is full or the source ends.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
