//! Acts as a drain sends them, a batch read at one time.

use rusqlite::OptionalExtension;
use uuid::Uuid;

use crate::database::Store;
use crate::error::StoreError;

/// An act as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendableAct {
    /// The signed act as it is.
    pub bytes: Vec<u8>,
    /// The salt of its payload hash.
    pub salt: [u8; 32],
    /// Its payload.
    pub payload: Vec<u8>,
}

impl Store {
    /// These acts, in this order, read at one time; `None` for one that is not here whole.
    ///
    /// # Errors
    /// The store's own.
    pub fn queue_acts(&self, ids: &[Uuid]) -> Result<Vec<Option<SendableAct>>, StoreError> {
        self.read(|db| {
            let mut select =
                db.prepare_cached("SELECT bytes, salt, payload FROM act WHERE act_id = ?1")?;
            ids.iter()
                .map(|id| {
                    let found = select
                        .query_row([id.as_bytes()], |found| {
                            Ok((found.get(0)?, found.get(1)?, found.get(2)?))
                        })
                        .optional()?;
                    Ok(
                        found.and_then(|(bytes, salt, payload): (_, Option<_>, Option<_>)| {
                            Some(SendableAct {
                                bytes,
                                salt: salt?,
                                payload: payload?,
                            })
                        }),
                    )
                })
                .collect()
        })
    }
}
