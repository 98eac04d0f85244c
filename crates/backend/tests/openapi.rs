//! The committed document is the router: made from it, and answered by it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use reqwest::{Method, StatusCode};
use serde_json::Value;
use support::Practice;

const WRITE: &str = "ZC_WRITE_OPENAPI";

fn document() -> Value {
    serde_json::from_str(&backend::openapi().unwrap()).unwrap()
}

/// `cargo xtask openapi` gives leave to write; without it a stale file fails.
#[test]
fn the_committed_document_is_the_one_of_this_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let made = backend::openapi().unwrap();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "docs/openapi.json is stale: run `cargo xtask openapi`"
    );
    assert!(document()["openapi"].as_str().unwrap().starts_with("3.1"));
}

/// For every path of the document each method is tried: exactly those written down are served.
#[tokio::test]
async fn the_server_serves_what_the_document_says_and_nothing_beside_it() {
    let practice = Practice::start().await;
    let client = reqwest::Client::new();
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 15, "{}", paths.len());
    for (path, calls) in paths {
        let written: BTreeSet<&str> = calls
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let address = path.replace("{id}", "nobody").replace("{code}", "nobody");
        let url = format!("{}{address}", practice.server.url());
        for method in ["get", "post", "put", "patch", "delete", "head", "options"] {
            let asked = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let status = client.request(asked, &url).send().await.unwrap().status();
            // Every GET answers HEAD, too (RFC 9110 §9.3.2).
            let served = written.contains(method) || (method == "head" && written.contains("get"));
            let refused = status == StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(served, !refused, "{method} {path}: {status}");
        }
    }
}

/// A bare `.route(` would serve what no document says.
#[test]
fn a_call_is_served_only_by_being_written_down() {
    let router = include_str!("../src/router.rs");
    assert!(!router.contains(".route("), "use .routes(routes!(…))");
    assert!(router.contains("calls().split_for_parts()"));
}

/// Every reference leads somewhere, every call says how it is refused.
#[test]
fn the_document_is_whole() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let text = document.to_string();
    for part in text.split("#/components/schemas/").skip(1) {
        let name = &part[..part.find('"').unwrap()];
        assert!(schemas.contains_key(name), "{name} is nowhere");
    }
    for (path, calls) in document["paths"].as_object().unwrap() {
        for (method, call) in calls.as_object().unwrap() {
            let says = call["responses"].as_object().unwrap();
            assert!(
                method == "options" || says.contains_key("default"),
                "{method} {path}"
            );
        }
    }
}
