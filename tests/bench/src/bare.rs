//! The bare pipeline: the same bytes in the same batches over HTTP, signatures checked, one insert and one commit a
//! batch. No rules, no order, no queue, no acknowledgement.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use rusqlite::{Connection, TransactionBehavior};
use seal::{PublicKey, Use};
use wire::{PostActs, WireAct};

use crate::place::Keys;
use crate::saves;

const TABLE: &str =
    "CREATE TABLE act (hash BLOB PRIMARY KEY, bytes BLOB NOT NULL, salt BLOB NOT NULL,
    payload BLOB NOT NULL) STRICT";
const ROW: &str = "INSERT INTO act (hash, bytes, salt, payload) VALUES (?1, ?2, ?3, ?4)";

struct End {
    db: Mutex<Connection>,
    member: PublicKey,
    terminal: PublicKey,
}

/// Seconds that the acts take, in batches of `batch`, so many under way at once.
pub async fn run(
    folder: &Path,
    keys: &Keys,
    acts: &[WireAct],
    batch: usize,
    at_once: usize,
) -> Result<f64> {
    let db = saves::open(&folder.join("bare-pipeline.db"))?;
    db.execute_batch(TABLE)?;
    let end = Arc::new(End {
        db: Mutex::new(db),
        member: keys.member.public(),
        terminal: keys.terminal.public(),
    });
    let router = axum::Router::new()
        .route("/acts", post(take))
        .layer(axum::extract::DefaultBodyLimit::max(4 << 20))
        .with_state(end);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/acts", listener.local_addr()?);
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let requests: Vec<PostActs> = acts
        .chunks(batch)
        .map(|acts| PostActs {
            request_id: String::new(),
            acts: acts.to_vec(),
        })
        .collect();
    let begun = Instant::now();
    send(&url, requests, at_once).await?;
    let seconds = begun.elapsed().as_secs_f64();
    server.abort();
    Ok(seconds)
}

async fn send(url: &str, requests: Vec<PostActs>, at_once: usize) -> Result<()> {
    let client = reqwest::Client::new();
    let queue = Arc::new(Mutex::new(requests.into_iter()));
    let lanes: Vec<_> = (0..at_once)
        .map(|_| {
            let (client, queue, url) = (client.clone(), Arc::clone(&queue), url.to_owned());
            tokio::spawn(async move {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some(request) = next else {
                        return anyhow::Ok(());
                    };
                    let body = serde_json::to_vec(&request)?;
                    let reply = client.post(&url).body(body).send().await?;
                    ensure!(
                        reply.status() == 200,
                        "the bare end answered {}",
                        reply.status()
                    );
                }
            })
        })
        .collect();
    for lane in lanes {
        lane.await??;
    }
    Ok(())
}

async fn take(State(end): State<Arc<End>>, body: axum::body::Bytes) -> StatusCode {
    let done = tokio::task::spawn_blocking(move || keep(&end, &body)).await;
    match done {
        Ok(Ok(())) => StatusCode::OK,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn keep(end: &End, body: &[u8]) -> Result<()> {
    let request: PostActs = serde_json::from_slice(body)?;
    for act in &request.acts {
        seal::open_act(&act.bytes.0, |use_, _| match use_ {
            Use::Member => Some(end.member.clone()),
            _ => Some(end.terminal.clone()),
        })
        .ok()
        .context("a signature is wrong")?;
    }
    let mut db = end.db.lock().unwrap_or_else(PoisonError::into_inner);
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for act in &request.acts {
        transaction.prepare_cached(ROW)?.execute((
            seal::sha256(&act.bytes.0).0,
            &act.bytes.0,
            &act.salt.0,
            &act.payload.0,
        ))?;
    }
    Ok(transaction.commit()?)
}
