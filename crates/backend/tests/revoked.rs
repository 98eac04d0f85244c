//! Stations and members whose access ended, and what of theirs arrives later.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use domain::act::{Payload, Subject};
use serde_json::json;
use support::raw::post;
use support::{MINUTE, Practice, enrolment, water};
use uuid::Uuid;
use wire::{ActResult, FaultCode, Refresh, Revoke};

const CHEN: (&str, &str) = ("陈思远", "430400200002290012");

async fn revoke(practice: &Practice, asked: &Revoke) {
    let url = practice.server.url();
    let reply = post(&url, "/practice/revoke", "", &json!(asked))
        .await
        .unwrap();
    assert!(reply["data"]["at"].is_i64(), "{reply}");
}

fn station(terminal: &str, compromised: bool) -> Revoke {
    Revoke {
        terminal: Some(terminal.to_owned()),
        compromised,
        user: None,
    }
}

#[tokio::test]
async fn a_revoked_station_is_told_so_at_every_door() {
    let practice = Practice::start().await;
    let desk = practice.desk("0217").await;
    let other = practice.desk("0217").await;
    let held = desk.remote.session().await.unwrap();
    revoke(&practice, &station(&desk.enrolled.terminal, false)).await;
    let code = |failure: sync::Failure| failure.code();
    assert_eq!(
        code(desk.remote.feed(None).await.unwrap_err()),
        Some(FaultCode::Revoked)
    );
    let opened = desk.remote.open_session(&desk.proof(practice.now())).await;
    assert_eq!(code(opened.unwrap_err()), Some(FaultCode::Revoked));
    let again = enrolment("practice", &desk.terminal, "0217", &desk.member);
    assert_eq!(
        code(desk.remote.enrol(&again).await.unwrap_err()),
        Some(FaultCode::Revoked)
    );
    let refresh = Refresh {
        request_id: Uuid::new_v4().to_string(),
        refresh: held.refresh,
    };
    let url = practice.server.url();
    let refused = post(&url, "/v1/session/refresh", "", &json!(refresh))
        .await
        .unwrap();
    assert_eq!(refused["code"], "revoked", "{refused}");
    other.remote.feed(None).await.unwrap();
}

#[tokio::test]
async fn a_revoked_member_is_refused_at_every_station_and_the_others_go_on() {
    let practice = Practice::start().await;
    let one = practice.desk("0218").await;
    let colleague = practice.desk("0217").await;
    let asked = Revoke {
        user: Some("0218".to_owned()),
        ..Revoke::default()
    };
    revoke(&practice, &asked).await;
    let refused = one.remote.feed(None).await.unwrap_err();
    assert_eq!(refused.code(), Some(FaultCode::Revoked));
    colleague.remote.feed(None).await.unwrap();
    let nobody = Revoke {
        user: Some("9999".to_owned()),
        ..Revoke::default()
    };
    let reply = post(
        &practice.server.url(),
        "/practice/revoke",
        "",
        &json!(nobody),
    )
    .await;
    assert_eq!(reply.unwrap()["code"], "not_found");
}

/// Carried by another station after the revocation.
#[tokio::test]
async fn work_of_before_the_revocation_counts_unless_the_key_was_stolen() {
    for compromised in [false, true] {
        let practice = Practice::start().await;
        let mut desk = practice.desk("0217").await;
        let carrier = practice.desk("0218").await;
        let intake = Payload::Received(water(&desk, CHEN.0, CHEN.1).await);
        let before = desk.act(Subject::Case(Uuid::now_v7()), &[], &intake);
        practice.later(MINUTE);
        revoke(&practice, &station(&desk.enrolled.terminal, compromised)).await;
        desk.at = practice.now() + MINUTE;
        let after = desk.act(Subject::Case(Uuid::now_v7()), &[], &intake);
        let results = carrier.post(&[before, after]).await;
        if compromised {
            for result in &results {
                let contested =
                    matches!(result, ActResult::Contested { code, .. } if code == "compromised");
                assert!(contested, "{results:?}");
            }
        } else {
            assert!(
                matches!(results[0], ActResult::Durable { .. }),
                "{results:?}"
            );
            assert!(
                matches!(&results[1], ActResult::Contested { code, .. } if code == "revoked"),
                "{results:?}"
            );
        }
    }
}
