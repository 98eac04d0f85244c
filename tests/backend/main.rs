//! `zc practice` killed without a farewell: what it acknowledged is there, what it consumed it answers again.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../crates/backend/tests/support/mod.rs"]
mod support;

use acceptance::city::City;
use domain::act::{Payload, StationEvent, Subject};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use serde_json::{Value, json};
use support::raw::{get, post};
use support::wire_cut::WireCut;
use support::{Desk, remote};
use uuid::Uuid;
use wire::{ActResult, B64, WireAct};

fn now() -> i64 {
    let since = std::time::UNIX_EPOCH.elapsed().unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

async fn desk(city: &City) -> Desk {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut desk = Desk::enrol(remote(&city.url), "0217", now()).await;
    desk.sign_in_at(remote(&city.url), now()).await;
    desk
}

fn event() -> Payload {
    Payload::Station(StationEvent {
        what: "sign_in".to_owned(),
        detail: Default::default(),
    })
}

/// The call by a wire that is cut at the reply, the kill, then twice to the next process.
async fn killed_and_repeated(
    city: City,
    folder: &std::path::Path,
    path: &str,
    token: &str,
    body: &Value,
) -> (City, Value) {
    let wire = WireCut::to(&city.url).await;
    wire.cut(1);
    assert_eq!(
        post(&wire.url, path, token, body).await,
        None,
        "{path} was not cut"
    );
    city.kill();
    let city = City::start(folder);
    let first = post(&city.url, path, token, body).await.unwrap()["data"].clone();
    assert!(first.is_object(), "{path}: {first}");
    let second = post(&city.url, path, token, body).await.unwrap()["data"].clone();
    assert_eq!(first, second, "{path}");
    (city, first)
}

#[tokio::test]
async fn what_a_killed_backend_consumed_it_answers_again() {
    let folder = tempfile::tempdir().unwrap();
    let city = City::start(folder.path());
    let desk = desk(&city).await;
    let (token, case) = (desk.token().await, Uuid::now_v7());
    let shown = json!({"citizen": "chen", "kind": "opaque", "scene": "ok"});
    let code = post(&city.url, "/practice/code", "", &shown).await.unwrap()["data"]["text"].clone();
    let resolve = |id: &str| json!({"request_id": id, "code": code, "item": "0225", "case": case, "purpose": "供水报装"});
    let path = "/v1/proof-codes/resolve";
    let (city, resolved) =
        killed_and_repeated(city, folder.path(), path, &token, &resolve("r-1")).await;
    let other = post(&city.url, path, &token, &resolve("r-2"))
        .await
        .unwrap();
    assert_eq!(
        other["code"], "code_used",
        "consumed before the kill: {other}"
    );

    let authorise = json!({
        "request_id": "a-1", "consent": resolved["consent"], "item": "0225", "item_name": "供水报装",
        "case": case, "purpose": "供水报装", "licences": resolved["needed"],
        "operator": {"user": "0217", "post": "accept", "outlet": "430400101"},
    });
    let path = "/v1/licences/authorise";
    let (city, authorised) =
        killed_and_repeated(city, folder.path(), path, &token, &authorise).await;
    let uses = get(&city.url, "/practice/audit", "").await.unwrap();
    let count = uses["data"]["lines"].as_array().unwrap().len();
    assert_eq!(
        count,
        authorised["authorisations"].as_array().unwrap().len(),
        "{uses}"
    );

    let refresh =
        json!({"request_id": "f-1", "refresh": desk.remote.session().await.unwrap().refresh});
    let path = "/v1/session/refresh";
    let (city, opened) = killed_and_repeated(city, folder.path(), path, "", &refresh).await;
    let feed = get(&city.url, "/v1/feed", opened["access"].as_str().unwrap())
        .await
        .unwrap();
    assert!(feed["data"]["events"].is_array(), "{feed}");
}

/// Kills at moments of a seed while acts are posted; every acknowledged one is there with the same acknowledgement.
#[tokio::test]
async fn a_backend_killed_at_any_moment_keeps_what_it_acknowledged() {
    let seed: u64 = rand::rng().random();
    println!("seed {seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().unwrap();
    let mut city = City::start(folder.path());
    let mut desk = desk(&city).await;
    let mut acknowledged: Vec<(WireAct, B64)> = Vec::new();
    for round in 0..5 {
        desk.sign_in_at(remote(&city.url), now()).await;
        let kill_at = std::time::Duration::from_micros(rng.random_range(1_000..400_000));
        let posting = async {
            loop {
                let batch: Vec<WireAct> = (0..4)
                    .map(|_| desk.act(Subject::Station, &[], &event()))
                    .collect();
                let Ok(reply) = desk.remote.post_acts(batch.clone()).await else {
                    return;
                };
                for (act, result) in batch.into_iter().zip(reply.data.results) {
                    let ActResult::Durable { ack, .. } = result else {
                        panic!("{result:?}")
                    };
                    acknowledged.push((act, ack));
                }
            }
        };
        // The kill is a moment, not a wait for something: posting ends by it.
        let _ = tokio::time::timeout(kill_at, posting).await;
        city.kill();
        city = City::start(folder.path());
        desk.sign_in_at(remote(&city.url), now()).await;
        for (act, ack) in &acknowledged {
            let result = desk.post_one(act).await;
            let same = matches!(&result, ActResult::Duplicate { ack: again, .. } if again == ack);
            assert!(same, "round {round}, seed {seed}: {result:?}");
        }
    }
    assert!(
        !acknowledged.is_empty(),
        "seed {seed}: killed before anything"
    );
}
