//! What may happen to a case between its receipt and its decision (domain reference §2.6): corrections, special
//! procedures, an extension, a supplement put off or made due. Stored kinds: docs/adr/0020.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::case::FieldValue;

/// A second person's word: why, and who. Their own password was asked for at the desk; the header names them too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Second {
    /// In words.
    pub reason: String,
    /// 工号 of the second person.
    pub witness: String,
}

/// 特别程序 (行政许可法 45): the clock stands still for as long as the applicant is told in writing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspended {
    /// Code of [`PROCEDURES`].
    pub procedure: String,
    /// 依据.
    pub ground: String,
    /// Why this case needs it.
    pub reason: String,
    /// 所需时间, working days.
    pub days: u32,
    /// The last of them, `YYYY-MM-DD`; later days count for the office.
    pub until: String,
    /// 预计办结 if it takes as long as told.
    pub due: String,
    /// Why that date is provisional, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_provisional: Option<String>,
}

/// The special procedure is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resumed {
    /// What it came to.
    pub reason: String,
    /// 预计办结, counted anew.
    pub due: String,
    /// Why that date is provisional, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_provisional: Option<String>,
}

/// 延长审批 (行政许可法 42): once, with the head's approval, and the applicant is told why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    /// Working days more.
    pub days: u32,
    /// The reason that the applicant is told, and who approved.
    pub approval: Second,
    /// 预计办结, counted anew.
    pub due: String,
    /// Why that date is provisional, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_provisional: Option<String>,
}

/// 当场更正 (行政许可法 32-3): fields as they stand now; the old value stays beside each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// By the field's key.
    pub form: BTreeMap<String, FieldValue>,
}

/// 不可抗力: the applicant may hand in later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deferred {
    /// 补交截止, `YYYY-MM-DD`.
    pub due: String,
    /// What stood in the way, and who else found it so.
    pub approval: Second,
}

/// What a promised material waited for has happened (domain reference S58).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triggered {
    /// As the item names it, e.g. 选定房号.
    pub event: String,
    /// Material codes that are now owed.
    pub materials: Vec<String>,
    /// 补交截止, `YYYY-MM-DD`.
    pub due: String,
    /// Why that date is provisional, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_provisional: Option<String>,
}

/// The procedures whose time does not count (行政许可法 45): code and name.
pub const PROCEDURES: [(&str, &str); 8] = [
    ("hearing", "听证"),
    ("tender", "招标"),
    ("auction", "拍卖"),
    ("inspection", "检验"),
    ("testing", "检测"),
    ("quarantine", "检疫"),
    ("appraisal", "鉴定"),
    ("expert_review", "专家评审"),
];

/// The name of a procedure; its code where this program does not know it.
#[must_use]
pub fn procedure_text(code: &str) -> &str {
    let known = PROCEDURES.iter().find(|(known, _)| *known == code);
    known.map_or(code, |(_, text)| text)
}
