//! Starting a window and hearing from it when it has painted.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use acceptance::window::bus::{self, Bus};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::processes::Processes;

/// The first start enrols: a slot for each clerk, a key derivation each.
const PATIENCE: Duration = Duration::from_secs(120);
/// Between two looks at the file; the times in it are the window's own.
const LOOK: Duration = Duration::from_millis(10);

/// What is measured, and the session it runs in.
pub struct Programs {
    /// The window.
    pub ours: PathBuf,
    /// The command line that runs its practice city.
    pub cli: PathBuf,
    /// The baseline.
    pub empty: PathBuf,
    bus: Option<Bus>,
}

impl Programs {
    /// From `ZC_BIN`, `ZC_CLI` and `ZC_EMPTY`.
    pub fn from_environment() -> Result<Self> {
        let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
        let wanted = |name: &str| {
            named(name).with_context(|| format!("{name} is not set: run `cargo xtask bench`"))
        };
        let ours = wanted("ZC_BIN")?;
        let beside = ours.with_file_name("examples").join("empty_window");
        let programs = Self {
            cli: wanted("ZC_CLI")?,
            empty: named("ZC_EMPTY").unwrap_or(beside),
            ours,
            bus: if std::env::var_os(bus::ADDRESS).is_some() {
                None
            } else {
                Bus::start(&[])?
            },
        };
        for program in [&programs.ours, &programs.cli, &programs.empty] {
            ensure!(
                program.is_file(),
                "{} is not built: run `cargo xtask bench`",
                program.display()
            );
        }
        Ok(programs)
    }
}

/// A line of the file `ZC_TIMING` names: when a phase was painted, or how long something took.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// `empty`, `sign_in`, `desk`, `scan`, `form`: painted; `key`: derived; `last_key`: of a scan, and its verdict.
    phase: String,
    /// When, milliseconds since the Unix epoch.
    pub at: Option<f64>,
    /// How long, milliseconds.
    pub ms: Option<f64>,
}

/// A started window.
pub struct Started {
    /// All its processes.
    pub processes: Processes,
    /// When it was started, milliseconds since the Unix epoch.
    pub at: f64,
    timing: PathBuf,
}

/// Starts a window whose measurements go to a new file in this folder.
pub fn start(
    programs: &Programs,
    program: &Path,
    variables: &[(&str, &Path)],
    folder: &Path,
) -> Result<Started> {
    static RUN: AtomicU32 = AtomicU32::new(0);
    let mark = format!(
        "{}-{}",
        std::process::id(),
        RUN.fetch_add(1, Ordering::Relaxed)
    );
    let timing = folder.join(format!("{mark}.jsonl"));
    let mut command = Command::new(program);
    command
        .env("ZC_TIMING", &timing)
        .env("XDG_DATA_HOME", folder.join("home"))
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    surround(&mut command, programs.bus.as_ref());
    let at = now()?;
    let processes = Processes::start(&mut command, mark)?;
    Ok(Started {
        processes,
        at,
        timing,
    })
}

/// The same session for every window.
fn surround(command: &mut Command, bus: Option<&Bus>) {
    // What a developer's shell may hold: another backend, or a webview that waits for a driver.
    for unwanted in ["ZC_BACKEND", "TAURI_AUTOMATION", "TAURI_WEBVIEW_AUTOMATION"] {
        command.env_remove(unwanted);
    }
    if !has_graphics_card() && std::env::var_os(DMABUF).is_none() {
        command.env(DMABUF, "1");
    }
    if let Some(bus) = bus {
        command.env(bus::ADDRESS, &bus.address);
    }
}

/// The window sets it by itself where there is no card; set for both, both paint the same way.
const DMABUF: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

fn has_graphics_card() -> bool {
    std::fs::read_dir("/dev/dri").is_ok_and(|mut nodes| {
        nodes.any(|node| {
            node.is_ok_and(|node| node.file_name().to_string_lossy().starts_with("renderD"))
        })
    })
}

impl Started {
    /// Waits until this phase is painted; answers when it was, milliseconds since the Unix epoch.
    pub fn painted(&mut self, phase: &str) -> Result<f64> {
        let end = Instant::now() + PATIENCE;
        loop {
            let line = self.line(phase)?;
            if let Some(at) = line.and_then(|line| line.at) {
                return Ok(at);
            }
            self.processes.still_run()?;
            if Instant::now() >= end {
                bail!(
                    "the window never said that “{phase}” was painted; it said: {}",
                    std::fs::read_to_string(&self.timing)
                        .unwrap_or_default()
                        .trim()
                );
            }
            std::thread::sleep(LOOK);
        }
    }

    /// How long this took, milliseconds, where the window has said it.
    pub fn took(&self, phase: &str) -> Result<Option<f64>> {
        Ok(self.line(phase)?.and_then(|line| line.ms))
    }

    fn line(&self, phase: &str) -> Result<Option<Line>> {
        match std::fs::read_to_string(&self.timing) {
            Ok(text) => first(&text, phase),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => {
                Err(error).with_context(|| format!("cannot read {}", self.timing.display()))
            }
        }
    }
}

fn first(text: &str, phase: &str) -> Result<Option<Line>> {
    Ok(all(text, phase)?.into_iter().next())
}

/// The lines of this phase; a line still being written, without its end, is not yet there.
pub fn all(text: &str, phase: &str) -> Result<Vec<Line>> {
    let mut found = Vec::new();
    for line in text
        .split_inclusive('\n')
        .filter(|line| line.ends_with('\n'))
    {
        let line: Line = serde_json::from_str(line)
            .with_context(|| format!("no line of measurements: {line}"))?;
        if line.phase == phase {
            found.push(line);
        }
    }
    Ok(found)
}

/// Milliseconds since the Unix epoch: the only clock two processes share.
pub fn now() -> Result<f64> {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(elapsed.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_a_phase_counts_and_half_a_line_does_not() {
        let text = "{\"phase\":\"starting\",\"at\":1}\n{\"phase\":\"sign_in\",\"at\":2}\n{\"phase\":\"sign_in\",\"at\":9}\n{\"phase\":\"desk\",\"at\":1";
        let at = |phase| first(text, phase).expect("lines").and_then(|line| line.at);
        assert_eq!(at("sign_in"), Some(2.0));
        assert_eq!(at("desk"), None);
        assert!(first("nonsense\n", "desk").is_err());
    }

    #[test]
    fn a_length_is_no_moment() {
        let line = first("{\"phase\":\"key\",\"ms\":412.5,\"event\":\"x\"}\n", "key")
            .expect("a line")
            .expect("key");
        assert_eq!((line.at, line.ms), (None, Some(412.5)));
    }
}
