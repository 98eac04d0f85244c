//! Removing journal files whose acts and attachments are all safe with the backend.

use std::fs::{self, File, TryLockError};
use std::path::Path;

use rusqlite::Connection;

use super::file::{numbers, path};
use crate::database::{Store, locked};
use crate::error::StoreError;
use crate::{folder, row};

/// From this size on this process's own file is worth replacing.
const WORTH_BYTES: u64 = 4 << 20;

/// SQL: whether attachment `file` must stand twice. Not named yet, or named by an act that is not durable.
macro_rules! needed_file {
    () => {
        "(NOT EXISTS (SELECT 1 FROM act_attachment named
                      WHERE named.case_id = file.case_id AND named.hash = file.hash)
          OR EXISTS (SELECT 1 FROM act_attachment named JOIN queue USING (act_id)
                     WHERE named.case_id = file.case_id AND named.hash = file.hash
                       AND queue.state NOT IN ('durable', 'contested')))"
    };
}
pub(super) use needed_file;

impl Store {
    /// Removes every journal file that holds nothing unsent any more, and returns how many. Drafts and the
    /// station's own values that stood there are written to this process's file first.
    ///
    /// # Errors
    /// The disk's own; nothing needed is ever removed.
    pub fn journal_prune(&self) -> Result<u64, StoreError> {
        let journal = self.journal();
        let _turn = locked(&journal.turn);
        self.sync_all()?;
        if let Some((no, bytes)) = journal.current()
            && bytes >= WORTH_BYTES
            && !self.read(|db| needed(db, no))?
        {
            journal.rotate();
        }
        let mut removed = 0;
        for no in numbers(&journal.dir)? {
            if journal.current().is_none_or(|(current, _)| current != no) && self.prune_file(no)? {
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Writes everything needed anew and removes the old files, so that no copy of an erased act or file stays. A
    /// file that another process writes is left to that process. Returns how many went.
    ///
    /// # Errors
    /// The disk's own; nothing needed is ever removed.
    pub fn journal_compact(&self) -> Result<u64, StoreError> {
        let journal = self.journal();
        let _turn = locked(&journal.turn);
        self.sync_all()?;
        journal.rotate();
        let mut removed = 0;
        for no in numbers(&journal.dir)? {
            if !is_abandoned(&path(&journal.dir, no))? {
                continue;
            }
            self.write(|db| move_out(db, no))?;
            self.sync_all()?;
            self.remove(no)?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Nothing in it is marked as standing there any more.
    fn remove(&self, no: u64) -> Result<(), StoreError> {
        let journal = self.journal();
        let _names = journal.names()?;
        fs::remove_file(path(&journal.dir, no))?;
        Ok(folder::sync_dir(&journal.dir)?)
    }

    fn prune_file(&self, no: u64) -> Result<bool, StoreError> {
        let journal = self.journal();
        let path = path(&journal.dir, no);
        if self.read(|db| needed(db, no))? || !is_abandoned(&path)? {
            return Ok(false);
        }
        self.write(|db| move_out(db, no))?;
        self.journal_rows()?;
        crash::point(crash::Point::PruneMoved);
        self.remove(no)?;
        crash::point(crash::Point::PruneRemoved);
        Ok(true)
    }
}

/// Whether no process writes this file. A file once let go of is never written again.
fn is_abandoned(path: &Path) -> Result<bool, StoreError> {
    match File::open(path)?.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn needed(db: &Connection, no: u64) -> Result<bool, StoreError> {
    let mut select = db.prepare_cached(concat!(
        "SELECT EXISTS (SELECT 1 FROM act JOIN queue USING (act_id)
                        WHERE turn IS NOT NULL AND journal_no = ?1 AND state NOT IN ('durable', 'contested'))
             OR EXISTS (SELECT 1 FROM attachment file WHERE journal_no = ?1 AND ",
        needed_file!(),
        ")"
    ))?;
    Ok(select.query_row([row::int(no)?], |row| row.get(0))?)
}

impl Store {
    /// Rows whose journal file is not there any more stand once: the next sync writes them again.
    pub(crate) fn forget_lost_files(&self) -> Result<(), StoreError> {
        let there = numbers(&self.journal().dir)?;
        let marked = self.with_writer(|writer| marked(writer))?;
        for lost in marked.into_iter().filter(|no| !there.contains(no)) {
            self.write(|db| move_out(db, lost))?;
        }
        Ok(())
    }
}

/// Every file number that a row names. The acts, which are many, are asked by their index for the next number only.
fn marked(db: &Connection) -> Result<Vec<u64>, StoreError> {
    let mut select = db.prepare(
        "WITH RECURSIVE file (no) AS (
             SELECT min(journal_no) FROM act WHERE turn IS NOT NULL AND journal_no IS NOT NULL
             UNION ALL
             SELECT (SELECT min(journal_no) FROM act WHERE turn IS NOT NULL AND journal_no > no)
             FROM file WHERE no IS NOT NULL)
         SELECT no FROM file WHERE no IS NOT NULL
         UNION SELECT journal_no FROM attachment WHERE journal_no IS NOT NULL
         UNION SELECT journal_no FROM draft WHERE journal_no IS NOT NULL
         UNION SELECT journal_no FROM draft_gone WHERE journal_no IS NOT NULL
         UNION SELECT journal_no FROM alarm WHERE journal_no IS NOT NULL
         UNION SELECT journal_no FROM meta WHERE journal_no IS NOT NULL
         UNION SELECT journal_no FROM origin WHERE journal_no IS NOT NULL",
    )?;
    let found = select.query_map([], |found| row::count(found, 0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// What still matters in a file that goes is unjournaled again, and what does not is unmarked.
fn move_out(db: &Connection, no: u64) -> Result<(), StoreError> {
    let no = row::int(no)?;
    for table in [
        "act",
        "attachment",
        "draft",
        "draft_gone",
        "meta",
        "origin",
        "alarm",
    ] {
        db.execute(
            &format!("UPDATE {table} SET journal_no = NULL WHERE journal_no = ?1"),
            [no],
        )?;
    }
    Ok(())
}
