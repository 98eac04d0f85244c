//! Matters that several bodies or places handle together (domain reference S05, S67), and how an item is handled at all
//! (办理方式).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Condition, Item, Situation};
use crate::case::FieldValue;
use crate::quantity::Quantity;

/// 联合办理: tasks of several bodies or places in one case (docs/adr/0026).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joint {
    /// As it is called, e.g. 特大件联动.
    pub name: String,
    /// Whose tasks they are.
    pub over: Over,
    /// 依据, as a refusal names it.
    pub basis: String,
    /// In which situation.
    #[serde(default)]
    pub when: Condition,
    /// Only where a number of the form is large enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reaches: Option<Reaches>,
    /// One a body or place.
    pub tasks: Vec<JointTask>,
    /// 工作组: what is set up beside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<JointTask>,
    /// Whether 准予 waits until all are done (the default).
    #[serde(default = "yes")]
    pub blocks_decision: bool,
}

fn yes() -> bool {
    true
}

/// Whose tasks they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// 部门联办.
    Bodies,
    /// 多地联办: places that are not under one office.
    Places,
}

impl Over {
    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Bodies => "部门联办",
            Self::Places => "多地联办",
        }
    }

    /// Machine word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Bodies => "bodies",
            Self::Places => "places",
        }
    }
}

/// A number of the form that is this or more, compared digit by digit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reaches {
    /// Field of the form.
    pub field: String,
    /// As a decimal number, e.g. `300`.
    pub at_least: String,
}

impl Reaches {
    /// Whether the form has it; what is no number has not.
    #[must_use]
    pub fn holds(&self, form: &BTreeMap<String, FieldValue>) -> bool {
        let value = form.get(&self.field);
        let value = value.and_then(|held| Quantity::read(&held.value));
        match (value, Quantity::read(&self.at_least)) {
            (Some(value), Some(least)) => value >= least,
            _ => false,
        }
    }
}

/// What one body, place or group does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointTask {
    /// Stable within the item.
    pub code: String,
    /// Who: the body, the place's body, or the group.
    pub by: String,
    /// What for.
    pub what: String,
}

/// 办理方式 in a situation, e.g. 马上办.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mode {
    /// In which situation; the first that holds.
    #[serde(default)]
    pub when: Condition,
    /// As it is called.
    pub name: String,
    /// What it means for the applicant, one sentence.
    pub say: String,
}

impl Joint {
    /// Tasks and groups.
    pub fn all(&self) -> impl Iterator<Item = &JointTask> {
        self.tasks.iter().chain(&self.groups)
    }
}

impl Item {
    /// What is handled together under these answers and this form.
    #[must_use]
    pub fn joint_tasks(
        &self,
        answers: &Situation,
        form: &BTreeMap<String, FieldValue>,
    ) -> Vec<&Joint> {
        let holds = |joint: &&Joint| {
            let enough = joint.reaches.as_ref().is_none_or(|least| least.holds(form));
            joint.when.holds(answers) && enough
        };
        self.joint.iter().filter(holds).collect()
    }

    /// 办理方式 under these answers.
    #[must_use]
    pub fn mode(&self, answers: &Situation) -> Option<&Mode> {
        self.modes.iter().find(|mode| mode.when.holds(answers))
    }
}
