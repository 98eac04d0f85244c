use std::collections::BTreeMap;

use domain::act::{Hash, LineSource};
use serde::{Deserialize, Serialize};

use super::Draft;

/// A draft (暂存) that was taken over from another end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Begun {
    /// `phone`, `kiosk`, `web`.
    pub channel: String,
    /// The code it came by.
    pub code: String,
    /// When it was last changed there, milliseconds since the Unix epoch.
    pub at: i64,
    /// Material codes, each with the file that came along.
    #[serde(default)]
    pub files: BTreeMap<String, Hash>,
}

/// Issuer of draft codes among the one-use codes of this station.
pub const DRAFT_CODES: &str = "draft";

impl Draft {
    /// Whether this line's file came along with a draft of another end; answers its channel.
    #[must_use]
    pub fn brought(&self, code: &str) -> Option<&str> {
        let begun = self.begun.as_ref()?;
        match self.lines.get(code) {
            Some(LineSource::File { hash, .. }) if begun.files.get(code) == Some(hash) => {
                Some(&begun.channel)
            }
            _ => None,
        }
    }
}
