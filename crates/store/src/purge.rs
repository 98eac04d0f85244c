//! Erasing citizens' data of cases that the backend holds in a backup (design §5): header, chain, acknowledgement and
//! a masked stub stay; payloads, salts and the content of files go.

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::act::absorb::{self, RemoteAct};
use crate::case::{self, CaseRow};
use crate::database::Store;
use crate::epoch;
use crate::error::StoreError;

/// What one case lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    /// Acts whose payload and salt are gone.
    pub acts: u64,
    /// Files whose content is gone.
    pub files: u64,
}

/// SQL: a case that may go. Every act of it stands, at a position that is in a backup of the present life of the
/// backend's log, and is durable or was ended by an act that stands; nothing of it is newer than `?1`; nobody works on
/// it. `?2` is the epoch, `?3` its backup.
macro_rules! may_go {
    () => {
        "casefile.erased_ms IS NULL AND casefile.updated_ms < ?1
         AND EXISTS (SELECT 1 FROM act WHERE act.case_id = casefile.case_id)
         AND NOT EXISTS (
             SELECT 1 FROM act LEFT JOIN queue USING (act_id) WHERE act.case_id = casefile.case_id
                AND (act.position IS NULL OR act.position > ?3 OR act.epoch IS NOT ?2 OR act.captured_ms >= ?1
                     OR (coalesce(queue.state, 'durable') <> 'durable' AND NOT EXISTS (
                         SELECT 1 FROM act ender WHERE ender.act_id = queue.ended_by AND ender.position <= ?3
                            AND ender.epoch IS ?2))))
         AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.draft_id = casefile.case_id)
         AND NOT EXISTS (SELECT 1 FROM attachment file WHERE file.case_id = casefile.case_id AND file.hash IS NULL)"
    };
}

impl Store {
    /// Cases in one of `states`, or out of view since before `before_ms`, of which nothing is newer than `before_ms` and which the backend holds in a backup,
    /// the oldest first. In which states a matter has ended is for the caller to say.
    ///
    /// # Errors
    /// The store's own.
    pub fn purgeable(
        &self,
        states: &[&str],
        before_ms: i64,
        limit: u32,
    ) -> Result<Vec<CaseRow>, StoreError> {
        let states = serde_json::Value::from(states).to_string();
        self.read(|db| {
            let Some((_, epoch, backed_up_to)) = epoch::present(db)? else {
                return Ok(Vec::new());
            };
            let mut select = db.prepare_cached(concat!(
                "SELECT ",
                case::columns!(),
                " FROM casefile WHERE ",
                may_go!(),
                " AND (state IN (SELECT value FROM json_each(?4)) OR coalesce((",
                case::left!(),
                "), ?1) < ?1) ORDER BY updated_ms, case_id LIMIT ?5"
            ))?;
            let found = select.query_map(
                params![before_ms, epoch, backed_up_to, states, limit],
                CaseRow::from_row,
            )?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Erases one case in one transaction and leaves `stub`, which holds no more than a screen shows masked. `None`
    /// where the case may not go (any more); nothing was touched then.
    ///
    /// Copies in the journal go with [`Store::journal_compact`], pages of the write-ahead log with the next
    /// checkpoint.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for a stub of another case; the store's own.
    pub fn purge(
        &self,
        stub: &CaseRow,
        before_ms: i64,
        now_ms: i64,
    ) -> Result<Option<Purged>, StoreError> {
        if !stub.body.is_empty() {
            return Err(StoreError::Refused {
                what: "a stub keeps nothing but what is masked",
            });
        }
        self.write(|db| {
            if !may_go(db, stub.case_id, before_ms)? {
                return Ok(None);
            }
            let purged = erase(db, stub.case_id, now_ms)?;
            case::put(db, stub)?;
            db.execute(
                "UPDATE casefile SET erased_ms = ?2 WHERE case_id = ?1",
                params![stub.case_id.as_bytes(), now_ms],
            )?;
            Ok(Some(purged))
        })
    }

    /// Puts back what was erased: payloads and salts of the same acts, acts that came meanwhile, and the summary, in one
    /// transaction. The caller has verified the acts. Returns how many acts have their payload again; the content of
    /// files stays erased.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where an act or the summary is of another case; the store's own.
    pub fn put_back(&self, summary: &CaseRow, acts: &[RemoteAct]) -> Result<u64, StoreError> {
        if acts.iter().any(|act| act.case != summary.case_id) {
            return Err(StoreError::Refused {
                what: "a case is put back by its own acts",
            });
        }
        self.write(|db| {
            let mut back = 0;
            absorb::take_all(db, acts)?;
            for act in acts {
                back += db
                    .prepare_cached(
                        "UPDATE act SET salt = ?3, payload = ?4
                         WHERE act_id = ?1 AND hash = ?2 AND payload IS NULL",
                    )?
                    .execute(params![
                        act.act_id.as_bytes(),
                        act.hash,
                        act.salt,
                        act.payload
                    ])? as u64;
            }
            case::put(db, summary)?;
            Ok(back)
        })
    }

    /// When the case's data were erased here; `None` while they are here, or where there is no such case.
    ///
    /// # Errors
    /// The store's own.
    pub fn erased_at(&self, case: Uuid) -> Result<Option<i64>, StoreError> {
        self.read(|db| {
            let mut select =
                db.prepare_cached("SELECT erased_ms FROM casefile WHERE case_id = ?1")?;
            let found = select.query_row([case.as_bytes()], |row| row.get(0));
            Ok(found.optional()?.flatten())
        })
    }
}

fn may_go(db: &Connection, case: Uuid, before_ms: i64) -> Result<bool, StoreError> {
    let Some((_, epoch, backed_up_to)) = epoch::present(db)? else {
        return Ok(false);
    };
    let mut select = db.prepare_cached(concat!(
        "SELECT 1 FROM casefile WHERE case_id = ?4 AND ",
        may_go!()
    ))?;
    Ok(select.exists(params![before_ms, epoch, backed_up_to, case.as_bytes()])?)
}

fn erase(db: &Connection, case: Uuid, now_ms: i64) -> Result<Purged, StoreError> {
    let id = case.into_bytes();
    let acts = db.execute(
        "UPDATE act SET salt = NULL, payload = NULL WHERE case_id = ?1 AND payload IS NOT NULL",
        [id],
    )?;
    db.execute(
        "DELETE FROM attachment WHERE case_id = ?1 AND NOT EXISTS (
             SELECT 1 FROM act_attachment named
             WHERE named.case_id = attachment.case_id AND named.hash = attachment.hash)",
        [id],
    )?;
    db.execute(
        "DELETE FROM attachment_chunk
         WHERE attachment_id IN (SELECT attachment_id FROM attachment WHERE case_id = ?1)",
        [id],
    )?;
    let files = db.execute(
        "UPDATE attachment SET name = NULL, erased_ms = ?2 WHERE case_id = ?1",
        params![id, now_ms],
    )?;
    Ok(Purged {
        acts: acts as u64,
        files: files as u64,
    })
}
