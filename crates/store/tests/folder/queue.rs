use domain::queue::{Reason, RowState};
use store::{QueueFilter, StoreError};

use crate::made::{DAY, folder, id, save, save_with};

fn state(store: &store::Store, number: u128) -> RowState {
    store.queue_row(id(number)).unwrap().unwrap().state
}

#[test]
fn every_state_is_read_back_as_it_was_written() {
    let (_dir, store) = folder();
    save(&store, id(1), None).unwrap();
    let states = [
        RowState::Sending,
        RowState::Received,
        RowState::Files,
        RowState::RetryWait {
            reason: Reason::TlsClock,
            next_at: DAY + 9,
            attempts: 4,
        },
        RowState::NeedsFix {
            code: "bad_signature".into(),
        },
        RowState::Quarantined {
            code: "record_fault".into(),
        },
        RowState::Ready,
    ];
    for written in states {
        store.queue_set(id(1), &written).unwrap();
        assert_eq!(state(&store, 1), written);
    }
    let row = store.queue_row(id(1)).unwrap().unwrap();
    assert_eq!(
        (row.attempts, row.last_reason),
        (4, Some(Reason::TlsClock)),
        "what went wrong last stays readable"
    );
}

#[test]
fn a_row_becomes_durable_only_with_its_acknowledgement() {
    let (_dir, store) = folder();
    save(&store, id(1), Some(id(100))).unwrap();
    let durable = RowState::Durable { position: 3 };
    assert!(matches!(
        store.queue_set(id(1), &durable),
        Err(StoreError::Refused { .. })
    ));
    for (ack, position) in [(&b""[..], Some(3)), (b"ack", None), (b"ack", Some(4))] {
        let refused = store.queue_settle(id(1), ack, position, &durable);
        assert!(matches!(refused, Err(StoreError::Refused { .. })));
    }
    assert_eq!(state(&store, 1), RowState::Ready);
    store
        .queue_settle(id(1), b"ack", Some(3), &durable)
        .unwrap();
    let act = store.act(id(1)).unwrap().unwrap();
    assert_eq!(
        (act.state, act.position, act.ack),
        (durable, Some(3), Some(b"ack".to_vec()))
    );
}

#[test]
fn nothing_takes_a_durable_row_back_but_a_restored_backend() {
    let (_dir, store) = folder();
    store.backend_told("e1", 1, None).unwrap();
    for number in 1..=3 {
        save(&store, id(number), Some(id(100))).unwrap();
        let position = number as u64;
        let durable = RowState::Durable { position };
        store
            .queue_settle(id(number), b"ack", Some(position), &durable)
            .unwrap();
    }
    let fix = RowState::NeedsFix {
        code: "late".into(),
    };
    assert!(store.queue_set(id(1), &RowState::Ready).is_err());
    assert!(store.queue_settle(id(1), b"no", None, &fix).is_err());
    assert_eq!(state(&store, 1), RowState::Durable { position: 1 });

    // Its log has grown past our positions since it was restored; only the backup of the old life counts.
    let told = store.backend_told("e2", 500, None).unwrap();
    assert_eq!((told.restored, told.reopened.len()), (true, 2));
    assert!(
        store
            .backend_told("e2", 500, None)
            .unwrap()
            .reopened
            .is_empty()
    );
    assert_eq!(state(&store, 1), RowState::Durable { position: 1 });
    assert_eq!(state(&store, 2), RowState::Ready);
    assert_eq!(store.act(id(3)).unwrap().unwrap().position, None);
    // The backend's own word on how much of that life it has.
    let told = store.backend_told("e3", 0, Some(1)).unwrap();
    assert!(told.restored && told.reopened.is_empty());
    let told = store.backend_told("e4", 900, Some(0)).unwrap();
    assert_eq!(told.reopened, [id(1)]);
}

#[test]
fn acts_that_the_backend_lacks_come_back_by_their_hash_and_no_others() {
    let (_dir, store) = folder();
    store.backend_told("e1", 0, None).unwrap();
    for number in 1..=3 {
        save(&store, id(number), Some(id(100))).unwrap();
    }
    for (number, position) in [(1, 1), (2, 2)] {
        let durable = RowState::Durable { position };
        store
            .queue_settle(id(number), b"ack", Some(position), &durable)
            .unwrap();
    }
    let hash = |number| store.act(id(number)).unwrap().unwrap().hash;
    let lacked = [hash(2), hash(3), [0; 32]];
    assert_eq!(store.backend_lacks(&lacked).unwrap(), [id(2)]);
    assert_eq!(state(&store, 1), RowState::Durable { position: 1 });
    assert_eq!(state(&store, 2), RowState::Ready);
    let act = store.act(id(2)).unwrap().unwrap();
    assert_eq!((act.position, act.ack), (None, None));
    assert!(store.backend_lacks(&lacked).unwrap().is_empty());
}

#[test]
fn a_signed_refusal_is_kept_beside_the_act() {
    let (_dir, store) = folder();
    save(&store, id(1), None).unwrap();
    let fix = RowState::NeedsFix {
        code: "authority".into(),
    };
    store.queue_settle(id(1), b"refusal", None, &fix).unwrap();
    let act = store.act(id(1)).unwrap().unwrap();
    assert_eq!((act.state, act.ack), (fix, Some(b"refusal".to_vec())));
}

#[test]
fn what_was_being_sent_is_sent_again_after_a_restart() {
    let (_dir, store) = folder();
    save(&store, id(1), None).unwrap();
    save(&store, id(2), None).unwrap();
    store.queue_set(id(1), &RowState::Sending).unwrap();
    store.queue_set(id(2), &RowState::Received).unwrap();
    assert_eq!(store.queue_reset_sending().unwrap(), 1);
    assert_eq!(state(&store, 1), RowState::Ready);
    assert_eq!(state(&store, 2), RowState::Received);
}

#[test]
fn the_now_button_frees_what_waits_or_was_set_aside() {
    let (_dir, store) = folder();
    let file = store
        .attachment_put(id(100), "image/png", None, &b"scan"[..], DAY)
        .unwrap();
    save(&store, id(1), None).unwrap();
    save_with(&store, id(2), id(100), &[file.hash]);
    let wait = RowState::RetryWait {
        reason: Reason::Offline,
        next_at: DAY,
        attempts: 1,
    };
    let aside = RowState::Quarantined { code: "x".into() };
    store.queue_set(id(1), &wait).unwrap();
    store.queue_set(id(2), &aside).unwrap();
    assert!(store.queue_release(id(1)).unwrap());
    assert!(store.queue_release(id(2)).unwrap());
    assert_eq!(state(&store, 1), RowState::Ready);
    assert_eq!(state(&store, 2), RowState::Files, "its file goes first");
    assert!(!store.queue_release(id(1)).unwrap());
    assert!(matches!(
        store.queue_release(id(9)),
        Err(StoreError::Unknown { .. })
    ));
}

#[test]
fn rows_come_in_order_and_are_counted_by_state() {
    let (_dir, store) = folder();
    for number in [3, 1, 2, 4] {
        save(&store, id(number), Some(id(100))).unwrap();
    }
    let durable = RowState::Durable { position: 1 };
    store
        .queue_settle(id(3), b"ack", Some(1), &durable)
        .unwrap();
    let aside = RowState::Quarantined { code: "x".into() };
    store.queue_set(id(4), &aside).unwrap();
    let ids = |filter| -> Vec<u128> {
        let rows = store.queue_rows(filter, 10).unwrap();
        rows.iter().map(|row| row.act_id.as_u128()).collect()
    };
    assert_eq!(ids(QueueFilter::Open), [1, 2]);
    assert_eq!(ids(QueueFilter::Closed), [3, 4]);
    assert_eq!(ids(QueueFilter::Human), [4]);
    assert_eq!(ids(QueueFilter::All), [3, 1, 2, 4]);
    assert_eq!(store.queue_rows(QueueFilter::All, 2).unwrap().len(), 2);
    let counts = store.queue_counts().unwrap();
    assert_eq!(counts.unsent, 3);
    assert_eq!(counts.oldest_ms, Some(DAY + 2));
    assert_eq!(counts.by_state["ready"], 2);
    assert_eq!(counts.by_state.get("durable"), None);
    assert_eq!(counts.by_state.get("sending"), None);
}

#[test]
fn what_is_unsent_of_a_case_is_counted_for_the_cases_that_are_asked_for() {
    let (_dir, store) = folder();
    for (act, case) in [(1, 100), (2, 100), (3, 101), (4, 102)] {
        save(&store, id(act), Some(id(case))).unwrap();
    }
    let durable = RowState::Durable { position: 1 };
    store
        .queue_settle(id(2), b"ack", Some(1), &durable)
        .unwrap();
    store
        .queue_settle(id(4), b"ack", Some(1), &durable)
        .unwrap();
    let unsent = store.queue_unsent_of([id(100), id(102), id(999)]).unwrap();
    assert_eq!(unsent.into_iter().collect::<Vec<_>>(), [(id(100), 1)]);
}

/// Two rows: one set aside, and the act that ends it.
fn ended(store: &store::Store) {
    save(store, id(1), Some(id(100))).unwrap();
    let state = RowState::NeedsFix {
        code: "not_granted".into(),
    };
    store.queue_settle(id(1), b"refusal", None, &state).unwrap();
    store
        .append(|head| {
            let append = store::Append {
                ends: vec![id(1)],
                ..crate::made::only(crate::made::act(head, id(2), Some(id(100))))
            };
            Ok::<_, std::convert::Infallible>((append, ()))
        })
        .unwrap();
}

#[test]
fn what_a_person_ended_stays_and_waits_for_nobody() {
    let (_dir, store) = folder();
    ended(&store);
    let row = store.queue_row(id(1)).unwrap().unwrap();
    assert_eq!(row.ended_by, Some(id(2)));
    assert_eq!(
        row.state,
        RowState::NeedsFix {
            code: "not_granted".into()
        }
    );
    let of = |filter| {
        let rows = store.queue_rows(filter, 10).unwrap();
        rows.into_iter().map(|row| row.act_id).collect::<Vec<_>>()
    };
    assert_eq!(of(QueueFilter::Ended), [id(1)]);
    assert!(of(QueueFilter::Human).is_empty());
    assert_eq!(of(QueueFilter::All), [id(1), id(2)]);
    assert!(
        !store
            .queue_counts()
            .unwrap()
            .by_state
            .contains_key("needs_fix")
    );
    assert!(!store.queue_release(id(1)).unwrap());
}

/// What a drain loads, by the numbers of the acts.
fn loaded(store: &store::Store) -> Vec<store::LoadedRow> {
    store.queue_load(10).unwrap()
}

#[test]
fn a_drain_loads_what_is_open_or_waits_for_a_person_in_order() {
    let (_dir, store) = folder();
    for number in 1..=4 {
        save(&store, id(number), Some(id(100))).unwrap();
    }
    let durable = RowState::Durable { position: 3 };
    store
        .queue_settle(id(1), b"ack", Some(3), &durable)
        .unwrap();
    let code = "fork".to_owned();
    let aside = RowState::Quarantined { code };
    store.queue_set(id(3), &aside).unwrap();
    let rows = loaded(&store);
    let ids: Vec<_> = rows.iter().map(|row| row.act_id).collect();
    assert_eq!(ids, [id(2), id(3), id(4)]);
    assert_eq!(rows[1].state, aside);
    let act = store.act(id(2)).unwrap().unwrap();
    let length = act.bytes.len() + 32 + act.payload.unwrap().len();
    assert_eq!(rows[0].bytes, length as u64);
    assert_eq!((rows[0].hash, rows[0].seq), (act.hash, act.seq.unwrap()));
    assert_eq!(store.queue_load(1).unwrap().len(), 1);
    let some = store.queue_load_of(&[id(4), id(9), id(1)]).unwrap();
    let ids: Vec<_> = some.iter().map(|row| row.act_id).collect();
    assert_eq!(
        ids,
        [id(4), id(1)],
        "in the order asked for, settled or not"
    );
}

#[test]
fn a_drain_loads_what_was_mended_with_its_mend_even_when_that_is_stored() {
    let (_dir, store) = folder();
    ended(&store);
    let ids = |store: &store::Store| {
        let rows = loaded(store).into_iter();
        rows.map(|row| row.act_id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&store), [id(2), id(1)]);
    let durable = RowState::Durable { position: 3 };
    store
        .queue_settle(id(2), b"ack", Some(3), &durable)
        .unwrap();
    assert_eq!(ids(&store), [id(1), id(2)]);
}

#[test]
fn only_a_row_that_was_set_aside_is_ended_and_only_once() {
    let (_dir, store) = folder();
    ended(&store);
    save(&store, id(3), None).unwrap();
    for open in [id(1), id(2), id(3)] {
        let done = store.append(|head| {
            let append = store::Append {
                ends: vec![open],
                ..crate::made::only(crate::made::act(head, id(9), None))
            };
            Ok::<_, std::convert::Infallible>((append, ()))
        });
        assert!(done.is_err(), "{open}");
        assert!(
            store.act(id(9)).unwrap().is_none(),
            "nothing of it was kept"
        );
    }
}

#[test]
fn a_rebuild_knows_what_was_ended() {
    let (dir, store) = folder();
    ended(&store);
    store.journal_sync().unwrap();
    drop(store);
    for tail in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(
            dir.path().join(format!("zongchuang.db{tail}")),
        ));
    }
    store::rescue::rebuild(dir.path(), &crate::made::dek()).unwrap();
    let store = store::Store::open(dir.path(), &crate::made::dek()).unwrap();
    let row = store.queue_row(id(1)).unwrap().unwrap();
    assert_eq!(row.ended_by, Some(id(2)));
    assert!(!row.state.is_open(), "nobody sends it again");
}
