//! A case (办件) is its acts: state is a fold over them (design §4).

mod course;
mod entry;
mod fold;
mod trips;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::act::{
    AcceptanceMode, Answered, Explained, Gap, Line, LineSource, Linked, Outcome, Prioritised,
    Signature,
};
use crate::applicant::Applicant;
use crate::catalogue::{Elsewhere, Situation};
use crate::enquiry::Enquiry;
use crate::lapse::Lapse;
use crate::promise::FollowUp;
use crate::verify::Known;

pub use course::{ExtensionMark, JointMark, LaterGap, Owed, PauseMark};
pub use entry::{Entry, in_order, mends};

/// The finding about an act whose capture time cannot be placed before or after a clock that ran out.
pub const CAPTURE_TIME: &str = "capture_time";

/// A form value and where it came from (溯源, domain reference S21).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldValue {
    /// As it stands.
    pub value: String,
    /// `licence:居民身份证`, `code`, `last`, `typed`, `edited`.
    pub source: String,
    /// What a source had given before a person changed it, and which source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
}

/// A value that was changed by hand (人工修改).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Old value.
    pub value: String,
    /// Old source.
    pub source: String,
}

/// Where a case stands (domain reference §2.6).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// No act yet.
    #[default]
    New,
    /// 已收件: receipt given, five-day clock running.
    Received,
    /// 已一次性告知，等待补正.
    Noticed,
    /// 待确认受理: asked for offline.
    AcceptanceRequested,
    /// 已受理.
    Accepted,
    /// 容缺受理中: supplements are out.
    Tolerated,
    /// 已决定（办结）.
    Decided,
    /// 不予受理.
    Refused,
    /// 已撤回.
    Withdrawn,
    /// 退件.
    Returned,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 10] = [
        Self::New,
        Self::Received,
        Self::Noticed,
        Self::AcceptanceRequested,
        Self::Accepted,
        Self::Tolerated,
        Self::Decided,
        Self::Refused,
        Self::Withdrawn,
        Self::Returned,
    ];

    /// Machine word, as `zc intake` prints it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Received => "received",
            Self::Noticed => "noticed",
            Self::AcceptanceRequested => "acceptance_requested",
            Self::Accepted => "accepted",
            Self::Tolerated => "tolerated",
            Self::Decided => "decided",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Returned => "returned",
        }
    }

    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::New => "未收件",
            Self::Received => "已收件",
            Self::Noticed => "待补正",
            Self::AcceptanceRequested => "待确认受理",
            Self::Accepted => "已受理",
            Self::Tolerated => "容缺受理",
            Self::Decided => "已办结",
            Self::Refused => "不予受理",
            Self::Withdrawn => "已撤回",
            Self::Returned => "已退件",
        }
    }

    /// Whether nothing more can be done.
    #[must_use]
    pub fn has_ended(self) -> bool {
        match self {
            Self::Decided | Self::Refused | Self::Withdrawn | Self::Returned => true,
            Self::New
            | Self::Received
            | Self::Noticed
            | Self::AcceptanceRequested
            | Self::Accepted
            | Self::Tolerated => false,
        }
    }
}

impl Stage {
    /// What the applicant is waited for; none: it is the office's turn, or nobody's. While it is theirs no time of the
    /// office runs.
    #[must_use]
    pub fn waits_for(self) -> Option<&'static str> {
        match self {
            Self::Noticed => Some("等待申请人补正"),
            Self::New
            | Self::Received
            | Self::AcceptanceRequested
            | Self::Accepted
            | Self::Tolerated
            | Self::Decided
            | Self::Refused
            | Self::Withdrawn
            | Self::Returned => None,
        }
    }
}

/// A time in which the applicant was waited for (停表).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// From, milliseconds since the Unix epoch.
    pub from: i64,
    /// To; none: still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
}

/// An open or met tolerance (容缺).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenTolerance {
    /// Material codes still out.
    pub lacking: Vec<String>,
    /// All that were to follow.
    #[serde(default)]
    pub promised: Vec<String>,
    /// Those that came, were not good enough, and were told once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub told: Vec<String>,
    /// 补交截止; none until the backend confirms.
    pub due: Option<String>,
    /// Tasks begun.
    pub tasks: Vec<String>,
    /// Whether the decision waits for them.
    pub commitment: Option<Signature>,
}

/// A clock that ran out, and what it changed: an act captured in time takes it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LapseMark {
    /// `deemed_accepted`, `tolerance_expired`.
    pub what: String,
    /// The last moment, milliseconds since the Unix epoch.
    pub by: i64,
    /// Stage before.
    pub stage: Stage,
    /// 受理 time before.
    pub accepted_at: Option<i64>,
    /// Reason before.
    pub reason: String,
    /// The lapse that was in force before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Box<LapseMark>>,
}

/// The folded case.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Id.
    pub id: Uuid,
    /// 实施编码.
    pub item: String,
    /// Pinned version.
    pub item_version: u32,
    /// Name at that version.
    pub item_name: String,
    /// Answers.
    pub situation: Situation,
    /// Who asks; none before 收件.
    pub applicant: Option<Applicant>,
    /// The form.
    pub form: BTreeMap<String, FieldValue>,
    /// The lines.
    pub materials: Vec<Line>,
    /// Where it stands.
    pub stage: Stage,
    /// 办件编号.
    pub number: Option<String>,
    /// 临时编号.
    pub provisional: String,
    /// 团组号 (docs/adr/0030).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// 收件 time, milliseconds since the Unix epoch (captured, earliest).
    pub received_at: i64,
    /// 受理 time.
    pub accepted_at: Option<i64>,
    /// How it was accepted, or is asked to be.
    pub mode: Option<AcceptanceMode>,
    /// 预计办结.
    pub due: Option<String>,
    /// Tolerance.
    pub tolerance: Option<OpenTolerance>,
    /// Every gap told so far.
    pub gaps: Vec<Gap>,
    /// Materials and fields that came or changed since gaps were told last.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub changed: BTreeSet<String>,
    /// 事后追加: gaps that should have been told with the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later_gaps: Vec<LaterGap>,
    /// Times in which the clock stood still, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<PauseMark>,
    /// 延长.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<ExtensionMark>,
    /// Promised materials that an event made due.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owed: Vec<Owed>,
    /// Reason of a refusal, withdrawal or denial.
    pub reason: String,
    /// Of a decision.
    pub outcome: Option<Outcome>,
    /// When the result was handed over, milliseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<i64>,
    /// 告知承诺书 as it was signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment: Option<Signature>,
    /// The check that follows a commitment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUp>,
    /// A lapse in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapsed: Option<LapseMark>,
    /// Acts with a finding: a person must look.
    pub contested: Vec<String>,
    /// Acts of which a supervisor must say whether they were in time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<Answered>,
    /// What stood unverified, as far as the city has answered; each matter once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verified: Vec<Known>,
    /// Codes of the data checks that nobody had answered when it was received.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unchecked: Vec<String>,
    /// When the applicant was waited for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<Wait>,
    /// Days on which the applicant had to come (跑动次数, S63).
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub came: BTreeSet<jiff::civil::Date>,
    /// Alarms that somebody explained: they stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explained: Vec<Explained>,
    /// Who accepts it, where this city does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<Elsewhere>,
    /// Its number and state there, as last filled back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked: Option<Linked>,
    /// 绿色通道, while it is in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub green: Option<Prioritised>,
    /// 联办任务 that are done, by their code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cohandled: BTreeMap<String, JointMark>,
    /// 进度推送: states that the applicant was told of, with whether the message was handed over.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub told: BTreeMap<Stage, bool>,
    /// 问询: what stands under this id is no case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enquiry: Option<Enquiry>,
    /// Kinds this program does not know, kept and shown as unknown.
    pub unknown: Vec<String>,
}

impl Case {
    /// An empty case.
    #[must_use]
    pub fn new(id: Uuid) -> Self {
        Self {
            id,
            ..Self::default()
        }
    }

    /// Material codes that are neither in nor tolerated.
    #[must_use]
    pub fn open_lines(&self) -> Vec<&Line> {
        self.materials
            .iter()
            .filter(|line| line.source == LineSource::Open)
            .collect()
    }

    /// Whether tolerated material is still out.
    #[must_use]
    pub fn tolerance_open(&self) -> bool {
        self.tolerance
            .as_ref()
            .is_some_and(|tolerance| !tolerance.lacking.is_empty())
    }

    /// The answers with the implied question about the applicant.
    #[must_use]
    pub fn answers(&self) -> Situation {
        let mut answers = self.situation.clone();
        if let Some(applicant) = &self.applicant {
            answers.insert("applicant".to_owned(), applicant.kind.code().to_owned());
        }
        answers
    }

    /// 超时默认许可 is in force: nobody decided, the city's system did (docs/adr/0031).
    #[must_use]
    pub fn is_granted_by_default(&self) -> bool {
        self.stage == Stage::Decided
            && self
                .ran_out()
                .is_some_and(|clock| clock.what == Lapse::DefaultGranted)
    }

    /// The number to show and search by: the official one once it is there.
    #[must_use]
    pub fn shown_number(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.provisional)
    }
}
