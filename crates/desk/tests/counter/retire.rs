//! A station that retires is revoked at the backend, once nothing unsent is in it.

use std::fs;
use std::path::Path;

use sync::Event;

use crate::town::{Town, drain, receive, sign_in};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &there),
            false => drop(fs::copy(entry.path(), there).unwrap()),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retired_station_is_revoked_also_after_a_restart_and_its_work_has_arrived() {
    let mut town = Town::open(None).await;
    let machine = town.machine();
    let desk = town.station("a", &machine, &["0217"]).await;
    let other = town.station("b", &town.machine(), &["0218"]).await;
    let confirm = desk.remains().unwrap().confirm;
    desk.set_cut(true);
    let case = receive(&desk).await;
    let early = desk.retire(&confirm).await.unwrap_err();
    assert_eq!(early.code, "work_left", "{}", early.say);
    desk.set_cut(false);
    drain(&desk).await;
    desk.set_cut(true);
    let alone = desk.retire(&confirm).await.unwrap_err();
    assert_eq!(alone.code, "offline", "{}", alone.say);
    assert!(desk.case(&case).is_ok(), "everything is still there");
    desk.set_cut(false);
    // What somebody kept of the folder.
    let kept = town.dir("kept");
    copy(&town.dir("a"), &kept);

    desk.retire(&confirm).await.unwrap();
    assert!(!town.dir("a").join("zongchuang.db").exists(), "cleared");
    town.stop().await;
    town.start().await;
    let url = format!("{}/practice/audit", town.url());
    let audit = reqwest::get(url).await.unwrap().text().await.unwrap();
    assert!(audit.contains("\"retire\""), "{audit}");
    let ghost = town.desk("kept", &machine);
    match sign_in(&ghost, "0217").await {
        Err(fault) => assert_eq!(fault.code, "revoked"),
        Ok(()) => {
            let told = ghost.drain(Event::Nudge).await.unwrap();
            assert_eq!((told.online, told.reason), (false, Some("revoked")));
        }
    }
    other.set_backend(Some(&town.url())).unwrap();
    drain(&other).await;
    assert!(other.case(&case).is_ok(), "its work is with the others");
}
