//! Acts of another origin that this station brings to the backend for it: read from a bundle, in the queue and in the
//! journal like own ones, under a turn that no incarnation counted here ever has.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::append::{NewAct, insert, insert_queue_row};
use crate::database::Store;
use crate::error::StoreError;
use crate::row;

/// Turns from here on are of carried acts.
pub const CARRIED: i64 = 1 << 61;

/// An act as it came in a bundle; its signatures have been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedAct {
    /// Terminal of its origin.
    pub terminal: String,
    /// Incarnation of its origin.
    pub incarnation: Uuid,
    /// The act; `seq` and `prev` are its origin's.
    pub act: NewAct,
}

/// What became of the acts of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Carried {
    /// New here, and in the queue.
    pub added: u64,
    /// Here already, as they are.
    pub known: u64,
    /// Id or place is taken here by other bytes: what was here was kept, and someone must be told.
    pub forked: Vec<Uuid>,
}

impl Store {
    /// Takes acts of other origins in, in one transaction. The same act twice changes nothing. Attachments that they
    /// name should be there.
    ///
    /// # Errors
    /// [`StoreError::Refused`] for an act whose hash is not its own; the store's own. Nothing was kept.
    pub fn carry(&self, acts: &[CarriedAct]) -> Result<Carried, StoreError> {
        let carried = self.write(|db| {
            let mut done = Carried::default();
            for act in acts {
                take(db, act, &mut done)?;
            }
            Ok::<_, StoreError>(done)
        })?;
        // Saved. If the journal cannot follow now, the next sync does it and reports why.
        drop(self.journal_sync());
        Ok(carried)
    }
}

fn take(db: &Connection, carried: &CarriedAct, done: &mut Carried) -> Result<(), StoreError> {
    let act = &carried.act;
    if act.hash != *Sha256::digest(&act.bytes) {
        return Err(StoreError::Refused {
            what: "the hash is not the act's",
        });
    }
    let turn = turn(&carried.terminal, carried.incarnation);
    let here: Option<[u8; 32]> = db
        .prepare_cached("SELECT hash FROM act WHERE act_id = ?1 OR (turn = ?2 AND seq = ?3)")?
        .query_row(
            params![act.act_id.as_bytes(), turn, row::int(act.seq)?],
            |found| found.get(0),
        )
        .optional()?;
    match here {
        None => {
            insert_named(db, turn, act)?;
            insert_queue_row(db, act.act_id)?;
            done.added += 1;
        }
        Some(hash) if hash == act.hash => done.known += 1,
        Some(_) => done.forked.push(act.act_id),
    }
    Ok(())
}

/// One number an origin, the same at every reading: 61 bits of a hash above [`CARRIED`]. Two origins with one number
/// would have to share a place as well before the second were told as a fork.
fn turn(terminal: &str, incarnation: Uuid) -> i64 {
    let hash = Sha256::digest([terminal.as_bytes(), incarnation.as_bytes()].concat());
    let bits = hash[..8]
        .iter()
        .fold(0_i64, |bits, byte| bits << 8 | i64::from(*byte));
    CARRIED | (bits & (CARRIED - 1))
}

fn insert_named(db: &Connection, turn: i64, act: &NewAct) -> Result<(), StoreError> {
    insert(db, turn.unsigned_abs(), act)?;
    let mut name = db.prepare_cached(
        "INSERT INTO act_attachment (act_id, ordinal, case_id, hash) VALUES (?1, ?2, ?3, ?4)",
    )?;
    let Some(case) = act.case else {
        return Ok(());
    };
    for (ordinal, hash) in (0_i64..).zip(&act.attachments) {
        name.execute(params![
            act.act_id.as_bytes(),
            ordinal,
            case.as_bytes(),
            hash
        ])?;
    }
    Ok(())
}
