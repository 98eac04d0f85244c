//! What the backend's feed brings: acts of other ends, our own with their positions, summaries, the cursor.

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use crate::case::{self, CaseRow};
use crate::database::Store;
use crate::error::StoreError;
use crate::row;

/// The meta key under which the feed's cursor is kept, in the same transaction as what it brought.
pub const CURSOR: &str = "feed.cursor";

/// An act as the feed carries it. The caller has verified its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteAct {
    /// The act's id.
    pub act_id: Uuid,
    /// Its case.
    pub case: Uuid,
    /// Its kind.
    pub kind: String,
    /// When it was captured, ms since the Unix epoch.
    pub captured_ms: i64,
    /// SHA-256 of `bytes`.
    pub hash: [u8; 32],
    /// The signed act as it is.
    pub bytes: Vec<u8>,
    /// The salt of its payload hash.
    pub salt: [u8; 32],
    /// Its payload.
    pub payload: Vec<u8>,
    /// Its place in the case.
    pub position: u64,
}

/// One page of the feed.
#[derive(Debug, Clone, Default)]
pub struct Absorb {
    /// Acts, in any order.
    pub acts: Vec<RemoteAct>,
    /// New summaries of their cases.
    pub cases: Vec<CaseRow>,
    /// Cases that went out of the posts' view, and when that was heard.
    pub left: Vec<(Uuid, i64)>,
    /// Cases that came into it.
    pub came: Vec<Uuid>,
    /// Where the feed goes on; kept under [`CURSOR`].
    pub cursor: Option<Vec<u8>>,
}

/// What a page changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Absorbed {
    /// Acts that were new here.
    pub added: u64,
    /// Acts that were here already, own ones among them.
    pub known: u64,
    /// Acts whose id stands here with another hash: what is here was kept, and someone must be told.
    pub forked: Vec<Uuid>,
}

impl Store {
    /// Takes a page of the feed in, in one transaction. The same page twice changes nothing.
    ///
    /// # Errors
    /// The store's own.
    pub fn absorb(&self, page: &Absorb) -> Result<Absorbed, StoreError> {
        self.write(|db| {
            let done = take_all(db, &page.acts)?;
            for summary in &page.cases {
                case::put(db, summary)?;
            }
            for (case, at) in &page.left {
                case::leave(db, *case, *at)?;
            }
            for case in &page.came {
                case::come(db, *case)?;
            }
            if let Some(cursor) = &page.cursor {
                db.execute(
                    "INSERT INTO meta (key, value) VALUES (?1, ?2)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value, journal_no = NULL",
                    params![CURSOR, cursor],
                )?;
            }
            Ok(done)
        })
    }
}

/// Takes acts in; what is here stays as it is.
pub(crate) fn take_all(db: &Connection, acts: &[RemoteAct]) -> Result<Absorbed, StoreError> {
    let mut done = Absorbed::default();
    for act in acts {
        take(db, act, &mut done)?;
    }
    Ok(done)
}

fn take(db: &Connection, act: &RemoteAct, done: &mut Absorbed) -> Result<(), StoreError> {
    let here: Option<[u8; 32]> = db
        .prepare_cached("SELECT hash FROM act WHERE act_id = ?1")?
        .query_row([act.act_id.as_bytes()], |row| row.get(0))
        .optional()?;
    match here {
        None => {
            insert(db, act)?;
            done.added += 1;
        }
        Some(hash) if hash == act.hash => {
            db.prepare_cached("UPDATE act SET position = ?2, epoch = (SELECT epoch FROM epoch ORDER BY turn DESC LIMIT 1)
                 WHERE act_id = ?1")?
                .execute(params![act.act_id.as_bytes(), row::int(act.position)?])?;
            done.known += 1;
        }
        Some(_) => done.forked.push(act.act_id),
    }
    Ok(())
}

fn insert(db: &Connection, act: &RemoteAct) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO act (act_id, case_id, kind, captured_ms, hash, bytes, salt, payload, position, epoch)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, (SELECT epoch FROM epoch ORDER BY turn DESC LIMIT 1))",
    )?
    .execute(params![
        act.act_id.as_bytes(),
        act.case.as_bytes(),
        act.kind,
        act.captured_ms,
        act.hash,
        act.bytes,
        act.salt,
        act.payload,
        row::int(act.position)?,
    ])?;
    Ok(())
}
