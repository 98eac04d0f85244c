//! Reference data by delta: what changed makes the signed list, or the whole list is fetched.

use std::sync::{Arc, Mutex};

use desk::Desk;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::town::Town;

/// What the one in the middle does to an answer of `/v1/staff?from=`.
type Lie = fn(&mut Value);

/// Stands before a backend, hears what is asked of the staff list and lies about what changed in it.
struct Middle {
    url: String,
    heard: Arc<Mutex<Vec<(String, Value)>>>,
    lie: Arc<Mutex<Lie>>,
}

impl Middle {
    async fn before(backend: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard: Arc<Mutex<Vec<(String, Value)>>> = Arc::default();
        let lie: Arc<Mutex<Lie>> = Arc::new(Mutex::new(|_| ()));
        let (notes, lies) = (Arc::clone(&heard), Arc::clone(&lie));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serve(stream, &backend, &notes, &lies).await;
            }
        });
        Self { url, heard, lie }
    }

    /// What was asked of the staff list since the last time, and answered.
    fn heard(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut *self.heard.lock().unwrap())
    }
}

/// One `GET`, then the end.
async fn serve(
    stream: TcpStream,
    backend: &str,
    heard: &Mutex<Vec<(String, Value)>>,
    lie: &Mutex<Lie>,
) {
    let mut stream = BufReader::new(stream);
    let mut head = Vec::new();
    let mut line = String::new();
    while stream.read_line(&mut line).await.unwrap() > 2 {
        head.push(std::mem::take(&mut line));
    }
    let path = head[0].split(' ').nth(1).unwrap().to_owned();
    let reply = reqwest::get(format!("{backend}{path}")).await.unwrap();
    let mut body: Value = reply.json().await.unwrap();
    if path.starts_with("/v1/staff") {
        if path.contains("from=") {
            let lie = *lie.lock().unwrap();
            lie(&mut body["data"]);
        }
        heard.lock().unwrap().push((path, body["data"].clone()));
    }
    let body = body.to_string();
    let reply = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nzc-contract: zongchuang/1\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    // Whoever asked may be gone.
    let _ = stream.get_mut().write_all(reply.as_bytes()).await;
}

/// The signed staff list that the station holds.
fn held(desk: &Desk) -> Value {
    let file: Value = serde_json::from_slice(&desk.refdata_export().unwrap()).unwrap();
    file["lists"]["staff"].clone()
}

/// The same as the backend says it whole.
async fn whole(town: &Town) -> Value {
    let reply = reqwest::get(format!("{}/v1/staff", town.url())).await;
    let reply: Value = reply.unwrap().json().await.unwrap();
    reply["data"]["bytes"].clone()
}

async fn revoke(town: &Town, user: &str) {
    town.office("revoke", json!({"user": user})).await;
    town.later(1_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_in_a_list_makes_the_list_that_is_signed() {
    let town = Town::open(None).await;
    let desk = town.station("a", &town.machine(), &["0217"]).await;
    let middle = Middle::before(town.url()).await;
    desk.set_backend(Some(&middle.url)).unwrap();
    revoke(&town, "0305").await;
    desk.refresh_now().await.unwrap();
    let heard = middle.heard();
    let [(_, told)] = heard.as_slice() else {
        panic!("asked more than once: {heard:?}");
    };
    assert!(
        told["bytes"].is_null() && told["delta"].is_object(),
        "{told}"
    );
    assert_eq!(held(&desk), whole(&town).await, "byte for byte");
    let reference = desk.station().unwrap().reference();
    let gone = |user: &str| {
        reference
            .staff
            .staff
            .iter()
            .find(|s| s.user == user)
            .unwrap()
            .revoked_at
    };
    assert!(gone("0305").is_some() && gone("0217").is_none());
    // Nothing changed: neither travels.
    desk.refresh_now().await.unwrap();
    let told = &middle.heard()[0].1;
    assert!(told["bytes"].is_null() && told["delta"].is_null(), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_delta_is_worth_nothing_and_the_whole_list_is_fetched() {
    let lies: [(&str, Lie); 6] = [
        ("another content", |data| {
            let staff = &mut data["delta"]["patch"]["change"]["content"]["change"]["staff"];
            staff["drop"] = json!(["0217"]);
        }),
        ("another issue", |data| {
            data["delta"]["patch"]["put"]["issue"] = json!(99_999_999_999_u64);
        }),
        ("another signature", |data| {
            let sealed = data["delta"]["sealed"].as_str().unwrap().to_owned();
            let end = sealed.len() - 8;
            let other = if &sealed[end..=end] == "A" { "B" } else { "A" };
            data["delta"]["sealed"] =
                json!(format!("{}{other}{}", &sealed[..end], &sealed[end + 1..]));
        }),
        ("no envelope", |data| {
            data["delta"]["sealed"] = json!("AAAA")
        }),
        ("from another version", |data| {
            data["delta"]["from"] = json!("1.00000000")
        }),
        ("of something else", |data| {
            data["delta"]["patch"] = json!({"drop": ["nothing"]})
        }),
    ];
    let users = ["0218", "0305", "0306", "0401", "0219", "0901"];
    let town = Town::open(None).await;
    let desk = town.station("a", &town.machine(), &["0217"]).await;
    let middle = Middle::before(town.url()).await;
    desk.set_backend(Some(&middle.url)).unwrap();
    for ((name, lie), user) in lies.into_iter().zip(users) {
        *middle.lie.lock().unwrap() = lie;
        revoke(&town, user).await;
        desk.refresh_now().await.unwrap();
        let heard = middle.heard();
        assert_eq!(heard.len(), 2, "{name}: {heard:?}");
        assert!(heard[0].1["delta"].is_object(), "{name}");
        assert!(
            !heard[1].0.contains("from") && heard[1].1["bytes"].is_string(),
            "{name}"
        );
        assert_eq!(held(&desk), whole(&town).await, "{name}");
    }
}
