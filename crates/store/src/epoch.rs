//! Lives of the backend's log (design §6). A new one means a backend that was restored: what it may have lost is sent
//! again.

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::database::Store;
use crate::error::StoreError;
use crate::row;

/// What a reply of the backend changed here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// The backend lives another life than before.
    pub restored: bool,
    /// Own acts that are sent again for it.
    pub reopened: Vec<Uuid>,
}

impl Store {
    /// What every good reply of the backend says of its log. The first word of a new epoch sends every own act again
    /// that is not certain to be in it, in one transaction.
    ///
    /// `common_to` is the backend's word on how much of the epoch before is in its log; without it only that is certain
    /// which stood in a backup before the epoch changed and is not beyond what the new one itself says to have: its
    /// positions may have grown past the restored place before this station heard of it.
    ///
    /// # Errors
    /// The store's own.
    pub fn backend_told(
        &self,
        epoch: &str,
        backed_up_to: u64,
        common_to: Option<u64>,
    ) -> Result<Told, StoreError> {
        let common_to = common_to.map(row::int).transpose()?;
        let backed_up_to = row::int(backed_up_to)?;
        if self.read(|db| says_nothing_new(db, epoch, backed_up_to))? {
            return Ok(Told::default());
        }
        self.write(|db| match present(db)? {
            Some((turn, present, before)) if present == epoch => {
                if backed_up_to > before {
                    db.prepare_cached("UPDATE epoch SET backed_up_to = ?2 WHERE turn = ?1")?
                        .execute(params![turn, backed_up_to])?;
                }
                Ok(Told::default())
            }
            Some((turn, _, before)) => {
                begin(db, turn + 1, epoch, backed_up_to)?;
                Ok(Told {
                    restored: true,
                    reopened: reopen(db, epoch, common_to.unwrap_or(before.min(backed_up_to)))?,
                })
            }
            None => {
                begin(db, 1, epoch, backed_up_to)?;
                Ok(Told::default())
            }
        })
    }

    /// The present life of the backend's log and the highest position that it said to be in a backup.
    ///
    /// # Errors
    /// The store's own.
    pub fn backend_epoch(&self) -> Result<Option<(String, u64)>, StoreError> {
        self.read(|db| {
            let found = present(db)?;
            Ok(found.map(|(_, epoch, backed_up_to)| (epoch, backed_up_to.unsigned_abs())))
        })
    }

    /// The backend lacks these acts, by the SHA-256 of their bytes, although it had acknowledged them: those that are
    /// ours are sent again. Returns which; what is not durable, another's or erased is passed over.
    ///
    /// # Errors
    /// The store's own.
    pub fn backend_lacks(&self, acts: &[[u8; 32]]) -> Result<Vec<Uuid>, StoreError> {
        self.write(|db| {
            let mut reopened = Vec::new();
            for hash in acts {
                reopened.extend(reopen_one(db, hash)?);
            }
            Ok(reopened)
        })
    }
}

/// Sends one own settled act again.
fn reopen_one(db: &Connection, hash: &[u8; 32]) -> Result<Option<Uuid>, StoreError> {
    let act_id: Option<Uuid> = db
        .prepare_cached(
            "UPDATE queue SET state = 'ready', code = NULL WHERE state IN ('durable', 'contested')
               AND act_id = (SELECT act_id FROM act WHERE hash = ?1 AND payload IS NOT NULL)
             RETURNING act_id",
        )?
        .query_row([hash], |found| row::uuid(found, 0))
        .optional()?;
    if let Some(act_id) = act_id {
        db.prepare_cached(
            "UPDATE act SET position = NULL, epoch = NULL, ack = NULL, journal_no = NULL
             WHERE act_id = ?1",
        )?
        .execute([act_id.as_bytes()])?;
    }
    Ok(act_id)
}

fn says_nothing_new(db: &Connection, epoch: &str, backed_up_to: i64) -> Result<bool, StoreError> {
    Ok(present(db)?.is_some_and(|(_, present, told)| present == epoch && backed_up_to <= told))
}

/// Turn, epoch, and what it said to have in a backup.
pub(crate) fn present(db: &Connection) -> Result<Option<(i64, String, i64)>, StoreError> {
    let mut select = db
        .prepare_cached("SELECT turn, epoch, backed_up_to FROM epoch ORDER BY turn DESC LIMIT 1")?;
    Ok(select
        .query_row([], |found| {
            Ok((found.get(0)?, found.get(1)?, found.get(2)?))
        })
        .optional()?)
}

fn begin(db: &Connection, turn: i64, epoch: &str, backed_up_to: i64) -> Result<(), StoreError> {
    db.execute(
        "INSERT INTO epoch (turn, epoch, backed_up_to) VALUES (?1, ?2, ?3)",
        params![turn, epoch, backed_up_to],
    )?;
    Ok(())
}

/// Sends own settled acts beyond `kept` again, and puts them into the journal again; those up to it are vouched for
/// in `epoch`. What was erased here cannot be sent: it was in a backup, and stays settled.
fn reopen(db: &Connection, epoch: &str, kept: i64) -> Result<Vec<Uuid>, StoreError> {
    db.execute(
        "UPDATE act SET epoch = ?1 WHERE position <= ?2",
        params![epoch, kept],
    )?;
    let mut update = db.prepare(
        "UPDATE queue SET state = 'ready', code = NULL WHERE state IN ('durable', 'contested')
           AND act_id IN (SELECT act_id FROM act WHERE position > ?1 AND payload IS NOT NULL)
         RETURNING act_id",
    )?;
    let reopened = update
        .query_map([kept], |found| row::uuid(found, 0))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    db.execute(
        "UPDATE act SET position = NULL, epoch = NULL, ack = NULL, journal_no = NULL
         WHERE position > ?1 AND turn IS NOT NULL AND payload IS NOT NULL",
        [kept],
    )?;
    let mended = settle_mended(db)?;
    Ok(reopened
        .into_iter()
        .filter(|act| !mended.contains(act))
        .collect())
}

/// What was contested there, has been mended here and is lost there now stays lost: its mend goes in its place.
fn settle_mended(db: &Connection) -> Result<Vec<Uuid>, StoreError> {
    let mut update = db.prepare(
        "UPDATE queue SET state = 'needs_fix', code = 'replaced' WHERE state = 'ready'
           AND act_id IN (SELECT replaces FROM act WHERE replaces IS NOT NULL)
         RETURNING act_id",
    )?;
    let settled = update.query_map([], |found| row::uuid(found, 0))?;
    Ok(settled.collect::<rusqlite::Result<_>>()?)
}
