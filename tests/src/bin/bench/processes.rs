//! The processes of one run: all that inherited its mark, however the webview has parented them.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// The variable every process of a run inherits; its value is the run's own.
pub const MARK: &str = "ZC_BENCH_MARK";

/// Nothing that was told to end may take longer.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(50);

/// A started program with all it has started; ended when dropped.
pub struct Processes {
    first: Child,
    mark: String,
}

impl Processes {
    /// Starts the program under this mark.
    pub fn start(command: &mut Command, mark: String) -> Result<Self> {
        let first = command
            .env(MARK, &mark)
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        Ok(Self { first, mark })
    }

    /// Fails when the program has ended by itself.
    pub fn still_run(&mut self) -> Result<()> {
        let ended = self.first.try_wait()?;
        ensure!(
            ended.is_none(),
            "the window ended by itself ({})",
            ended.map(|status| status.to_string()).unwrap_or_default()
        );
        Ok(())
    }

    /// Their folders in `/proc`, at this moment.
    pub fn folders(&self) -> Result<Vec<PathBuf>> {
        let wanted = format!("{MARK}={}", self.mark);
        let mut found = Vec::new();
        for entry in std::fs::read_dir("/proc").context("figures are read from /proc")? {
            let folder = entry?.path();
            if is_marked(&folder, wanted.as_bytes()) {
                found.push(folder);
            }
        }
        Ok(found)
    }

    /// Ends all of them and waits until none is left: the next run must not share anything with this one.
    pub fn end(mut self) -> Result<()> {
        self.kill_first();
        let end = Instant::now() + PATIENCE;
        while !self.folders()?.is_empty() {
            ensure!(
                Instant::now() < end,
                "processes of the last run do not end: {:?}",
                self.folders()?
            );
            std::thread::sleep(LOOK);
        }
        Ok(())
    }

    /// The others follow: the webview's processes lose their window, the practice city its standard input.
    fn kill_first(&mut self) {
        // It may have ended by itself.
        drop(self.first.kill());
        drop(self.first.wait());
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        self.kill_first();
    }
}

/// Whether the process has the variable; one that has just gone or is another user's has not.
fn is_marked(folder: &Path, wanted: &[u8]) -> bool {
    std::fs::read(folder.join("environ"))
        .is_ok_and(|environ| environ.split(|byte| *byte == 0).any(|one| one == wanted))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// What the found processes run, sorted. The shell still has its own name before both have become
    /// themselves, and a process in the middle of `execve` shows no environment at all: to count them would
    /// not tell that they are there to stay.
    fn programs(started: &Processes) -> Vec<String> {
        let mut names: Vec<String> = started
            .folders()
            .expect("/proc")
            .iter()
            .filter_map(|folder| std::fs::read_to_string(folder.join("comm")).ok())
            .map(|name| name.trim_end().to_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_grandchild_whose_parent_has_gone_is_still_found() {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", "sleep 60 & exec cat"])
            .stdin(std::process::Stdio::piped());
        let mark = format!("orphan-{}", std::process::id());
        let mut started = Processes::start(&mut shell, mark).expect("sh starts");
        let end = Instant::now() + PATIENCE;
        while programs(&started) != ["cat", "sleep"] {
            assert!(Instant::now() < end, "{:?}", programs(&started));
            std::thread::sleep(LOOK);
        }
        started.kill_first();
        let left = started.folders().expect("/proc");
        assert_eq!(left.len(), 1, "the sleeper has lost its parent");
        let id = left[0].file_name().expect("a number").to_owned();
        assert!(
            Command::new("kill")
                .arg(id)
                .status()
                .expect("kill starts")
                .success()
        );
        started.end().expect("none is left");
    }
}
