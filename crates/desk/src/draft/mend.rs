//! A draft that mends an act which was set aside: made from the act's case, saved as a new act in its place.

use domain::act::{Gap, Header, LineSource, Payload, Signature};
use domain::case::Case;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Draft;
use crate::plan::{Action, Words};

/// What a draft mends.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Mending {
    /// The act.
    pub act: Uuid,
    /// Its kind.
    pub kind: String,
    /// Machine code of what is wrong with it.
    pub code: String,
    /// The same in words, as the backend or the queue says it.
    pub say: String,
    /// Of a supplement: the lines it handed in.
    #[serde(default)]
    pub lines: Vec<String>,
    /// Of a notice: what it named.
    #[serde(default)]
    pub gaps: Vec<Gap>,
    /// Of a refusal: ground, words, competent body.
    #[serde(default)]
    pub refused: (String, String, Option<String>),
}

/// Where on the desk a fault can be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// 办事人.
    Person,
    /// 事项 and 情形.
    Item,
    /// 申请表.
    Form,
    /// 申请材料.
    Materials,
    /// The decision itself, or who signs it.
    Decision,
}

impl Place {
    /// Of a code of the rules, the backend or the queue.
    #[must_use]
    pub fn of(code: &str) -> Self {
        match code {
            "applicant_kind" | "identity_missing" | "credit_bad" => Self::Person,
            "item_version" | "item_unknown" | "situation_open" => Self::Item,
            "form_incomplete" => Self::Form,
            "attachments"
            | "attachment_lost"
            | "missing"
            | "material_missing"
            | "main_material_missing"
            | "material_unlisted"
            | "material_not_needed"
            | "licence_invalid"
            | "point_open"
            | "point_fails"
            | "point_unlisted"
            | "nothing_supplemented"
            | "signature_missing" => Self::Materials,
            _ => Self::Decision,
        }
    }

    /// Machine word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Item => "item",
            Self::Form => "form",
            Self::Materials => "materials",
            Self::Decision => "decision",
        }
    }
}

/// Whether an act of this kind has something on the desk that a person can change.
#[must_use]
pub fn has_content(kind: &str) -> bool {
    matches!(
        kind,
        "received" | "accepted" | "acceptance_requested" | "noticed" | "refused" | "supplemented"
    )
}

impl Mending {
    /// The buttons that do the same deed again.
    #[must_use]
    pub fn actions(&self) -> &'static [Action] {
        match self.kind.as_str() {
            "received" => &[Action::Receive],
            "accepted" | "acceptance_requested" => {
                &[Action::Accept, Action::Commitment, Action::Tolerance]
            }
            "noticed" => &[Action::Notice],
            "refused" => &[Action::Refuse],
            "supplemented" => &[Action::Supplement],
            _ => &[],
        }
    }

    /// What the clerk said, or what had been said where nothing is said anew.
    #[must_use]
    pub fn words(&self, said: &Words) -> Words {
        let mut words = said.clone();
        if words.gaps.is_empty() {
            words.gaps.clone_from(&self.gaps);
        }
        if words.ground.is_empty() && words.say.is_empty() {
            (words.ground, words.say, words.competent) = self.refused.clone();
        }
        words
    }
}

impl Draft {
    /// The draft of an act that is mended; `before` is its case without it. The draft's id is the case's: files that
    /// are added belong to it.
    #[must_use]
    pub fn mending(
        before: &Case,
        header: &Header,
        payload: &Payload,
        (code, say): (String, String),
        now: i64,
    ) -> Self {
        let mut case = before.clone();
        case.apply(&header.captured, payload);
        let mut draft = Self::new(case.id, now);
        draft.item = Some((case.item, case.item_version));
        draft.situation = case.situation;
        draft.form = case.form;
        draft.provisional = case.provisional;
        draft.signature = signature(payload);
        if let Some(applicant) = case.applicant {
            draft.kind = Some(applicant.kind);
            draft.party = Some(applicant.party);
            draft.representative = applicant.representative;
            draft.saw(applicant.presence);
        }
        for line in case.materials {
            match line.source {
                LineSource::Open => {}
                LineSource::Tolerated => {
                    draft.tolerated.insert(line.code);
                }
                source => {
                    draft.lines.insert(line.code.clone(), source);
                    draft.look(&line.code, line.points);
                }
            }
        }
        draft.mends = Some(Mending {
            act: header.act_id,
            kind: payload.kind().to_owned(),
            code,
            say,
            lines: match payload {
                Payload::Supplemented(came) => codes(&came.materials),
                _ => Vec::new(),
            },
            gaps: match payload {
                Payload::Noticed(notice) => notice.gaps.clone(),
                _ => Vec::new(),
            },
            refused: match payload {
                Payload::Refused(refused) => (
                    refused.ground.clone(),
                    refused.say.clone(),
                    refused.competent.clone(),
                ),
                _ => Default::default(),
            },
        });
        draft
    }
}

fn codes(lines: &[domain::act::Line]) -> Vec<String> {
    lines.iter().map(|line| line.code.clone()).collect()
}

fn signature(payload: &Payload) -> Option<Signature> {
    match payload {
        Payload::Received(intake) => intake.signature.clone(),
        Payload::Accepted(accepted) => accepted.commitment.clone(),
        Payload::AcceptanceRequested(requested) => requested.commitment.clone(),
        _ => None,
    }
}
