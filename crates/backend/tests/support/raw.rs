//! Calls as somebody without our client makes them.

use serde_json::Value;

/// A body to a path; `None` for a reply that never came.
pub async fn post(url: &str, path: &str, token: &str, body: &Value) -> Option<Value> {
    let call = reqwest::Client::new().post(format!("{url}{path}"));
    let call = call.bearer_auth(token);
    let call = call.header("content-type", "application/json");
    let reply = call.body(body.to_string()).send().await.ok()?;
    serde_json::from_slice(&reply.bytes().await.ok()?).ok()
}

/// What stands at a path.
pub async fn get(url: &str, path: &str, token: &str) -> Option<Value> {
    let call = reqwest::Client::new().get(format!("{url}{path}"));
    let reply = call.bearer_auth(token).send().await.ok()?;
    serde_json::from_slice(&reply.bytes().await.ok()?).ok()
}
