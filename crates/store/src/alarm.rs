//! What somebody must know of: raised by a program, deleted by none.

use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::database::Store;
use crate::error::StoreError;

/// Something that went wrong with this folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// Machine word.
    pub code: String,
    /// Machine words and ids; no personal data.
    pub detail: String,
    /// When it was first found, ms since the Unix epoch.
    pub raised_ms: i64,
}

impl Store {
    /// Keeps an alarm; the same one a second time is not a second one. Says whether it is new.
    ///
    /// # Errors
    /// The store's own.
    pub fn alarm_raise(&self, alarm: &Alarm) -> Result<bool, StoreError> {
        let raised = self.write(|db| {
            Ok::<_, StoreError>(
                db.execute(
                    "INSERT OR IGNORE INTO alarm (code, detail, raised_ms) VALUES (?1, ?2, ?3)",
                    params![alarm.code, alarm.detail, alarm.raised_ms],
                )? == 1,
            )
        })?;
        if raised {
            // It stands; a journal that cannot follow now does so at the next sync.
            drop(self.journal_rows());
        }
        Ok(raised)
    }

    /// Every alarm there ever was, the first one first.
    ///
    /// # Errors
    /// The store's own.
    pub fn alarms(&self) -> Result<Vec<Alarm>, StoreError> {
        self.read(|db| {
            let mut select =
                db.prepare_cached("SELECT code, detail, raised_ms FROM alarm ORDER BY alarm_id")?;
            let found = select.query_map([], |row| {
                Ok(Alarm {
                    code: row.get(0)?,
                    detail: row.get(1)?,
                    raised_ms: row.get(2)?,
                })
            })?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }
}
