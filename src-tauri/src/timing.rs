//! Measurements for the benchmark, only where `ZC_TIMING` names a file.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

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
    event: &'static str,
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

/// The first screen is painted; the page began at `t0`, milliseconds since the Unix epoch.
pub fn ready(app: &impl Manager<tauri::Wry>, t0: f64) {
    let Some(timing) = app.try_state::<Timing>() else {
        return;
    };
    let at = now();
    let line = Line {
        event: "ui_ready",
        since_start: timing.started.elapsed().as_millis(),
        page: at as f64 - t0,
        at,
    };
    let written = serde_json::to_string(&line)
        .map_err(std::io::Error::from)
        .and_then(|text| {
            let mut file = std::fs::File::options()
                .create(true)
                .append(true)
                .open(&timing.file)?;
            writeln!(file, "{text}")
        });
    if let Err(error) = written {
        eprintln!("ZC_TIMING: {error}");
    }
}
