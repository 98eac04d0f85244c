use serde::{Deserialize, Serialize};

use super::Choice;

/// 绿色通道 of an item (domain reference S04): on which grounds a case goes before others, and what that means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GreenLane {
    /// 依据, as a refusal names it.
    pub basis: String,
    /// The grounds, no others.
    pub reasons: Vec<Choice>,
    /// What it gets: 优先办、加班办、上门办.
    pub ways: Vec<String>,
}

impl GreenLane {
    /// The grounds as they are read out.
    #[must_use]
    pub fn names(&self) -> String {
        let names: Vec<&str> = self.reasons.iter().map(|one| one.text.as_str()).collect();
        names.join("、")
    }
}
