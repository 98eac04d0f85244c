//! Every way in which a server or a network can be wrong has its reason.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod city;

use std::sync::atomic::Ordering;
use std::time::Duration;

use city::{City, crypto, fault, good, raw, reply};
use domain::queue::Reason;
use serde_json::json;
use sync::{BadBase, Failure, Options, Remote};
use wire::FaultCode;

fn remote(base: &str) -> Remote {
    crypto();
    Remote::new(base, Options::default()).unwrap()
}

async fn feed_of(answer: impl Fn() -> axum::response::Response + Send + Sync + 'static) -> Failure {
    let city = City::new(move |_| answer()).await;
    remote(&city.base).feed(None).await.unwrap_err()
}

#[tokio::test]
async fn a_login_page_is_a_captive_portal() {
    let page = "<!doctype html><title>Wi-Fi</title>";
    assert_eq!(
        feed_of(move || reply(200, "text/html", page)).await.reason,
        Reason::CaptivePortal
    );
    // Even one that calls itself JSON, and one that redirects.
    let lying = feed_of(move || reply(200, "application/json", page)).await;
    assert_eq!(lying.reason, Reason::CaptivePortal);
    assert_eq!(
        feed_of(|| reply(302, "text/html", "")).await.reason,
        Reason::CaptivePortal
    );
    let foreign = feed_of(|| reply(200, "application/json", r#"{"ok":true}"#)).await;
    assert_eq!(foreign.reason, Reason::CaptivePortal);
}

#[tokio::test]
async fn half_a_json_is_a_server_fault() {
    let half = r#"{"contract":"zongchuang/1","request_id":"r","#;
    let failure = feed_of(move || reply(200, "application/json", half)).await;
    assert_eq!(failure.reason, Reason::ServerFault);
    assert_eq!(
        feed_of(|| good(json!({"events": 7}))).await.reason,
        Reason::ServerFault
    );
}

#[tokio::test]
async fn half_a_body_is_a_server_fault() {
    let says =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{\"con";
    let failure = remote(&format!("http://{}", raw(says).await))
        .feed(None)
        .await
        .unwrap_err();
    assert_eq!(failure.reason, Reason::ServerFault);
}

#[tokio::test]
async fn a_connection_that_is_closed_or_refused_is_offline() {
    let closed = remote(&format!("http://{}", raw(b"").await))
        .feed(None)
        .await
        .unwrap_err();
    assert_eq!(closed.reason, Reason::Offline);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let free = listener.local_addr().unwrap();
    drop(listener);
    let refused = remote(&format!("http://{free}"))
        .feed(None)
        .await
        .unwrap_err();
    assert_eq!(refused.reason, Reason::Offline);
}

#[tokio::test]
async fn a_server_that_never_answers_is_offline_when_the_time_is_over() {
    crypto();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let options = Options {
        total: Duration::from_millis(50),
        ..Options::default()
    };
    let silent = Remote::new(&base, options).unwrap();
    assert_eq!(silent.feed(None).await.unwrap_err().reason, Reason::Offline);
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_named_so() {
    let nowhere = remote("https://zongchuang.invalid/");
    assert_eq!(
        nowhere.feed(None).await.unwrap_err().reason,
        Reason::NameResolution
    );
}

#[tokio::test]
async fn a_server_that_speaks_no_tls_is_a_tls_fault() {
    let plain = format!("https://{}", raw(b"HTTP/1.1 400 Bad Request\r\n\r\n").await);
    assert_eq!(
        remote(&plain).feed(None).await.unwrap_err().reason,
        Reason::Tls
    );
}

#[tokio::test]
async fn a_server_in_trouble_is_a_server_fault_and_announced_maintenance_is_not() {
    assert_eq!(
        feed_of(|| reply(500, "text/html", "<h1>")).await.reason,
        Reason::ServerFault
    );
    assert_eq!(
        feed_of(|| fault(500, "server")).await.reason,
        Reason::ServerFault
    );
    assert_eq!(
        feed_of(|| fault(500, "of_tomorrow")).await.reason,
        Reason::ServerFault
    );
    let failure = feed_of(|| {
        let mut response = fault(503, "maintenance");
        response
            .headers_mut()
            .insert("retry-after", "120".parse().unwrap());
        response
    })
    .await;
    assert_eq!(failure.reason, Reason::Maintenance);
    assert_eq!(failure.retry_after, Some(120));
    assert_eq!(
        feed_of(|| reply(503, "text/html", "<h1>")).await.reason,
        Reason::ServerFault
    );
}

#[tokio::test]
async fn every_fault_of_the_contract_has_its_reason() {
    let cases = [
        (401, "auth", Reason::Auth),
        (403, "revoked", Reason::Revoked),
        (429, "rate_limit", Reason::RateLimit),
        (426, "version_skew", Reason::VersionSkew),
        (409, "code_used", Reason::RecordFault),
        (413, "too_large", Reason::RecordFault),
        (400, "of_tomorrow", Reason::RecordFault),
    ];
    for (status, code, reason) in cases {
        let failure = feed_of(move || fault(status, code)).await;
        assert_eq!(failure.reason, reason, "{code}");
        assert_eq!(failure.fault.unwrap().say, "请稍后再试");
    }
    assert_eq!(
        feed_of(|| fault(409, "code_used")).await.code(),
        Some(FaultCode::CodeUsed)
    );
    assert_eq!(
        feed_of(|| reply(429, "text/plain", "slow")).await.reason,
        Reason::RateLimit
    );
}

#[tokio::test]
async fn another_version_of_the_contract_is_version_skew() {
    let newer = r#"{"contract":"zongchuang/9","request_id":"r","data":{}}"#;
    let failure = feed_of(move || reply(200, "application/json", newer)).await;
    assert_eq!(failure.reason, Reason::VersionSkew);
}

#[tokio::test]
async fn a_huge_body_is_not_read_to_its_end() {
    let huge = || reply(200, "application/json", vec![b' '; 9 << 20]);
    assert_eq!(feed_of(huge).await.reason, Reason::ServerFault);
}

#[tokio::test]
async fn the_switch_fails_every_call_at_once() {
    crypto();
    let city = City::new(|_| good(json!({"events": [], "cursor": "c", "more": false}))).await;
    let options = Options::default();
    let cut = options.cut.clone();
    let remote = Remote::new(&city.base, options).unwrap();
    cut.store(true, Ordering::SeqCst);
    assert_eq!(remote.feed(None).await.unwrap_err().reason, Reason::Offline);
    assert!(city.asked().is_empty());
    cut.store(false, Ordering::SeqCst);
    assert_eq!(remote.feed(Some("a b&c")).await.unwrap().data.cursor, "c");
    let asked = &city.asked()[0];
    assert_eq!(asked.path, "/t/TOKEN/v1/feed?after=a+b%26c");
    assert_eq!(asked.headers["zc-schema"], "1");
}

fn opened(n: u32) -> wire::Opened {
    wire::Opened {
        access: format!("access{n}"),
        access_until: 0,
        refresh: format!("refresh{n}"),
    }
}

#[tokio::test]
async fn an_expired_token_is_refreshed_once_for_all_calls_without_a_word() {
    let city = City::new(|asked| {
        let bearer = asked
            .headers
            .get("authorization")
            .map(|value| value.to_str().unwrap());
        if asked.path.ends_with("/refresh") {
            return good(serde_json::to_value(opened(2)).unwrap());
        }
        match bearer {
            Some("Bearer access2") => good(json!({"events": [], "cursor": "c", "more": false})),
            _ => fault(401, "auth"),
        }
    })
    .await;
    let remote = remote(&city.base);
    remote.set_session(Some(opened(1))).await;
    let (a, b, c) = tokio::join!(remote.feed(None), remote.feed(None), remote.feed(None));
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    let asked = city.asked();
    let refreshes: Vec<_> = asked
        .iter()
        .filter(|a| a.path.ends_with("/refresh"))
        .collect();
    assert_eq!(refreshes.len(), 1);
    let body: wire::Refresh = serde_json::from_slice(&refreshes[0].body).unwrap();
    assert_eq!(body.refresh, "refresh1");
    assert_eq!(remote.session().await, Some(opened(2)));
}

#[tokio::test]
async fn a_refresh_without_an_answer_is_repeated_under_the_same_id() {
    let city = City::new(|asked| match asked.path.ends_with("/refresh") {
        true => reply(500, "text/plain", ""),
        false => fault(401, "auth"),
    })
    .await;
    let remote = remote(&city.base);
    remote.set_session(Some(opened(1))).await;
    for _ in 0..2 {
        assert_eq!(
            remote.feed(None).await.unwrap_err().reason,
            Reason::ServerFault
        );
    }
    let asked = city.asked();
    let refreshes = asked
        .iter()
        .filter(|asked| asked.path.ends_with("/refresh"));
    let ids: Vec<String> = refreshes
        .map(|asked| {
            serde_json::from_slice::<wire::Refresh>(&asked.body)
                .unwrap()
                .request_id
        })
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

#[tokio::test]
async fn an_authorisation_code_stays_one_segment_of_the_path() {
    let city = City::new(|_| fault(404, "not_found")).await;
    let failure = remote(&city.base).licence("../../a/b?c").await.unwrap_err();
    assert_eq!(failure.reason, Reason::RecordFault);
    assert_eq!(
        city.asked()[0].path,
        "/t/TOKEN/v1/licences/..%2F..%2Fa%2Fb%3Fc"
    );
}

#[test]
fn a_remote_needs_a_provider_and_an_address() {
    crypto();
    let base = |base| {
        Remote::new(base, Options::default())
            .map(|_| ())
            .unwrap_err()
    };
    assert_eq!(base("综窗"), BadBase::Address);
    assert_eq!(base("http://10.0.0.1/"), BadBase::Plain);
}
