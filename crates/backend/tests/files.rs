//! Which files are kept, for how long, and who may name them; what was purged at a station is read back for a purpose.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::act::{Hash, LineSource, Payload, Subject};
use seal::sha256;
use support::raw::get;
use support::{Desk, MINUTE, Practice, line, water};
use uuid::Uuid;
use wire::{ActResult, WireAct};

const CHEN: (&str, &str) = ("陈思远", "430400200002290012");
const DAY: i64 = 24 * 60 * MINUTE;
const FILE: &[u8] = b"a plan of the garden";

/// Announces the file and answers where its upload stands, and its address.
async fn announce(desk: &Desk, url: &str, case: Uuid, file: &[u8]) -> (u64, String) {
    let value = |text: String| STANDARD.encode(text);
    let metadata = format!(
        "case {},hash {}",
        value(case.to_string()),
        value(sha256(file).to_string())
    );
    let call = reqwest::Client::new()
        .post(format!("{url}/v1/attachments"))
        .bearer_auth(desk.token().await)
        .header("tus-resumable", "1.0.0")
        .header("upload-length", file.len())
        .header("upload-metadata", metadata);
    let reply = call.send().await.unwrap();
    assert_eq!(reply.status(), 201);
    let header = |name: &str| reply.headers()[name].to_str().unwrap().to_owned();
    (header("upload-offset").parse().unwrap(), header("location"))
}

/// Sends bytes from an offset on.
async fn send(desk: &Desk, url: &str, place: &str, at: u64, bytes: &[u8]) {
    let host = url.split("/t/").next().unwrap();
    let call = reqwest::Client::new()
        .patch(format!("{host}{place}"))
        .bearer_auth(desk.token().await)
        .header("tus-resumable", "1.0.0")
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", at)
        .body(bytes.to_vec());
    assert_eq!(call.send().await.unwrap().status(), 204);
}

async fn upload(desk: &Desk, url: &str, case: Uuid) {
    let (at, place) = announce(desk, url, case, FILE).await;
    send(desk, url, &place, at, &FILE[usize::try_from(at).unwrap()..]).await;
}

/// A receipt that names the file.
async fn naming(desk: &mut Desk, case: Uuid) -> WireAct {
    let mut intake = water(desk, CHEN.0, CHEN.1).await;
    let source = LineSource::File {
        hash: Hash(*sha256(FILE).as_bytes()),
        bytes: FILE.len() as u64,
        media: "image/jpeg".to_owned(),
        pages: Vec::new(),
    };
    intake.materials[3] = line("plan", source);
    desk.act(Subject::Case(case), &[], &Payload::Received(intake))
}

#[tokio::test]
async fn an_orphan_is_kept_thirty_days_and_what_an_act_names_for_ever() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let (orphan, named) = (Uuid::now_v7(), Uuid::now_v7());
    let url = practice.server.url();
    upload(&desk, &url, orphan).await;
    upload(&desk, &url, named).await;
    let act = naming(&mut desk, named).await;
    assert!(matches!(
        desk.post_one(&act).await,
        ActResult::Durable { .. }
    ));

    practice.later(30 * DAY);
    let practice = practice.restart().await;
    desk.sign_in(&practice).await;
    let whole = FILE.len() as u64;
    let url = practice.server.url();
    assert_eq!(
        announce(&desk, &url, orphan, FILE).await.0,
        whole,
        "thirty days are not over"
    );
    practice.later(1);
    let practice = practice.restart().await;
    desk.sign_in(&practice).await;
    let url = practice.server.url();
    assert_eq!(
        announce(&desk, &url, orphan, FILE).await.0,
        0,
        "gone, to be sent anew"
    );
    assert_eq!(announce(&desk, &url, named, FILE).await.0, whole);
}

#[tokio::test]
async fn an_upload_without_an_end_is_given_up_after_seven_days_of_silence() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let url = practice.server.url();
    let (_, place) = announce(&desk, &url, Uuid::now_v7(), FILE).await;
    practice.later(6 * DAY);
    desk.sign_in(&practice).await;
    send(&desk, &url, &place, 0, &FILE[..5]).await;
    let standing = |practice: &Practice, desk: &Desk| {
        let host = practice
            .server
            .url()
            .split("/t/")
            .next()
            .unwrap()
            .to_owned();
        let call = reqwest::Client::new().head(format!("{host}{place}"));
        let remote = desk.remote.clone();
        async move {
            let token = remote.session().await.unwrap().access;
            let call = call.bearer_auth(token).header("tus-resumable", "1.0.0");
            call.send().await.unwrap().status()
        }
    };
    practice.later(7 * DAY);
    let practice = practice.restart().await;
    desk.sign_in(&practice).await;
    assert_eq!(
        standing(&practice, &desk).await,
        200,
        "bytes came a week ago"
    );
    practice.later(1);
    let practice = practice.restart().await;
    desk.sign_in(&practice).await;
    assert_eq!(standing(&practice, &desk).await, 404);
}

#[tokio::test]
async fn an_act_names_only_what_its_origin_uploaded_for_that_case() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let stranger = practice.desk("0218").await;
    let url = practice.server.url();
    let (case, other) = (Uuid::now_v7(), Uuid::now_v7());
    upload(&stranger, &url, case).await;
    upload(&desk, &url, other).await;
    let act = naming(&mut desk, case).await;
    let missing = desk.post_one(&act).await;
    assert!(
        matches!(&missing, ActResult::Missing { attachments, .. } if attachments.len() == 1),
        "neither another's upload nor another case's: {missing:?}"
    );
    // Who carries the act for another needs that one's signed word for the file, too.
    let carried = stranger.post_one(&act).await;
    assert!(matches!(carried, ActResult::Missing { .. }), "{carried:?}");
}

#[tokio::test]
async fn a_whole_case_is_read_back_for_a_purpose_and_the_reading_is_audited() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let reader = practice.desk("0305").await;
    let case = Uuid::now_v7();
    let intake = Payload::Received(water(&desk, CHEN.0, CHEN.1).await);
    let act = desk.act(Subject::Case(case), &[], &intake);
    desk.post_one(&act).await;

    assert!(reader.remote.case(case, " ").await.is_err(), "no purpose");
    let whole = reader.remote.case(case, "当事人查询").await.unwrap().data;
    assert!(whole.number.is_some());
    assert_eq!(
        whole.acts[0].act, act,
        "bytes, salt and payload as they were signed"
    );
    let url = practice.server.url();
    let audit = get(&url, "/practice/audit", "").await.unwrap();
    let lines = audit["data"]["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 1, "the refused reading read nothing: {audit}");
    let used = &lines[0];
    assert_eq!(used["what"], "case");
    assert_eq!(used["user"], "0305");
    assert_eq!(used["terminal"], reader.enrolled.terminal);
    assert_eq!(used["case"], case.to_string());
    assert_eq!(used["purpose"], "当事人查询");
}
