//! Memory of a run: the proportional set size (PSS) of all its processes, so that a page that two of them share is
//! counted once.

use std::collections::BTreeMap;
use std::fs::read_to_string;
use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::processes::Processes;

/// From one look to the next less than this is rest.
const REST: f64 = 0.01;
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(60);
/// "No such process": it ended between the opening of the file and its reading.
const ESRCH: i32 = 3;

/// Bytes of each program of a run, by its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory(pub BTreeMap<String, u64>);

impl Memory {
    /// Of all programs together.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Of one program, 0 where it does not run.
    pub fn of(&self, name: &str) -> u64 {
        self.0.get(name).copied().unwrap_or_default()
    }
}

/// Looks until two looks differ by less than one in a hundred.
pub fn at_rest(processes: &mut Processes) -> Result<Memory> {
    let end = Instant::now() + PATIENCE;
    let mut last = look(processes)?;
    while Instant::now() < end {
        std::thread::sleep(BETWEEN_LOOKS);
        let now = look(processes)?;
        if is_rest(last.total(), now.total()) {
            return Ok(now);
        }
        last = now;
    }
    bail!("memory did not come to rest within {PATIENCE:?}")
}

fn is_rest(before: u64, after: u64) -> bool {
    before > 0 && before.abs_diff(after) as f64 / (before as f64) < REST
}

fn look(processes: &mut Processes) -> Result<Memory> {
    processes.still_run()?;
    let mut memory = Memory::default();
    for folder in processes.folders()? {
        if let Some((name, bytes)) = read(&folder)? {
            *memory.0.entry(name).or_default() += bytes;
        }
    }
    Ok(memory)
}

/// Name and bytes of one process; `None` when it has just ended.
fn read(folder: &Path) -> Result<Option<(String, u64)>> {
    let text = |file: &str| match read_to_string(folder.join(file)) {
        Ok(text) => Ok(Some(text)),
        Err(error)
            if error.kind() == ErrorKind::NotFound || error.raw_os_error() == Some(ESRCH) =>
        {
            Ok(None)
        }
        Err(error) => {
            Err(error).with_context(|| format!("cannot read {}", folder.join(file).display()))
        }
    };
    let (Some(name), Some(rollup)) = (text("comm")?, text("smaps_rollup")?) else {
        return Ok(None);
    };
    let bytes = pss(&rollup).with_context(|| format!("{} has no Pss", folder.display()))?;
    Ok(Some((name.trim().to_owned(), bytes)))
}

/// Bytes of the line `Pss: 1234 kB` of proc(5).
fn pss(rollup: &str) -> Option<u64> {
    let value = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kibibytes: u64 = value.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_is_read_not_its_dirty_or_anonymous_part() {
        let rollup = "55d0-7ffe ---p 00000000 00:00 0 [rollup]\nRss: 900 kB\nPss: 512 kB\nPss_Dirty: 100 kB\nPss_Anon: 90 kB\n";
        assert_eq!(pss(rollup), Some(512 * 1024));
        assert_eq!(pss("Rss: 900 kB\nPss_Dirty: 100 kB\n"), None);
    }

    #[test]
    fn rest_is_less_than_one_in_a_hundred_up_or_down() {
        assert!(is_rest(1000, 1009));
        assert!(is_rest(1000, 991));
        assert!(!is_rest(1000, 1010));
        assert!(!is_rest(1000, 990));
        assert!(!is_rest(0, 0), "nothing measured is no rest");
    }
}
