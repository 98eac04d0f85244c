//! Calls that only the practice city has (under `/practice/`): the citizen's phone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET /practice/city`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PracticeCity {
    /// Who can come to the desk.
    pub citizens: Vec<PracticeCitizen>,
    /// Code scenes: (code, Chinese name).
    pub scenes: Vec<(String, String)>,
}

/// A synthetic citizen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PracticeCitizen {
    /// Stable key.
    pub key: String,
    /// Name.
    pub name: String,
    /// What is unusual about them.
    pub note: String,
    /// Licence types on their phone.
    pub licences: Vec<String>,
}

/// `POST /practice/code`: what the citizen's phone shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssueCode {
    /// Citizen key.
    pub citizen: String,
    /// `opaque`, `signed`, or `draft`: a draft begun on the phone.
    pub kind: String,
    /// Scene code; `ok` for a good one.
    pub scene: String,
    /// Licence types the citizen ticks; empty: all.
    #[serde(default)]
    pub licences: Vec<String>,
    /// Of a draft: 实施编码 or short number of the item that is begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
}

/// The text of the QR picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuedCode {
    /// What the picture holds.
    pub text: String,
    /// When it ends, the backend's clock.
    pub until: i64,
}

/// `POST /practice/revoke`: what a city's administrator does elsewhere. A station, a member, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Revoke {
    /// Terminal id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terminal: Option<String>,
    /// The terminal's key is in wrong hands: nothing of it that arrives later is believed without a person.
    #[serde(default)]
    pub compromised: bool,
    /// 工号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}

/// `POST /practice/repair`: what a credit office does elsewhere (信用修复).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Repair {
    /// Number of whoever it is about.
    pub id: String,
}

/// A repaired record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Repaired {
    /// Since when, `YYYY-MM-DD`.
    pub day: String,
}

/// `POST /practice/enrol-code`: what a city's administrator prints elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuePaper {
    /// How long the code is good.
    pub minutes: u32,
}

/// A code for one station, or for one more member of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnrolPaper {
    /// Seven groups of five characters; pins the realm's roots.
    pub code: String,
    /// When it ends, the backend's clock.
    pub until: i64,
}

/// `POST /practice/recovery-key`: what in a city lies in a safe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecoveryKey {
    /// 32 bytes in hexadecimal: the content of the recovery key file.
    pub secret: String,
}

/// What was revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Revoked {
    /// Since when, the backend's clock; a second revocation moves nothing.
    pub at: i64,
}

/// `POST /practice/backup`: a backup now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BackedUp {
    /// The last position that stands in a backup.
    pub to: u64,
}

/// `GET /practice/messages?citizen=KEY`: what a citizen was told, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Messages {
    /// At most 50.
    pub messages: Vec<Message>,
}

/// One message on a citizen's phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// When, the backend's clock.
    pub at: i64,
    /// About which case.
    pub case: uuid::Uuid,
    /// Chinese.
    pub say: String,
}

/// `GET /practice/openings`: what outlets asked the city to open (申请开通), the oldest first, and what it opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Openings {
    /// One an outlet and item, however often it was asked for.
    pub openings: Vec<Opening>,
}

/// A task of the city: an item that an outlet wants to handle beside its level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Opening {
    /// 网点.
    pub outlet: String,
    /// 实施编码.
    pub item: String,
    /// Name of the item.
    pub name: String,
    /// Why, as it was said first.
    pub reason: String,
    /// 工号 of whoever asked first.
    pub by: String,
    /// When it was asked first, the backend's clock.
    pub at: i64,
    /// How many acts asked for it.
    pub asked: u32,
    /// Whether the city opened it.
    pub opened: bool,
}

/// `POST /practice/open`: the city opens an item at an outlet (即受即开通); said again, it is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenItem {
    /// 网点.
    pub outlet: String,
    /// 实施编码 or short number.
    pub item: String,
}

/// `GET /practice/audit`: who used what for which purpose, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Audit {
    /// At most 50.
    pub lines: Vec<AuditLine>,
}

/// One use of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditLine {
    /// When, the backend's clock.
    pub at: i64,
    /// `authorise`, `fetch`, `case`, `draft`.
    pub what: String,
    /// Terminal id.
    pub terminal: String,
    /// 工号.
    pub user: String,
    /// About which case, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<uuid::Uuid>,
    /// 实施编码.
    pub item: String,
    /// Licence type.
    pub licence: String,
    /// Why; of a fetch the 用证码.
    pub purpose: String,
}
