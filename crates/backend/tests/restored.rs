//! Backups, and what a restored backend says of itself and gets back.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};
use std::time::Duration;

use backend::Care;
use domain::act::{Payload, Subject};
use support::{Desk, Practice, water};
use uuid::Uuid;
use wire::{ActResult, FeedEvent, WireAct};

const CHEN: (&str, &str) = ("陈思远", "430400200002290012");
const LIU: (&str, &str) = ("刘春梅", "430182199001010026");

async fn receipt(desk: &mut Desk) -> WireAct {
    receipt_of(desk, CHEN).await
}

async fn receipt_of(desk: &mut Desk, (name, number): (&str, &str)) -> WireAct {
    let intake = Payload::Received(water(desk, name, number).await);
    desk.act(Subject::Case(Uuid::now_v7()), &[], &intake)
}

fn care(backups: &Path) -> Care {
    Care {
        backups: Some(backups.to_owned()),
        every: Duration::from_secs(3600),
        ..Care::default()
    }
}

fn newest(folder: &Path) -> PathBuf {
    let mut held: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "db"))
        .collect();
    held.sort();
    held.pop().unwrap()
}

async fn back_up(practice: &Practice) -> u64 {
    let url = format!("{}/practice/backup", practice.server.url());
    let reply = reqwest::Client::new().post(url).send().await.unwrap();
    let reply: serde_json::Value = reply.json().await.unwrap();
    reply["data"]["to"]
        .as_u64()
        .unwrap_or_else(|| panic!("{reply}"))
}

/// The bytes of all acts of desks, in log order.
async fn held(desk: &Desk) -> Vec<Vec<u8>> {
    let events = desk.remote.feed(None).await.unwrap().data.events;
    let acts = events.into_iter().map(|event| match event {
        FeedEvent::Act { act, .. } => act.act.bytes.0,
        other => panic!("{other:?}"),
    });
    // The backend's own have one signature.
    acts.filter(|bytes| seal::ParsedMany::parse(bytes).unwrap().len() == 2)
        .collect()
}

#[tokio::test]
async fn only_what_stands_in_a_backup_counts_as_backed_up() {
    let backups = tempfile::tempdir().unwrap();
    let practice = Practice::start_with(care(backups.path())).await;
    let mut desk = practice.desk("0217").await;
    let first = receipt(&mut desk).await;
    desk.post_one(&first).await;
    let before = desk.remote.feed(None).await.unwrap();
    assert_eq!(before.backed_up_to, 0, "committed is not backed up");
    assert_eq!(back_up(&practice).await, 2, "the receipt and its number");
    let second = receipt(&mut desk).await;
    desk.post_one(&second).await;
    assert_eq!(desk.remote.feed(None).await.unwrap().backed_up_to, 2);
    let text = std::fs::read(newest(backups.path())).unwrap();
    let name = CHEN.0.as_bytes();
    assert!(
        !text.windows(name.len()).any(|window| window == name),
        "plain"
    );
    assert!(!text.starts_with(b"SQLite format 3"));
    // The mark is the folder's own: it is there after a restart, and the start made a backup of the rest.
    let practice = practice.restart().await;
    desk.sign_in(&practice).await;
    assert_eq!(desk.remote.feed(None).await.unwrap().backed_up_to, 4);
}

#[tokio::test]
async fn a_restored_backend_says_how_much_it_still_has_and_takes_the_rest_again() {
    let backups = tempfile::tempdir().unwrap();
    let practice = Practice::start_with(care(backups.path())).await;
    let mut desk = practice.desk("0217").await;
    let kept = receipt(&mut desk).await;
    desk.post_one(&kept).await;
    assert_eq!(back_up(&practice).await, 2);
    let copy = newest(backups.path());
    let lost = [receipt(&mut desk).await, receipt(&mut desk).await];
    let results = desk.post(&lost).await;
    let position = desk.believe(&results[1], &lost[1]).position();
    let before = desk.remote.feed(None).await.unwrap();

    let practice = practice
        .restart_after(|folder| backend::restore(&copy, folder).unwrap())
        .await;
    desk.sign_in(&practice).await;
    desk.remote.name_epoch(Some(before.epoch.clone()));
    let after = desk.remote.feed(Some(&before.data.cursor)).await.unwrap();
    assert_ne!(after.epoch, before.epoch);
    assert_eq!(after.common_to, Some(2), "the backup's position");
    assert!(position > 2);
    assert_eq!(held(&desk).await, std::slice::from_ref(&kept.bytes.0));

    // Before the station has named the new epoch nothing new is kept: it may lean on what was lost.
    let all = [kept.clone(), lost[0].clone(), lost[1].clone()];
    let results = desk.post(&all).await;
    assert!(
        matches!(results[0], ActResult::Duplicate { .. }),
        "{results:?}"
    );
    assert!(
        matches!(&results[2], ActResult::Missing { acts, attachments, .. } if acts.is_empty() && attachments.is_empty()),
        "{results:?}"
    );
    // The station sends what is beyond, and for good measure what is not.
    desk.remote.name_epoch(Some(after.epoch.clone()));
    let results = desk.post(&all).await;
    assert!(
        matches!(results[0], ActResult::Duplicate { .. }),
        "{results:?}"
    );
    assert!(
        matches!(results[2], ActResult::Durable { .. }),
        "{results:?}"
    );
    let ack = desk.believe(&results[2], &lost[1]);
    assert_eq!(ack.epoch(), after.epoch);
    assert_eq!(held(&desk).await, all.map(|act| act.bytes.0));
    // What was replaced is still there.
    assert!(
        practice
            .folder
            .path()
            .join("practice.db.replaced-1")
            .exists()
    );
}

#[tokio::test]
async fn a_folder_put_back_by_hand_is_another_life_too() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let kept = receipt(&mut desk).await;
    desk.post_one(&kept).await;
    let old = tempfile::tempdir().unwrap();
    let copy = |from: &Path, to: &Path| {
        for entry in std::fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    };
    let practice = practice
        .restart_after(|folder| copy(folder, old.path()))
        .await;
    desk.sign_in(&practice).await;
    let lost = receipt(&mut desk).await;
    desk.post_one(&lost).await;
    let before = desk.remote.feed(None).await.unwrap();
    let practice = practice
        .restart_after(|folder| {
            for entry in std::fs::read_dir(folder).unwrap() {
                std::fs::remove_file(entry.unwrap().path()).unwrap();
            }
            copy(old.path(), folder);
        })
        .await;
    desk.sign_in(&practice).await;
    desk.remote.name_epoch(Some(before.epoch.clone()));
    let after = desk.remote.feed(Some(&before.data.cursor)).await.unwrap();
    // The life in which the second receipt came never led here: nothing can be promised of it.
    assert_eq!(after.common_to, Some(0));
    assert_eq!(after.data.events.len(), 2, "a lost cursor begins again");
    desk.remote.name_epoch(Some(after.epoch.clone()));
    let results = desk.post(&[kept, lost]).await;
    assert!(
        matches!(results[0], ActResult::Duplicate { .. }),
        "{results:?}"
    );
    assert!(
        matches!(results[1], ActResult::Durable { .. }),
        "{results:?}"
    );
}

#[tokio::test]
async fn an_ordinary_restart_loses_nothing_and_the_feed_goes_on() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let first = receipt(&mut desk).await;
    desk.post_one(&first).await;
    let before = desk.remote.feed(None).await.unwrap();
    let practice = practice.restart().await;
    desk.sign_in(&practice).await;
    desk.remote.name_epoch(Some(before.epoch.clone()));
    let after = desk.remote.feed(Some(&before.data.cursor)).await.unwrap();
    assert_eq!(after.common_to, Some(2), "all of it");
    assert!(after.data.events.is_empty(), "nothing is told twice");
}

#[tokio::test]
async fn a_backup_is_not_put_under_a_running_backend() {
    let backups = tempfile::tempdir().unwrap();
    let practice = Practice::start_with(care(backups.path())).await;
    let mut desk = practice.desk("0217").await;
    let act = receipt(&mut desk).await;
    desk.post_one(&act).await;
    back_up(&practice).await;
    let (copy, folder) = (newest(backups.path()), practice.folder.path().to_owned());
    let refused = tokio::task::spawn_blocking(move || backend::restore(&copy, &folder)).await;
    assert!(refused.unwrap().is_err());
    assert!(!held(&desk).await.is_empty());
}

/// The number stands on a citizen's paper: it comes back to its case, and nobody else gets it meanwhile.
#[tokio::test]
async fn a_number_that_was_given_comes_back_to_its_case_and_to_no_other() {
    let backups = tempfile::tempdir().unwrap();
    let practice = Practice::start_with(care(backups.path())).await;
    let mut desk = practice.desk("0217").await;
    let kept = receipt(&mut desk).await;
    desk.post_one(&kept).await;
    back_up(&practice).await;
    let copy = newest(backups.path());
    let lost = receipt(&mut desk).await;
    desk.post_one(&lost).await;
    let registered = |events: Vec<FeedEvent>| {
        let acts = events.into_iter().map(|event| match event {
            FeedEvent::Act { act, .. } => act.act,
            other => panic!("{other:?}"),
        });
        acts.filter(|act| seal::ParsedMany::parse(&act.bytes.0).unwrap().len() == 1)
            .collect::<Vec<_>>()
    };
    let before = registered(desk.remote.feed(None).await.unwrap().data.events);
    assert_eq!(before.len(), 2);

    let practice = practice
        .restart_after(|folder| backend::restore(&copy, folder).unwrap())
        .await;
    desk.sign_in(&practice).await;
    let mut forged = before[1].clone();
    forged.payload = before[0].payload.clone();
    let given = |acts: Vec<WireAct>| desk.remote.return_numbers(acts);
    assert_eq!(
        given(vec![forged]).await.unwrap().data.taken,
        0,
        "not what was signed"
    );
    assert_eq!(
        given(before.clone()).await.unwrap().data.taken,
        1,
        "one was still known"
    );
    assert_eq!(given(before.clone()).await.unwrap().data.taken, 0);

    // Another case comes first, then the one that was lost.
    let mut other = practice.desk("0217").await;
    let stranger = receipt_of(&mut other, LIU).await;
    other.post_one(&stranger).await;
    desk.post_one(&lost).await;
    let number = |act: &WireAct| act.payload.clone();
    let after = registered(desk.remote.feed(None).await.unwrap().data.events);
    let numbers: Vec<_> = after.iter().map(number).collect();
    assert_eq!(numbers[0], number(&before[0]));
    assert_eq!(numbers[2], number(&before[1]), "the number on the paper");
    assert_ne!(numbers[1], number(&before[1]), "nobody else's");
}
