//! Calls that consume something, cut after the commit and before the reply: the same id gets the same answer, also
//! from a server that was started anew, and consumes once.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use seal::{Algorithm, SigningKey};
use serde_json::{Value, json};
use support::raw::{get, post};
use support::wire_cut::WireCut;
use support::{MINUTE, Practice, enrolment};
use uuid::Uuid;

/// 供水报装.
const ITEM: &str = "0225";

fn id() -> String {
    Uuid::new_v4().to_string()
}

/// The call by a wire that is cut, then after a restart, twice.
async fn cut_and_repeated(
    practice: Practice,
    path: &str,
    token: &str,
    body: &Value,
) -> (Practice, Value) {
    let wire = WireCut::to(&practice.server.url()).await;
    wire.cut(1);
    assert_eq!(
        post(&wire.url, path, token, body).await,
        None,
        "{path} was not cut"
    );
    assert_eq!(wire.left(), 0);
    let practice = practice.restart().await;
    let url = practice.server.url();
    let first = post(&url, path, token, body).await.unwrap()["data"].clone();
    assert!(first.is_object(), "{path}: {first}");
    let second = post(&url, path, token, body).await.unwrap()["data"].clone();
    assert_eq!(first, second, "{path}");
    (practice, first)
}

#[tokio::test]
async fn an_enrolment_and_a_session_that_were_cut_are_answered_again() {
    let practice = Practice::start().await;
    let (terminal, member) = (
        SigningKey::generate(Algorithm::EdDsa, &mut rand::rng()),
        SigningKey::generate(Algorithm::EdDsa, &mut rand::rng()),
    );
    let enrol = json!(enrolment("practice", &terminal, "0217", &member));
    let (practice, enrolled) = cut_and_repeated(practice, "/v1/enrol", "", &enrol).await;
    assert_eq!(enrolled["terminal"], terminal.kid().to_string());

    let desk = practice.station("0217").await;
    let open = json!(desk.proof(practice.now()));
    let (practice, opened) = cut_and_repeated(practice, "/v1/session", "", &open).await;
    let token = opened["access"].as_str().unwrap();
    let feed = get(&practice.server.url(), "/v1/feed", token)
        .await
        .unwrap();
    assert!(feed["data"]["events"].is_array(), "{feed}");
}

#[tokio::test]
async fn a_refresh_that_was_cut_turned_the_token_once() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let held = desk.remote.session().await.unwrap().refresh;
    let asked = json!({"request_id": id(), "refresh": held});
    let (practice, _) = cut_and_repeated(practice, "/v1/session/refresh", "", &asked).await;
    // It was committed when it was cut: the token does not turn for another id.
    let other = json!({"request_id": id(), "refresh": held});
    let url = practice.server.url();
    let refused = post(&url, "/v1/session/refresh", "", &other).await.unwrap();
    assert_eq!(refused["code"], "auth", "{refused}");
}

#[tokio::test]
async fn a_code_its_authorisation_and_its_licence_survive_a_cut_each() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let token = desk.token().await;
    let case = Uuid::now_v7();
    let shown = json!({"citizen": "chen", "kind": "opaque", "scene": "ok"});
    let url = practice.server.url();
    let code = post(&url, "/practice/code", "", &shown).await.unwrap()["data"]["text"].clone();
    let resolve = |request_id: String| json!({"request_id": request_id, "code": code, "item": ITEM, "case": case, "purpose": "供水报装"});
    // The first look at the code is a transaction of its own and no answer: the cut is the reply's.
    let asked = resolve(id());
    let (practice, resolved) =
        cut_and_repeated(practice, "/v1/proof-codes/resolve", &token, &asked).await;
    let url = practice.server.url();
    let again = post(&url, "/v1/proof-codes/resolve", &token, &resolve(id()))
        .await
        .unwrap();
    assert_eq!(again["code"], "code_used", "{again}");

    let authorise = json!({
        "request_id": id(), "consent": resolved["consent"], "item": ITEM, "item_name": "供水报装",
        "case": case, "purpose": "供水报装", "licences": resolved["needed"],
        "operator": {"user": "0217", "post": "accept", "outlet": "430400101"},
    });
    let (practice, authorised) =
        cut_and_repeated(practice, "/v1/licences/authorise", &token, &authorise).await;
    let auth_code = authorised["authorisations"][0]["auth_code"]
        .as_str()
        .unwrap();

    let path = format!("/v1/licences/{auth_code}?request_id={}", id());
    let wire = WireCut::to(&practice.server.url()).await;
    wire.cut(1);
    assert_eq!(get(&wire.url, &path, &token).await, None, "was not cut");
    let practice = practice.restart().await;
    let url = practice.server.url();
    let first = get(&url, &path, &token).await.unwrap()["data"].clone();
    assert!(first["number"].is_string(), "{first}");
    assert_eq!(get(&url, &path, &token).await.unwrap()["data"], first);
    let other = format!("/v1/licences/{auth_code}?request_id={}", id());
    assert_eq!(
        get(&url, &other, &token).await.unwrap()["code"],
        "code_used"
    );
}

#[tokio::test]
async fn an_answer_is_repeated_for_ten_minutes_and_for_the_same_question_only() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let held = desk.remote.session().await.unwrap().refresh;
    let asked = json!({"request_id": "r-1", "refresh": held});
    let url = practice.server.url();
    let path = "/v1/session/refresh";
    let first = post(&url, path, "", &asked).await.unwrap();
    practice.later(10 * MINUTE - 1);
    assert_eq!(
        post(&url, path, "", &asked).await.unwrap()["data"],
        first["data"]
    );
    let next = json!({"request_id": "r-1", "refresh": first["data"]["refresh"]});
    assert_eq!(
        post(&url, path, "", &next).await.unwrap()["code"],
        "malformed"
    );
    practice.later(2);
    assert_eq!(post(&url, path, "", &asked).await.unwrap()["code"], "auth");
}
