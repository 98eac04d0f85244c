//! Removing journal files whose acts and attachments are safe with the backend: all of them, or nearly all, and then
//! the few others are written anew first.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::Path;

use rusqlite::Connection;

use super::file::{numbers, path};
use crate::database::{Store, locked};
use crate::error::StoreError;
use crate::{folder, row};

/// From this size on a file goes although something in it is needed, if that is little.
const WORTH_BYTES: u64 = 64 << 10;
/// Little is one part in so many. What is written anew is then always less than what goes, however long a row waits.
const LITTLE: u64 = 4;

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
    /// Removes every journal file that holds nothing unsent any more, and large ones that hold little of it; returns
    /// how many went. What of them is needed, drafts and the station's own values are written to this process's file
    /// first.
    ///
    /// # Errors
    /// The disk's own; nothing needed is ever removed.
    pub fn journal_prune(&self) -> Result<u64, StoreError> {
        let journal = self.journal();
        let _turn = locked(&journal.turn);
        self.sync_all()?;
        let mut removed = 0;
        for no in numbers(&journal.dir)? {
            if journal.current() != Some(no) && self.prune_file(no)? {
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
            self.give_up(no)?;
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
        let path = path(&self.journal().dir, no);
        if !is_abandoned(&path)? || self.read(|db| is_worth_keeping(db, no, &path))? {
            return Ok(false);
        }
        self.give_up(no)?;
        Ok(true)
    }

    /// Writes anew, durably, what is needed of an abandoned file, then removes it. Until then its frames stand there,
    /// whether a row says so or not.
    fn give_up(&self, no: u64) -> Result<(), StoreError> {
        self.write(|db| move_out(db, no))?;
        crash::point(crash::Point::PruneUnmarked);
        self.sync_all()?;
        crash::point(crash::Point::PruneMoved);
        self.remove(no)?;
        crash::point(crash::Point::PruneRemoved);
        Ok(())
    }
}

/// Whether so much of a file is needed that it stays.
fn is_worth_keeping(db: &Connection, no: u64, path: &Path) -> Result<bool, StoreError> {
    if !needed(db, no)? {
        return Ok(false);
    }
    let bytes = fs::metadata(path)?.len();
    Ok(bytes < WORTH_BYTES || needed_bytes(db, no)? > bytes / LITTLE)
}

/// Whether no process writes this file. A file once let go of is never written again.
fn is_abandoned(path: &Path) -> Result<bool, StoreError> {
    match File::open(path)?.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// SQL: whether anything in file `?1` is needed. From the file's side: a file is a few mebibytes, a backlog is not.
const NEEDED: &str = concat!(
    "SELECT EXISTS (SELECT 1 FROM act JOIN queue USING (act_id)
                    WHERE turn IS NOT NULL AND journal_no = ?1 AND state NOT IN ('durable', 'contested'))
         OR EXISTS (SELECT 1 FROM attachment file WHERE journal_no = ?1 AND ",
    needed_file!(),
    ")"
);

fn needed(db: &Connection, no: u64) -> Result<bool, StoreError> {
    let mut select = db.prepare_cached(NEEDED)?;
    Ok(select.query_row([row::int(no)?], |row| row.get(0))?)
}

/// SQL: about how many bytes of file `?1` are needed.
const NEEDED_BYTES: &str = concat!(
    "SELECT (SELECT total(length(bytes) + ifnull(length(payload), 0)) FROM act JOIN queue USING (act_id)
             WHERE turn IS NOT NULL AND journal_no = ?1 AND state NOT IN ('durable', 'contested'))
          + (SELECT total(bytes) FROM attachment file WHERE journal_no = ?1 AND ",
    needed_file!(),
    ")"
);

fn needed_bytes(db: &Connection, no: u64) -> Result<u64, StoreError> {
    let mut select = db.prepare_cached(NEEDED_BYTES)?;
    let bytes: f64 = select.query_row([row::int(no)?], |row| row.get(0))?;
    Ok(bytes as u64)
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
    use super::{LARGE, MOVES, NEEDED, NEEDED_BYTES};
    use crate::{Dek, Store};

    /// A start and a round ask which files are named and let go of one: neither may read every act of the station.
    #[test]
    fn no_large_table_is_read_whole() {
        let dir = tempfile::TempDir::new().expect("a temporary folder");
        let store = Store::create(dir.path(), &Dek::new([1; 32])).expect("a new folder");
        store.with_writer(|db| {
            for sql in LARGE.into_iter().chain(MOVES).chain([NEEDED, NEEDED_BYTES]) {
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
