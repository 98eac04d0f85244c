use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DeskView;

/// What a scan came to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ScanView {
    /// `person`, `item`, `case`, `invalid`, `cannot_tell`, `stranger`, `unreadable`, `busy`.
    pub outcome: String,
    /// Machine code, e.g. `expired`, `used`, `other_city`, `malformed`, `offline`, `payment`.
    pub code: String,
    /// What happened, in a few words.
    pub title: String,
    /// What it means and what to do.
    pub say: String,
    /// The desk after it, where it changed.
    pub desk: Option<DeskView>,
    /// The case to open.
    pub case: Option<String>,
}

/// One hit of the box above.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SearchHit {
    /// `item` or `case`.
    pub kind: String,
    /// Item code or case id.
    pub id: String,
    /// Name or number.
    pub title: String,
    /// More.
    pub detail: String,
}
