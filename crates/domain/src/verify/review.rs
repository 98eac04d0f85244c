//! What a person found where no register could tell (docs/adr/0034), folded beside the city's own answer.

use serde::{Deserialize, Serialize};

use super::{Known, Matter};
use crate::act::{Captured, ReviewWay, Reviewed};
use crate::applicant::ApplicantKind;
use crate::case::{Case, Stage};
use crate::check::Answer;
use crate::presence::{FaceVerdict, How, Presence};

/// A person's word on one matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewMark {
    /// 属实; else 不实.
    pub so: bool,
    /// How they looked.
    pub way: ReviewWay,
    /// What they saw or were answered.
    pub reason: String,
    /// Milliseconds since the Unix epoch.
    pub at: i64,
}

impl Matter {
    /// One word for it: `applicant`, `representative`, `licence:CODE`, `check:CODE`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Applicant => "applicant".to_owned(),
            Self::Representative => "representative".to_owned(),
            Self::Licence(code) => format!("licence:{code}"),
            Self::Check(code) => format!("check:{code}"),
        }
    }

    /// The way back from [`Matter::key`].
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        match key.split_once(':') {
            None if key == "applicant" => Some(Self::Applicant),
            None if key == "representative" => Some(Self::Representative),
            Some(("licence", code)) => Some(Self::Licence(code.to_owned())),
            Some(("check", code)) => Some(Self::Check(code.to_owned())),
            _ => None,
        }
    }

    /// As it is headed; `name` is that of the material or the check, where it is known.
    #[must_use]
    pub fn head(&self, name: Option<&str>) -> String {
        match self {
            Self::Applicant => "申请人身份".to_owned(),
            Self::Representative => "经办人身份".to_owned(),
            Self::Licence(code) => format!("证照 {}", name.unwrap_or(code)),
            Self::Check(code) => format!("核查 {}", name.unwrap_or(code)),
        }
    }
}

impl ReviewMark {
    /// What was found, and where it was not so what that means in this stage and what to do. The grounds of a refusal, a
    /// denial and a revocation are the law's (行政许可法 arts. 32, 38, 69): nothing happens by this word alone.
    #[must_use]
    pub fn say(&self, head: &str, stage: Stage) -> String {
        let reason = self.reason.trim_end_matches('。');
        let found = format!("{}：{reason}。", self.way.text());
        if self.so {
            return found;
        }
        let next = match stage {
            Stage::New | Stage::Received | Stage::Noticed | Stage::AcceptanceRequested => {
                "不能据此受理。请一次性告知申请人更正或者补交；依法不应受理的，作出不予受理决定。"
            }
            Stage::Accepted | Stage::Tolerated => {
                "不能据此准予。请通知申请人补交有效的材料；不符合条件的，依法作出不予许可决定。"
            }
            Stage::Decided => {
                "决定依据有误。请报告主管，由作出决定的机关依《行政许可法》第六十九条处理。"
            }
            Stage::Refused | Stage::Withdrawn | Stage::Returned => {
                "办件已经结束，记录留存，请在再次申请时留意。"
            }
        };
        format!("“{head}”核对不实（{found}）{next}")
    }
}

impl Known {
    /// Whether a person is to look at it and has not yet.
    fn waits(&self) -> bool {
        self.found.answer == Answer::Unknown && self.reviewed.is_none()
    }

    /// The person's word that it is not so.
    pub(super) fn denied(&self) -> Option<&ReviewMark> {
        self.reviewed.as_ref().filter(|mark| !mark.so)
    }
}

impl Case {
    /// Takes in a person's word. It stands beside the answer that it was given on and falls with it: of what came since
    /// nobody has looked at anything. Of two words by desks that did not know of each other 不实 stands.
    pub(crate) fn review(&mut self, captured: &Captured, said: &Reviewed) {
        let mut all = self.verified.iter_mut();
        let current = |known: &&mut Known| {
            known.found.matter == said.matter
                && known.act == said.act
                && known.found.answer == Answer::Unknown
        };
        let Some(known) = all.find(current) else {
            return;
        };
        if known
            .reviewed
            .as_ref()
            .is_none_or(|mark| mark.so && !said.so)
        {
            known.reviewed = Some(ReviewMark {
                so: said.so,
                way: said.way,
                reason: said.reason.clone(),
                at: captured.earliest,
            });
        }
    }

    /// What no register could tell and nobody has looked at: neither beside the document (docs/adr/0017) nor since.
    pub fn to_review(&self) -> impl Iterator<Item = &Known> {
        let all = self.verified.iter();
        all.filter(|known| known.waits() && !self.was_seen(&known.found.matter))
    }

    /// Whether a person must look before the case may go on by itself (law 7): nobody has, or it was not so.
    #[must_use]
    pub fn waits_for_review(&self) -> bool {
        let denied = self.verified.iter().any(|known| known.denied().is_some());
        denied || self.to_review().next().is_some()
    }

    /// When a person looked last, milliseconds since the Unix epoch.
    #[must_use]
    pub fn reviewed_at(&self) -> Option<i64> {
        let marks = self
            .verified
            .iter()
            .filter_map(|known| known.reviewed.as_ref());
        marks.map(|mark| mark.at).max()
    }

    /// Whether somebody looked at the person in question beside their document as it was received.
    #[must_use]
    pub fn was_seen(&self, matter: &Matter) -> bool {
        let Some(applicant) = &self.applicant else {
            return false;
        };
        let at_desk = match matter {
            Matter::Applicant => applicant.kind == ApplicantKind::Own,
            Matter::Representative => true,
            Matter::Licence(_) | Matter::Check(_) => false,
        };
        at_desk && applicant.presence.iter().any(proves)
    }
}

fn proves(presence: &Presence) -> bool {
    match &presence.how {
        How::Reader | How::Eye => true,
        How::Face(face) => face.verdict == FaceVerdict::Match,
    }
}
