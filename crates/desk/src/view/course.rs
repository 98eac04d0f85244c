use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DecisionView, DueView, PointView};

/// What a clerk asks for on the way to a decision.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum CaseStep {
    /// 一次性告知: (code, name, problem) of each gap.
    Notice {
        /// All of them.
        gaps: Vec<(String, String, String)>,
        /// Why something is told only now; empty: nothing is.
        reason: String,
    },
    /// 特别程序.
    Suspend {
        /// Code.
        procedure: String,
        /// 依据.
        ground: String,
        /// Working days.
        days: u32,
        /// Why.
        reason: String,
    },
    /// 恢复计时.
    Resume {
        /// What it came to.
        reason: String,
    },
    /// 延长期限.
    Extend {
        /// Working days more.
        days: u32,
        /// Why.
        reason: String,
    },
    /// 当场更正.
    Correct {
        /// New values by field.
        form: BTreeMap<String, String>,
    },
    /// 顺延补交期限.
    Defer {
        /// `YYYY-MM-DD`.
        due: String,
        /// What stood in the way.
        reason: String,
    },
    /// 联办任务.
    Cohandle {
        /// Code.
        task: String,
        /// Done; else it is to be done again.
        done: bool,
        /// What came of it, or why.
        note: String,
    },
    /// 绿色通道.
    Green {
        /// Code of the ground.
        lane: String,
        /// What proves it.
        remark: String,
    },
    /// 取消绿色通道.
    GreenEnd {
        /// Why.
        remark: String,
    },
    /// 人工核对.
    Review {
        /// Key of the matter.
        matter: String,
        /// Machine word of how.
        way: String,
        /// 属实.
        so: bool,
        /// What was seen or answered.
        reason: String,
    },
    /// 登记事件.
    Trigger {
        /// As the item names it.
        event: String,
    },
}

/// What may happen on the way to the decision, and how the clock stands.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct CourseView {
    /// What was told too late, in red, for ever.
    pub alarms: Vec<String>,
    /// Pauses, extension, what is owed: one sentence each.
    pub clock: Vec<String>,
    /// 预计办结, day by day; none before the acceptance.
    pub due: Option<DueView>,
    /// What is offered now, with the reason where it is not allowed.
    pub steps: Vec<DecisionView>,
    /// Lines that a notice may be about, with their review points.
    pub lines: Vec<NoticeLineView>,
    /// Fields that may be corrected: (key, label).
    pub fields: Vec<(String, String)>,
    /// Special procedures: (code, name).
    pub procedures: Vec<(String, String)>,
    /// Events that are waited for.
    pub events: Vec<String>,
    /// What a person is to look at.
    pub reviews: Vec<ReviewView>,
    /// Ways of looking: (word, name).
    pub ways: Vec<(String, String)>,
}

/// What a person is to look at.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReviewView {
    /// Key of the matter.
    pub matter: String,
    /// As it is headed.
    pub what: String,
    /// Why nobody else can tell, and what to do.
    pub say: String,
    /// 属实 wants a second person.
    pub by_two: bool,
}

/// A line in a notice.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NoticeLineView {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Not there.
    pub open: bool,
    /// 审查要点, word for word.
    pub points: Vec<PointView>,
}
