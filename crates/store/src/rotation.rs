//! Replacing the data key after a member was taken out: what that member may have kept opens nothing more.
//!
//! Every step leaves a folder that opens: both keys stand in every slot until database and journal are converted, and
//! whatever was reached, [`run`] goes on from there. Nothing unsent is ever in one place only: the old journal is
//! removed after the new one is durable.

use std::fs;
use std::path::Path;

use rand::CryptoRng;
use rusqlite::Connection;

use crate::database::{Store, VERSION, bring_forward, close, connect, is_whole, key_text};
use crate::error::StoreError;
use crate::folder;
use crate::key::Dek;
use crate::lock;
use crate::slots::{SlotError, Slots};

/// The journal under the old key, until the new one is durable.
const RETIRED: &str = "journal.retired";
const FRESH: &str = "zongchuang.db.rekey";

/// How far a rotation has come; told after each step, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Both keys stand in every slot.
    Begun,
    /// A whole copy of the database under the new key lies beside the old one.
    Copied,
    /// The copy is the database.
    Swapped,
    /// The folder is bound to the new key.
    Bound,
    /// The old journal is out of the way.
    Retired,
    /// The new journal has everything unsent.
    Journaled,
    /// The slots hold the new key only.
    Settled,
    /// The old journal is gone.
    Done,
}

/// Replaces the folder's data key, or ends a rotation that was cut off. Answers the key that counts from now on.
///
/// `next` is what [`crate::slots::Opened`] said beside `dek`. `reached` is told each step; an error of its own stops
/// there, as a killed process would.
///
/// # Errors
/// [`StoreError::Busy`] while any store of this folder is open; [`StoreError::DiskFull`]; the slots' own. The folder
/// opens with `dek` or `next` as before: see [`current`].
pub fn run(
    slots: &mut Slots,
    dek: &Dek,
    next: Option<&Dek>,
    rng: &mut impl CryptoRng,
    reached: &mut impl FnMut(Step) -> Result<(), StoreError>,
) -> Result<Dek, SlotError> {
    let dir = slots.dir().to_owned();
    let _alone = lock::alone(&dir).map_err(SlotError::Disk)?;
    let next = match next {
        Some(next) => next.clone(),
        None => slots.begin_rotation(dek, rng)?,
    };
    convert(&dir, dek, &next, reached).map_err(SlotError::Disk)?;
    slots.end_rotation(&next)?;
    reached(Step::Settled).map_err(SlotError::Disk)?;
    sweep(&dir).map_err(SlotError::Disk)?;
    reached(Step::Done).map_err(SlotError::Disk)?;
    Ok(next)
}

/// Which of the two keys opens the folder now, where a rotation was begun and could not go on.
///
/// # Errors
/// The disk's own.
pub fn current<'a>(dir: &Path, dek: &'a Dek, next: Option<&'a Dek>) -> Result<&'a Dek, StoreError> {
    match next {
        Some(next) if folder::key_fits(dir, next)? == Some(true) => Ok(next),
        _ => Ok(dek),
    }
}

/// Removes what a rotation left after its last step. Call it only when no rotation is under way.
///
/// # Errors
/// The disk's own.
pub fn sweep(dir: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(dir.join(RETIRED)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(folder::sync_dir(dir)?),
    }
}

/// Goes back to the old key where the database was damaged in the middle of a rotation: the old journal is the
/// journal again, for [`crate::rescue::rebuild`] with `dek`. What the new one has is a copy of it; it is set aside.
///
/// # Errors
/// [`StoreError::Busy`] while any store of this folder is open; the disk's own.
pub fn fall_back(dir: &Path, dek: &Dek) -> Result<(), StoreError> {
    let _alone = lock::alone(dir)?;
    let (journal, retired) = (dir.join(folder::JOURNAL), dir.join(RETIRED));
    if retired.try_exists()? {
        let aside = (1_u32..)
            .map(|number| dir.join(format!("journal.partial-{number}")))
            .find(|aside| !aside.exists())
            .unwrap_or_else(|| dir.join("journal.partial"));
        if journal.try_exists()? {
            fs::rename(&journal, aside)?;
        }
        fs::rename(&retired, &journal)?;
    }
    folder::sync_dir(dir)?;
    Ok(folder::rebind_key(dir, dek)?)
}

fn convert(
    dir: &Path,
    old: &Dek,
    new: &Dek,
    reached: &mut impl FnMut(Step) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    reached(Step::Begun)?;
    let path = dir.join(folder::DATABASE);
    let bound = folder::key_fits(dir, new)? == Some(true);
    if !bound && !opens(&path, new)? {
        copy(dir, old, new)?;
        reached(Step::Copied)?;
        fs::rename(dir.join(FRESH), &path)?;
        folder::sync_dir(dir)?;
    }
    reached(Step::Swapped)?;
    folder::rebind_key(dir, new)?;
    reached(Step::Bound)?;
    let (journal, retired) = (dir.join(folder::JOURNAL), dir.join(RETIRED));
    if !retired.try_exists()? && journal.try_exists()? {
        fs::rename(&journal, &retired)?;
        folder::sync_dir(dir)?;
    }
    reached(Step::Retired)?;
    // Rows whose journal file is not there count as standing once: the sync writes them all.
    let store = Store::open_alone(dir, new)?;
    store.journal_sync()?;
    drop(store);
    reached(Step::Journaled)
}

/// A whole copy under the new key. What stood there from an earlier attempt goes.
fn copy(dir: &Path, old: &Dek, new: &Dek) -> Result<(), StoreError> {
    let path = dir.join(folder::DATABASE);
    let store = Store::open_alone(dir, old)?;
    store.journal_sync()?;
    drop(store);
    let fresh = dir.join(FRESH);
    for tail in ["", "-wal", "-shm", "-journal"] {
        match fs::remove_file(folder::beside(&fresh, tail)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    folder::private().open(&fresh)?.sync_all()?;
    let from = connect(&path, old)?;
    export(&from, &fresh, new)?;
    // The last connection puts everything into the one file: no log of the old key is left beside the new.
    close(from)?;
    let copied = connect(&fresh, new)?;
    is_whole(&copied)?;
    close(copied)?;
    fs::File::open(&fresh)?.sync_all()?;
    Ok(())
}

fn export(from: &Connection, fresh: &Path, new: &Dek) -> Result<(), StoreError> {
    let place = fresh.to_str().ok_or(StoreError::Refused {
        what: "the folder's name is not Unicode",
    })?;
    // The statement holds the key: an error of it is not passed on.
    let attach = zeroize::Zeroizing::new(format!(
        "ATTACH DATABASE '{}' AS fresh KEY \"x'{}'\"",
        place.replace('\'', "''"),
        key_text(new).as_str(),
    ));
    from.execute_batch(&attach)
        .map_err(|_| StoreError::Refused {
            what: "the copy under the new key was not begun",
        })?;
    from.query_row("SELECT sqlcipher_export('fresh')", [], |_| Ok(()))?;
    from.pragma_update(Some("fresh"), "user_version", VERSION)?;
    Ok(from.execute_batch("DETACH DATABASE fresh")?)
}

fn opens(path: &Path, dek: &Dek) -> Result<bool, StoreError> {
    match connect(path, dek) {
        Ok(mut connection) => {
            bring_forward(&mut connection)?;
            close(connection)?;
            Ok(true)
        }
        Err(StoreError::Damaged { .. } | StoreError::WrongKey) => Ok(false),
        Err(other) => Err(other),
    }
}
