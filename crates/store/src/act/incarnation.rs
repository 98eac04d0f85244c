//! Lives of the folder: a copied, restored or rebuilt one goes on under a new name, so that no place in the log of an
//! installation is taken twice (design §4).

use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::database::Store;
use crate::error::StoreError;
use crate::row;

impl Store {
    /// Names the present life of the folder, where it has no name yet. Returns the name that stands.
    ///
    /// # Errors
    /// The store's own.
    pub fn adopt_incarnation(
        &self,
        incarnation: Uuid,
        why: &str,
        now_ms: i64,
    ) -> Result<Uuid, StoreError> {
        if let Some(named) = self.origin_head()?.incarnation {
            return Ok(named);
        }
        self.write(|db| {
            let head = super::append::head(db)?;
            if let Some(named) = head.incarnation {
                return Ok(named);
            }
            name(db, head.turn, incarnation, why, now_ms)?;
            db.execute("UPDATE origin SET journal_no = NULL", [])?;
            Ok(incarnation)
        })
    }

    /// Starts the log anew under a new name: the next act is its first. Older acts stay as they are. Nothing happens
    /// where the life `after` is over already, as when another process found the same; says whether it began.
    ///
    /// # Errors
    /// The store's own.
    pub fn begin_incarnation(
        &self,
        after: u64,
        incarnation: Uuid,
        why: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        self.write(|db| {
            let ended = super::append::head(db)?;
            let began = db.execute(
                "UPDATE origin SET turn = turn + 1, next_seq = 1, prev = NULL, journal_no = NULL WHERE turn = ?1",
                [row::int(after)?],
            )? == 1;
            if began {
                db.execute(
                    "UPDATE incarnation SET last_seq = ?2, last_hash = ?3 WHERE turn = ?1",
                    params![row::int(after)?, row::int(ended.next_seq - 1)?, ended.prev],
                )?;
                name(db, after + 1, incarnation, why, now_ms)?;
            }
            Ok(began)
        })
    }
}

fn name(
    db: &Connection,
    turn: u64,
    incarnation: Uuid,
    why: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    db.execute(
        "INSERT INTO incarnation (turn, incarnation, why, began_ms) VALUES (?1, ?2, ?3, ?4)",
        params![row::int(turn)?, incarnation.as_bytes(), why, now_ms],
    )?;
    Ok(())
}
