use std::fs;

use store::{Dek, Store, StoreError, VERSION, sync_lock};
use tempfile::TempDir;

use crate::made::{DAY, dek, folder, id, save};

#[test]
fn a_folder_without_a_database_says_so() {
    let dir = TempDir::new().unwrap();
    assert!(matches!(
        Store::open(dir.path(), &dek()),
        Err(StoreError::Missing)
    ));
}

#[test]
fn a_second_create_is_refused_and_changes_nothing() {
    let (dir, store) = folder();
    save(&store, id(1), None).unwrap();
    assert!(matches!(
        Store::create(dir.path(), &dek()),
        Err(StoreError::Exists)
    ));
    assert!(store.act(id(1)).unwrap().is_some());
}

#[test]
fn a_create_beside_a_journal_is_refused() {
    let (dir, store) = folder();
    save(&store, id(1), None).unwrap();
    drop(store);
    fs::remove_file(dir.path().join("zongchuang.db")).unwrap();
    assert!(matches!(
        Store::create(dir.path(), &dek()),
        Err(StoreError::JournalFound)
    ));
}

#[test]
fn a_wrong_key_is_a_wrong_key_and_leaves_the_file_as_it_is() {
    let (dir, store) = folder();
    save(&store, id(1), None).unwrap();
    drop(store);
    let wrong = Dek::new([0xA8; 32]);
    let path = dir.path().join("zongchuang.db");
    let before = fs::read(&path).unwrap();
    assert!(matches!(
        Store::open(dir.path(), &wrong),
        Err(StoreError::WrongKey)
    ));
    assert!(matches!(
        store::rescue::rebuild(dir.path(), &wrong),
        Err(StoreError::WrongKey)
    ));
    // Without the folder's own check, the cipher itself finds it out.
    fs::remove_file(dir.path().join("key.check")).unwrap();
    assert!(matches!(
        Store::open(dir.path(), &wrong),
        Err(StoreError::WrongKey)
    ));
    assert!(matches!(
        store::rescue::rebuild(dir.path(), &wrong),
        Err(StoreError::WrongKey)
    ));
    assert_eq!(fs::read(&path).unwrap(), before);
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert!(store.act(id(1)).unwrap().is_some());
}

#[test]
fn a_damaged_file_is_told_from_a_wrong_key_and_stays() {
    let (dir, store) = folder();
    drop(store);
    let path = dir.path().join("zongchuang.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(
        Store::open(dir.path(), &dek()),
        Err(StoreError::Damaged { .. })
    ));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_file_that_lost_all_its_content_is_damaged_and_not_new() {
    let (dir, store) = folder();
    drop(store);
    fs::write(dir.path().join("zongchuang.db"), b"").unwrap();
    assert!(matches!(
        Store::open(dir.path(), &dek()),
        Err(StoreError::Damaged { .. })
    ));
}

#[test]
fn a_broken_page_in_the_middle_is_found_by_the_check() {
    let (dir, store) = folder();
    let scan = vec![3; 1 << 20];
    store
        .attachment_put(id(1), "image/png", None, &scan[..], DAY)
        .unwrap();
    store.check().unwrap();
    drop(store);
    let path = dir.path().join("zongchuang.db");
    let mut bytes = fs::read(&path).unwrap();
    let within_the_scan = bytes.len() / 2;
    bytes[within_the_scan] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert!(matches!(store.check(), Err(StoreError::Damaged { .. })));
}

#[test]
fn a_database_of_a_newer_program_is_refused_untouched() {
    let (dir, store) = folder();
    drop(store);
    let raw = crate::schema::raw(dir.path());
    raw.pragma_update(None, "user_version", VERSION + 1)
        .unwrap();
    drop(raw);
    let path = dir.path().join("zongchuang.db");
    let before = fs::read(&path).unwrap();
    match Store::open(dir.path(), &dek()) {
        Err(StoreError::TooNew { found, known }) => {
            assert_eq!((found, known), (VERSION + 1, VERSION));
        }
        other => panic!("{:?}", other.err()),
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn one_process_drains_at_a_time() {
    let dir = TempDir::new().unwrap();
    let held = sync_lock(dir.path()).unwrap();
    assert!(held.is_some());
    assert!(sync_lock(dir.path()).unwrap().is_none());
    drop(held);
    assert!(sync_lock(dir.path()).unwrap().is_some());
}

#[test]
fn what_the_station_remembers_is_kept_replaced_and_forgotten() {
    let (dir, store) = folder();
    store.meta_put("cursor", b"1").unwrap();
    store.meta_put("cursor", b"2").unwrap();
    drop(store);
    let store = Store::open(dir.path(), &dek()).unwrap();
    assert_eq!(store.meta_get("cursor").unwrap(), Some(b"2".to_vec()));
    store.meta_forget("cursor").unwrap();
    assert_eq!(store.meta_get("cursor").unwrap(), None);
}

#[test]
fn a_store_goes_to_any_thread() {
    fn goes<T: Send + Sync + Clone>() {}
    goes::<Store>();
}
