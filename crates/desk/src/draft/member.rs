use serde::{Deserialize, Serialize};

/// A member of a group (团组): one of the people of a list (docs/adr/0030).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// 团组号.
    pub group: String,
    /// Line of the list.
    pub line: u32,
}
