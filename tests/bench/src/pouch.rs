//! PouchDB replicating the same documents between two processes: from memory into memory, unsynced, unsigned.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use wire::WireAct;

use crate::medium;

/// Batch sizes that are tried; the best counts.
const SIZES: [&str; 3] = ["200", "500", "1000"];

/// What one batch size took.
#[derive(Deserialize)]
pub struct Replicated {
    pub size: u32,
    pub seconds: f64,
    written: usize,
    ok: bool,
}

/// The best of all batch sizes; `None` where npm has not been run (see `cargo xtask bench queue`).
pub fn run(folder: &Path, acts: &[(uuid::Uuid, WireAct)]) -> Result<Option<Replicated>> {
    let scripts = scripts();
    if !scripts.join("node_modules").is_dir() {
        return Ok(None);
    }
    let documents = folder.join("documents.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&documents)?);
    for (id, act) in acts {
        let mut document = serde_json::to_value(act)?;
        document["_id"] = serde_json::Value::from(id.to_string());
        writeln!(file, "{document}")?;
    }
    file.flush()?;
    let mut server = Command::new("node")
        .arg(scripts.join("server.js"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let found = against(&mut server, &documents, acts.len());
    server.kill()?;
    server.wait()?;
    found.map(Some)
}

fn against(server: &mut std::process::Child, documents: &Path, count: usize) -> Result<Replicated> {
    let mut port = String::new();
    let stdout = server.stdout.take().context("stdout is piped")?;
    BufReader::new(stdout).read_line(&mut port)?;
    let output = Command::new("node")
        .arg(scripts().join("replicate.js"))
        .arg(documents)
        .arg(format!("http://127.0.0.1:{}", port.trim()))
        .args(SIZES)
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut runs = Vec::new();
    for line in text.lines() {
        let run: Replicated = serde_json::from_str(line)?;
        ensure!(
            run.ok && run.written == count,
            "PouchDB replicated {} of {count}",
            run.written
        );
        eprintln!("  PouchDB, batches of {}: {:.2} s", run.size, run.seconds);
        runs.push(run);
    }
    let best = runs
        .into_iter()
        .min_by(|a, b| a.seconds.total_cmp(&b.seconds));
    best.context("PouchDB replicated nothing")
}

fn scripts() -> PathBuf {
    medium::root().join("target").join("bench").join("pouchdb")
}
