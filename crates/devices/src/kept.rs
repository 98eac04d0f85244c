//! What a machine keeps about its devices (`devices.json` in the data folder): addresses, ports, prefixes. One section a
//! device, nothing about a person, readable before anybody has signed in.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

const FILE: &str = "devices.json";

/// The settings of this machine's devices.
#[derive(Debug)]
pub struct Kept {
    path: PathBuf,
    sections: Mutex<Map<String, Value>>,
}

impl Kept {
    /// Those of a data folder; a file that is not there or cannot be read is as if nothing had been set.
    #[must_use]
    pub fn open(dir: &Path) -> Self {
        let path = dir.join(FILE);
        let text = std::fs::read(&path).unwrap_or_default();
        Self {
            sections: Mutex::new(serde_json::from_slice(&text).unwrap_or_default()),
            path,
        }
    }

    /// A device's section, its default where there is none or it says something else.
    #[must_use]
    pub fn get<T: DeserializeOwned + Default>(&self, section: &str) -> T {
        let value = self.held().get(section).cloned();
        value
            .and_then(|value| serde_json::from_value(value).ok())
            .unwrap_or_default()
    }

    /// Keeps a device's section; the others stay, those of a newer program too.
    ///
    /// # Errors
    /// The disk's; nothing is changed then.
    pub fn put<T: Serialize>(&self, section: &str, value: &T) -> std::io::Result<()> {
        let mut held = self.held();
        let mut next = held.clone();
        next.insert(section.to_owned(), serde_json::to_value(value)?);
        write(&self.path, &serde_json::to_vec_pretty(&next)?)?;
        *held = next;
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, Map<String, Value>> {
        self.sections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whole or not at all: beside it first, then in its place.
fn write(path: &Path, text: &[u8]) -> std::io::Result<()> {
    let beside = path.with_extension("json.new");
    let mut options = std::fs::File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(text)?;
    file.sync_all()?;
    std::fs::rename(beside, path)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Line {
        port: String,
    }

    #[test]
    fn a_section_is_there_after_a_restart_and_leaves_the_others() {
        let dir = tempfile::tempdir().expect("temp");
        std::fs::write(dir.path().join(FILE), r#"{"later": {"x": 1}}"#).expect("writable");
        let line = Line {
            port: "/dev/ttyACM0".to_owned(),
        };
        Kept::open(dir.path()).put("serial", &line).expect("kept");
        let again = Kept::open(dir.path());
        assert_eq!(again.get::<Line>("serial"), line);
        assert_eq!(again.get::<Value>("later")["x"], 1);
    }

    #[test]
    fn a_broken_file_or_section_is_as_if_nothing_had_been_set() {
        let dir = tempfile::tempdir().expect("temp");
        for text in ["", "{", "[]", r#"{"serial": 7}"#] {
            std::fs::write(dir.path().join(FILE), text).expect("writable");
            assert_eq!(
                Kept::open(dir.path()).get::<Line>("serial"),
                Line::default()
            );
        }
    }

    #[test]
    fn what_cannot_be_written_changes_nothing() {
        let dir = tempfile::tempdir().expect("temp");
        let kept = Kept::open(&dir.path().join("not there"));
        let line = Line {
            port: "x".to_owned(),
        };
        assert!(kept.put("serial", &line).is_err());
        assert_eq!(kept.get::<Line>("serial"), Line::default());
    }
}
