//! Measurements for the benchmark, only where `ZC_TIMING` names a file.

use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::Serialize;
use tauri::{App, Manager};

use crate::settings::Settings;
use crate::shell::now;

struct Timing {
    file: PathBuf,
    started: Instant,
}

/// One line of the file. All in milliseconds.
#[derive(Serialize)]
struct Line {
    /// `sign_in`, `desk`: that screen is painted; `scan`: the verdict on a scan is; `form`: the form that it filled is.
    phase: String,
    /// Since `main`.
    since_start: u128,
    /// Since the page began.
    page: f64,
    /// Since the Unix epoch: a starter that noted its own time also sees what the loader took.
    at: i64,
}

/// Remembers the start, where it is asked for.
pub fn begin(app: &App, settings: &Settings, started: Instant) {
    if let Some(file) = settings.timing.clone() {
        app.manage(Timing { file, started });
    }
}

/// What opening the key slot took, apart from the rest of a sign-in.
#[derive(Serialize)]
struct Key {
    phase: &'static str,
    ms: u128,
}

/// The key was derived in this time.
pub fn key(app: &impl Manager<tauri::Wry>, took: Duration) {
    if let Some(timing) = app.try_state::<Timing>() {
        write(
            &timing,
            &Key {
                phase: "key",
                ms: took.as_millis(),
            },
        );
    }
}

/// A scan, from its last key on.
#[derive(Serialize)]
struct Scan {
    phase: &'static str,
    /// When its last key came, milliseconds since the Unix epoch.
    at: f64,
    /// What the verdict alone took.
    ms: f64,
}

/// A scan whose last key came then was judged in this time.
pub fn scan(app: &impl Manager<tauri::Wry>, last_key: Instant, took: Duration) {
    if let Some(timing) = app.try_state::<Timing>() {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .saturating_sub(last_key.elapsed());
        write(
            &timing,
            &Scan {
                phase: "last_key",
                at: since.as_secs_f64() * 1_000.0,
                ms: took.as_secs_f64() * 1_000.0,
            },
        );
    }
}

/// A screen is painted; the page began at `t0`, milliseconds since the Unix epoch.
pub fn ready(app: &impl Manager<tauri::Wry>, phase: String, t0: f64) {
    let Some(timing) = app.try_state::<Timing>() else {
        return;
    };
    let at = now();
    let line = Line {
        phase,
        since_start: timing.started.elapsed().as_millis(),
        page: at as f64 - t0,
        at,
    };
    write(&timing, &line);
}

fn write(timing: &Timing, line: &impl Serialize) {
    let written = serde_json::to_string(line)
        .map_err(std::io::Error::from)
        .and_then(|text| {
            let mut file = std::fs::File::options()
                .create(true)
                .append(true)
                .open(&timing.file)?;
            // In one piece: two screens may be told of in the same moment.
            file.write_all(format!("{text}\n").as_bytes())
        });
    if let Err(error) = written {
        eprintln!("ZC_TIMING: {error}");
    }
}
