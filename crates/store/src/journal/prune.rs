//! Removing journal files whose acts and attachments are all safe with the backend.

use std::collections::BTreeSet;
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
        // From the queue's side: what is not settled is little after a drain, what stands in a file is not.
        "SELECT EXISTS (SELECT 1 FROM queue CROSS JOIN act USING (act_id)
                        WHERE state IN ('ready', 'files', 'sending', 'received', 'retry_wait', 'needs_fix',
                                        'quarantined') AND journal_no = ?1)
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

/// SQL: every file number that a row of a large table names, each found behind the one before by its index.
macro_rules! named_in {
    ($table:literal, $among:literal) => {
        concat!(
            "WITH RECURSIVE file (no) AS (
                 SELECT min(journal_no) FROM ",
            $table,
            " WHERE ",
            $among,
            " journal_no IS NOT NULL
                 UNION ALL
                 SELECT (SELECT min(journal_no) FROM ",
            $table,
            " WHERE ",
            $among,
            " journal_no > no) FROM file WHERE no IS NOT NULL)
             SELECT no FROM file WHERE no IS NOT NULL"
        )
    };
}

/// Tables that grow with the cases.
const LARGE: [&str; 3] = [
    named_in!("act", "turn IS NOT NULL AND"),
    named_in!("attachment", ""),
    named_in!("draft_gone", ""),
];
/// The others.
const SMALL: &str = "SELECT journal_no FROM draft WHERE journal_no IS NOT NULL
     UNION SELECT journal_no FROM alarm WHERE journal_no IS NOT NULL
     UNION SELECT journal_no FROM meta WHERE journal_no IS NOT NULL
     UNION SELECT journal_no FROM origin WHERE journal_no IS NOT NULL";

/// Every file number that a row names.
fn marked(db: &Connection) -> Result<BTreeSet<u64>, StoreError> {
    let mut marked = BTreeSet::new();
    for sql in LARGE.into_iter().chain([SMALL]) {
        let mut select = db.prepare(sql)?;
        for no in select.query_map([], |found| row::count(found, 0))? {
            marked.insert(no?);
        }
    }
    Ok(marked)
}

/// SQL: what stood in file `?1` stands in none. Of the acts only own ones do, and their index knows no others.
const MOVES: [&str; 7] = [
    "UPDATE act SET journal_no = NULL WHERE turn IS NOT NULL AND journal_no = ?1",
    "UPDATE attachment SET journal_no = NULL WHERE journal_no = ?1",
    "UPDATE draft SET journal_no = NULL WHERE journal_no = ?1",
    "UPDATE draft_gone SET journal_no = NULL WHERE journal_no = ?1",
    "UPDATE meta SET journal_no = NULL WHERE journal_no = ?1",
    "UPDATE origin SET journal_no = NULL WHERE journal_no = ?1",
    "UPDATE alarm SET journal_no = NULL WHERE journal_no = ?1",
];

/// What still matters in a file that goes is unjournaled again, and what does not is unmarked.
fn move_out(db: &Connection, no: u64) -> Result<(), StoreError> {
    let no = row::int(no)?;
    for sql in MOVES {
        db.execute(sql, [no])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{LARGE, MOVES};
    use crate::{Dek, Store};

    /// A start and a round ask which files are named and let go of one: neither may read every act of the station.
    #[test]
    fn no_large_table_is_read_whole() {
        let dir = tempfile::TempDir::new().expect("a temporary folder");
        let store = Store::create(dir.path(), &Dek::new([1; 32])).expect("a new folder");
        store.with_writer(|db| {
            for sql in LARGE.into_iter().chain(MOVES) {
                let mut plan = db
                    .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                    .expect("SQL");
                let steps = plan.query_map(
                    rusqlite::params_from_iter(vec![1; plan.parameter_count()]),
                    |step| step.get::<_, String>(3),
                );
                for step in steps.expect("a plan") {
                    let step = step.expect("a step");
                    let whole = ["SCAN act", "SCAN attachment", "SCAN draft_gone"];
                    let by_index =
                        step.contains("USING COVERING INDEX") && sql.contains("min(journal_no)");
                    assert!(
                        by_index || !whole.iter().any(|scan| step.starts_with(scan)),
                        "{sql}: {step}"
                    );
                }
            }
        });
    }
}
