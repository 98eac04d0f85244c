//! Where an upload stands and what it has: all in the database, nothing plain on the disk.

use rusqlite::{OptionalExtension as _, Transaction, params};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::call::Turn;
use crate::fault::Outcome;
use crate::member::Member;

const DAY_MS: i64 = 86_400_000;

/// One upload.
pub(super) struct Upload {
    pub(super) id: String,
    pub(super) length: u64,
    pub(super) stored: u64,
}

/// What a new upload is for.
pub(super) struct Wanted {
    pub(super) case: Uuid,
    pub(super) hash: [u8; 32],
    pub(super) length: u64,
    /// Of another station that claims it; it is that one's then.
    pub(super) origin: Option<String>,
}

/// What became of some bytes.
pub(super) enum Kept {
    /// The upload has so many now.
    At(u64),
    /// The whole file does not have the hash it was announced with; the upload is gone.
    WrongHash,
}

/// A new upload; one that has all of its bytes already where the case holds this content.
pub(super) fn create(turn: &Turn<'_>, member: &Member, wanted: &Wanted) -> Outcome<Upload> {
    let Turn { tx, now, .. } = *turn;
    let case = wanted.case.as_bytes().as_slice();
    let length = signed(wanted.length);
    let owner = wanted.origin.as_ref().unwrap_or(&member.terminal);
    let held: Option<String> = tx
        .query_row(
            "SELECT id FROM uploads
             WHERE case_id = ?1 AND hash = ?2 AND length = ?3 AND whole = 1 AND terminal = ?4",
            params![case, wanted.hash, length, owner],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(id) = held {
        carry(tx, &id, owner, member)?;
        return Ok(Upload {
            id,
            length: wanted.length,
            stored: wanted.length,
        });
    }
    let id = Uuid::new_v4().simple().to_string();
    tx.execute(
        "INSERT INTO uploads (id, terminal, case_id, hash, length, stored, whole, touched_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7)",
        params![
            id,
            owner,
            case,
            wanted.hash,
            length,
            wanted.length == 0,
            now
        ],
    )?;
    carry(tx, &id, owner, member)?;
    Ok(Upload {
        id,
        length: wanted.length,
        stored: 0,
    })
}

/// Lets the station that brings another's file go on with it.
fn carry(tx: &Transaction<'_>, id: &str, owner: &str, member: &Member) -> Outcome<()> {
    if owner != member.terminal {
        tx.prepare_cached(
            "INSERT INTO carriers (upload, terminal) VALUES (?1, ?2)
             ON CONFLICT (upload, terminal) DO NOTHING",
        )?
        .execute(params![id, member.terminal])?;
    }
    Ok(())
}

/// Where it stands; another station's upload is not there.
pub(super) fn find(tx: &Transaction<'_>, member: &Member, id: &str) -> Outcome<Option<Upload>> {
    let found = tx
        .prepare_cached(
            "SELECT length, stored FROM uploads WHERE id = ?1 AND (terminal = ?2
                 OR EXISTS (SELECT 1 FROM carriers WHERE upload = ?1 AND terminal = ?2))",
        )?
        .query_row(params![id, member.terminal], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })
        .optional()?;
    Ok(found.map(|(length, stored)| Upload {
        id: id.to_owned(),
        length: length.unsigned_abs(),
        stored: stored.unsigned_abs(),
    }))
}

/// Appends bytes; the last ones prove the whole.
pub(super) fn append(turn: &Turn<'_>, upload: &Upload, bytes: &[u8]) -> Outcome<Kept> {
    let Turn { tx, now, .. } = *turn;
    let stored = upload.stored + bytes.len() as u64;
    if !bytes.is_empty() {
        tx.prepare_cached("INSERT INTO chunks (upload, at, bytes) VALUES (?1, ?2, ?3)")?
            .execute(params![upload.id, signed(upload.stored), bytes])?;
        tx.prepare_cached("UPDATE uploads SET stored = ?2, touched_at = ?3 WHERE id = ?1")?
            .execute(params![upload.id, signed(stored), now])?;
    }
    if stored < upload.length {
        return Ok(Kept::At(stored));
    }
    let announced: Vec<u8> = tx.query_row(
        "SELECT hash FROM uploads WHERE id = ?1",
        [&upload.id],
        |row| row.get(0),
    )?;
    if announced != hash(tx, &upload.id)? {
        tx.execute("DELETE FROM uploads WHERE id = ?1", [&upload.id])?;
        return Ok(Kept::WrongHash);
    }
    tx.execute("UPDATE uploads SET whole = 1 WHERE id = ?1", [&upload.id])?;
    Ok(Kept::At(stored))
}

/// Removes what no act names after its time, and uploads that came to no end.
pub(crate) fn sweep(turn: &Turn<'_>) -> Outcome<()> {
    let keep = turn.app.city.rule.attachments;
    turn.tx
        .prepare_cached(
            "DELETE FROM uploads WHERE (whole = 1 AND named = 0 AND touched_at < ?1)
                OR (whole = 0 AND touched_at < ?2)",
        )?
        .execute([
            turn.now - keep.orphan_days * DAY_MS,
            turn.now - keep.unfinished_days * DAY_MS,
        ])?;
    Ok(())
}

/// SHA-256 of what is stored, chunk by chunk.
fn hash(tx: &Transaction<'_>, id: &str) -> Outcome<Vec<u8>> {
    let mut sum = Sha256::new();
    let mut statement =
        tx.prepare_cached("SELECT bytes FROM chunks WHERE upload = ?1 ORDER BY at")?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        sum.update(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
    }
    Ok(sum.finalize().to_vec())
}

/// Lengths are capped far below.
fn signed(length: u64) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
