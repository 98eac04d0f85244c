//! A server that answers what a test tells it to, and remembers what it was asked.

#![allow(dead_code, reason = "each test binary uses a part")]

pub mod signed;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: Method,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

pub type Answer = Box<dyn Fn(&Asked) -> Response + Send + Sync>;

struct Inside {
    answer: Answer,
    asked: Mutex<Vec<Asked>>,
}

/// A server on a port of its own; it ends with the test's runtime.
pub struct City {
    pub base: String,
    inside: Arc<Inside>,
}

impl City {
    pub async fn new(answer: impl Fn(&Asked) -> Response + Send + Sync + 'static) -> Self {
        let inside = Arc::new(Inside {
            answer: Box::new(answer),
            asked: Mutex::default(),
        });
        let app = Router::new().fallback(take).with_state(inside.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/t/TOKEN", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { base, inside }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.inside.asked.lock().unwrap().clone()
    }
}

async fn take(State(inside): State<Arc<Inside>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 64 << 20)
        .await
        .unwrap_or_default();
    let path = parts
        .uri
        .path_and_query()
        .map_or(String::new(), ToString::to_string);
    let asked = Asked {
        method: parts.method,
        path,
        headers: parts.headers,
        body,
    };
    inside.asked.lock().unwrap().push(asked.clone());
    (inside.answer)(&asked)
}

pub fn crypto() {
    // The second test of a process finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

pub fn reply(status: u16, kind: &str, body: impl Into<axum::body::Body>) -> Response {
    let response = Response::builder().status(StatusCode::from_u16(status).unwrap());
    response
        .header("content-type", kind)
        .body(body.into())
        .unwrap()
}

pub fn good(data: Value) -> Response {
    let body = json!({
        "contract": wire::CONTRACT, "request_id": "r", "epoch": "e1", "backed_up_to": 3,
        "now": 1_800_000_000_000_i64, "data": data,
    });
    reply(200, "application/json", body.to_string())
}

pub fn fault(status: u16, code: &str) -> Response {
    let body = json!({
        "contract": wire::CONTRACT, "request_id": "r", "code": code, "say": "请稍后再试",
    });
    reply(status, "application/json", body.to_string())
}

/// A server below HTTP: takes connections, reads a little, says these bytes and closes.
pub async fn raw(says: &'static [u8]) -> SocketAddr {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(says).await;
        }
    });
    address
}
