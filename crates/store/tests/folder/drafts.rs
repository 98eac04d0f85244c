use store::{Draft, Store, StoreError};

use crate::made::{DAY, dek, folder, id, save_with};

fn draft(number: u128, owner: &str) -> Draft {
    Draft {
        id: id(number),
        owner: owner.into(),
        body: b"half a form".to_vec(),
        updated_ms: DAY + number as i64,
    }
}

#[test]
fn a_draft_survives_a_restart_and_the_last_state_counts() {
    let (dir, store) = folder();
    store.draft_put(&draft(1, "clerk-1")).unwrap();
    let later = Draft {
        body: b"a whole form".to_vec(),
        ..draft(1, "clerk-1")
    };
    store.draft_put(&later).unwrap();
    drop(store);
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert_eq!(store.draft_get(id(1)).unwrap(), Some(later));
}

#[test]
fn a_draft_can_be_handed_over() {
    let (_dir, store) = folder();
    store.draft_put(&draft(1, "clerk-1")).unwrap();
    store.draft_put(&draft(2, "clerk-2")).unwrap();
    store.draft_hand_over(id(1), "clerk-2").unwrap();
    assert!(store.drafts(Some("clerk-1")).unwrap().is_empty());
    let theirs = store.drafts(Some("clerk-2")).unwrap();
    assert_eq!(theirs.len(), 2);
    assert_eq!(theirs, store.drafts(None).unwrap());
    assert!(matches!(
        store.draft_hand_over(id(3), "clerk-1"),
        Err(StoreError::Unknown { what: "draft" })
    ));
}

#[test]
fn a_discarded_draft_takes_only_what_no_act_names() {
    let (_dir, store) = folder();
    store.draft_put(&draft(1, "clerk-1")).unwrap();
    let loose = store
        .attachment_put(id(1), "image/png", None, &b"loose"[..], DAY)
        .unwrap();
    let named = store
        .attachment_put(id(1), "image/png", None, &b"named"[..], DAY)
        .unwrap();
    save_with(&store, id(50), id(1), &[named.hash]);
    store.draft_discard(id(1)).unwrap();
    assert_eq!(store.attachment(id(1), &loose.hash).unwrap(), None);
    assert!(store.attachment(id(1), &named.hash).unwrap().is_some());
    assert!(matches!(
        store.draft_discard(id(1)),
        Err(StoreError::Unknown { .. })
    ));
}
