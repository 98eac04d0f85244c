//! The practice city (练习城市): its backend as a child process, so that 停机 is a real stop.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use desk::{DeskFault, Outcome};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

/// A first start makes the city's keys and people.
const START: Duration = Duration::from_secs(60);
/// Time to put the database down before the process is ended.
const STOP: Duration = Duration::from_secs(5);

/// First line of `zc practice --json`.
#[derive(Deserialize)]
struct Announced {
    url: String,
}

struct Running {
    child: Child,
    /// The child ends when this closes, which it also does when this process is killed.
    stdin: Option<ChildStdin>,
    url: String,
}

/// The city's process. Only a clerk starts it again after a stop, never the window by itself.
pub struct City {
    cli: Option<PathBuf>,
    folder: PathBuf,
    running: Mutex<Option<Running>>,
    /// One start or stop at a time.
    turn: tokio::sync::Mutex<()>,
}

impl City {
    /// A city that is not running. `cli` is the command line's path where it is given.
    #[must_use]
    pub fn new(cli: Option<PathBuf>, folder: PathBuf) -> Self {
        Self {
            cli,
            folder,
            running: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Whether it is not running, stopped or ended by itself.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        match self.running().as_mut() {
            Some(running) => !matches!(running.child.try_wait(), Ok(None)),
            None => true,
        }
    }

    /// Starts it, unless it runs, and gives its address.
    ///
    /// # Errors
    /// No command line found, or it ended or said something else.
    pub async fn start(&self) -> Outcome<String> {
        let _turn = self.turn.lock().await;
        if !self.is_stopped()
            && let Some(running) = self.running().as_ref()
        {
            return Ok(running.url.clone());
        }
        let mut child = self.spawn()?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(not_started("没有接上它的输出"));
        };
        let url = announced(stdout).await?;
        *self.running() = Some(Running {
            child,
            stdin: Some(stdin),
            url: url.clone(),
        });
        Ok(url)
    }

    /// 停机.
    pub async fn stop(&self) {
        let _turn = self.turn.lock().await;
        let Some(mut running) = self.running().take() else {
            return;
        };
        drop(running.stdin.take());
        if timeout(STOP, running.child.wait()).await.is_err() {
            // Killed on drop otherwise; waiting for it keeps the folder free for the next start.
            let _ = running.child.kill().await;
        }
    }

    fn spawn(&self) -> Outcome<Child> {
        let program = self.program();
        let mut command = Command::new(&program);
        command
            .args(["practice", "--json", "--until-stdin-closes", "--folder"])
            .arg(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true);
        command
            .spawn()
            .map_err(|_| not_started("没有找到命令行程序 zc"))
    }

    /// Given, beside this program, or on the path.
    fn program(&self) -> PathBuf {
        let name = format!("zc{}", std::env::consts::EXE_SUFFIX);
        let beside = std::env::current_exe()
            .ok()
            .and_then(|exe| exe.parent().map(|folder| folder.join(&name)));
        self.cli
            .clone()
            .or_else(|| beside.filter(|path: &PathBuf| Path::is_file(path)))
            .unwrap_or_else(|| name.into())
    }

    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The address in the first line; what follows is read and dropped, so that the child never waits for a reader.
async fn announced(stdout: ChildStdout) -> Outcome<String> {
    let mut lines = BufReader::new(stdout).lines();
    let first = timeout(START, lines.next_line())
        .await
        .map_err(|_| not_started("它一分钟没有应答"))?;
    let line = first
        .ok()
        .flatten()
        .ok_or_else(|| not_started("它启动后就退出了"))?;
    let announced: Announced =
        serde_json::from_str(&line).map_err(|_| not_started("它的应答不是地址"))?;
    tauri::async_runtime::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok(announced.url)
}

fn not_started(why: &str) -> DeskFault {
    DeskFault::new(
        "practice_failed",
        format!("练习平台没有启动：{why}。请重新安装综窗后再打开；已有的办件都在本机。"),
    )
}

#[cfg(all(test, unix))]
mod tests;
