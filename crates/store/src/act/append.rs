//! One command's acts, in one transaction: only when its commit has returned is anything saved.

use rusqlite::{Connection, OptionalExtension, params};
use serde_bytes::ByteBuf;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::case::{self, CaseRow};
use crate::database::Store;
use crate::error::{AppendError, StoreError};
use crate::journal::{ActFrame, Frame};
use crate::{attachment, queue, row};

/// Where the origin's log stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OriginHead {
    /// The life of this folder that the next act belongs to; `None` in a folder of the first version that has not
    /// named its own yet ([`Store::adopt_incarnation`]).
    pub incarnation: Option<Uuid>,
    /// Which life that is, counted on this machine from 1.
    pub turn: u64,
    /// What the next act carries: 1, 2, 3 … within the incarnation.
    pub next_seq: u64,
    /// The hash of the last act; `None` before the first.
    pub prev: Option<[u8; 32]>,
}

/// A signed act of this installation, as it is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAct {
    /// The act's id.
    pub act_id: Uuid,
    /// Its case; `None` for an event of the station.
    pub case: Option<Uuid>,
    /// Its kind.
    pub kind: String,
    /// When it was captured, ms since the Unix epoch.
    pub captured_ms: i64,
    /// Its place in the origin's log.
    pub seq: u64,
    /// The hash of the act before it in that log.
    pub prev: Option<[u8; 32]>,
    /// SHA-256 of `bytes`.
    pub hash: [u8; 32],
    /// The signed act (COSE_Sign), kept and sent as it is.
    pub bytes: Vec<u8>,
    /// The salt of its payload hash.
    pub salt: [u8; 32],
    /// Its payload.
    pub payload: Vec<u8>,
    /// The attachments it names, in its order.
    pub attachments: Vec<[u8; 32]>,
    /// The member who signed.
    pub actor: String,
    /// The act that this one mends: its row is settled in the same transaction, as `needs_fix` where the backend does not
    /// hold it.
    pub replaces: Option<Uuid>,
}

/// Everything one command leaves behind.
#[derive(Debug, Clone, Default)]
pub struct Append {
    /// The acts, in the order of their `seq`. At least one.
    pub acts: Vec<NewAct>,
    /// The case's new summary.
    pub case: Option<CaseRow>,
    /// The draft that this command completes.
    pub close_draft: Option<Uuid>,
    /// The command's reference and the answer to it.
    pub answer: Option<(String, Vec<u8>)>,
    /// One-time codes used: issuer and code id.
    pub used_codes: Vec<(String, Vec<u8>)>,
    /// Rows set aside that the first act ends: it mends them, or is the event that they are discarded.
    pub ends: Vec<Uuid>,
}

impl Store {
    /// Builds acts on the head of the origin's log and keeps them with all that belongs to them, in one
    /// immediate transaction: no other process can append between the head and the acts.
    ///
    /// `build` returns the append and what the caller wants back. Only after this returns `Ok` may a screen
    /// say "saved". `build` must not call the store.
    ///
    /// # Errors
    /// [`AppendError`]; nothing of the append was kept.
    pub fn append<R, E>(
        &self,
        build: impl FnOnce(&OriginHead) -> Result<(Append, R), E>,
    ) -> Result<R, AppendError<E>> {
        let (turn, append, answer) = self.write(|db| {
            let head = head(db)?;
            let (append, answer) = build(&head).map_err(AppendError::Build)?;
            keep(db, head, &append)?;
            crash::point(crash::Point::AppendBuilt);
            Ok::<_, AppendError<E>>((head.turn, append, answer))
        })?;
        crash::point(crash::Point::AppendCommitted);
        // Saved. If the journal cannot follow now, the next sync does it and reports why.
        drop(self.journal().follow(&frames(turn, append)));
        crash::point(crash::Point::JournalFollowed);
        Ok(answer)
    }

    /// Where the origin's log stands now; another process may append before you do.
    ///
    /// # Errors
    /// The store's own.
    pub fn origin_head(&self) -> Result<OriginHead, StoreError> {
        self.read(|db| Ok(head(db)?))
    }
}

pub(super) fn head(db: &Connection) -> rusqlite::Result<OriginHead> {
    db.prepare_cached(
        "SELECT origin.turn, incarnation, next_seq, prev FROM origin LEFT JOIN incarnation USING (turn)",
    )?
        .query_row([], |found| {
            Ok(OriginHead {
                turn: row::count(found, 0)?,
                incarnation: row::uuid_or_none(found, 1)?,
                next_seq: row::count(found, 2)?,
                prev: found.get(3)?,
            })
        })
}

/// The acts as the journal holds them, with what their command left in other tables.
fn frames(turn: u64, append: Append) -> Vec<Frame> {
    let (case, mut answer) = (append.case, append.answer);
    let mut codes = append.used_codes;
    let frame = |act: NewAct| {
        Frame::Act(Box::new(ActFrame {
            act_id: act.act_id,
            case: act.case,
            kind: act.kind,
            captured_ms: act.captured_ms,
            turn,
            seq: act.seq,
            prev: act.prev,
            hash: act.hash,
            bytes: ByteBuf::from(act.bytes),
            salt: Some(act.salt),
            payload: Some(ByteBuf::from(act.payload)),
            actor: Some(act.actor),
            replaces: act.replaces,
            attachments: act.attachments,
            summary: case.clone().filter(|row| Some(row.case_id) == act.case),
            // The first act's, as in the tables.
            answers: answer.take().into_iter().map(beside).collect(),
            used_codes: std::mem::take(&mut codes).into_iter().map(beside).collect(),
            ended_by: None,
        }))
    };
    append.acts.into_iter().map(frame).collect()
}

fn beside((name, value): (String, Vec<u8>)) -> (String, ByteBuf) {
    (name, ByteBuf::from(value))
}

fn keep<E>(db: &Connection, mut head: OriginHead, append: &Append) -> Result<(), AppendError<E>> {
    let Some(first) = append.acts.first() else {
        return Err(StoreError::Refused {
            what: "an append has at least one act",
        }
        .into());
    };
    for act in &append.acts {
        if !continues(act, &head) {
            return Err(AppendError::NotContinuous);
        }
        insert(db, head.turn, act)?;
        name_attachments(db, act)?;
        insert_queue_row(db, act.act_id)?;
        if let Some(before) = act.replaces {
            settle_replaced(db, before)?;
        }
        head = OriginHead {
            next_seq: head.next_seq + 1,
            prev: Some(act.hash),
            ..head
        };
    }
    db.prepare_cached("UPDATE origin SET next_seq = ?1, prev = ?2, journal_no = NULL")?
        .execute(params![row::int(head.next_seq)?, head.prev])?;
    for ended in &append.ends {
        queue::end(db, *ended, first.act_id)?;
    }
    if let Some(summary) = &append.case {
        case::put(db, summary)?;
    }
    if let Some(draft) = append.close_draft {
        db.execute("DELETE FROM draft WHERE draft_id = ?1", [draft.as_bytes()])?;
    }
    keep_answer(db, append, first.act_id)?;
    use_codes(db, append, first.act_id)
}

fn continues(act: &NewAct, head: &OriginHead) -> bool {
    act.seq == head.next_seq && act.prev == head.prev && act.hash == *Sha256::digest(&act.bytes)
}

pub(super) fn insert(db: &Connection, turn: u64, act: &NewAct) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO act (act_id, case_id, kind, captured_ms, turn, seq, prev, hash, bytes, salt, payload,
             actor, replaces)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?
    .execute(params![
        act.act_id.as_bytes(),
        act.case.map(Uuid::into_bytes),
        act.kind,
        act.captured_ms,
        row::int(turn)?,
        row::int(act.seq)?,
        act.prev,
        act.hash,
        act.bytes,
        act.salt,
        act.payload,
        act.actor,
        act.replaces.map(Uuid::into_bytes),
    ])?;
    Ok(())
}

/// What is mended is nobody's work any more, and no longer unsent; why it was set aside stays. What the backend has
/// and contests stays as acknowledged.
fn settle_replaced(db: &Connection, before: Uuid) -> Result<(), StoreError> {
    let changed = db.execute(
        "UPDATE queue SET state = CASE state WHEN 'contested' THEN state ELSE 'needs_fix' END,
                          code = coalesce(code, 'replaced')
         WHERE act_id = ?1 AND state <> 'durable'",
        [before.as_bytes()],
    )?;
    if changed == 0 {
        return Err(StoreError::Refused {
            what: "only an act that does not stand, or is contested, is mended",
        });
    }
    Ok(())
}

fn name_attachments<E>(db: &Connection, act: &NewAct) -> Result<(), AppendError<E>> {
    let mut insert = db.prepare_cached(
        "INSERT INTO act_attachment (act_id, ordinal, case_id, hash) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (ordinal, hash) in (0_i64..).zip(&act.attachments) {
        let case = act.case.ok_or(AppendError::AttachmentMissing(*hash))?;
        if attachment::find(db, case, hash)?.is_none() {
            return Err(AppendError::AttachmentMissing(*hash));
        }
        insert.execute(params![
            act.act_id.as_bytes(),
            ordinal,
            case.as_bytes(),
            hash
        ])?;
    }
    Ok(())
}

/// The act's place in the queue; its attachments have been named.
pub(crate) fn insert_queue_row(db: &Connection, act_id: Uuid) -> Result<(), StoreError> {
    let state = queue::first_state(db, act_id)?;
    db.prepare_cached("INSERT INTO queue (act_id, state) VALUES (?1, ?2)")?
        .execute(params![act_id.as_bytes(), state.word()])?;
    Ok(())
}

fn keep_answer<E>(db: &Connection, append: &Append, act_id: Uuid) -> Result<(), AppendError<E>> {
    let Some((reference, answer)) = &append.answer else {
        return Ok(());
    };
    let before = db
        .prepare_cached("SELECT answer FROM answer WHERE ref = ?1")?
        .query_row([reference], |row| row.get(0))
        .optional()?;
    if let Some(before) = before {
        return Err(AppendError::Answered(before));
    }
    db.prepare_cached("INSERT INTO answer (ref, act_id, answer) VALUES (?1, ?2, ?3)")?
        .execute(params![reference, act_id.as_bytes(), answer])?;
    Ok(())
}

fn use_codes<E>(db: &Connection, append: &Append, act_id: Uuid) -> Result<(), AppendError<E>> {
    let mut insert = db
        .prepare_cached("INSERT OR IGNORE INTO used_code (iss, cti, act_id) VALUES (?1, ?2, ?3)")?;
    for (iss, cti) in &append.used_codes {
        if insert.execute(params![iss, cti, act_id.as_bytes()])? == 0 {
            return Err(AppendError::CodeUsed);
        }
    }
    Ok(())
}
