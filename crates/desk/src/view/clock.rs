use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Badge, DueView};

/// 时效 of a case: its card, what paused it, and its alarms.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ClockView {
    /// 绿牌、黄牌、红牌; `停表` while the applicant is waited for; none where nothing is owed.
    pub card: Option<Badge>,
    /// `受理后办结`, `收件后答复`; empty where no clock runs.
    pub phase: String,
    /// 责任环节.
    pub stage: String,
    /// 责任人.
    pub person: String,
    /// The last moment, with its day-by-day explanation.
    pub due: Option<DueView>,
    /// When the card turns next, or why there is none.
    pub say: String,
    /// 超时默认: what the city's system will do past the promise, or by which act it did; none where it decides nothing.
    pub by_default: Option<String>,
    /// Every time the applicant was waited for.
    pub waits: Vec<WaitView>,
    /// What was not done as it should be.
    pub alarms: Vec<AlarmView>,
}

/// 停表.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WaitView {
    /// From.
    pub from: String,
    /// To; empty: still.
    pub to: String,
    /// What for.
    pub why: String,
}

/// 报警: it stays, and what is said about it stands beside it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AlarmView {
    /// The same whenever it is shown.
    pub key: String,
    /// 黄灯, 红灯.
    pub lamp: Badge,
    /// Which rule.
    pub rule: String,
    /// What happened.
    pub say: String,
    /// 责任环节.
    pub stage: String,
    /// 责任人.
    pub person: String,
    /// When.
    pub at: String,
    /// 说明: reason, by whom and when.
    pub explained: Vec<(String, String)>,
}
