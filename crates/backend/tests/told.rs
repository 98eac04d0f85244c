//! Applicants' phones are told of a case's progress (domain reference S01): queued once a case and state with the act that
//! brought it, handed over when the city's message service answers, whatever is repeated or restarted meanwhile.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use backend::Care;
use backend::progress::Gateway;
use domain::act::{Header, Payload, Refused, Subject, Told};
use domain::applicant::Party;
use domain::case::Stage;
use seal::{ParsedMany, cbor};
use serde_json::Value;
use support::{Desk, MINUTE, Practice, START, catalogue, head, water};
use tokio::sync::Notify;
use uuid::Uuid;
use wire::WireAct;

/// The other end of a city's message service: answers with a status that is set, and keeps what it took.
#[derive(Default)]
struct Service {
    status: AtomicU16,
    /// Everything it was asked, with the status that it answered.
    asked: Mutex<Vec<(u16, String, Value)>>,
    news: Notify,
}

impl Service {
    async fn start(status: u16) -> (Arc<Self>, String) {
        let service = Arc::new(Self::default());
        service.status.store(status, Ordering::SeqCst);
        let router = Router::new()
            .route("/push", post(take))
            .with_state(Arc::clone(&service));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/push", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (service, url)
    }

    /// Waits until it was asked so often.
    async fn until(&self, count: usize) -> Vec<(u16, String, Value)> {
        let patience = std::time::Duration::from_secs(20);
        let enough = async {
            loop {
                let news = self.news.notified();
                let asked = self.asked.lock().unwrap().clone();
                if asked.len() >= count {
                    return asked;
                }
                news.await;
            }
        };
        tokio::time::timeout(patience, enough).await.unwrap()
    }
}

async fn take(State(service): State<Arc<Service>>, headers: HeaderMap, body: String) -> StatusCode {
    let status = service.status.load(Ordering::SeqCst);
    let key = headers["Idempotency-Key"].to_str().unwrap().to_owned();
    let body = serde_json::from_str(&body).unwrap();
    service.asked.lock().unwrap().push((status, key, body));
    service.news.notify_waiters();
    StatusCode::from_u16(status).unwrap()
}

/// A city whose messages go to this address, looked after often.
fn care(url: &str) -> Care {
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Care {
        messages: Some(Arc::new(Gateway::new(url).unwrap())),
        every: std::time::Duration::from_millis(50),
        ..Care::default()
    }
}

/// 超限运输 taken in and refused: two acts of one case.
async fn refused(desk: &mut Desk, case: Uuid, phone: &str) -> (WireAct, WireAct) {
    let all = catalogue(desk).await;
    let item = all.item("0910").unwrap();
    let mut intake = water(desk, "陈思远", "430400200002290012").await;
    intake.item.clone_from(&item.code);
    intake.item_version = item.version;
    intake.item_name.clone_from(&item.name);
    intake.situation = item.usual();
    intake.materials = Vec::new();
    intake.applicant.kind = domain::applicant::ApplicantKind::Agent;
    intake.applicant.party.phone = String::new();
    intake.applicant.representative = Some(domain::applicant::Representative {
        party: Party {
            name: "刘春梅".to_owned(),
            id_kind: "resident_id".to_owned(),
            id: "430182199001010026".to_owned(),
            phone: phone.to_owned(),
            seen_by: "eye".to_owned(),
        },
        relation: "职工".to_owned(),
    });
    let first = desk.act(Subject::Case(case), &[], &Payload::Received(intake));
    let no = Refused {
        ground: "not_needed".to_owned(),
        say: "不超限，不需要许可。（《行政许可法》第三十二条第一款第一项）".to_owned(),
        competent: None,
    };
    let second = desk.act(Subject::Case(case), &[head(&first)], &Payload::Refused(no));
    (first, second)
}

/// What the log says was told of a case.
async fn told(desk: &Desk, case: Uuid) -> Vec<Told> {
    let acts = desk.remote.case(case, "核对").await.unwrap().data.acts;
    let payload = |act: &wire::PositionedAct| cbor::decode_strict(&act.act.payload.0).unwrap();
    let told = |payload: Payload| match payload {
        Payload::Told(told) => Some(told),
        _ => None,
    };
    acts.iter().map(payload).filter_map(told).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn s01_a_state_is_queued_once_over_repeats_and_a_restart_and_handed_over_when_it_answers() {
    let (service, url) = Service::start(503).await;
    let practice = Practice::start_with(care(&url)).await;
    let mut desk = practice.desk("0217").await;
    let case = Uuid::now_v7();
    let (first, second) = refused(&mut desk, case, "13800000001").await;
    desk.post_one(&first).await;
    practice.later(MINUTE);
    // The same comes twice, as after a network that went in the middle.
    for _ in 0..2 {
        desk.post(&[first.clone(), second.clone()]).await;
    }
    let waiting = told(&desk, case).await;
    let [queued] = waiting.as_slice() else {
        panic!("{waiting:?}")
    };
    assert_eq!((queued.state, queued.sent), (Stage::Refused, false));
    service.until(1).await;
    // The backend is stopped while it waits, and started again; the service answers now.
    let practice = practice.restart().await;
    desk.sign_in(&practice).await;
    assert_eq!(told(&desk, case).await, waiting, "nothing was queued anew");
    service.status.store(200, Ordering::SeqCst);
    let before = service.asked.lock().unwrap().len();
    service.until(before + 1).await;
    // The word that it was handed over comes after the answer.
    let both = loop {
        let now = told(&desk, case).await;
        if now.len() > 1 {
            break now;
        }
        tokio::task::yield_now().await;
    };
    let sent = Told {
        sent: true,
        ..queued.clone()
    };
    assert_eq!(both, [queued.clone(), sent]);
    let practice = practice.restart().await;
    desk.sign_in(&practice).await;
    desk.post(&[first, second]).await;
    assert_eq!(told(&desk, case).await, both);
    let asked = service.asked.lock().unwrap().clone();
    let taken: Vec<_> = asked.iter().filter(|(status, ..)| *status == 200).collect();
    assert_eq!(taken.len(), 1, "{asked:?}");
    let (_, key, body) = taken[0];
    assert!(asked.iter().all(|(_, other, _)| other == key), "{asked:?}");
    assert_eq!(body["number"], queued.number.as_str());
    assert_eq!(body["state"], "refused");
    assert_eq!(body["phone"], "13800000001");
    assert!(body["at"].as_i64().unwrap() >= START);
    let text = body.to_string();
    for name in ["陈思远", "刘春梅", "430400200002290012"] {
        assert!(!text.contains(name), "nobody is named: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s01_a_message_that_is_refused_holds_up_no_other_and_no_phone_is_told_nothing() {
    let (service, url) = Service::start(400).await;
    let practice = Practice::start_with(care(&url)).await;
    let mut desk = practice.desk("0217").await;
    let (one, other, silent) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    for (case, phone) in [(one, "13800000001"), (other, "13800000002"), (silent, "")] {
        let (first, second) = refused(&mut desk, case, phone).await;
        desk.post(&[first, second]).await;
    }
    assert_eq!(told(&desk, silent).await, [], "nobody to tell");
    let both = |asked: &[(u16, String, Value)]| {
        let to = |phone: &str| asked.iter().any(|(_, _, body)| body["phone"] == phone);
        to("13800000001") && to("13800000002")
    };
    let mut count = 2;
    while !both(&service.until(count).await) {
        count += 1;
    }
    assert_eq!(told(&desk, one).await.len(), 1, "not handed over");
    // What a desk says was told is no act of a desk.
    let forged = Payload::Told(Told {
        state: Stage::Decided,
        number: "1".to_owned(),
        at: START,
        sent: true,
    });
    let act = desk.act(Subject::Case(one), &[], &forged);
    let result = desk.post_one(&act).await;
    let code = |code: &str| code == "backend_only";
    assert!(
        matches!(&result, wire::ActResult::Rejected { code: why, .. } if code(why)),
        "{result:?}"
    );
    let parsed = ParsedMany::parse(&act.bytes.0).unwrap();
    let header: Header = cbor::decode_strict(parsed.payload()).unwrap();
    assert_eq!(header.kind, "told");
}
