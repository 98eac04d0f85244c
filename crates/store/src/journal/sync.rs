//! Copying into the journal what the database has and the journal has not, and making it durable there: within
//! the driver's five seconds. An append has already written its own acts there, unsynced.

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use serde_bytes::ByteBuf;

use super::{ActFrame, FileFrame, Frame, Journal};
use crate::alarm::Alarm;
use crate::attachment::CHUNK;
use crate::case;
use crate::database::{Store, locked};
use crate::draft::Draft;
use crate::error::StoreError;
use crate::row;

/// Acts to one transaction.
const ACTS: usize = 64;
/// Chunks to one write: 4 MiB.
const CHUNKS: u64 = 16;
/// A larger value (a catalogue) comes from the backend again.
const META_BYTES: usize = 64 * 1024;

impl Store {
    /// Brings the journal up to the database and makes it durable. The driver calls it at least every five
    /// seconds while anything changes.
    ///
    /// # Errors
    /// The disk's own. What was saved stays saved; the next call tries again.
    pub fn journal_sync(&self) -> Result<(), StoreError> {
        let _turn = locked(&self.journal().turn);
        self.sync_all()
    }

    /// Rows only.
    pub(crate) fn journal_rows(&self) -> Result<(), StoreError> {
        self.with_writer(|writer| sync_small(self.journal(), writer))
    }

    /// Only for who holds the journal's turn: a file that is being copied stays in one journal file.
    pub(super) fn sync_all(&self) -> Result<(), StoreError> {
        self.journal_rows()?;
        self.journal().rotate_large();
        while let Some((id, file)) = self.read(unjournaled_file)? {
            let no = self.copy_file(id, &file)?;
            crash::point(crash::Point::JournalFile);
            self.write(|db| {
                db.execute(
                    "UPDATE attachment SET journal_no = ?2 WHERE attachment_id = ?1",
                    [id, no],
                )
                .map_err(StoreError::from)
            })?;
            self.journal().rotate_large();
        }
        Ok(())
    }

    /// Copies one attachment into one journal file; anew, if that file was given up on the way.
    fn copy_file(&self, id: i64, file: &FileFrame) -> Result<i64, StoreError> {
        let chunks = file.bytes.div_ceil(CHUNK as u64);
        'anew: loop {
            let mut went_to = None;
            for first in (0..chunks).step_by(CHUNKS as usize) {
                let frames = self.read(|db| chunk_frames(db, id, file, first))?;
                let no = self.journal().put(&frames)?;
                if *went_to.get_or_insert(no) != no {
                    continue 'anew;
                }
            }
            let no = self.journal().put(&[Frame::File(file.clone())])?;
            if *went_to.get_or_insert(no) != no {
                continue 'anew;
            }
            self.journal().sync_file(no)?;
            return row::int(no);
        }
    }
}

/// Copies rows in immediate transactions, so that no row changes between its copy and its mark.
pub(crate) fn sync_small(journal: &Journal, writer: &mut Connection) -> Result<(), StoreError> {
    mark_followed(journal, writer)?;
    loop {
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut frames = act_frames(&transaction)?;
        let more = frames.len() == ACTS;
        frames.extend(other_frames(&transaction)?);
        if frames.is_empty() {
            return Ok(());
        }
        let no = journal.put(&frames)?;
        crash::point(crash::Point::JournalPut);
        journal.sync_file(no)?;
        crash::point(crash::Point::JournalSynced);
        mark(&transaction, &frames, row::int(no)?)?;
        transaction.commit()?;
        crash::point(crash::Point::JournalMarked);
        if !more {
            return Ok(());
        }
    }
}

/// Marks the rows whose acts their append has put already. Where the mark fails they are put again: twice there is
/// once in a rebuild.
fn mark_followed(journal: &Journal, writer: &mut Connection) -> Result<(), StoreError> {
    let Some((no, acts)) = journal.followed()? else {
        return Ok(());
    };
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for act_id in acts {
        transaction
            // What was ended since stands there without its end: it is put again. What is settled needs no mark.
            .prepare_cached(
                "UPDATE act SET journal_no = ?2 WHERE act_id = ?1 AND NOT EXISTS (
                     SELECT 1 FROM queue WHERE queue.act_id = ?1
                       AND (ended_by IS NOT NULL OR state IN ('durable', 'contested')))",
            )?
            .execute(params![act_id.as_bytes(), row::int(no)?])?;
    }
    Ok(transaction.commit()?)
}

fn act_frames(db: &Connection) -> Result<Vec<Frame>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT act.act_id, case_id, kind, captured_ms, turn, seq, prev, hash, bytes, salt, payload, actor,
                replaces, ended_by
         FROM queue CROSS JOIN act USING (act_id)
         WHERE state IN ('ready', 'files', 'sending', 'received', 'retry_wait', 'needs_fix', 'quarantined')
           AND journal_no IS NULL
         ORDER BY turn, seq LIMIT ?1",
    )?;
    let found = select
        .query_map([ACTS as i64], act_frame)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    found
        .into_iter()
        .map(|mut act| {
            complete(db, &mut act)?;
            Ok(Frame::Act(Box::new(act)))
        })
        .collect()
}

fn act_frame(found: &Row<'_>) -> rusqlite::Result<ActFrame> {
    Ok(ActFrame {
        act_id: row::uuid(found, 0)?,
        case: row::uuid_or_none(found, 1)?,
        kind: found.get(2)?,
        captured_ms: found.get(3)?,
        turn: row::count(found, 4)?,
        seq: row::count(found, 5)?,
        prev: found.get(6)?,
        hash: found.get(7)?,
        bytes: ByteBuf::from(found.get::<_, Vec<u8>>(8)?),
        salt: found.get(9)?,
        payload: found.get::<_, Option<Vec<u8>>>(10)?.map(ByteBuf::from),
        actor: found.get(11)?,
        attachments: Vec::new(),
        summary: None,
        answers: Vec::new(),
        used_codes: Vec::new(),
        replaces: row::uuid_or_none(found, 12)?,
        ended_by: row::uuid_or_none(found, 13)?,
    })
}

/// Adds what the act's command left in other tables.
fn complete(db: &Connection, act: &mut ActFrame) -> Result<(), StoreError> {
    let id = act.act_id.into_bytes();
    let pair = |row: &Row<'_>| Ok((row.get(0)?, ByteBuf::from(row.get::<_, Vec<u8>>(1)?)));
    act.attachments = db
        .prepare_cached("SELECT hash FROM act_attachment WHERE act_id = ?1 ORDER BY ordinal")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    act.answers = db
        .prepare_cached("SELECT ref, answer FROM answer WHERE act_id = ?1")?
        .query_map([id], pair)?
        .collect::<rusqlite::Result<_>>()?;
    act.used_codes = db
        .prepare_cached("SELECT iss, cti FROM used_code WHERE act_id = ?1")?
        .query_map([id], pair)?
        .collect::<rusqlite::Result<_>>()?;
    act.summary = act
        .case
        .map(|case| case::get(db, case))
        .transpose()?
        .flatten();
    Ok(())
}

fn other_frames(db: &Connection) -> Result<Vec<Frame>, StoreError> {
    let mut frames = Vec::new();
    let mut drafts = db.prepare_cached(
        "SELECT draft_id, owner, body, updated_ms FROM draft WHERE journal_no IS NULL",
    )?;
    for draft in drafts.query_map([], Draft::from_row)? {
        frames.push(Frame::Draft(draft?));
    }
    let mut gone = db.prepare_cached("SELECT draft_id FROM draft_gone WHERE journal_no IS NULL")?;
    for id in gone.query_map([], |found| row::uuid(found, 0))? {
        frames.push(Frame::DraftGone(id?));
    }
    let mut meta = db.prepare_cached(
        "SELECT key, value FROM meta WHERE journal_no IS NULL AND length(value) <= ?1",
    )?;
    let pair = |row: &Row<'_>| Ok((row.get(0)?, ByteBuf::from(row.get::<_, Vec<u8>>(1)?)));
    for found in meta.query_map([META_BYTES as i64], pair)? {
        let (key, value) = found?;
        frames.push(Frame::Meta { key, value });
    }
    frames.extend(alarm_frames(db)?);
    frames.extend(head_frame(db)?);
    Ok(frames)
}

fn alarm_frames(db: &Connection) -> Result<Vec<Frame>, StoreError> {
    let mut select =
        db.prepare_cached("SELECT code, detail, raised_ms FROM alarm WHERE journal_no IS NULL")?;
    let found = select.query_map([], |found| {
        Ok(Frame::Alarm(Alarm {
            code: found.get(0)?,
            detail: found.get(1)?,
            raised_ms: found.get(2)?,
        }))
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn head_frame(db: &Connection) -> Result<Option<Frame>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT origin.turn, next_seq, prev, incarnation FROM origin LEFT JOIN incarnation USING (turn)
         WHERE journal_no IS NULL",
    )?;
    let found = select.query_row([], |found| {
        Ok(Frame::Head {
            turn: row::count(found, 0)?,
            next_seq: row::count(found, 1)?,
            prev: found.get(2)?,
            incarnation: row::uuid_or_none(found, 3)?,
        })
    });
    Ok(found.optional()?)
}

fn mark(db: &Connection, frames: &[Frame], no: i64) -> Result<(), StoreError> {
    for frame in frames {
        match frame {
            Frame::Act(act) => db
                .prepare_cached("UPDATE act SET journal_no = ?2 WHERE act_id = ?1")?
                .execute(params![act.act_id.as_bytes(), no])?,
            Frame::Draft(draft) => db
                .prepare_cached("UPDATE draft SET journal_no = ?2 WHERE draft_id = ?1")?
                .execute(params![draft.id.as_bytes(), no])?,
            Frame::DraftGone(id) => db
                .prepare_cached("UPDATE draft_gone SET journal_no = ?2 WHERE draft_id = ?1")?
                .execute(params![id.as_bytes(), no])?,
            Frame::Meta { key, .. } => db
                .prepare_cached("UPDATE meta SET journal_no = ?2 WHERE key = ?1")?
                .execute(params![key, no])?,
            Frame::Head { .. } => db
                .prepare_cached("UPDATE origin SET journal_no = ?1")?
                .execute([no])?,
            Frame::Alarm(alarm) => db
                .prepare_cached("UPDATE alarm SET journal_no = ?3 WHERE code = ?1 AND detail = ?2")?
                .execute(params![alarm.code, alarm.detail, no])?,
            Frame::Chunk { .. } | Frame::File(_) => 0,
        };
    }
    Ok(())
}

/// An attachment that must stand twice and stands once: named by no act yet, or by one that is not durable.
fn unjournaled_file(db: &Connection) -> Result<Option<(i64, FileFrame)>, StoreError> {
    let mut select = db.prepare_cached(concat!(
        "SELECT attachment_id, case_id, hash, bytes, media_type, name, added_ms FROM attachment file
         WHERE hash IS NOT NULL AND journal_no IS NULL AND erased_ms IS NULL AND ",
        super::prune::needed_file!(),
        " ORDER BY attachment_id LIMIT 1"
    ))?;
    let found = select.query_row([], |found| {
        Ok((
            found.get(0)?,
            FileFrame {
                case: row::uuid(found, 1)?,
                hash: found.get(2)?,
                bytes: row::count(found, 3)?,
                media_type: found.get(4)?,
                name: found.get(5)?,
                added_ms: found.get(6)?,
            },
        ))
    });
    Ok(found.optional()?)
}

fn chunk_frames(
    db: &Connection,
    id: i64,
    file: &FileFrame,
    first: u64,
) -> Result<Vec<Frame>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT idx, content FROM attachment_chunk
         WHERE attachment_id = ?1 AND idx >= ?2 AND idx < ?3 ORDER BY idx",
    )?;
    let found = select.query_map(
        params![id, row::int(first)?, row::int(first + CHUNKS)?],
        |found| {
            Ok(Frame::Chunk {
                case: file.case,
                hash: file.hash,
                idx: row::count(found, 0)?,
                content: ByteBuf::from(found.get::<_, Vec<u8>>(1)?),
            })
        },
    )?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}
