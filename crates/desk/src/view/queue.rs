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
    /// 问询 of whoever is signed in: theirs, or waiting for them.
    pub enquiries: u64,
    /// One of them has waited longer than the city allows.
    pub enquiries_late: bool,
    /// The last thing that was ever found wrong with this station; empty: nothing.
    pub alarm: String,
}

/// 待发送.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct QueueView {
    /// Head.
    pub connection: ConnectionView,
    /// What a person must look at first, then what is unsent, then the last ones that are over.
    pub rows: Vec<QueueRowView>,
    /// How many rows of the first two kinds there are; more than are shown is said.
    pub total: u64,
    /// Who may sign with the clerk: 工号 with a slot here, without their own.
    pub colleagues: Vec<String>,
    /// Reasons for discarding: machine word and text.
    pub reasons: Vec<(String, String)>,
    /// Where a bundle would be written if nothing else is said.
    pub export_to: String,
}

/// A bundle that was written or read, in words.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BundleView {
    /// What happened.
    pub say: String,
    /// The code that opens it, only shown now.
    pub code: Option<String>,
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
    /// Ways out that are open: `retry`, `mend`, `sign`, `discard`, `export`, `open`.
    pub ways: Vec<String>,
}
