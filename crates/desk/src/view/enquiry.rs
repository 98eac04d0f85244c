use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Badge;

/// 问询 that are open here (首问责任制).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnquiriesView {
    /// What waits for this member first.
    pub open: Vec<EnquiryView>,
    /// To whom one can be handed on: 工号, and who and where they are.
    pub colleagues: Vec<(String, String)>,
    /// After how long one is reminded of; empty: never.
    pub within: String,
}

/// One of them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnquiryView {
    /// Id.
    pub id: String,
    /// `问询-3F9A12C4`.
    pub number: String,
    /// What is asked.
    pub about: String,
    /// The item it is about, by its name; empty where nobody knows.
    pub item: String,
    /// Masked; empty where none was left.
    pub phone: String,
    /// `10:44:07`, or with the day when older.
    pub asked: String,
    /// 首问人.
    pub first: String,
    /// Who is responsible now.
    pub responsible: String,
    /// `我负责`, `待我接办`, `他人负责`; what has waited too long says so.
    pub badge: Badge,
    /// Who is responsible, until when, what to do.
    pub say: String,
    /// `take_on`, `hand_back`, `answer`, `hand_on`: what this member may do.
    pub moves: Vec<String>,
    /// Why it was handed on.
    pub reason: String,
    /// Its steps in words.
    pub trail: Vec<String>,
    /// How far the last step has got.
    pub sent: Option<Badge>,
}

/// A new one, as it is typed.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct EnquiryInput {
    /// What is asked.
    pub about: String,
    /// Item by 实施编码 or short number; may be empty.
    pub item: String,
    /// May be empty.
    pub phone: String,
    /// 工号 of whom it is handed on to at once; empty: nobody.
    pub to: String,
    /// Why it is theirs.
    pub reason: String,
}

/// What is done with one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum EnquiryMove {
    /// 转办.
    HandOn {
        /// 工号.
        to: String,
        /// Why it is theirs.
        reason: String,
    },
    /// 接办.
    TakeOn,
    /// 退回.
    HandBack {
        /// Why not.
        reason: String,
    },
    /// 答复.
    Answer {
        /// What the citizen was told.
        say: String,
    },
}
