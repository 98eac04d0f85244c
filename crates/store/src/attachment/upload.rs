//! How far the backend has an attachment, and letting go of one that nobody named.

use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::database::Store;
use crate::error::StoreError;
use crate::row;

impl Store {
    /// Keeps where the resumable upload stands. `None` forgets the upload: it starts anew.
    ///
    /// # Errors
    /// [`StoreError::Unknown`]; [`StoreError::Refused`] for an offset behind the content's end.
    pub fn attachment_progress(
        &self,
        case: Uuid,
        hash: &[u8; 32],
        upload_url: Option<&str>,
        offset: u64,
    ) -> Result<(), StoreError> {
        let offset = row::int(offset)?;
        self.write(|db| {
            let known =
                super::find(db, case, hash)?.ok_or(StoreError::Unknown { what: "attachment" })?;
            if row::int(known.bytes)? < offset {
                return Err(StoreError::Refused {
                    what: "an upload cannot be longer than its file",
                });
            }
            db.prepare_cached(
                "UPDATE attachment SET upload_url = ?3, upload_offset = ?4
                 WHERE case_id = ?1 AND hash = ?2",
            )?
            .execute(params![case.as_bytes(), hash, upload_url, offset])?;
            Ok(())
        })
    }

    /// The backend has all of it: acts that waited for this file alone become ready.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] where the case has no such attachment.
    pub fn attachment_stored(&self, case: Uuid, hash: &[u8; 32]) -> Result<(), StoreError> {
        self.write(|db| {
            let changed = db.execute(
                "UPDATE attachment SET stored = 1, upload_offset = bytes WHERE case_id = ?1 AND hash = ?2",
                params![case.as_bytes(), hash],
            )?;
            row::one(changed, "attachment")?;
            db.execute(
                "UPDATE queue SET state = 'ready' WHERE state = 'files'
                   AND act_id IN (SELECT act_id FROM act_attachment WHERE case_id = ?1 AND hash = ?2)
                   AND NOT EXISTS (
                     SELECT 1 FROM act_attachment named
                     LEFT JOIN attachment file ON file.case_id = named.case_id AND file.hash = named.hash
                     WHERE named.act_id = queue.act_id AND file.stored IS NOT 1)",
                params![case.as_bytes(), hash],
            )?;
            Ok(())
        })
    }

    /// The backend has lost it: it is uploaded again, and acts on their way to be sent wait for it.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] where the case has no such attachment.
    pub fn attachment_missing(&self, case: Uuid, hash: &[u8; 32]) -> Result<(), StoreError> {
        self.write(|db| {
            let changed = db.execute(
                "UPDATE attachment SET stored = 0, upload_url = NULL, upload_offset = 0
                 WHERE case_id = ?1 AND hash = ?2",
                params![case.as_bytes(), hash],
            )?;
            row::one(changed, "attachment")?;
            db.execute(
                "UPDATE queue SET state = 'files' WHERE state IN ('ready', 'sending')
                   AND act_id IN (SELECT act_id FROM act_attachment WHERE case_id = ?1 AND hash = ?2)",
                params![case.as_bytes(), hash],
            )?;
            Ok(())
        })
    }

    /// Lets go of an attachment that no act names (a page scanned again).
    ///
    /// # Errors
    /// [`StoreError::Unknown`]; [`StoreError::Refused`] where an act names it.
    pub fn attachment_forget(&self, case: Uuid, hash: &[u8; 32]) -> Result<(), StoreError> {
        self.write(|db| {
            if is_named(db, case, hash)? {
                return Err(StoreError::Refused {
                    what: "an act names this attachment",
                });
            }
            let changed = db.execute(
                "DELETE FROM attachment WHERE case_id = ?1 AND hash = ?2",
                params![case.as_bytes(), hash],
            )?;
            row::one(changed, "attachment")
        })
    }
}

fn is_named(db: &Connection, case: Uuid, hash: &[u8; 32]) -> Result<bool, StoreError> {
    let mut select =
        db.prepare_cached("SELECT 1 FROM act_attachment WHERE case_id = ?1 AND hash = ?2")?;
    Ok(select.exists(params![case.as_bytes(), hash])?)
}
