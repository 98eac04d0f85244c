//! Cases that went out of the view of this station's posts. The mark stands under `case.left.ID` in `meta`: unlike a
//! column of the summary it survives a rebuild from the journal. An emptied mark says that the case came back.

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::database::Store;
use crate::error::StoreError;

/// SQL: the mark of `casefile`, while it says that the case is out of view.
macro_rules! left {
    () => {
        "SELECT CAST(CAST(meta.value AS TEXT) AS INTEGER) FROM meta
         WHERE meta.key = 'case.left.' || lower(hex(casefile.case_id)) AND length(meta.value) > 0"
    };
}
pub(crate) use left;

/// SQL: `casefile` is listed: it is in view, or an own act of it is not settled yet.
macro_rules! listed {
    () => {
        concat!(
            "(NOT EXISTS (",
            $crate::case::left!(),
            ") OR EXISTS (SELECT 1 FROM act own JOIN queue USING (act_id)
                WHERE own.case_id = casefile.case_id AND queue.ended_by IS NULL AND queue.state <> 'durable'))"
        )
    };
}
pub(crate) use listed;

fn key(case: Uuid) -> String {
    format!("case.left.{}", case.simple())
}

/// Notes that a case that is here went out of view; the first word counts.
pub(crate) fn leave(db: &Connection, case: Uuid, at_ms: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO meta (key, value) SELECT ?1, ?2
         WHERE EXISTS (SELECT 1 FROM casefile WHERE case_id = ?3)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, journal_no = NULL
         WHERE length(value) = 0",
    )?
    .execute(params![
        key(case),
        at_ms.to_string().into_bytes(),
        case.as_bytes()
    ])?;
    Ok(())
}

/// Notes that it is in view.
pub(crate) fn come(db: &Connection, case: Uuid) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE meta SET value = x'', journal_no = NULL WHERE key = ?1 AND length(value) > 0",
    )?
    .execute([key(case)])?;
    Ok(())
}

impl Store {
    /// When the backend's feed said that the case is out of view; `None` while it is in view, or where there is none.
    ///
    /// # Errors
    /// The store's own.
    pub fn left_at(&self, case: Uuid) -> Result<Option<i64>, StoreError> {
        self.read(|db| {
            let mut select = db.prepare_cached(concat!(
                "SELECT (",
                left!(),
                ") FROM casefile WHERE case_id = ?1"
            ))?;
            let found = select.query_row([case.as_bytes()], |row| row.get(0));
            Ok(found.optional()?.flatten())
        })
    }
}
