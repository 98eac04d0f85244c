use serde::{Deserialize, Serialize};

use super::{Condition, Limit, LinePromise, Situation};

/// How much a decision hangs on a material (domain reference §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// 主要材料: decides whether the conditions are met; never tolerated.
    Main,
    /// 次要材料（可容缺）: its lack does not hinder review; may follow later against a signed commitment.
    Tolerable,
}

/// One line of the material list (申请材料).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Stable within the item, e.g. `identity`.
    pub code: String,
    /// What the citizen reads; a vague name is refused by the linter.
    pub name: String,
    /// 主要 or 可容缺.
    pub class: Class,
    /// 可承诺: a commitment (告知承诺) may stand in its place.
    #[serde(default)]
    pub committable: bool,
    /// Of a 可承诺 line: which proof the commitment stands for, and how it is checked afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise: Option<LinePromise>,
    /// 已取消的证明: stays in the data only so that nobody asks for it again.
    #[serde(default)]
    pub abolished: bool,
    /// 由系统开具: asked from the issuing body by the system, never from the citizen.
    #[serde(default)]
    pub system_issued: bool,
    /// Made from the form and signed at the desk (申请表), not brought along.
    #[serde(default)]
    pub generated: bool,
    /// Licence types (电子证照) any one of which satisfies the line (免于提交).
    #[serde(default)]
    pub licences: Vec<String>,
    /// Whose licence the line wants, where not the applicant's (S102).
    #[serde(default, skip_serializing_if = "HeldBy::is_applicant")]
    pub holder: HeldBy,
    /// 复印件: of which other line it is the copy. Where that one was scanned or fetched, nobody copies it again (S63).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// When the line is asked for at all.
    #[serde(default)]
    pub when: Condition,
    /// 原件/复印件/电子件, as printed on papers.
    #[serde(default)]
    pub form: String,
    /// How many.
    #[serde(default = "one")]
    pub copies: u32,
    /// Who issues it, as printed on the one-time notice.
    #[serde(default)]
    pub issuer: String,
    /// 审查要点, word for word what goes into a notice when the point fails.
    #[serde(default)]
    pub review_points: Vec<String>,
    /// What a commitment for it waits for: it is owed from that event on, and not before (S58).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Trigger>,
    /// What a good one looks like.
    #[serde(default)]
    pub sample: String,
}

/// Whose licence a line wants (持证人).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldBy {
    /// 申请人.
    #[default]
    Applicant,
    /// 监护人, who comes for the applicant: only where the city knows of the relation (S23).
    Guardian,
}

impl HeldBy {
    fn is_applicant(&self) -> bool {
        *self == Self::Applicant
    }
}

/// An event that makes a promised material due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// As it is named to the applicant, e.g. 选定房号.
    pub event: String,
    /// 补交期限, from the event.
    pub within: Limit,
}

fn one() -> u32 {
    1
}

/// Whether a material is asked for in a situation, and if not, why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requirement<'a> {
    /// Asked for.
    Required(&'a Material),
    /// Not asked for here; the Chinese reason stands beside it.
    NotNeeded(&'a Material, &'static str),
}

impl Material {
    /// Judges the line in a situation.
    #[must_use]
    pub fn required(&self, answers: &Situation) -> Requirement<'_> {
        if self.abolished {
            Requirement::NotNeeded(self, "已取消的证明，不得再要求提供")
        } else if !self.when.holds(answers) {
            let why = if self.when.0.contains_key("applicant") {
                "本人办理，不需要"
            } else {
                "本情形不需要"
            };
            Requirement::NotNeeded(self, why)
        } else {
            Requirement::Required(self)
        }
    }
}
