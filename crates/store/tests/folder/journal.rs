use std::fs;
use std::path::Path;

use domain::queue::RowState;
use store::rescue::rebuild;
use store::{Draft, Store};

use crate::made::{DAY, content, dek, folder, id, save, save_with};

fn files(dir: &Path) -> usize {
    fs::read_dir(dir.join("journal"))
        .unwrap()
        .filter(|entry| {
            let path = entry.as_ref().unwrap().path();
            path.extension().is_some_and(|extension| extension == "zcj")
        })
        .count()
}

fn settle(store: &Store, number: u128) {
    let durable = RowState::Durable { position: 1 };
    store
        .queue_settle(id(number), b"ack", Some(1), &durable)
        .unwrap();
}

#[test]
fn a_file_goes_when_its_last_act_is_durable_and_not_before() {
    let (dir, store) = folder();
    save(&store, id(1), Some(id(100))).unwrap();
    save(&store, id(2), Some(id(100))).unwrap();
    let draft = Draft {
        id: id(300),
        owner: "clerk-1".into(),
        body: b"half".to_vec(),
        updated_ms: DAY,
    };
    store.draft_put(&draft).unwrap();
    store.journal_sync().unwrap();
    drop(store);
    let store = Store::open(dir.path(), &dek()).unwrap();
    settle(&store, 1);
    assert_eq!(store.journal_prune().unwrap(), 0);
    settle(&store, 2);
    assert_eq!(store.journal_prune().unwrap(), 1);
    drop(store);
    for tail in ["", "-wal", "-shm"] {
        drop(fs::remove_file(
            dir.path().join(format!("zongchuang.db{tail}")),
        ));
    }
    let rebuilt = rebuild(dir.path(), &dek()).unwrap();
    assert_eq!((rebuilt.acts, rebuilt.drafts), (0, 1));
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert_eq!(store.draft_get(id(300)).unwrap(), Some(draft));
    let head = store.origin_head().unwrap();
    let why = "no place behind acts that are no longer in the journal is taken twice";
    assert_eq!((head.turn, head.next_seq), (2, 1), "{why}");
}

#[test]
fn an_attachment_holds_its_file_until_its_act_is_durable() {
    let (dir, store) = folder();
    let put = store
        .attachment_put(id(100), "image/png", None, &content(6 << 20, 2)[..], DAY)
        .unwrap();
    store.journal_sync().unwrap();
    save_with(&store, id(1), id(100), &[put.hash]);
    assert_eq!(store.journal_prune().unwrap(), 0);
    settle(&store, 1);
    assert_eq!(
        store.journal_prune().unwrap(),
        1,
        "large and settled: replaced at once"
    );
    assert_eq!(files(dir.path()), 1);
}

/// The sizes of the journal's files, in their order.
fn sizes(dir: &Path) -> Vec<u64> {
    let mut files: Vec<_> = fs::read_dir(dir.join("journal"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "zcj"))
        .collect();
    files.sort();
    let size = |path: &std::path::PathBuf| fs::metadata(path).unwrap().len();
    files.iter().map(size).collect()
}

#[test]
fn one_unsent_act_keeps_no_large_file() {
    let (dir, store) = folder();
    save(&store, id(1), Some(id(100))).unwrap();
    let put = store
        .attachment_put(id(100), "image/png", None, &content(6 << 20, 2)[..], DAY)
        .unwrap();
    save_with(&store, id(2), id(100), &[put.hash]);
    store.journal_sync().unwrap();
    assert_eq!(store.journal_prune().unwrap(), 0, "all of it is needed");
    settle(&store, 2);
    assert_eq!(store.journal_prune().unwrap(), 1);
    assert!(sizes(dir.path()).iter().sum::<u64>() < 64 << 10);
    drop(store);
    without_database(dir.path());
    let rebuilt = rebuild(dir.path(), &dek()).unwrap();
    assert_eq!((rebuilt.acts, rebuilt.broken_frames), (1, 0));
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert!(store.act(id(1)).unwrap().is_some());
}

#[test]
fn a_backlog_stands_in_files_of_a_few_mebibytes_and_is_not_written_again() {
    let (dir, store) = folder();
    for number in 1..=4 {
        let scan = content(3 << 20, u8::try_from(number).unwrap());
        let put = store
            .attachment_put(id(100), "image/png", None, &scan[..], DAY)
            .unwrap();
        save_with(&store, id(number), id(100), &[put.hash]);
    }
    store.journal_sync().unwrap();
    let before = sizes(dir.path());
    assert!(before.len() > 1, "{before:?}");
    assert!(before.iter().all(|size| *size < 8 << 20), "{before:?}");
    for _ in 0..2 {
        assert_eq!(store.journal_prune().unwrap(), 0);
        assert_eq!(sizes(dir.path()), before);
    }
    drop(store);
    without_database(dir.path());
    let rebuilt = rebuild(dir.path(), &dek()).unwrap();
    assert_eq!((rebuilt.acts, rebuilt.attachments), (4, 4));
}

#[test]
fn the_file_of_another_open_store_is_never_removed() {
    let (dir, store) = folder();
    save(&store, id(1), None).unwrap();
    store.journal_sync().unwrap();
    settle(&store, 1);
    let other = Store::open(dir.path(), &dek()).unwrap();
    assert_eq!(other.journal_prune().unwrap(), 0);
    assert_eq!(files(dir.path()), 1);
}

/// What a killed process leaves: nobody synced, nobody closed.
fn killed(dir: &Path) -> tempfile::TempDir {
    let copy = tempfile::TempDir::new().unwrap();
    for name in ["key.check", "zongchuang.db", "zongchuang.db-wal"] {
        fs::copy(dir.join(name), copy.path().join(name)).unwrap();
    }
    fs::create_dir(copy.path().join("journal")).unwrap();
    for entry in fs::read_dir(dir.join("journal")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(
            entry.path(),
            copy.path().join("journal").join(entry.file_name()),
        )
        .unwrap();
    }
    copy
}

fn without_database(dir: &Path) {
    for tail in ["", "-wal", "-shm"] {
        drop(fs::remove_file(dir.join(format!("zongchuang.db{tail}"))));
    }
}

#[test]
fn an_act_is_in_the_journal_when_its_append_returns() {
    let (dir, store) = folder();
    save(&store, id(1), Some(id(100))).unwrap();
    save(&store, id(2), None).unwrap();
    let copy = killed(dir.path());
    without_database(copy.path());
    assert_eq!(rebuild(copy.path(), &dek()).unwrap().acts, 2);
    let rebuilt = Store::open(copy.path(), &dek()).unwrap();
    for act in [id(1), id(2)] {
        assert_eq!(
            rebuilt.act(act).unwrap(),
            store.act(act).unwrap(),
            "the append's frame is the sync's"
        );
    }
}

#[test]
fn what_a_killed_process_wrote_and_did_not_mark_is_written_again_and_stands_once() {
    let (dir, store) = folder();
    save(&store, id(1), None).unwrap();
    let copy = killed(dir.path());
    let next = Store::open(copy.path(), &dek()).unwrap();
    next.journal_sync().unwrap();
    assert_eq!(files(copy.path()), 2);
    assert_eq!(
        next.journal_prune().unwrap(),
        1,
        "nothing stands in the killed process's file alone"
    );
    drop(next);
    without_database(copy.path());
    let rebuilt = rebuild(copy.path(), &dek()).unwrap();
    assert_eq!((rebuilt.acts, rebuilt.broken_frames), (1, 0));
}

#[test]
fn an_act_that_a_restored_backend_lost_stands_twice_again() {
    let (dir, store) = folder();
    save(&store, id(1), Some(id(100))).unwrap();
    store.backend_told("e1", 0, None).unwrap();
    settle(&store, 1);
    drop(store);
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert_eq!(store.journal_prune().unwrap(), 1);
    assert_eq!(store.backend_told("e2", 9, None).unwrap().reopened, [id(1)]);
    store.journal_sync().unwrap();
    drop(store);
    for tail in ["", "-wal", "-shm"] {
        drop(fs::remove_file(
            dir.path().join(format!("zongchuang.db{tail}")),
        ));
    }
    assert_eq!(rebuild(dir.path(), &dek()).unwrap().acts, 1);
}

#[test]
fn a_lost_journal_is_written_again_from_the_database() {
    let (dir, store) = folder();
    save(&store, id(1), None).unwrap();
    drop(store);
    fs::remove_dir_all(dir.path().join("journal")).unwrap();
    let store = Store::open(dir.path(), &dek()).unwrap();
    store.journal_sync().unwrap();
    drop(store);
    for tail in ["", "-wal", "-shm"] {
        drop(fs::remove_file(
            dir.path().join(format!("zongchuang.db{tail}")),
        ));
    }
    assert_eq!(rebuild(dir.path(), &dek()).unwrap().acts, 1);
}

#[test]
fn a_sync_with_nothing_new_writes_nothing() {
    let (dir, store) = folder();
    save(&store, id(1), None).unwrap();
    store.journal_sync().unwrap();
    let size = |dir: &Path| -> u64 {
        let entries = fs::read_dir(dir.join("journal")).unwrap();
        entries
            .map(|entry| entry.unwrap().metadata().unwrap().len())
            .sum()
    };
    let before = size(dir.path());
    store.journal_sync().unwrap();
    assert_eq!(size(dir.path()), before);
}
