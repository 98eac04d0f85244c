use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Again, Answered, Cohandled, Corrected, Decided, Deferred, Delivered, Enquired, Explained,
    Extended, Inspected, Lapsed, Line, Linked, OpeningRequest, Prioritised, PromisedCheck, Resumed,
    Reviewed, Second, Settled, Signature, StationEvent, Suspended, Told, Triggered,
};
use crate::applicant::Applicant;
use crate::case::FieldValue;
use crate::catalogue::{Elsewhere, Situation};
use crate::check::CheckRecord;
use crate::verify::Verified;

/// What was done. Stored as the deterministic CBOR of this enum, one map entry `{kind: body}`; its kind stands in
/// the header too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(
    clippy::large_enum_variant,
    reason = "a payload is made once an act and never kept in numbers"
)]
pub enum Payload {
    /// 收件: material received, 收件凭证 given; the five-day clock of 行政许可法 art. 32 runs from here.
    Received(Intake),
    /// 受理, 容缺受理 or 告知承诺受理, with legal effect.
    Accepted(Accepted),
    /// 待确认受理: asked for offline without a leased number (law 7).
    AcceptanceRequested(Requested),
    /// The backend gave the official number (办件编号).
    Registered(Registered),
    /// The backend confirmed a requested acceptance, counted from receipt.
    AcceptanceConfirmed(Confirmed),
    /// 一次性告知（补正告知）.
    Noticed(Notice),
    /// 不予受理.
    Refused(Refused),
    /// 补交材料.
    Supplemented(Supplement),
    /// 申请人撤回.
    Withdrawn(Withdrawn),
    /// 决定.
    Decided(Decided),
    /// 特别程序 begins: the clock stands still.
    Suspended(Suspended),
    /// It is over: the clock runs on.
    Resumed(Resumed),
    /// 延长审批.
    Extended(Extended),
    /// 当场更正.
    Corrected(Corrected),
    /// 不可抗力: supplements may come later.
    Deferred(Deferred),
    /// The event that makes a promised material due.
    Triggered(Triggered),
    /// Written by the backend alone: 视为受理, 容缺逾期, 超时默认, and their withdrawal.
    Lapsed(Lapsed),
    /// The backend answered a contested act with a task for a person.
    Contested(Answered),
    /// 主管认定: whether an act whose capture time cannot be believed was done in time.
    Settled(Settled),
    /// 送达: the result was handed over.
    Delivered(Delivered),
    /// 核查结果 of what was promised.
    Inspected(Inspected),
    /// 人工核对: what the registers could not tell.
    Reviewed(Reviewed),
    /// 说明: why an alarm of the case arose. The alarm stays.
    Explained(Explained),
    /// 绿色通道: goes before others, or no longer does.
    Prioritised(Prioritised),
    /// 联办任务: done, or to be done again.
    Cohandled(Cohandled),
    /// 回填: number and state of a case that is accepted elsewhere.
    Linked(Linked),
    /// 进度推送: the applicant's phone is told of a state; written by the backend alone.
    Told(Told),
    /// 问询: a step of what is no application yet (首问责任制).
    Enquired(Enquired),
    /// 申请开通 an item at an outlet; about the place, no case.
    OpeningRequested(OpeningRequest),
    /// Something a station did that is no case: sign-in, unmask, print, export, discard.
    Station(StationEvent),
}

impl Payload {
    /// The header's `kind`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Received(_) => "received",
            Self::Accepted(_) => "accepted",
            Self::AcceptanceRequested(_) => "acceptance_requested",
            Self::Registered(_) => "registered",
            Self::AcceptanceConfirmed(_) => "acceptance_confirmed",
            Self::Noticed(_) => "noticed",
            Self::Refused(_) => "refused",
            Self::Supplemented(_) => "supplemented",
            Self::Withdrawn(_) => "withdrawn",
            Self::Decided(_) => "decided",
            Self::Suspended(_) => "suspended",
            Self::Resumed(_) => "resumed",
            Self::Extended(_) => "extended",
            Self::Corrected(_) => "corrected",
            Self::Deferred(_) => "deferred",
            Self::Triggered(_) => "triggered",
            Self::Lapsed(_) => "lapsed",
            Self::Contested(_) => "contested",
            Self::Settled(_) => "settled",
            Self::Delivered(_) => "delivered",
            Self::Inspected(_) => "inspected",
            Self::Reviewed(_) => "reviewed",
            Self::Explained(_) => "explained",
            Self::Prioritised(_) => "prioritised",
            Self::Cohandled(_) => "cohandled",
            Self::Linked(_) => "linked",
            Self::Told(_) => "told",
            Self::Enquired(_) => "enquired",
            Self::OpeningRequested(_) => "opening_requested",
            Self::Station(_) => "station",
        }
    }

    /// Whether it is about the station or its place, and no case.
    #[must_use]
    pub fn is_of_station(&self) -> bool {
        matches!(self, Self::Station(_) | Self::OpeningRequested(_))
    }

    /// Version of the body's shape.
    #[must_use]
    pub fn kind_version(&self) -> u32 {
        1
    }
}

/// 收件: what stood on the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Intake {
    /// 实施编码.
    pub item: String,
    /// Version the draft was pinned to.
    pub item_version: u32,
    /// Name at that version, so that a case reads without the catalogue.
    pub item_name: String,
    /// Answers to the situation questions.
    pub situation: Situation,
    /// Who asks.
    pub applicant: Applicant,
    /// The form, with sources.
    pub form: BTreeMap<String, FieldValue>,
    /// Every line that the situation asks for.
    pub materials: Vec<Line>,
    /// The applicant's signature under the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// 临时编号: given by the station, a search key for ever.
    pub provisional: String,
    /// 来源渠道: `window`, `batch`; `phone+window` where it was begun on a phone and went on at a window.
    pub channel: String,
    /// The outside reference of `zc intake`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// 重复收件: another case of theirs for the same item stands open, and this was taken in all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Again>,
    /// 团组号: what the members of one list share (docs/adr/0030).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// 数据核查 as answered, with whoever took a fail over (docs/adr/0018).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CheckRecord>,
    /// Who accepts it, where this window only takes it in; the item says it, whoever asks (docs/adr/0025).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<Elsewhere>,
}

/// How a case was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AcceptanceMode {
    /// 受理.
    Full,
    /// 容缺受理.
    Tolerance,
    /// 告知承诺受理.
    Commitment,
}

/// What is lacking and until when (容缺受理通知书).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToleranceTerms {
    /// Material codes that follow.
    pub lacking: Vec<String>,
    /// 补交截止, `YYYY-MM-DD`; none while only requested (law 7: no promised date).
    pub due: Option<String>,
    /// Why the date is provisional, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisional: Option<String>,
    /// Tasks that begin at once.
    pub tasks: Vec<String>,
}

/// 受理.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// Which way.
    pub mode: AcceptanceMode,
    /// 预计办结.
    pub due: String,
    /// Why the date is provisional, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_provisional: Option<String>,
    /// Of a tolerance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<ToleranceTerms>,
    /// 承诺书, signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<Signature>,
    /// Of a 告知承诺: the lines it stands for, each with the check that follows (docs/adr/0021).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<PromisedCheck>,
}

/// 待确认受理.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Requested {
    /// Which way is asked for.
    pub mode: AcceptanceMode,
    /// Of a tolerance; without a date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<ToleranceTerms>,
    /// 承诺书, signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<Signature>,
    /// Of a 告知承诺: the lines it stands for, each with the check that follows (docs/adr/0021).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<PromisedCheck>,
}

/// The official number; told again where a later act of the case is verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// 办件编号; empty where the case is accepted elsewhere and has none of ours (docs/adr/0025).
    pub number: String,
    /// What stood unverified in the act that this follows, and what the city's registers say of it (docs/adr/0019).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verified>,
}

/// A requested acceptance confirmed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Confirmed {
    /// Which way.
    pub mode: AcceptanceMode,
    /// Legal time of acceptance: that of the receipt, milliseconds since the Unix epoch.
    pub accepted_at: i64,
    /// 预计办结.
    pub due: String,
    /// Of a tolerance, with its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<ToleranceTerms>,
}

/// One gap of a one-time notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Material code, or a form field's key.
    pub code: String,
    /// Name.
    pub name: String,
    /// What is wrong or missing, in the words of the review point.
    pub problem: String,
}

/// 一次性告知.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// All of them at once.
    pub gaps: Vec<Gap>,
    /// Why something was told that could have been told before, and the supervisor who agreed (docs/adr/0020).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<Second>,
}

/// 不予受理.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// `not_needed` (32-1), `not_competent` (32-2), `other`.
    pub ground: String,
    /// The legal ground in words.
    pub say: String,
    /// Which body is competent (32-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competent: Option<String>,
}

/// 补交.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Supplement {
    /// What came.
    pub materials: Vec<Line>,
}

/// 撤回.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The applicant's reason.
    pub reason: String,
}
