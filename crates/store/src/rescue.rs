//! Rebuilding a database that is gone or damaged from the journal.
//!
//! The damaged file is set aside under another name and never deleted. What the backend already holds comes
//! back from it; what it does not is here. The last seconds of the old log may be lost, so a rebuilt folder begins
//! another life in the same step; the caller names it
//! ([`Store::adopt_incarnation`](crate::Store::adopt_incarnation)).

mod aside;
mod catch_up;
mod finish;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(crate) use catch_up::catch_up;

use aside::{set_aside, set_companions_aside};
use finish::{finish, settle_replaced};

use crate::attachment::CHUNK;
use crate::case;
use crate::database::{bring_forward, close, connect, is_whole, make_file};
use crate::error::StoreError;
use crate::folder;
use crate::journal::{ActFrame, FileFrame, Frame, JournalKeys, files, read_file};
use crate::key::Dek;
use crate::lock;
use crate::row;

/// What a rebuild brought back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rebuilt {
    /// Own acts, each in the queue again.
    pub acts: u64,
    /// Attachments whose content is whole.
    pub attachments: u64,
    /// Drafts.
    pub drafts: u64,
    /// Acts that name an attachment which could not be brought back; their rows are quarantined with the
    /// code [`ATTACHMENT_LOST`].
    pub incomplete: Vec<Uuid>,
    /// Journal files that end within a frame (a power cut).
    pub torn_files: u64,
    /// Frames that were altered.
    pub broken_frames: u64,
    /// Where the damaged database is now.
    pub set_aside: Option<PathBuf>,
}

/// The code of a row whose attachment the journal did not hold.
pub const ATTACHMENT_LOST: &str = "attachment_lost";

/// Makes a new database from the journal, in place of one that is gone or damaged.
///
/// Nothing of the old is touched until the new one is whole on the disk.
///
/// # Errors
/// [`StoreError::NotDamaged`] for a database that is whole; [`StoreError::WrongKey`]; [`StoreError::TooNew`];
/// [`StoreError::Busy`] while any store of this folder is open; the disk's own.
pub fn rebuild(dir: &Path, dek: &Dek) -> Result<Rebuilt, StoreError> {
    let _presence = lock::alone(dir)?;
    let path = dir.join(folder::DATABASE);
    let fits = folder::key_fits(dir, dek)?;
    if fits == Some(false) {
        return Err(StoreError::WrongKey);
    }
    let there = path.try_exists()?;
    if there {
        refuse_whole(&path, dek)?;
    }
    let fresh = dir.join("zongchuang.db.rebuild");
    make_file(&fresh, dek)?;
    let mut rebuilt = fill(dir, dek, &fresh, fits.is_some())?;
    if there {
        rebuilt.set_aside = Some(set_aside(&path)?);
    } else {
        set_companions_aside(&path)?;
    }
    fs::rename(&fresh, &path)?;
    folder::sync_dir(dir)?;
    folder::bind_key(dir, dek)?;
    folder::clear(dir)?;
    Ok(rebuilt)
}

fn refuse_whole(path: &Path, dek: &Dek) -> Result<(), StoreError> {
    let look = connect(path, dek).and_then(|mut connection| {
        bring_forward(&mut connection)?;
        is_whole(&connection)
    });
    match look {
        Ok(()) => Err(StoreError::NotDamaged),
        Err(StoreError::Damaged { .. } | StoreError::Sql(_) | StoreError::Unreadable { .. }) => {
            Ok(())
        }
        Err(other) => Err(other),
    }
}

/// `known` tells that the key was checked; otherwise at least one frame must open with it.
fn fill(dir: &Path, dek: &Dek, fresh: &Path, known: bool) -> Result<Rebuilt, StoreError> {
    let keys = JournalKeys::new(dek);
    let mut rebuilt = Rebuilt::default();
    let mut db = connect(fresh, dek)?;
    let (mut frames, mut journals) = (0, 0);
    let mut gone = BTreeSet::new();
    for (no, path) in files(dir)? {
        let transaction = db.transaction()?;
        let back = read_file(&keys, no, &path, |frame| {
            restore(&transaction, no, frame, &mut gone)
        })?;
        transaction.commit()?;
        frames += back.frames;
        journals += 1;
        rebuilt.broken_frames += back.broken;
        rebuilt.torn_files += u64::from(back.torn);
    }
    if !known && frames == 0 {
        return Err(if journals == 0 {
            StoreError::Missing
        } else {
            StoreError::WrongKey
        });
    }
    let transaction = db.transaction()?;
    finish(&transaction, &gone, &mut rebuilt)?;
    transaction.commit()?;
    close(db)?;
    Ok(rebuilt)
}

fn restore(
    db: &Connection,
    no: u64,
    frame: Frame,
    gone: &mut BTreeSet<Uuid>,
) -> Result<(), StoreError> {
    let no = row::int(no)?;
    match frame {
        Frame::Act(act) => return restore_act(db, no, &act),
        Frame::Chunk { case, hash, idx, content } => return restore_chunk(db, case, &hash, idx, &content),
        Frame::File(file) => return restore_file(db, no, &file),
        Frame::Draft(draft) => db.execute(
            "INSERT INTO draft (draft_id, owner, body, updated_ms, journal_no) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (draft_id) DO UPDATE SET owner = excluded.owner, body = excluded.body,
                 updated_ms = excluded.updated_ms, journal_no = excluded.journal_no
             WHERE excluded.updated_ms >= draft.updated_ms",
            params![draft.id.as_bytes(), draft.owner, draft.body, draft.updated_ms, no],
        )?,
        Frame::DraftGone(id) => usize::from(gone.insert(id)),
        Frame::Meta { key, value } => db.execute(
            "INSERT OR REPLACE INTO meta (key, value, journal_no) VALUES (?1, ?2, ?3)",
            params![key, value.as_slice(), no],
        )?,
        Frame::Head { turn, next_seq, prev, incarnation } => {
            if let Some(name) = incarnation {
                db.execute(
                    "INSERT OR IGNORE INTO incarnation (turn, incarnation, why, began_ms) VALUES (?1, ?2, 'rebuilt', 0)",
                    params![row::int(turn)?, name.as_bytes()],
                )?;
            }
            db.execute(
                "UPDATE origin SET turn = ?1, next_seq = ?2, prev = ?3, journal_no = ?4
                 WHERE (?1, ?2) >= (turn, next_seq)",
                params![row::int(turn)?, row::int(next_seq)?, prev, no],
            )?
        }
        Frame::Alarm(alarm) => db.execute(
            "INSERT OR IGNORE INTO alarm (code, detail, raised_ms, journal_no) VALUES (?1, ?2, ?3, ?4)",
            params![alarm.code, alarm.detail, alarm.raised_ms, no],
        )?,
    };
    Ok(())
}

fn restore_act(db: &Connection, no: i64, act: &ActFrame) -> Result<(), StoreError> {
    let id = act.act_id.into_bytes();
    let added = db.execute(
        "INSERT OR IGNORE INTO act (act_id, case_id, kind, captured_ms, turn, seq, prev, hash, bytes, salt,
             payload, actor, journal_no, replaces)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            id,
            act.case.map(Uuid::into_bytes),
            act.kind,
            act.captured_ms,
            row::int(act.turn)?,
            row::int(act.seq)?,
            act.prev,
            act.hash,
            act.bytes.as_slice(),
            act.salt,
            act.payload.as_ref().map(|payload| payload.as_slice()),
            act.actor,
            no,
            act.replaces.map(Uuid::into_bytes),
        ],
    )?;
    if let Some(by) = act.ended_by {
        // Whatever its state was: nobody sends it again.
        db.execute(
            "INSERT INTO queue (act_id, state, code, ended_by) VALUES (?1, 'quarantined', 'ended', ?2)
             ON CONFLICT (act_id) DO UPDATE SET ended_by = excluded.ended_by
             WHERE ended_by IS NULL AND state IN ('contested', 'needs_fix', 'quarantined')",
            params![id, by.as_bytes()],
        )?;
    }
    if added == 0 {
        return Ok(());
    }
    for (ordinal, hash) in (0_i64..).zip(&act.attachments) {
        db.execute(
            "INSERT OR IGNORE INTO act_attachment (act_id, ordinal, case_id, hash) VALUES (?1, ?2, ?3, ?4)",
            params![id, ordinal, act.case.map(Uuid::into_bytes), hash],
        )?;
    }
    restore_beside(db, act)
}

/// What the act's command left in other tables.
fn restore_beside(db: &Connection, act: &ActFrame) -> Result<(), StoreError> {
    let id = act.act_id.into_bytes();
    for (reference, answer) in &act.answers {
        db.execute(
            "INSERT OR IGNORE INTO answer (ref, act_id, answer) VALUES (?1, ?2, ?3)",
            params![reference, id, answer.as_slice()],
        )?;
    }
    for (iss, cti) in &act.used_codes {
        db.execute(
            "INSERT OR IGNORE INTO used_code (iss, cti, act_id) VALUES (?1, ?2, ?3)",
            params![iss, cti.as_slice(), id],
        )?;
    }
    if let Some(summary) = &act.summary {
        let newer = case::get(db, summary.case_id)?
            .is_some_and(|kept| kept.updated_ms > summary.updated_ms);
        if !newer {
            case::put(db, summary)?;
        }
    }
    Ok(())
}

/// Chunks wait under a row whose hash is NULL and whose name is the hash, until their `File` frame comes.
fn restore_chunk(
    db: &Connection,
    case: Uuid,
    hash: &[u8; 32],
    idx: u64,
    content: &[u8],
) -> Result<(), StoreError> {
    let waiting = match waiting(db, case, hash)? {
        Some(waiting) => waiting,
        None => {
            db.execute(
                "INSERT INTO attachment (case_id, hash, bytes, media_type, name, added_ms)
                 VALUES (?1, NULL, 0, '', ?2, 0)",
                params![case.as_bytes(), hex::encode(hash)],
            )?;
            db.last_insert_rowid()
        }
    };
    db.prepare_cached(
        "INSERT OR REPLACE INTO attachment_chunk (attachment_id, idx, content) VALUES (?1, ?2, ?3)",
    )?
    .execute(params![waiting, row::int(idx)?, content])?;
    Ok(())
}

fn waiting(db: &Connection, case: Uuid, hash: &[u8; 32]) -> Result<Option<i64>, StoreError> {
    use rusqlite::OptionalExtension;
    Ok(db
        .prepare_cached("SELECT attachment_id FROM attachment WHERE case_id = ?1 AND hash IS NULL AND name = ?2")?
        .query_row(params![case.as_bytes(), hex::encode(hash)], |row| row.get(0))
        .optional()?)
}

/// Names the waiting chunks, if their content is what the hash says.
fn restore_file(db: &Connection, no: i64, file: &FileFrame) -> Result<(), StoreError> {
    let known = crate::attachment::find(db, file.case, &file.hash)?.is_some();
    let id = match waiting(db, file.case, &file.hash)? {
        _ if known => return Ok(()),
        Some(id) => id,
        None if file.bytes == 0 => {
            db.execute(
                "INSERT INTO attachment (case_id, hash, bytes, media_type, added_ms)
                 VALUES (?1, NULL, 0, '', 0)",
                [file.case.as_bytes()],
            )?;
            db.last_insert_rowid()
        }
        None => return Ok(()),
    };
    if content_hash(db, id, file.bytes)? != Some(file.hash) {
        return Ok(());
    }
    db.execute(
        "UPDATE attachment SET hash = ?2, bytes = ?3, media_type = ?4, name = ?5, added_ms = ?6,
             journal_no = ?7 WHERE attachment_id = ?1",
        params![
            id,
            file.hash,
            row::int(file.bytes)?,
            file.media_type,
            file.name,
            file.added_ms,
            no
        ],
    )?;
    Ok(())
}

fn content_hash(db: &Connection, id: i64, bytes: u64) -> Result<Option<[u8; 32]>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT idx, content FROM attachment_chunk WHERE attachment_id = ?1 ORDER BY idx",
    )?;
    let mut found = select.query([id])?;
    let (mut hasher, mut read, mut next) = (Sha256::new(), 0, 0);
    while let Some(chunk) = found.next()? {
        let content: Vec<u8> = chunk.get(1)?;
        let whole = content.len() == CHUNK || read + content.len() as u64 == bytes;
        if row::count(chunk, 0)? != next || !whole {
            return Ok(None);
        }
        hasher.update(&content);
        read += content.len() as u64;
        next += 1;
    }
    Ok((read == bytes).then(|| hasher.finalize().into()))
}
