use domain::queue::RowState;
use store::{Absorb, Absorbed, CURSOR, RemoteAct};

use crate::made::{case_row, folder, id, remote, save};

#[test]
fn the_same_page_twice_changes_nothing() {
    let (_dir, store) = folder();
    let page = Absorb {
        acts: vec![remote(id(2), id(100), 2), remote(id(1), id(100), 1)],
        cases: vec![case_row(100, "李四")],
        cursor: Some(b"c1".to_vec()),
        ..Absorb::default()
    };
    let first = store.absorb(&page).unwrap();
    let acts = store.acts_of(id(100)).unwrap();
    let second = store.absorb(&page).unwrap();
    assert_eq!((first.added, first.known), (2, 0));
    assert_eq!((second.added, second.known), (0, 2));
    assert_eq!(store.acts_of(id(100)).unwrap(), acts);
    assert_eq!(store.meta_get(CURSOR).unwrap(), Some(b"c1".to_vec()));
    assert_eq!(acts[0].state, RowState::Durable { position: 1 });
    assert!(!acts[0].origin_local);
    assert_eq!(store.queue_counts().unwrap().unsent, 0);
}

#[test]
fn positions_come_first_and_own_unsent_acts_after_them() {
    let (_dir, store) = folder();
    save(&store, id(1), Some(id(100))).unwrap();
    save(&store, id(2), Some(id(100))).unwrap();
    let page = Absorb {
        acts: vec![remote(id(9), id(100), 5), remote(id(8), id(100), 4)],
        ..Absorb::default()
    };
    store.absorb(&page).unwrap();
    let order: Vec<_> = store
        .acts_of(id(100))
        .unwrap()
        .iter()
        .map(|act| act.act_id)
        .collect();
    assert_eq!(order, [id(8), id(9), id(1), id(2)]);
}

#[test]
fn an_own_act_coming_back_gets_its_position_and_keeps_its_queue_row() {
    let (_dir, store) = folder();
    save(&store, id(1), Some(id(100))).unwrap();
    let own = store.act(id(1)).unwrap().unwrap();
    let back = RemoteAct {
        hash: own.hash,
        bytes: own.bytes.clone(),
        ..remote(id(1), id(100), 7)
    };
    let done = store
        .absorb(&Absorb {
            acts: vec![back],
            ..Absorb::default()
        })
        .unwrap();
    assert_eq!(
        done,
        Absorbed {
            known: 1,
            ..Absorbed::default()
        }
    );
    let after = store.act(id(1)).unwrap().unwrap();
    assert_eq!((after.position, after.state), (Some(7), RowState::Ready));
    assert!(after.origin_local);
}

#[test]
fn an_id_with_other_bytes_is_told_and_does_not_replace() {
    let (_dir, store) = folder();
    save(&store, id(1), Some(id(100))).unwrap();
    let before = store.act(id(1)).unwrap();
    let done = store
        .absorb(&Absorb {
            acts: vec![remote(id(1), id(100), 3), remote(id(2), id(100), 4)],
            ..Absorb::default()
        })
        .unwrap();
    assert_eq!(done.forked, [id(1)]);
    assert_eq!(done.added, 1);
    assert_eq!(store.act(id(1)).unwrap(), before);
}
