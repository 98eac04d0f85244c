//! What was answered to a command, and which one-time codes were used: both written by an append.

use rusqlite::{OptionalExtension, params};

use crate::database::Store;
use crate::error::StoreError;

impl Store {
    /// The answer kept for a command's reference.
    ///
    /// # Errors
    /// The store's own.
    pub fn answer(&self, reference: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|db| {
            let mut select = db.prepare_cached("SELECT answer FROM answer WHERE ref = ?1")?;
            Ok(select.query_row([reference], |row| row.get(0)).optional()?)
        })
    }

    /// Whether an act of this station has used the code `cti` of issuer `iss`.
    ///
    /// # Errors
    /// The store's own.
    pub fn used(&self, iss: &str, cti: &[u8]) -> Result<bool, StoreError> {
        self.read(|db| {
            let mut select =
                db.prepare_cached("SELECT 1 FROM used_code WHERE iss = ?1 AND cti = ?2")?;
            Ok(select.exists(params![iss, cti])?)
        })
    }
}
