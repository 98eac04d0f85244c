use serde::{Deserialize, Serialize};

/// Why a case was taken in beside another open one of the same applicant and item (docs/adr/0024).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// Number of the other case, as it was known here.
    pub other: String,
    /// In the words of whoever took it in.
    pub reason: String,
}
