use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Badge;

/// The item's panel.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ItemView {
    /// 实施编码.
    pub code: String,
    /// Short number.
    pub short: String,
    /// Name.
    pub name: String,
    /// Version.
    pub version: u32,
    /// A newer version than the one this draft was begun under.
    pub update: Option<ItemUpdateView>,
    /// It is not handled where the post stands.
    pub closed: Option<ItemClosedView>,
    /// Plain words.
    pub plain: String,
    /// 实施机关.
    pub body: String,
    /// 情形.
    pub questions: Vec<QuestionView>,
    /// 办理方式: its name and what it means; none where the item names none.
    pub mode: Option<(String, String)>,
    /// 联合办理, as the form stands: a sentence each.
    pub joint: Vec<String>,
    /// 承诺时限.
    pub promise: String,
    /// 超时默认: what happens past the promise, a whole sentence.
    pub by_default: Option<String>,
    /// 预计办结, if accepted now.
    pub due: Option<DueView>,
    /// 收费.
    pub fees: Vec<FeeView>,
    /// 温馨提示.
    pub hints: Vec<String>,
    /// Suits tolerance.
    pub tolerance: bool,
    /// Suits commitment.
    pub commitment: bool,
    /// 告知 before a commitment, part by part: title and lines.
    pub told: Vec<(String, Vec<String>)>,
}

/// 本级未开通: an item that the level of this place does not handle.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ItemClosedView {
    /// Which level does, a whole sentence.
    pub say: String,
    /// What became of the request to open it here; none: nobody at this station asked.
    pub asked: Option<OpeningView>,
}

/// 申请开通: a request of this station and how far it has got.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OpeningView {
    /// Who asked when and why, a whole sentence.
    pub say: String,
    /// How far it has got.
    pub sent: Badge,
}

/// 事项已更新: what a newer version of the item changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ItemUpdateView {
    /// Version.
    pub version: u32,
    /// From which day, `YYYY-MM-DD`.
    pub effective: String,
    /// Each change, a sentence; none where only words changed that nobody sees here.
    pub changes: Vec<String>,
}

/// A situation question.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct QuestionView {
    /// Code.
    pub code: String,
    /// As asked.
    pub text: String,
    /// Answers.
    pub choices: Vec<ChoiceView>,
    /// The answer's code, empty when open.
    pub answer: String,
    /// Where a query says which answers are the applicant's: `已核验`, `没有资格`, `未核验`, `已复核`.
    pub badge: Option<Badge>,
    /// What that means and what to do; empty where no query answers it.
    pub note: String,
}

/// A choice.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChoiceView {
    /// Code.
    pub code: String,
    /// Text.
    pub text: String,
}

/// A due date that explains itself.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DueView {
    /// `2月25日 周三`.
    pub text: String,
    /// `2026-02-25`.
    pub date: String,
    /// Why it is provisional (暂定).
    pub provisional: Option<String>,
    /// Day by day.
    pub days: Vec<DueDayView>,
}

/// One day of the explanation.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DueDayView {
    /// `2月16日 周一`.
    pub day: String,
    /// Counts: its number.
    pub counted: Option<u32>,
    /// Does not count: why.
    pub why: String,
}

/// A fee.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FeeView {
    /// Name.
    pub name: String,
    /// Amount.
    pub amount: String,
    /// Basis.
    pub basis: String,
}
