//! Drafts: work nobody has signed yet. They survive everything but a discard.

use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::database::Store;
use crate::error::StoreError;
use crate::row;

/// One draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Becomes the case's id.
    pub id: Uuid,
    /// The member who goes on with it.
    pub owner: String,
    /// The caller's own encoding; opaque here.
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
    /// When it was last saved, ms since the Unix epoch.
    pub updated_ms: i64,
}

impl Draft {
    /// In the order of `draft_id, owner, body, updated_ms`.
    pub(crate) fn from_row(found: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row::uuid(found, 0)?,
            owner: found.get(1)?,
            body: found.get(2)?,
            updated_ms: found.get(3)?,
        })
    }
}

impl Store {
    /// Saves a draft, in place of its earlier state.
    ///
    /// # Errors
    /// The store's own.
    pub fn draft_put(&self, draft: &Draft) -> Result<(), StoreError> {
        self.write(|db| {
            db.prepare_cached(
                "INSERT INTO draft (draft_id, owner, body, updated_ms) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (draft_id) DO UPDATE SET owner = excluded.owner, body = excluded.body,
                     updated_ms = excluded.updated_ms, journal_no = NULL",
            )?
            .execute(params![
                draft.id.as_bytes(),
                draft.owner,
                draft.body,
                draft.updated_ms
            ])?;
            Ok(())
        })
    }

    /// One draft.
    ///
    /// # Errors
    /// The store's own.
    pub fn draft_get(&self, id: Uuid) -> Result<Option<Draft>, StoreError> {
        self.read(|db| {
            let mut select = db.prepare_cached(
                "SELECT draft_id, owner, body, updated_ms FROM draft WHERE draft_id = ?1",
            )?;
            Ok(select
                .query_row([id.as_bytes()], Draft::from_row)
                .optional()?)
        })
    }

    /// Drafts, the last saved first: one member's, or all.
    ///
    /// # Errors
    /// The store's own.
    pub fn drafts(&self, owner: Option<&str>) -> Result<Vec<Draft>, StoreError> {
        self.read(|db| {
            let mut select = db.prepare_cached(
                "SELECT draft_id, owner, body, updated_ms FROM draft WHERE ?1 IS NULL OR owner = ?1
                 ORDER BY updated_ms DESC, draft_id DESC",
            )?;
            let found = select.query_map([owner], Draft::from_row)?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Gives a draft to another member.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] where there is no such draft.
    pub fn draft_hand_over(&self, id: Uuid, to: &str) -> Result<(), StoreError> {
        self.write(|db| {
            let changed = db.execute(
                "UPDATE draft SET owner = ?2, journal_no = NULL WHERE draft_id = ?1",
                params![id.as_bytes(), to],
            )?;
            row::one(changed, "draft")
        })
    }

    /// Throws a draft away, with the attachments that no act names.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] where there is no such draft.
    pub fn draft_discard(&self, id: Uuid) -> Result<(), StoreError> {
        self.write(|db| {
            let changed = db.execute("DELETE FROM draft WHERE draft_id = ?1", [id.as_bytes()])?;
            row::one(changed, "draft")?;
            db.execute(
                "DELETE FROM attachment WHERE case_id = ?1 AND NOT EXISTS (
                     SELECT 1 FROM act_attachment named
                     WHERE named.case_id = attachment.case_id AND named.hash = attachment.hash)",
                [id.as_bytes()],
            )?;
            Ok(())
        })
    }
}
