//! What the gun of this machine sends around its codes, kept in a file: keys only, nothing of anybody.

use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Config, Sign};

/// More than any gun is set to send.
const MOST: usize = 16;

/// Prefix and suffix of a gun.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affixes {
    /// Before each code.
    pub prefix: Vec<Sign>,
    /// After each code, Enter or Tab with it.
    pub suffix: Vec<Sign>,
}

impl Affixes {
    /// These, unless there are more keys than are kept.
    #[must_use]
    pub fn kept(self) -> Option<Self> {
        (self.prefix.len().max(self.suffix.len()) <= MOST).then_some(self)
    }

    /// The recogniser's setting with them.
    #[must_use]
    pub fn config(self) -> Config {
        Config {
            prefix: self.prefix,
            suffix: self.suffix,
            ..Config::default()
        }
    }
}

/// What was kept; none where nothing was, or what is there cannot be read: a gun works without.
#[must_use]
pub fn load(file: &Path) -> Affixes {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let read: Option<Affixes> = serde_json::from_str(&text).ok();
    read.and_then(Affixes::kept).unwrap_or_default()
}

/// Keeps them in the place of what was kept, wholly or not at all.
///
/// # Errors
/// The disk's.
pub fn save(file: &Path, affixes: &Affixes) -> std::io::Result<()> {
    let text = serde_json::to_string(affixes).map_err(std::io::Error::from)?;
    let beside = file.with_extension("part");
    let mut options = std::fs::File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut part = options.open(&beside)?;
    part.write_all(text.as_bytes())?;
    part.sync_all()?;
    std::fs::rename(beside, file)
}
