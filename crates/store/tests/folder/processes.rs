//! Other processes: this test program itself, started again at one of the ignored tests below.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use store::{Dek, Store};
use uuid::Uuid;

use crate::made::{DAY, dek, folder, id, save};

pub const FOLDER: &str = "ZC_TEST_FOLDER";

pub fn child(test: &str, dir: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args([
            test,
            "--exact",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The folder a child was started on; `None` in an ordinary run of ignored tests.
pub fn given() -> Option<PathBuf> {
    env::var_os(FOLDER).map(PathBuf::from)
}

#[test]
#[ignore = "a process of its own, started and killed by another test"]
fn child_saves_until_killed() {
    let Some(dir) = given() else { return };
    let store = Store::open(&dir, &dek()).unwrap();
    for number in 1.. {
        save(&store, id(number), Some(id(number % 7 + 1_000_000))).unwrap();
        println!("\nsaved {}", id(number));
    }
}

fn saved_ids(lines: impl Iterator<Item = std::io::Result<String>>) -> impl Iterator<Item = Uuid> {
    lines.filter_map(|line| {
        // A line that the kill cut off was not shown to anyone.
        line.ok()?.strip_prefix("saved ")?.parse().ok()
    })
}

#[test]
fn s28_what_was_shown_as_saved_survives_kill_9_in_both_halves() {
    let (dir, store) = folder();
    drop(store);
    let mut child = child("processes::child_saves_until_killed", dir.path());
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut shown: BTreeSet<Uuid> = saved_ids(&mut lines).take(25).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    shown.extend(saved_ids(lines));
    assert!(shown.len() >= 25);

    let store = Store::open(dir.path(), &dek()).unwrap();
    for act_id in &shown {
        assert!(store.act(*act_id).unwrap().is_some(), "{act_id}");
    }
    store.check().unwrap();
    drop(store);

    for tail in ["", "-wal", "-shm"] {
        drop(fs::remove_file(
            dir.path().join(format!("zongchuang.db{tail}")),
        ));
    }
    let rebuilt = store::rescue::rebuild(dir.path(), &dek()).unwrap();
    assert!(rebuilt.acts >= shown.len() as u64);
    let store = Store::open(dir.path(), &dek()).unwrap();
    for act_id in &shown {
        assert!(store.act(*act_id).unwrap().is_some(), "{act_id}");
        assert!(store.queue_row(*act_id).unwrap().is_some(), "{act_id}");
    }
}

#[test]
#[ignore = "a process of its own, started by another test"]
fn child_saves_forty() {
    let Some(dir) = given() else { return };
    let store = Store::open(&dir, &dek()).unwrap();
    for number in 1..=40 {
        save(&store, id(1000 + number), None).unwrap();
    }
}

#[test]
fn s28_the_window_and_the_command_line_append_to_one_log_at_once() {
    let (dir, store) = folder();
    let mut child = child("processes::child_saves_forty", dir.path());
    let other = Store::open(dir.path(), &dek()).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| (1..=40).for_each(|number| save(&store, id(number), None).unwrap()));
        scope.spawn(|| (1..=40).for_each(|number| save(&other, id(500 + number), None).unwrap()));
    });
    let mut printed = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut printed)
        .unwrap();
    assert!(child.wait().unwrap().success(), "{printed}");
    let log = store.origin_acts(1, 1000).unwrap();
    assert_eq!(log.len(), 120);
    let mut prev = None;
    for (seq, act) in (1..).zip(&log) {
        assert_eq!((act.seq, act.prev), (Some(seq), prev));
        prev = Some(act.hash);
    }
}

#[test]
#[ignore = "a process of its own, started by another test"]
fn child_takes_in_a_large_file() {
    let Some(dir) = given() else { return };
    let store = Store::open(&dir, &Dek::new([0xA7; 32])).unwrap();
    let file = std::io::repeat(7).take(48 << 20);
    let put = store
        .attachment_put(id(1), "application/pdf", None, file, DAY)
        .unwrap();
    assert_eq!(put.bytes, 48 << 20);
    store.journal_sync().unwrap();
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap();
    println!("\n{peak}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_large_file_passes_in_a_part_of_its_memory() {
    let (dir, store) = folder();
    drop(store);
    let child = child("processes::child_takes_in_a_large_file", dir.path());
    let output = child.wait_with_output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let peak_kib: u64 = printed
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().strip_suffix(" kB"))
        .unwrap_or_else(|| panic!("{printed}"))
        .parse()
        .unwrap();
    println!("peak {peak_kib} KiB");
    assert!(peak_kib < 40 * 1024, "{peak_kib} KiB for a file of 48 MiB");
}
