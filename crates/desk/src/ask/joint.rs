use domain::case::Case;
use domain::catalogue::{Joint, JointTask};
use serde::Serialize;

use crate::Desk;
use crate::station::Reference;

/// Tasks of several bodies or places in one case, as a program reads them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldJoint {
    /// As it is called.
    pub name: String,
    /// `bodies`, `places`.
    pub over: &'static str,
    /// One a body or place.
    pub tasks: Vec<ToldTask>,
    /// 工作组.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<ToldTask>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldTask {
    /// Code.
    pub code: String,
    /// Whose.
    pub by: String,
    /// What for.
    pub what: String,
    /// What came of it; none: to be done.
    pub done: Option<String>,
}

impl Desk {
    /// Of a case as it stands; empty where the item is not here any more.
    pub(super) fn told_joint(&self, reference: &Reference, case: &Case) -> Vec<ToldJoint> {
        let whole = self.in_context(reference, (&case.item, case.item_version), |context| {
            let sets = domain::decide::joint_tasks(case, context);
            Ok(sets.iter().map(|set| told(set, case)).collect())
        });
        whole.unwrap_or_default()
    }
}

fn told(joint: &Joint, case: &Case) -> ToldJoint {
    let task = |task: &JointTask| ToldTask {
        code: task.code.clone(),
        by: task.by.clone(),
        what: task.what.clone(),
        done: case.cohandled.get(&task.code).map(|done| done.note.clone()),
    };
    ToldJoint {
        name: joint.name.clone(),
        over: joint.over.word(),
        tasks: joint.tasks.iter().map(task).collect(),
        groups: joint.groups.iter().map(task).collect(),
    }
}
