use std::fs;

use domain::queue::RowState;
use store::rescue::rebuild;
use store::{Carried, CarriedAct, OriginHead, QueueFilter, Store};
use uuid::Uuid;

use crate::made::{DAY, act, content, dek, folder, id, save};

fn carried(act_id: Uuid, seq: u64, case: Uuid, attachments: &[[u8; 32]]) -> CarriedAct {
    let head = OriginHead {
        turn: 1,
        incarnation: None,
        next_seq: seq,
        prev: (seq > 1).then_some([3; 32]),
    };
    let mut act = act(&head, act_id, Some(case));
    act.attachments = attachments.to_vec();
    act.actor = "clerk-9".into();
    CarriedAct {
        terminal: "aabbccdd00112233".into(),
        incarnation: id(77),
        act,
    }
}

#[test]
fn carried_acts_stand_in_the_queue_once_however_often_they_are_read() {
    let (_dir, store) = folder();
    save(&store, id(1), Some(id(100))).unwrap();
    let head = store.origin_head().unwrap();
    let acts = [
        carried(id(11), 5, id(200), &[]),
        carried(id(12), 6, id(200), &[]),
    ];
    let first = store.carry(&acts).unwrap();
    assert_eq!((first.added, first.known), (2, 0));
    let again = store.carry(&acts).unwrap();
    assert_eq!(
        again,
        Carried {
            known: 2,
            ..Carried::default()
        }
    );
    let rows = store.queue_rows(QueueFilter::Open, 10).unwrap();
    let order: Vec<_> = rows.iter().map(|row| (row.act_id, row.seq)).collect();
    assert_eq!(order, [(id(1), 1), (id(11), 5), (id(12), 6)]);
    // The station's own log is what it was.
    assert_eq!(store.origin_head().unwrap(), head);
    assert_eq!(store.origin_acts(1, 10).unwrap().len(), 1);
    assert_eq!(
        store.act(id(11)).unwrap().unwrap().actor.as_deref(),
        Some("clerk-9")
    );
}

#[test]
fn another_act_at_the_same_place_is_told_and_changes_nothing() {
    let (_dir, store) = folder();
    store.carry(&[carried(id(11), 5, id(200), &[])]).unwrap();
    let place = store.carry(&[carried(id(13), 5, id(200), &[])]).unwrap();
    assert_eq!(place.forked, [id(13)]);
    let mut other = carried(id(11), 6, id(200), &[]);
    other.act.bytes.push(1);
    assert!(
        store.carry(&[other]).is_err(),
        "bytes that are not the hash's"
    );
    assert_eq!(store.queue_rows(QueueFilter::All, 10).unwrap().len(), 1);
}

#[test]
fn a_lost_database_brings_carried_acts_and_their_files_back() {
    let (dir, store) = folder();
    save(&store, id(1), None).unwrap();
    let scan = content(400_000, 4);
    let file = store
        .attachment_put(id(200), "image/png", None, &scan[..], DAY)
        .unwrap();
    store
        .carry(&[carried(id(11), 500, id(200), &[file.hash])])
        .unwrap();
    store.journal_sync().unwrap();
    let head = store.origin_head().unwrap();
    drop(store);
    for tail in ["", "-wal", "-shm"] {
        drop(fs::remove_file(
            dir.path().join(format!("zongchuang.db{tail}")),
        ));
    }
    assert_eq!(rebuild(dir.path(), &dek()).unwrap().acts, 2);
    let store = Store::open(dir.path(), &dek()).unwrap();
    let now = store.origin_head().unwrap();
    assert_eq!(
        (now.turn, now.next_seq, now.prev),
        (head.turn + 1, 1, None),
        "a carried place is not the station's"
    );
    let row = store.queue_row(id(11)).unwrap().unwrap();
    assert_eq!((row.seq, row.state), (500, RowState::Files));
    let back = store
        .attachment_read(id(200), &file.hash, 0, scan.len())
        .unwrap();
    assert_eq!(back, scan);
}
