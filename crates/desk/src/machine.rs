//! What this machine says of the time and of its keystore, and who looks into pictures on it: the true edge, handed in by the window and the command line.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use domain::clock::Reading;
use serde::Deserialize;
use uuid::Uuid;

/// A machine's clocks.
pub type Machine = Arc<dyn Fn() -> Reading + Send + Sync>;

/// The clocks of this machine.
#[must_use]
pub fn here() -> Machine {
    Arc::new(read)
}

/// A settable clock, for the practice realm alone: the file says how far the wall clock is ahead, and which boot this is
/// and how long it has lasted. It is read at every look; a file that is not there or says nothing changes nothing.
///
/// `{"ahead_ms": 0, "boot": "night-3", "up_ms": 60000}`, each part by itself.
#[must_use]
pub fn set_by(file: PathBuf) -> Machine {
    Arc::new(move || bent(read(), &file))
}

/// The clocks of a machine whose wall clock was set so many milliseconds ahead and that has run ever since, for the
/// practice realm alone: between two such settings of one year as much time has passed as the wall clock says. A
/// setting in another year is a clock that somebody set: another boot.
#[must_use]
pub fn set_ahead(ahead_ms: i64) -> Machine {
    Arc::new(move || {
        let wall = read().wall + ahead_ms;
        Reading {
            wall,
            boot: format!("set-{}", domain::moment::day(wall).year()),
            up: wall,
        }
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Setting {
    ahead_ms: i64,
    boot: Option<String>,
    up_ms: Option<i64>,
    /// Added to the time since the boot, as if it had passed.
    passed_ms: i64,
}

fn bent(real: Reading, file: &Path) -> Reading {
    let text = std::fs::read(file).unwrap_or_default();
    let setting: Setting = serde_json::from_slice(&text).unwrap_or_default();
    Reading {
        wall: real.wall + setting.ahead_ms + setting.passed_ms,
        boot: setting.boot.unwrap_or(real.boot),
        up: setting.up_ms.unwrap_or(real.up) + setting.passed_ms,
    }
}

fn read() -> Reading {
    let wall = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| millis(since.as_millis()));
    let (boot, up) = since_boot();
    Reading { wall, boot, up }
}

fn millis(value: u128) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The kernel's id of this boot and the time since, suspension included. Where the system does not tell, this process
/// is the boot: what is not known counts as a reboot.
fn since_boot() -> (String, i64) {
    static PROCESS: OnceLock<(String, Instant)> = OnceLock::new();
    static BOOT: OnceLock<Option<String>> = OnceLock::new();
    let boot = BOOT.get_or_init(|| {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        Some(id.trim().to_owned()).filter(|id| !id.is_empty())
    });
    if let Some((boot, up)) = boot.clone().zip(uptime()) {
        return (boot, up);
    }
    let (boot, since) = PROCESS.get_or_init(|| (Uuid::new_v4().to_string(), Instant::now()));
    (boot.clone(), millis(since.elapsed().as_millis()))
}

/// Seconds with two decimals, the first word of the file.
fn uptime() -> Option<i64> {
    let text = std::fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, rest) = text.split_once('.')?;
    let hundredths: i64 = rest.get(..2)?.parse().ok()?;
    Some(seconds.parse::<i64>().ok()? * 1000 + hundredths * 10)
}

/// Looks into pictures in a worker process: this program started once more. Where the program does not know its own
/// place, in this process.
#[must_use]
pub fn decoder() -> optic::Decoder {
    std::env::current_exe().map_or_else(|_| optic::Decoder::here(), optic::Decoder::worker)
}

/// The other end of [`decoder`], for the first line of a program: whether this process was the worker, whose work is
/// done now.
#[must_use]
pub fn serve_decoder() -> bool {
    let asked = optic::worker::is_asked(std::env::args_os());
    if asked {
        optic::worker::serve(std::io::stdin().lock(), std::io::stdout().lock());
    }
    asked
}

/// Whether a core had nothing to do since the last question (the first is answered no). Where the system does not tell,
/// no: the first pass over a frame is never given up for a further one.
pub fn idle_core() -> impl FnMut() -> bool {
    let mut last: Option<Vec<(u64, u64)>> = None;
    move || {
        let now = cores(&std::fs::read_to_string("/proc/stat").unwrap_or_default());
        let before = last.replace(now.clone()).unwrap_or_default();
        now.iter().zip(&before).any(|(now, before)| {
            let (idle, all) = (
                now.0.saturating_sub(before.0),
                now.1.saturating_sub(before.1),
            );
            all > 0 && 10 * idle >= 9 * all
        })
    }
}

/// Ticks of each core: idle, all.
fn cores(stat: &str) -> Vec<(u64, u64)> {
    stat.lines()
        .filter(|line| line.starts_with("cpu") && !line.starts_with("cpu "))
        .map(|line| {
            let ticks: Vec<u64> = line
                .split_whitespace()
                .skip(1)
                .filter_map(|word| word.parse().ok())
                .collect();
            // The fourth is idle, the fifth waits for a disk.
            let idle = ticks.iter().skip(3).take(2).sum();
            (idle, ticks.iter().take(8).sum())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_since_the_boot_goes_on_and_the_boot_stays() {
        let machine = here();
        let (first, second) = (machine(), machine());
        assert_eq!(first.boot, second.boot);
        assert!(second.up >= first.up);
        assert!(first.wall > 1_700_000_000_000);
    }

    #[test]
    fn ticks_of_each_core_are_read() {
        let stat = "cpu  4 0 4 40 4 0 0 0 0 0\ncpu0 1 0 1 10 2 0 0 0 0 0\ncpu1 3 0 3 30 2 1 1 0 9 9\nintr 5\n";
        assert_eq!(cores(stat), [(12, 14), (32, 40)]);
        assert!(!idle_core()(), "nothing is known before the second look");
    }

    #[test]
    fn a_setting_bends_the_wall_clock_and_leaves_what_it_does_not_name() {
        let dir = tempfile::tempdir().expect("temp");
        let file = dir.path().join("clock.json");
        let machine = set_by(file.clone());
        let plain = machine();
        std::fs::write(&file, r#"{"ahead_ms": 86400000, "boot": "other"}"#).expect("writable");
        let bent = machine();
        assert!(bent.wall - plain.wall >= 86_400_000);
        assert_eq!(bent.boot, "other");
        assert!(bent.up - plain.up < 86_400_000);
        std::fs::write(&file, "no JSON").expect("writable");
        assert_eq!(machine().boot, plain.boot);
    }
}
