//! What ends a case, what a clock or the backend adds, and what a station did.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How a case ends (办结结果).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// 准予.
    Granted,
    /// 不予许可.
    Denied,
}

/// 决定.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Which.
    pub outcome: Outcome,
    /// Reason, a must when denied.
    pub reason: String,
}

/// A clock ran out, or what ran out is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lapsed {
    /// `deemed_accepted`, `tolerance_expired`, `default_granted`, `lapse_withdrawn`.
    pub what: String,
    /// "no act K by T".
    pub trigger: String,
}

/// A task about a contested act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Hex id of the act.
    pub act: String,
    /// Machine code of the finding.
    pub code: String,
    /// In words.
    pub say: String,
}

/// A supervisor's word on when an act was done (design §4: where the capture time is not credible).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Hex id of the act.
    pub act: String,
    /// Done before the clock ran out: the lapse is taken back and the act counts.
    pub in_time: bool,
    /// What it stands on, in words.
    pub reason: String,
}

/// A station event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationEvent {
    /// `sign_in`, `sign_out`, `unmask`, `print`, `export`, `discard`, `licence_used`; `exported` and `imported` of a
    /// bundle; `discarded` of a row that two people ended.
    pub what: String,
    /// Ids and codes only, never personal data.
    pub detail: BTreeMap<String, String>,
}
