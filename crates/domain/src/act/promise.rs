//! What follows a commitment (告知承诺): the hand-over of the result, and what a check after it found (docs/adr/0021).

use serde::{Deserialize, Serialize};

/// A material that a commitment stands for, and how that is checked afterwards (分类核查, domain reference S10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromisedCheck {
    /// Material code.
    pub code: String,
    /// One of [`crate::promise::KINDS`].
    pub kind: String,
}

/// 送达: the result was handed over (行政许可法 art. 44).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// How.
    pub how: DeliveredHow,
    /// When the check is due that begins to run now; none where nothing is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<CheckDue>,
}

/// How a result was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveredHow {
    /// 窗口领取.
    Counter,
    /// 邮寄送达, signed for.
    Post,
    /// 电子证照.
    Electronic,
}

/// The day by which a check is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckDue {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Why the day is provisional, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisional: Option<String>,
}

/// 核查结果.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspected {
    /// What was found.
    pub result: Inspection,
    /// What it stands on, in words.
    pub reason: String,
    /// 工号 of the second person, of a revocation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
}

impl Inspection {
    /// Whether it takes back what was given.
    #[must_use]
    pub fn revokes(&self) -> bool {
        matches!(self, Self::Revoke { .. })
    }
}

/// What a check comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inspection {
    /// 符合承诺: the check is over.
    Conforms,
    /// 限期整改.
    Rectify {
        /// Last day, `YYYY-MM-DD`.
        by: String,
        /// What is to be mended.
        what: String,
    },
    /// 撤销: the two-year bar begins.
    Revoke {
        /// Last day on which nobody may apply by commitment, `YYYY-MM-DD`.
        barred_through: String,
    },
}
