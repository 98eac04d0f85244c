use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Badge;

/// 倒查 of a case.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TraceView {
    /// 办件编号 or 临时编号.
    pub number: String,
    /// Whether every step holds.
    pub verdict: Badge,
    /// In order.
    pub steps: Vec<TraceStepView>,
}

/// One step.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TraceStepView {
    /// In words.
    pub what: String,
    /// By whom.
    pub by: String,
    /// The terminal, the beginning of its name.
    pub terminal: String,
    /// When.
    pub at: String,
    /// Why, or what.
    pub reason: String,
    /// `已受理 → 已办结`; `户内给水平面图：容缺 → 纸质核原件`.
    pub changed: Vec<String>,
    /// The beginning of the act's hash.
    pub hash: String,
    /// Whether it holds.
    pub verdict: Badge,
}
