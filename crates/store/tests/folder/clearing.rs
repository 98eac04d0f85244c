use std::fs;

use store::slots::Slots;
use store::{StoreError, clear, end_clearing};

use crate::made::{folder, id, save};

#[test]
fn a_cleared_folder_holds_nothing_of_the_station_and_an_open_one_is_not_cleared() {
    let (dir, store) = folder();
    save(&store, id(1), Some(id(2))).unwrap();
    fs::create_dir(dir.path().join("city")).unwrap();
    fs::write(dir.path().join("enrolled"), b"").unwrap();
    assert!(matches!(clear(dir.path()), Err(StoreError::Busy)));
    drop(store);
    clear(dir.path()).unwrap();
    let mut left: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["city", "open.lock"]);
}

#[test]
fn a_clearing_that_was_cut_off_is_ended() {
    let (dir, store) = folder();
    drop(store);
    assert!(!end_clearing(dir.path()).unwrap(), "none was begun");
    // Killed after the slots went: nothing opens what is left.
    fs::write(dir.path().join("clearing"), b"").unwrap();
    assert!(end_clearing(dir.path()).unwrap());
    assert!(!dir.path().join("zongchuang.db").exists());
    assert!(Slots::load(dir.path()).is_err() && !end_clearing(dir.path()).unwrap());
}
