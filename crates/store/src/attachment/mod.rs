//! Attachments: the files of a case, in chunks, streamed in and out; never whole in memory.
//!
//! Content is shared by hash within one case only, so that nobody can learn from a hash what another case
//! holds.

mod put;
mod upload;

use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::database::Store;
use crate::error::StoreError;
use crate::row;

/// Length of every chunk but the last, bytes.
pub const CHUNK: usize = 256 * 1024;

/// One attachment of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// SHA-256 of the content.
    pub hash: [u8; 32],
    /// Length of the content.
    pub bytes: u64,
    /// Its media type.
    pub media_type: String,
    /// Its name as the clerk saw it.
    pub name: Option<String>,
    /// When it was added, ms since the Unix epoch.
    pub added_ms: i64,
    /// Where its resumable upload goes on, once created.
    pub upload_url: Option<String>,
    /// How much of it the backend has, bytes.
    pub upload_offset: u64,
    /// Whether the backend has all of it.
    pub stored: bool,
    /// When its content was erased here, ms since the Unix epoch; the backend has it.
    pub erased_ms: Option<i64>,
}

macro_rules! columns {
    () => {
        "hash, bytes, media_type, name, added_ms, upload_url, upload_offset, stored, erased_ms"
    };
}

impl Attachment {
    fn from_row(found: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            hash: found.get(0)?,
            bytes: row::count(found, 1)?,
            media_type: found.get(2)?,
            name: found.get(3)?,
            added_ms: found.get(4)?,
            upload_url: found.get(5)?,
            upload_offset: row::count(found, 6)?,
            stored: found.get(7)?,
            erased_ms: found.get(8)?,
        })
    }
}

pub(crate) fn find(
    db: &Connection,
    case: Uuid,
    hash: &[u8; 32],
) -> Result<Option<Attachment>, StoreError> {
    let mut select = db.prepare_cached(concat!(
        "SELECT ",
        columns!(),
        " FROM attachment WHERE case_id = ?1 AND hash = ?2"
    ))?;
    Ok(select
        .query_row(params![case.as_bytes(), hash], Attachment::from_row)
        .optional()?)
}

impl Store {
    /// The attachments of a case, in the order they were added.
    ///
    /// # Errors
    /// The store's own.
    pub fn attachments(&self, case: Uuid) -> Result<Vec<Attachment>, StoreError> {
        self.read(|db| {
            let mut select = db.prepare_cached(concat!(
                "SELECT ",
                columns!(),
                " FROM attachment WHERE case_id = ?1 AND hash IS NOT NULL ORDER BY attachment_id"
            ))?;
            let found = select.query_map([case.as_bytes()], Attachment::from_row)?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// One attachment of a case.
    ///
    /// # Errors
    /// The store's own.
    pub fn attachment(
        &self,
        case: Uuid,
        hash: &[u8; 32],
    ) -> Result<Option<Attachment>, StoreError> {
        self.read(|db| find(db, case, hash))
    }

    /// At most `len` bytes of the content from `offset`; fewer only at its end, none behind it.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] where the case has no such attachment; [`StoreError::Erased`].
    pub fn attachment_read(
        &self,
        case: Uuid,
        hash: &[u8; 32],
        offset: u64,
        len: usize,
    ) -> Result<Vec<u8>, StoreError> {
        self.read(|db| {
            let found = find(db, case, hash)?.ok_or(StoreError::Unknown { what: "attachment" })?;
            if found.erased_ms.is_some() {
                return Err(StoreError::Erased);
            }
            let end = offset.saturating_add(len as u64).min(found.bytes);
            if offset >= end {
                return Ok(Vec::new());
            }
            let content = chunks(
                db,
                case,
                hash,
                offset / CHUNK as u64,
                (end - 1) / CHUNK as u64,
            )?;
            let skip = (offset % CHUNK as u64) as usize;
            let wanted = skip..skip + (end - offset) as usize;
            let part = content.get(wanted).ok_or(StoreError::Damaged {
                what: "an attachment",
            })?;
            Ok(part.to_vec())
        })
    }
}

/// The chunks `first..=last`, joined.
fn chunks(
    db: &Connection,
    case: Uuid,
    hash: &[u8; 32],
    first: u64,
    last: u64,
) -> Result<Vec<u8>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT chunk.content FROM attachment_chunk chunk JOIN attachment USING (attachment_id)
         WHERE case_id = ?1 AND hash = ?2 AND idx BETWEEN ?3 AND ?4 ORDER BY idx",
    )?;
    let mut found = select.query(params![
        case.as_bytes(),
        hash,
        row::int(first)?,
        row::int(last)?
    ])?;
    let mut content = Vec::new();
    while let Some(chunk) = found.next()? {
        content.extend_from_slice(chunk.get_ref(0)?.as_blob().map_err(|_| {
            StoreError::Unreadable {
                what: "attachment chunk",
            }
        })?);
    }
    Ok(content)
}
