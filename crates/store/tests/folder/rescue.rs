use std::convert::Infallible;
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use domain::queue::RowState;
use store::rescue::{ATTACHMENT_LOST, rebuild};
use store::{Append, Draft, Store, StoreError};

use crate::made::{DAY, act, case_row, content, dek, folder, id, save, save_with};

fn lose_database(dir: &Path) {
    for tail in ["", "-wal", "-shm"] {
        drop(fs::remove_file(dir.join(format!("zongchuang.db{tail}"))));
    }
}

fn journal_files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(dir.join("journal"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "zcj"))
        .collect();
    files.sort();
    files
}

#[test]
fn s28_a_lost_database_is_rebuilt_with_all_that_is_unsent() {
    let (dir, store) = folder();
    let scan = content(700_000, 4);
    let file = store
        .attachment_put(id(100), "image/png", Some("证照.png"), &scan[..], DAY)
        .unwrap();
    let saved = store.append(|head| {
        let mut act = act(head, id(1), Some(id(100)));
        act.attachments = vec![file.hash];
        let append = Append {
            case: Some(case_row(100, "周九")),
            answer: Some(("ref-1".into(), b"receipt".to_vec())),
            used_codes: vec![("iss".into(), vec![1])],
            ..crate::made::only(act)
        };
        Ok::<_, Infallible>((append, ()))
    });
    saved.unwrap();
    save(&store, id(2), None).unwrap();
    let draft = Draft {
        id: id(300),
        owner: "clerk-1".into(),
        body: b"half".to_vec(),
        updated_ms: DAY,
    };
    store.draft_put(&draft).unwrap();
    store.meta_put("terminal", b"secret").unwrap();
    store.journal_sync().unwrap();
    let before = [store.act(id(1)).unwrap(), store.act(id(2)).unwrap()];
    drop(store);
    lose_database(dir.path());

    let rebuilt = rebuild(dir.path(), &dek()).unwrap();
    assert_eq!(
        (rebuilt.acts, rebuilt.attachments, rebuilt.drafts),
        (2, 1, 1)
    );
    assert_eq!((rebuilt.torn_files, rebuilt.broken_frames), (0, 0));
    let store = Store::open(dir.path(), &dek()).unwrap();
    let after = [store.act(id(1)).unwrap(), store.act(id(2)).unwrap()];
    assert_eq!(after, before);
    let head = store.origin_head().unwrap();
    assert_eq!(
        (head.turn, head.next_seq, head.prev),
        (2, 1, None),
        "another life"
    );
    assert_eq!(
        store
            .attachment_read(id(100), &file.hash, 0, scan.len())
            .unwrap(),
        scan
    );
    assert_eq!(store.attachments(id(100)).unwrap(), [file]);
    assert_eq!(store.case(id(100)).unwrap(), Some(case_row(100, "周九")));
    assert_eq!(store.answer("ref-1").unwrap(), Some(b"receipt".to_vec()));
    assert!(store.used("iss", &[1]).unwrap());
    assert_eq!(store.draft_get(id(300)).unwrap(), Some(draft));
    assert_eq!(
        store.meta_get("terminal").unwrap(),
        Some(b"secret".to_vec())
    );
    store.check().unwrap();
    save(&store, id(3), None).unwrap();
}

#[test]
fn s28_a_damaged_database_is_set_aside_and_never_deleted() {
    let (dir, store) = folder();
    save(&store, id(1), None).unwrap();
    drop(store);
    let path = dir.path().join("zongchuang.db");
    let mut bytes = fs::read(&path).unwrap();
    for byte in bytes.iter_mut().skip(64).step_by(512) {
        *byte ^= 0x55;
    }
    fs::write(&path, &bytes).unwrap();
    let rebuilt = rebuild(dir.path(), &dek()).unwrap();
    let aside = rebuilt.set_aside.unwrap();
    assert_eq!(fs::read(&aside).unwrap(), bytes);
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert!(store.act(id(1)).unwrap().is_some());
    drop(store);
    // A second time: the first one aside stays where it is.
    fs::write(&path, &bytes).unwrap();
    let again = rebuild(dir.path(), &dek()).unwrap().set_aside.unwrap();
    assert_ne!(again, aside);
    assert!(aside.exists());
}

#[test]
fn a_whole_database_and_an_open_one_are_not_rebuilt() {
    let (dir, store) = folder();
    assert!(matches!(rebuild(dir.path(), &dek()), Err(StoreError::Busy)));
    drop(store);
    assert!(matches!(
        rebuild(dir.path(), &dek()),
        Err(StoreError::NotDamaged)
    ));
}

#[test]
fn a_torn_tail_costs_only_what_was_torn() {
    let (dir, store) = folder();
    for number in 1..=5 {
        save(&store, id(number), None).unwrap();
    }
    drop(store);
    lose_database(dir.path());
    let files = journal_files(dir.path());
    let file = OpenOptions::new().write(true).open(&files[0]).unwrap();
    // The last frames are the fifth act and then the head of the log.
    file.set_len(file.metadata().unwrap().len() - 5).unwrap();
    let rebuilt = rebuild(dir.path(), &dek()).unwrap();
    assert_eq!((rebuilt.acts, rebuilt.torn_files), (5, 1));
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert_eq!(store.origin_head().unwrap().turn, 2);
}

#[test]
fn an_altered_frame_is_left_out_and_counted() {
    let (dir, store) = folder();
    for number in 1..=5 {
        save(&store, id(number), None).unwrap();
    }
    drop(store);
    lose_database(dir.path());
    let path = &journal_files(dir.path())[0];
    let mut bytes = fs::read(path).unwrap();
    bytes[12 + 4 + 24 + 10] ^= 1;
    fs::write(path, bytes).unwrap();
    let rebuilt = rebuild(dir.path(), &dek()).unwrap();
    assert_eq!((rebuilt.acts, rebuilt.broken_frames), (4, 1));
}

#[test]
fn an_act_whose_file_was_not_copied_yet_comes_back_set_aside() {
    let (dir, store) = folder();
    let file = store
        .attachment_put(id(100), "image/png", None, &b"scan"[..], DAY)
        .unwrap();
    save_with(&store, id(1), id(100), &[file.hash]);
    drop(store);
    lose_database(dir.path());
    let rebuilt = rebuild(dir.path(), &dek()).unwrap();
    assert_eq!(rebuilt.incomplete, [id(1)]);
    let store = Store::open(dir.path(), &dek()).unwrap();
    let aside = RowState::Quarantined {
        code: ATTACHMENT_LOST.into(),
    };
    assert_eq!(store.queue_row(id(1)).unwrap().unwrap().state, aside);
}

#[test]
fn a_draft_that_was_handed_in_or_thrown_away_does_not_come_back() {
    let (dir, store) = folder();
    for number in [1, 2, 3] {
        let draft = Draft {
            id: id(number),
            owner: "clerk-1".into(),
            body: vec![1],
            updated_ms: DAY,
        };
        store.draft_put(&draft).unwrap();
    }
    store.journal_sync().unwrap();
    store.draft_discard(id(1)).unwrap();
    let saved = store.append(|head| {
        let append = Append {
            close_draft: Some(id(2)),
            ..crate::made::only(act(head, id(50), Some(id(2))))
        };
        Ok::<_, Infallible>((append, ()))
    });
    saved.unwrap();
    drop(store);
    lose_database(dir.path());
    assert_eq!(rebuild(dir.path(), &dek()).unwrap().drafts, 1);
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert_eq!(store.drafts(None).unwrap()[0].id, id(3));
}

#[test]
fn a_database_put_back_from_an_older_copy_gets_from_the_journal_what_it_lacks() {
    let (dir, store) = folder();
    store.adopt_incarnation(id(70), "enrolled", DAY).unwrap();
    save(&store, id(1), Some(id(100))).unwrap();
    drop(store);
    let path = dir.path().join("zongchuang.db");
    let older = fs::read(&path).unwrap();
    let store = Store::open(dir.path(), &dek()).unwrap();
    let scan = content(300_000, 4);
    let file = store
        .attachment_put(id(100), "image/png", None, &scan[..], DAY)
        .unwrap();
    save_with(&store, id(2), id(100), &[file.hash]);
    save(&store, id(3), None).unwrap();
    store.journal_sync().unwrap();
    drop(store);
    fs::write(&path, older).unwrap();

    let store = Store::open(dir.path(), &dek()).unwrap();
    for number in 1..=3 {
        assert!(
            store.queue_row(id(number)).unwrap().is_some(),
            "act {number}"
        );
    }
    let read = store.attachment_read(id(100), &file.hash, 0, scan.len());
    assert_eq!(read.unwrap(), scan);
    let head = store.origin_head().unwrap();
    assert_eq!((head.turn, head.next_seq), (2, 1), "another life");
    let alarms = store.alarms().unwrap();
    assert_eq!(alarms[0].code, "behind");
    assert_eq!(alarms[0].detail, "database=1/1 journal=1/3");
    store.check().unwrap();
    drop(store);
    let again = Store::open(dir.path(), &dek()).unwrap();
    assert_eq!(again.origin_head().unwrap().turn, 2, "once");
    save(&again, id(4), None).unwrap();
}

#[test]
fn what_the_backend_brought_comes_again_after_a_rebuild() {
    let (dir, store) = folder();
    let page = store::Absorb {
        cursor: Some(b"e1:9".to_vec()),
        ..store::Absorb::default()
    };
    store.absorb(&page).unwrap();
    save(&store, id(1), None).unwrap();
    store.journal_sync().unwrap();
    drop(store);
    lose_database(dir.path());
    rebuild(dir.path(), &dek()).unwrap();
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert_eq!(store.meta_get(store::CURSOR).unwrap(), None);
}
