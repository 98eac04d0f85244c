//! A child of this test program under the recorder, and what was recorded of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

/// One change, in the order in which the child made them.
#[derive(Debug, Clone)]
pub enum Change {
    /// A name that was there is opened: which inode it is.
    Opened(u64, PathBuf),
    /// A new name.
    Created(u64, PathBuf),
    Write(u64, u64, Vec<u8>),
    Cut(u64, u64),
    Sync(u64),
    Renamed(PathBuf, PathBuf),
    Removed(PathBuf),
    Folder,
    /// What the child had been told by then.
    Mark(String),
}

/// Name of a mark's file, given to the child.
pub const MARK: &str = "ZC_RECORD_MARK";

/// The recorder, compiled; `None` with a reason in words where this machine cannot.
fn recorder(into: &Path) -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/folder/power/record.c");
    let made = into.join("record.so");
    let cc = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"])
        .arg(&made)
        .arg(source)
        .status();
    match cc {
        Ok(status) => {
            assert!(status.success(), "the recorder does not compile");
            Some(made)
        }
        Err(error) => {
            println!("not run: there is no C compiler to make the recorder with ({error})");
            None
        }
    }
}

/// What a recorded child did.
pub struct Recorded {
    pub changes: Vec<Change>,
    pub output: Output,
}

/// Runs the ignored test `name` of this program on `dir`, the disk full from write `full_at` on.
pub fn record(name: &str, dir: &Path, full_at: Option<u64>) -> Option<Recorded> {
    static RECORDER: OnceLock<Option<(TempDir, PathBuf)>> = OnceLock::new();
    let recorder = RECORDER.get_or_init(|| {
        let made = TempDir::new().unwrap();
        recorder(made.path()).map(|path| (made, path))
    });
    let (_, recorder) = recorder.as_ref()?;
    let beside = TempDir::new().unwrap();
    let (log, mark) = (beside.path().join("log"), beside.path().join("mark"));
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            name,
            "--exact",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(crate::processes::FOLDER, dir)
        .env("LD_PRELOAD", recorder)
        .env("ZC_RECORD_DIR", dir)
        .env("ZC_RECORD_LOG", &log)
        .env(MARK, &mark);
    if let Some(at) = full_at {
        command.env("ZC_RECORD_FULL", at.to_string());
    }
    let output = command.output().unwrap();
    let changes = read(&fs::read(&log).unwrap());
    Some(Recorded { changes, output })
}

fn read(mut log: &[u8]) -> Vec<Change> {
    let mut changes = Vec::new();
    while let Some((head, rest)) = log.split_first_chunk::<21>() {
        let number = |at: usize| u64::from_le_bytes(head[at..at + 8].try_into().unwrap());
        let (inode, offset) = (number(1), number(9));
        let length = u32::from_le_bytes(head[17..].try_into().unwrap()) as usize;
        let (data, behind) = rest.split_at(length);
        log = behind;
        changes.push(change(head[0], inode, offset, data));
    }
    changes
}

fn change(kind: u8, inode: u64, offset: u64, data: &[u8]) -> Change {
    let text = || String::from_utf8(data.to_vec()).unwrap();
    match kind {
        b'O' => Change::Opened(inode, text().into()),
        b'C' => Change::Created(inode, text().into()),
        b'W' => Change::Write(inode, offset, data.to_vec()),
        b'T' => Change::Cut(inode, offset),
        b'S' => Change::Sync(inode),
        b'R' => {
            let both = text();
            let (from, to) = both.split_once('\0').unwrap();
            Change::Renamed(from.into(), to.into())
        }
        b'U' => Change::Removed(text().into()),
        b'D' => Change::Folder,
        b'M' => Change::Mark(text()),
        other => panic!("an event of kind {other}"),
    }
}
