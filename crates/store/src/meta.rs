//! What the station itself remembers, by key: terminal secret, trust list, catalogue, session, cursor.

use rusqlite::{OptionalExtension, params};

use crate::database::Store;
use crate::error::StoreError;

impl Store {
    /// The value under `key`.
    ///
    /// # Errors
    /// The store's own.
    pub fn meta_get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|db| {
            let mut select = db.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
            Ok(select.query_row([key], |row| row.get(0)).optional()?)
        })
    }

    /// Keeps `value` under `key`, in place of what was there.
    ///
    /// # Errors
    /// The store's own.
    pub fn meta_put(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.write(|db| {
            db.prepare_cached(
                "INSERT INTO meta (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value, journal_no = NULL
                 WHERE value IS NOT excluded.value",
            )?
            .execute(params![key, value])?;
            Ok(())
        })
    }

    /// Forgets `key` in the database; a copy in the journal goes when its file is pruned.
    ///
    /// # Errors
    /// The store's own.
    pub fn meta_forget(&self, key: &str) -> Result<(), StoreError> {
        self.write(|db| {
            db.execute("DELETE FROM meta WHERE key = ?1", [key])?;
            Ok(())
        })
    }
}
