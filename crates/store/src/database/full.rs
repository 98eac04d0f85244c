//! A full disk, made by limiting the database's pages.

use std::convert::Infallible;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{Append, AppendError, Dek, NewAct, OriginHead, Store, StoreError};

fn act(head: &OriginHead, payload: usize) -> Append {
    let bytes = head.next_seq.to_be_bytes().to_vec();
    let act = NewAct {
        act_id: Uuid::from_u128(head.next_seq.into()),
        case: None,
        kind: "printed".into(),
        captured_ms: 0,
        seq: head.next_seq,
        prev: head.prev,
        hash: Sha256::digest(&bytes).into(),
        bytes,
        salt: [0; 32],
        payload: vec![1; payload],
        attachments: Vec::new(),
        actor: "clerk-1".into(),
        replaces: None,
    };
    Append {
        acts: vec![act],
        ..Append::default()
    }
}

#[test]
fn s28_a_full_disk_refuses_the_next_act_and_keeps_every_saved_one() {
    let dir = tempfile::TempDir::new().expect("a temporary folder");
    let store = Store::create(dir.path(), &Dek::new([1; 32])).expect("a new folder");
    let save = |payload| store.append(|head| Ok::<_, Infallible>((act(head, payload), ())));
    save(10).expect("room");
    store.with_writer(|writer| {
        let pages: i64 = writer
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .expect("a count");
        writer
            .query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| {
                row.get::<_, i64>(0)
            })
            .expect("a limit");
    });
    assert!(matches!(
        save(1 << 20),
        Err(AppendError::Store(StoreError::DiskFull))
    ));
    let file = store.attachment_put(Uuid::nil(), "image/png", None, &[2; 1 << 20][..], 0);
    assert!(matches!(file, Err(StoreError::DiskFull)));
    assert_eq!(store.origin_head().expect("readable").next_seq, 2);
    assert!(store.act(Uuid::from_u128(1)).expect("readable").is_some());
    store.with_writer(|writer| {
        writer
            .query_row("PRAGMA max_page_count = 1000000", [], |row| {
                row.get::<_, i64>(0)
            })
            .expect("a limit");
    });
    save(1 << 20).expect("room again");
}
