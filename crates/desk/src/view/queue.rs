use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The strip at the bottom, and the head of 待发送.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConnectionView {
    /// The backend answered last time.
    pub online: bool,
    /// `离线 12 分钟`, `在线`.
    pub text: String,
    /// How many acts are not durable yet.
    pub unsent: u64,
    /// Oldest of them, `10:21`.
    pub oldest: String,
    /// Machine code of the reason.
    pub reason: String,
    /// The reason in words.
    pub why: String,
    /// Next attempt, `10:47:05`.
    pub next: String,
    /// `时间可信`, `时间未校准`…
    pub clock: String,
    /// The clock must be set, or the backend be seen.
    pub clock_bad: bool,
    /// Rows that a person must look at.
    pub attention: u64,
    /// The last thing that was ever found wrong with this station; empty: nothing.
    pub alarm: String,
}

/// 待发送.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct QueueView {
    /// Head.
    pub connection: ConnectionView,
    /// Unsent first, then the last ones that are durable.
    pub rows: Vec<QueueRowView>,
}

/// A row.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct QueueRowView {
    /// Act id.
    pub id: String,
    /// Case id.
    pub case: Option<String>,
    /// Number of the case.
    pub number: String,
    /// What was done, in words.
    pub what: String,
    /// Item.
    pub item: String,
    /// When, `10:44:07`.
    pub at: String,
    /// Machine word.
    pub state: String,
    /// In words, with a sign.
    pub state_text: String,
    /// `ok`, `plain`, `warn`, `bad`.
    pub tone: String,
    /// Why it is not sent, in words.
    pub reason: String,
    /// Next attempt.
    pub next: String,
    /// Attempts so far.
    pub attempts: u32,
    /// Attachments.
    pub files: u32,
}
