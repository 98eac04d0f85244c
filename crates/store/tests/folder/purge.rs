use std::fs;

use domain::queue::RowState;
use sha2::{Digest as _, Sha256};
use store::rescue::rebuild;
use store::{Append, CaseRow, Store, StoreError};

use crate::made::{
    DAY, act, case_row, content, dek, files_below, folder, id, only, remote, save, save_with,
};
use crate::schema::raw;

const CASE: u128 = 100;
/// Nothing the tests make is newer.
const LATER: i64 = DAY + 1_000_000;

fn stub() -> CaseRow {
    CaseRow {
        applicant_name: "周*".into(),
        body: Vec::new(),
        ..case_row(CASE, "")
    }
}

fn settle(store: &Store, number: u128, position: u64) {
    let durable = RowState::Durable { position };
    store
        .queue_settle(id(number), b"ack", Some(position), &durable)
        .unwrap();
}

/// A case of two own acts with a file and one act of another end, all of it durable up to position 3.
fn case(store: &Store, backed_up_to: u64) -> [u8; 32] {
    store.backend_told("e1", backed_up_to, None).unwrap();
    let scan = content(300_000, 3);
    let file = store
        .attachment_put(id(CASE), "image/png", Some("身份证.png"), &scan[..], DAY)
        .unwrap();
    save_with(store, id(1), id(CASE), &[file.hash]);
    save(store, id(2), Some(id(CASE))).unwrap();
    store.put_case(&case_row(CASE, "周九")).unwrap();
    store.journal_sync().unwrap();
    store.attachment_stored(id(CASE), &file.hash).unwrap();
    settle(store, 1, 1);
    settle(store, 2, 2);
    let page = store::Absorb {
        acts: vec![remote(id(50), id(CASE), 3)],
        ..store::Absorb::default()
    };
    store.absorb(&page).unwrap();
    file.hash
}

fn purgeable(store: &Store, before_ms: i64) -> Vec<CaseRow> {
    assert_eq!(
        store.purgeable(&["decided"], before_ms, 10).unwrap(),
        [],
        "has not ended"
    );
    store
        .purgeable(&["decided", "accepted"], before_ms, 10)
        .unwrap()
}

fn ids(rows: &[CaseRow]) -> Vec<uuid::Uuid> {
    rows.iter().map(|row| row.case_id).collect()
}

#[test]
fn only_a_case_that_is_wholly_in_a_backup_and_old_enough_may_go() {
    let (_dir, store) = folder();
    case(&store, 2);
    assert_eq!(purgeable(&store, LATER), [], "position 3 is in no backup");
    assert_eq!(store.purge(&stub(), LATER, LATER).unwrap(), None);
    store.backend_told("e1", 3, None).unwrap();
    assert_eq!(ids(&purgeable(&store, LATER)), [id(CASE)]);
    assert_eq!(purgeable(&store, DAY), [], "within the grace period");
    save(&store, id(3), Some(id(CASE))).unwrap();
    assert_eq!(purgeable(&store, LATER), [], "an act of it is unsent");
    let code = "server_fault".into();
    store
        .queue_set(id(3), &RowState::Quarantined { code })
        .unwrap();
    assert_eq!(
        store.purge(&stub(), LATER, LATER).unwrap(),
        None,
        "an act of it was set aside"
    );
    assert!(store.act(id(1)).unwrap().unwrap().payload.is_some());
}

#[test]
fn a_contested_act_holds_its_case_until_what_ended_it_is_in_a_backup_too() {
    let (_dir, store) = folder();
    case(&store, 9);
    save(&store, id(3), Some(id(CASE))).unwrap();
    let code = "rule".into();
    store
        .queue_settle(id(3), b"ack", Some(4), &RowState::Contested { code })
        .unwrap();
    assert_eq!(purgeable(&store, LATER), [], "a person has to decide");
    let discarded = |head: &store::OriginHead| {
        Ok::<_, StoreError>((
            Append {
                ends: vec![id(3)],
                ..only(act(head, id(4), None))
            },
            (),
        ))
    };
    store.append(discarded).unwrap();
    assert_eq!(purgeable(&store, LATER), [], "the deciding act is unsent");
    settle(&store, 4, 10);
    assert_eq!(purgeable(&store, LATER), [], "it is in no backup");
    store.backend_told("e1", 10, None).unwrap();
    assert_eq!(ids(&purgeable(&store, LATER)), [id(CASE)]);
    assert!(store.purge(&stub(), LATER, LATER).unwrap().is_some());
}

#[test]
fn a_restored_backend_makes_what_it_may_have_lost_unpurgeable() {
    let (_dir, store) = folder();
    case(&store, 3);
    store.backend_told("e2", 1, None).unwrap();
    assert_eq!(purgeable(&store, LATER), []);
    store.backend_told("e2", 500, None).unwrap();
    assert_eq!(purgeable(&store, LATER), [], "act 2 is on its way again");
    settle(&store, 2, 4);
    let page = store::Absorb {
        acts: vec![remote(id(50), id(CASE), 5)],
        ..store::Absorb::default()
    };
    store.absorb(&page).unwrap();
    assert_eq!(ids(&purgeable(&store, LATER)), [id(CASE)]);
}

#[test]
fn a_purge_leaves_headers_chain_and_a_masked_stub_and_nothing_else() {
    let (dir, store) = folder();
    let hash = case(&store, 3);
    let before = store.acts_of(id(CASE)).unwrap();
    let purged = store.purge(&stub(), LATER, LATER).unwrap().unwrap();
    assert_eq!((purged.acts, purged.files), (3, 1));
    for (before, after) in before.iter().zip(store.acts_of(id(CASE)).unwrap()) {
        assert_eq!((after.payload.as_ref(), after.salt), (None, None));
        assert_eq!(after.bytes, before.bytes);
        assert_eq!(
            (after.hash, after.ack, after.position),
            (before.hash, before.ack.clone(), before.position)
        );
        assert_eq!(after.hash, *Sha256::digest(&after.bytes));
        assert_eq!((after.seq, after.prev), (before.seq, before.prev));
    }
    assert_eq!(store.case(id(CASE)).unwrap(), Some(stub()));
    assert_eq!(store.erased_at(id(CASE)).unwrap(), Some(LATER));
    let file = store.attachment(id(CASE), &hash).unwrap().unwrap();
    assert_eq!(
        (file.bytes, file.name, file.erased_ms),
        (300_000, None, Some(LATER))
    );
    assert!(matches!(
        store.attachment_read(id(CASE), &hash, 0, 10),
        Err(StoreError::Erased)
    ));
    let chunks: i64 = raw(dir.path())
        .query_row("SELECT count(*) FROM attachment_chunk", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(chunks, 0);
    assert_eq!(purgeable(&store, LATER), [], "once");
    store.check().unwrap();
}

#[test]
fn the_journal_gives_up_its_copy_of_what_was_erased_and_keeps_the_rest() {
    let (dir, store) = folder();
    case(&store, 3);
    save(&store, id(9), None).unwrap();
    store.purge(&stub(), LATER, LATER).unwrap().unwrap();
    assert_eq!(store.journal_compact().unwrap(), 1);
    let journal: usize = files_below(&dir.path().join("journal"))
        .iter()
        .map(|(_, bytes)| bytes.len())
        .sum();
    assert!(
        journal < 100_000,
        "the file of 300 kB is still there: {journal}"
    );
    drop(store);
    for tail in ["", "-wal", "-shm"] {
        drop(fs::remove_file(
            dir.path().join(format!("zongchuang.db{tail}")),
        ));
    }
    assert_eq!(rebuild(dir.path(), &dek()).unwrap().acts, 1);
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert!(store.act(id(9)).unwrap().is_some());
}

#[test]
fn the_database_itself_refuses_to_erase_what_is_in_no_backup() {
    let (dir, store) = folder();
    case(&store, 2);
    let erase = |act: u128| {
        raw(dir.path()).execute(
            "UPDATE act SET salt = NULL, payload = NULL WHERE act_id = ?1",
            [id(act).as_bytes()],
        )
    };
    assert!(erase(50).is_err(), "position 3");
    save(&store, id(3), None).unwrap();
    assert!(erase(3).is_err(), "no position");
    assert_eq!(erase(2).unwrap(), 1);
}

#[test]
fn a_file_that_was_erased_may_come_in_again() {
    let (_dir, store) = folder();
    let hash = case(&store, 3);
    store.purge(&stub(), LATER, LATER).unwrap().unwrap();
    let scan = content(300_000, 3);
    let again = store
        .attachment_put(id(CASE), "image/png", None, &scan[..], LATER)
        .unwrap();
    assert_eq!((again.hash, again.erased_ms), (hash, None));
    let read = store.attachment_read(id(CASE), &hash, 0, 300_000).unwrap();
    assert_eq!(read, scan);
}

#[test]
fn what_was_erased_is_put_back_by_the_same_bytes_and_erased_again() {
    let (_dir, store) = folder();
    case(&store, 3);
    let whole: Vec<_> = store.acts_of(id(CASE)).unwrap();
    let row = store.case(id(CASE)).unwrap().unwrap();
    store.purge(&stub(), LATER, LATER).unwrap().unwrap();
    let remote = |act: &store::StoredAct| store::RemoteAct {
        act_id: act.act_id,
        case: id(CASE),
        kind: act.kind.clone(),
        captured_ms: act.captured_ms,
        hash: act.hash,
        bytes: act.bytes.clone(),
        salt: act.salt.unwrap(),
        payload: act.payload.clone().unwrap(),
        position: act.position.unwrap(),
    };
    let mut acts: Vec<_> = whole.iter().map(remote).collect();
    let back = store.put_back(&row, &acts).unwrap();
    assert_eq!(back, whole.len() as u64);
    assert_eq!(store.acts_of(id(CASE)).unwrap(), whole, "byte for byte");
    assert_eq!(store.erased_at(id(CASE)).unwrap(), None);
    assert!(store.purge(&stub(), LATER, LATER).unwrap().is_some());
    // Other bytes under the same id, and acts of another case, put nothing back.
    acts[0].hash[0] ^= 1;
    let back = store.put_back(&row, &acts).unwrap();
    assert_eq!(back, whole.len() as u64 - 1);
    acts[0].case = id(77);
    assert!(store.put_back(&row, &acts).is_err());
}

#[test]
fn an_alarm_stays_even_where_the_database_is_rebuilt() {
    let (dir, store) = folder();
    let alarm = store::Alarm {
        code: "fork".into(),
        detail: id(7).to_string(),
        raised_ms: DAY,
    };
    assert!(store.alarm_raise(&alarm).unwrap());
    assert!(!store.alarm_raise(&alarm).unwrap());
    assert!(raw(dir.path()).execute("DELETE FROM alarm", []).is_err());
    drop(store);
    for tail in ["", "-wal", "-shm"] {
        drop(fs::remove_file(
            dir.path().join(format!("zongchuang.db{tail}")),
        ));
    }
    rebuild(dir.path(), &dek()).unwrap();
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert_eq!(store.alarms().unwrap(), [alarm]);
}
