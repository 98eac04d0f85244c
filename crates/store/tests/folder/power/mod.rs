//! The power is cut: after every sync, with any subset of what was not synced, torn into sectors. And the disk is full
//! at any write. What was told as saved is there.

mod disk;
mod record;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use domain::queue::RowState;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use store::rescue::rebuild;
use store::{Draft, Store, StoreError};
use tempfile::TempDir;

use self::disk::{Disk, Luck};
use self::record::{Change, MARK, Recorded, record};
use crate::golden;
use crate::made::{DAY, case_row, content, dek, files_below, folder, id, save, save_with};
use crate::processes::given;

/// Acts that the child saves; every third one with a file.
const ACTS: u128 = 12;
const CASE: u128 = 1_000_000;
/// Images in an ordinary run.
const SMALL: u64 = 40;
/// SQLCipher's page.
const PAGE: u64 = 4096;

/// Tells the recorder, and so the test, what this program was told.
fn mark(what: &str) {
    let path = std::env::var_os(MARK).unwrap();
    let mut marks = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .unwrap();
    marks.write_all(what.as_bytes()).unwrap();
}

fn scan(number: u128) -> Vec<u8> {
    content(5_000 * number as usize, number as u8)
}

#[test]
#[ignore = "a process of its own, recorded by other tests"]
fn child_works_a_morning() {
    let Some(dir) = given() else { return };
    let store = match Store::open(&dir, &dek()) {
        Ok(store) => store,
        Err(refused) => return println!("\nrefused {refused}"),
    };
    for number in 1..=ACTS {
        if morning(&store, number).is_none() {
            println!("\nrefused {number}");
        }
    }
    // A full disk may refuse the tidying, too.
    drop(store.journal_prune());
}

/// One citizen; `None` where the disk refused anything.
fn morning(store: &Store, number: u128) -> Option<()> {
    let case = id(CASE + number % 4);
    if number.is_multiple_of(3) {
        let file = store
            .attachment_put(case, "image/png", None, &scan(number)[..], DAY)
            .ok()?;
        let saved = store.append(|head| {
            let mut act = crate::made::act(head, id(number), Some(case));
            act.attachments = vec![file.hash];
            Ok::<_, std::convert::Infallible>((crate::made::only(act), ()))
        });
        saved.ok()?;
    } else {
        save(store, id(number), Some(case)).ok()?;
    }
    mark(&format!("saved {number}"));
    let draft = Draft {
        id: id(500 + number),
        owner: "clerk-1".into(),
        body: vec![number as u8; 64],
        updated_ms: DAY,
    };
    store.draft_put(&draft).ok()?;
    mark(&format!("draft {number}"));
    if number.is_multiple_of(4) {
        store.journal_sync().ok()?;
        mark(&format!("twice {number}"));
    }
    if number.is_multiple_of(5) {
        let done = RowState::Durable {
            position: number as u64,
        };
        store.backend_told("e1", number as u64, None).ok()?;
        store
            .queue_settle(id(number - 3), b"ack", Some(number as u64), &done)
            .ok()?;
        mark(&format!("durable {}", number - 3));
        store.journal_prune().ok()?;
    }
    Some(())
}

/// What the child had been told.
#[derive(Debug, Default, Clone)]
struct Told {
    saved: BTreeSet<u128>,
    drafts: BTreeSet<u128>,
    durable: BTreeSet<u128>,
    /// Acts up to here stand in the journal, too.
    twice: u128,
}

impl Told {
    fn hear(&mut self, change: &Change) {
        let Change::Mark(mark) = change else { return };
        let (what, number) = mark.split_once(' ').unwrap();
        let number = number.parse().unwrap();
        match what {
            "saved" => drop(self.saved.insert(number)),
            "draft" => drop(self.drafts.insert(number)),
            "durable" => drop(self.durable.insert(number)),
            "twice" => self.twice = number,
            other => panic!("a mark {other}"),
        }
    }

    /// The database is whole and has all of it.
    fn is_in_the_database(&self, dir: &Path, which: &str) {
        let store = Store::open(dir, &dek()).unwrap_or_else(|why| panic!("{which}: {why}"));
        store.check().unwrap_or_else(|why| panic!("{which}: {why}"));
        for number in &self.saved {
            self.has(&store, *number, which);
        }
        for number in &self.drafts {
            let draft = store.draft_get(id(500 + number)).unwrap();
            assert!(draft.is_some(), "{which}: draft {number}");
        }
        for number in &self.durable {
            let row = store.queue_row(id(*number)).unwrap().unwrap();
            assert!(row.state.is_durable(), "{which}: durable {number}");
        }
    }

    fn has(&self, store: &Store, number: u128, which: &str) {
        let act = store.act(id(number)).unwrap();
        let act = act.unwrap_or_else(|| panic!("{which}: act {number} was told as saved"));
        assert!(
            store.queue_row(id(number)).unwrap().is_some(),
            "{which}: row {number}"
        );
        for hash in &act.attachments {
            let read = store.attachment_read(act.case.unwrap(), hash, 0, 1 << 20);
            assert!(read.unwrap() == scan(number), "{which}: file of {number}");
        }
    }

    /// What was copied is in the journal alone, too.
    fn is_in_the_journal(&self, dir: &Path, which: &str) {
        for tail in ["", "-wal", "-shm"] {
            drop(fs::remove_file(dir.join(format!("zongchuang.db{tail}"))));
        }
        if self.twice == 0 {
            return;
        }
        rebuild(dir, &dek()).unwrap_or_else(|why| panic!("{which}: {why}"));
        let store = Store::open(dir, &dek()).unwrap();
        for number in self.saved.range(..=self.twice) {
            if !self.durable.contains(number) && !self.may_be_durable(*number) {
                self.has(&store, *number, which);
            }
        }
    }

    /// Its acknowledgement may have been kept just before the cut, and its copy given up.
    fn may_be_durable(&self, number: u128) -> bool {
        (number + 3).is_multiple_of(5) && self.saved.contains(&(number + 3))
    }
}

/// A number of the environment, or the small dose.
fn number(name: &str, small: u64) -> u64 {
    let asked = std::env::var(name).ok();
    asked.and_then(|asked| asked.parse().ok()).unwrap_or(small)
}

/// Gives `look` an image of the disk at moments around syncs, every `stride`th of them.
fn at_syncs(
    start: &Disk,
    changes: &[Change],
    (stride, seed): (usize, u64),
    look: impl Fn(&Path, usize, &str),
) -> u64 {
    let mut rng = StdRng::seed_from_u64(seed);
    let (mut disk, mut images, mut moment) = (start.clone(), 0, 0);
    for at in 0..=changes.len() {
        let is_sync = |at: usize| matches!(changes.get(at), Some(Change::Sync(_)));
        if is_sync(at) || (at > 0 && is_sync(at - 1)) || at == changes.len() {
            moment += 1;
            if moment % stride == 0 || at == changes.len() {
                for luck in [Luck::Nothing, Luck::Some, Luck::Everything] {
                    let image = TempDir::new().unwrap();
                    disk.cut_off(image.path(), luck, &mut rng);
                    look(
                        image.path(),
                        at,
                        &format!("before change {at}, {luck:?}, seed {seed}"),
                    );
                    images += 1;
                }
            }
        }
        if let Some(change) = changes.get(at) {
            disk.apply(change);
        }
    }
    images
}

/// Looks until there were `POWER_SAMPLES` images, or the small dose, each round with another seed.
fn cut_the_power(recorded: &Recorded, start: &Disk, look: impl Fn(&Path, usize, &str)) {
    let wanted = number("POWER_SAMPLES", SMALL);
    let seed = number("POWER_SEED", 7);
    println!("POWER_SEED={seed} POWER_SAMPLES={wanted}");
    let (mut images, mut round) = (0, 0);
    while images < wanted {
        let stride = if wanted > SMALL { 1 } else { 4 };
        images += at_syncs(start, &recorded.changes, (stride, seed + round), &look);
        round += 1;
    }
    let syncs = recorded
        .changes
        .iter()
        .filter(|change| matches!(change, Change::Sync(_)));
    println!(
        "{images} images of {} changes and {} syncs",
        recorded.changes.len(),
        syncs.count()
    );
}

/// What the child had been told before change `at`.
fn told_by(recorded: &Recorded, at: usize) -> Told {
    let mut told = Told::default();
    recorded.changes[..at]
        .iter()
        .for_each(|change| told.hear(change));
    told
}

#[test]
fn s28_a_power_cut_loses_nothing_that_was_told_as_saved() {
    let (dir, store) = folder();
    drop(store);
    let start = Disk::of(dir.path());
    let Some(recorded) = record("power::child_works_a_morning", dir.path(), None) else {
        return;
    };
    assert!(recorded.output.status.success(), "{:?}", recorded.output);
    let all = told_by(&recorded, recorded.changes.len());
    assert_eq!((all.saved.len() as u128, all.twice), (ACTS, ACTS));
    cut_the_power(&recorded, &start, |image, at, which| {
        let told = told_by(&recorded, at);
        let half = TempDir::new().unwrap();
        golden::copy(image, half.path());
        told.is_in_the_journal(half.path(), which);
        told.is_in_the_database(image, which);
    });
}

#[test]
#[ignore = "a process of its own, recorded by another test"]
fn child_lets_a_large_file_go() {
    let Some(dir) = given() else { return };
    let store = Store::open(&dir, &dek()).unwrap();
    save(&store, id(1), Some(id(CASE))).unwrap();
    mark("saved 1");
    let file = store
        .attachment_put(id(CASE), "image/png", None, &scan(30)[..], DAY)
        .unwrap();
    save_with(&store, id(30), id(CASE), &[file.hash]);
    mark("saved 30");
    store.journal_sync().unwrap();
    mark("twice 30");
    let done = RowState::Durable { position: 1 };
    store.queue_settle(id(30), b"ack", Some(1), &done).unwrap();
    mark("durable 30");
    drop(store);
    let store = Store::open(&dir, &dek()).unwrap();
    let gone = store.journal_prune().unwrap();
    assert_eq!(gone, 2, "that of the folder's making, and the large one");
    save(&store, id(40), None).unwrap();
    mark("saved 40");
}

/// One unsent act goes over into another file, and its own is removed: at every sync it stands in the journal.
#[test]
fn s28_a_power_cut_while_a_journal_file_gives_way_loses_nothing() {
    let (dir, store) = folder();
    drop(store);
    let start = Disk::of(dir.path());
    let Some(recorded) = record("power::child_lets_a_large_file_go", dir.path(), None) else {
        return;
    };
    assert!(recorded.output.status.success(), "{:?}", recorded.output);
    let seed = number("POWER_SEED", 7);
    at_syncs(&start, &recorded.changes, (1, seed), |image, at, which| {
        let told = told_by(&recorded, at);
        // Until then it is a morning like any other.
        if told.durable.is_empty() {
            return;
        }
        let half = TempDir::new().unwrap();
        golden::copy(image, half.path());
        told.is_in_the_journal(half.path(), which);
        told.is_in_the_database(image, which);
    });
}

#[test]
fn a_disk_that_only_claims_to_sync_is_caught_by_the_same_look() {
    let (dir, store) = folder();
    drop(store);
    let mut disk = Disk::of(dir.path());
    let name = "power::child_saves_and_nothing_else";
    let Some(recorded) = record(name, dir.path(), None) else {
        return;
    };
    for change in &recorded.changes {
        if !matches!(change, Change::Sync(_)) {
            disk.apply(change);
        }
    }
    let image = TempDir::new().unwrap();
    disk.cut_off(image.path(), Luck::Nothing, &mut StdRng::seed_from_u64(1));
    let store = Store::open(image.path(), &dek()).unwrap();
    assert!(
        store.act(id(1)).unwrap().is_none(),
        "the planted loss is not seen"
    );
}

#[test]
#[ignore = "a process of its own, recorded by another test"]
fn child_brings_an_old_folder_forward() {
    let Some(dir) = given() else { return };
    drop(Store::open(&dir, &golden::key()).unwrap());
}

#[test]
fn a_power_cut_during_a_migration_loses_nothing() {
    let dir = golden::copy_of(1);
    let start = Disk::of(dir.path());
    let name = "power::child_brings_an_old_folder_forward";
    let Some(recorded) = record(name, dir.path(), None) else {
        return;
    };
    assert!(recorded.output.status.success(), "{:?}", recorded.output);
    cut_the_power(&recorded, &start, |image, _, which| {
        let store =
            Store::open(image, &golden::key()).unwrap_or_else(|why| panic!("{which}: {why}"));
        golden::is_all_there(&store);
    });
}

#[test]
fn s28_a_disk_that_is_full_at_any_write_keeps_what_was_saved_and_goes_on_later() {
    let (template, store) = folder();
    drop(store);
    let run = |full_at| {
        let dir = TempDir::new().unwrap();
        golden::copy(template.path(), dir.path());
        record("power::child_works_a_morning", dir.path(), full_at).map(|recorded| (dir, recorded))
    };
    let Some((_, free)) = run(None) else { return };
    let writes = free
        .changes
        .iter()
        .filter(|change| matches!(change, Change::Write(..)));
    let writes = writes.count() as u64;
    let step = (writes / number("DISK_SAMPLES", 12)).max(1) as usize;
    let mut refused = 0;
    for at in (1..=writes).step_by(step) {
        let Some((dir, recorded)) = run(Some(at)) else {
            return;
        };
        let which = format!("full at write {at} of {writes}");
        assert!(
            recorded.output.status.success(),
            "{which}: {:?}",
            recorded.output
        );
        let told = told_by(&recorded, recorded.changes.len());
        refused += u64::from((told.saved.len() as u128) < ACTS);
        told.is_in_the_database(dir.path(), &which);
        let store = Store::open(dir.path(), &dek()).unwrap();
        save(&store, id(900), None).unwrap_or_else(|why| panic!("{which}: {why}"));
        store
            .journal_sync()
            .unwrap_or_else(|why| panic!("{which}: {why}"));
    }
    println!("{writes} writes, every {step}th; {refused} runs could not save everything");
    assert!(refused > 3);
}

#[test]
#[ignore = "a process of its own, recorded by another test"]
fn child_saves_and_nothing_else() {
    let Some(dir) = given() else { return };
    let store = Store::open(&dir, &dek()).unwrap();
    for number in 1..=ACTS {
        save(&store, id(number), Some(id(CASE))).unwrap();
        mark(&format!("saved {number}"));
    }
}

#[test]
fn a_save_waits_for_the_disk_once_for_the_log_of_the_database() {
    let (dir, store) = folder();
    drop(store);
    let name = "power::child_saves_and_nothing_else";
    let Some(recorded) = record(name, dir.path(), None) else {
        return;
    };
    let mut log = None;
    let mut syncs = Vec::new();
    let mut saves = 0;
    for change in &recorded.changes {
        match change {
            Change::Created(inode, path) | Change::Opened(inode, path)
                if path.to_string_lossy().ends_with("-wal") =>
            {
                log = Some(*inode);
            }
            Change::Sync(inode) => syncs.push(*inode),
            Change::Mark(_) => {
                // The first save makes its files as well.
                if saves > 0 {
                    assert_eq!(syncs, [log.unwrap()], "save {}", saves + 1);
                }
                saves += 1;
                syncs.clear();
            }
            _ => {}
        }
    }
    assert_eq!(saves, ACTS);
}

#[test]
fn s28_a_flipped_byte_in_any_page_is_found_and_nothing_unsent_is_lost() {
    let (template, store) = folder();
    let file = store
        .attachment_put(id(CASE), "image/png", None, &scan(3)[..], DAY)
        .unwrap();
    save_with(&store, id(3), id(CASE), &[file.hash]);
    store.put_case(&case_row(CASE, "周九")).unwrap();
    store.journal_sync().unwrap();
    drop(store);
    let told = Told {
        saved: BTreeSet::from([3]),
        ..Told::default()
    };
    let length = fs::metadata(template.path().join("zongchuang.db"))
        .unwrap()
        .len();
    for page in 0..length / PAGE {
        let dir = TempDir::new().unwrap();
        golden::copy(template.path(), dir.path());
        let path = dir.path().join("zongchuang.db");
        let mut bytes = fs::read(&path).unwrap();
        bytes[usize::try_from(page * PAGE + 100 + page % 1000).unwrap()] ^= 0x10;
        fs::write(&path, bytes).unwrap();
        let found = Store::open(dir.path(), &dek()).and_then(|store| store.check());
        assert!(
            matches!(found, Err(StoreError::Damaged { .. })),
            "page {page}: {found:?}"
        );
        // Whoever found it has left a note: the next start does not go on with it.
        let again = Store::open(dir.path(), &dek()).err();
        assert!(
            matches!(again, Some(StoreError::Damaged { .. })),
            "page {page}: {again:?}"
        );
        assert!(rebuild(dir.path(), &dek()).unwrap().set_aside.is_some());
        told.is_in_the_database(dir.path(), &format!("page {page}"));
    }
}

#[test]
fn a_read_only_folder_is_named_and_keeps_what_is_there() {
    let (dir, store) = folder();
    save(&store, id(1), None).unwrap();
    drop(store);
    let before = files_below(dir.path());
    let Some(recorded) = record("power::child_works_a_morning", dir.path(), Some(0)) else {
        return;
    };
    let printed = String::from_utf8_lossy(&recorded.output.stdout);
    assert!(
        printed.contains("the folder cannot be written"),
        "{printed}"
    );
    assert!(told_by(&recorded, recorded.changes.len()).saved.is_empty());
    assert_eq!(files_below(dir.path()), before);
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert!(store.act(id(1)).unwrap().is_some());
    save(&store, id(2), None).unwrap();
}
