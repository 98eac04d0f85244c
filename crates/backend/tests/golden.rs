//! A folder of every database version that ever landed, made by the backend of that day and committed. Each is opened by
//! this one: brought forward, nothing of it lost, and it goes on. All people in it are invented.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use domain::act::{Header, Payload, Subject, Withdrawn};
use domain::case::{Case, Stage};
use seal::cbor;
use support::{Desk, Practice, head, water};
use uuid::Uuid;
use wire::{ActResult, Credit};

/// The version that this backend writes.
const VERSION: u32 = 5;
const CHEN: (&str, &str) = ("陈思远", "430400200002290012");
/// Somebody whose bad record the golden folder says to be repaired.
const REPAIRED: &str = "430400198507160010";
/// Of [`CHEN`], at 0217's window: one that stands open, one that was withdrawn.
const OPEN: Uuid = Uuid::from_u128(0x60);
const ENDED: Uuid = Uuid::from_u128(0x61);

fn home(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/v{version}"))
}

/// The versions with a golden folder; the first of them are older than this test.
fn versions() -> Vec<u32> {
    let made: Vec<u32> = (4..=VERSION).filter(|no| home(*no).exists()).collect();
    assert!(
        (4..VERSION).all(|no| made.contains(&no)),
        "a shipped version has no golden folder"
    );
    made
}

/// The database and its key, and nothing else.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in ["practice.db", "practice.key"] {
        fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

/// Writes the folder of the version that this backend writes.
#[tokio::test]
#[ignore = "run once by hand before a new database version lands"]
async fn write_golden() {
    let dir = home(VERSION);
    assert!(!dir.exists(), "a golden folder is written once");
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    for case in [OPEN, ENDED] {
        let intake = Payload::Received(water(&desk, CHEN.0, CHEN.1).await);
        let receipt = desk.act(Subject::Case(case), &[], &intake);
        durable(&desk.post_one(&receipt).await);
        if case == ENDED {
            let gone = Payload::Withdrawn(Withdrawn {
                reason: "不办了".to_owned(),
            });
            let gone = desk.act(Subject::Case(case), &[head(&receipt)], &gone);
            durable(&desk.post_one(&gone).await);
        }
    }
    let url = format!("{}/practice/repair", practice.server.url());
    let call = reqwest::Client::new().post(url);
    let call = call.json(&serde_json::json!({"id": REPAIRED}));
    assert_eq!(call.send().await.unwrap().status(), 200);
    assert_eq!(credit(&desk).await, "repaired");
    practice.restart_after(|folder| copy(folder, &dir)).await;
    assert!(!home(VERSION).join("practice.db-wal").exists());
}

#[track_caller]
fn durable(result: &ActResult) {
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
}

async fn credit(desk: &Desk) -> String {
    let asked = Credit {
        request_id: Uuid::new_v4().to_string(),
        id_kind: "resident_id".to_owned(),
        id: REPAIRED.to_owned(),
        item: "0225".to_owned(),
    };
    desk.remote.credit(&asked).await.unwrap().data.state
}

async fn case(desk: &Desk, id: Uuid) -> Case {
    let acts = desk.remote.case(id, "核对").await.unwrap().data.acts;
    let mut case = Case::new(id);
    for positioned in acts {
        let parsed = seal::ParsedMany::parse(&positioned.act.bytes.0).unwrap();
        let header: Header = cbor::decode_strict(parsed.payload()).unwrap();
        let payload: Payload = cbor::decode_strict(&positioned.act.payload.0).unwrap();
        case.apply(&header.captured, &payload);
    }
    case
}

#[tokio::test]
async fn a_folder_of_every_version_opens_with_all_that_was_in_it_and_goes_on() {
    for version in versions() {
        let practice = Practice::start().await;
        let practice = practice
            .restart_after(|folder| {
                drop(fs::remove_file(folder.join("practice.db-wal")));
                copy(&home(version), folder);
            })
            .await;
        let mut desk = practice.desk("0217").await;
        let (open, ended) = (case(&desk, OPEN).await, case(&desk, ENDED).await);
        assert_eq!(open.stage, Stage::Received, "v{version}");
        assert_eq!(ended.stage, Stage::Withdrawn, "v{version}");
        let open_number = open.number.unwrap();
        let applicant = open.applicant.unwrap().party;
        assert_eq!((&*applicant.name, &*applicant.id), CHEN);
        assert_eq!(credit(&desk).await, "repaired", "v{version}");

        let id = Uuid::now_v7();
        let intake = Payload::Received(water(&desk, "张伟", "430400198507160010").await);
        let receipt = desk.act(Subject::Case(id), &[], &intake);
        let result = desk.post_one(&receipt).await;
        durable(&result);
        let position = desk.believe(&result, &receipt).position();
        assert_eq!(position, 6, "v{version}: after five of before");
        let number = case(&desk, id).await.number.unwrap();
        assert!(number > ended.number.unwrap(), "v{version}: {number}");

        // What stands open there is known to whoever asks for the same once more.
        let id = Uuid::now_v7();
        let intake = Payload::Received(water(&desk, CHEN.0, CHEN.1).await);
        let receipt = desk.act(Subject::Case(id), &[], &intake);
        let result = desk.post_one(&receipt).await;
        let told = matches!(&result, ActResult::Contested { code, .. } if code == "duplicate");
        assert!(told, "v{version}: {result:?}");
        let task = case(&desk, id).await.contested.remove(0);
        assert!(task.contains(&open_number), "v{version}: {task}");
    }
}
