use serde::{Deserialize, Serialize};

use crate::fault::DeskFault;

/// One line out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// It stands in the store.
    Done(Done),
    /// A rule refuses it.
    Refused {
        /// Whose.
        #[serde(rename = "ref")]
        reference: String,
        /// Machine code.
        refused: String,
        /// Article, list or rule.
        ground: String,
        /// What is the matter and what to do.
        say: String,
    },
    /// Something else is the matter; nothing was done.
    Failed {
        /// Whose, where that could be read.
        #[serde(rename = "ref")]
        reference: Option<String>,
        /// Machine code.
        error: String,
        /// What is the matter and what to do.
        say: String,
    },
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Whose.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Case id.
    pub case_id: String,
    /// 办件编号, or 临时编号 as long as there is none.
    pub number: String,
    /// Machine word of the stage.
    pub state: String,
    /// Kinds of the acts, in order.
    pub acts: Vec<String>,
    /// Number of the open case of the same applicant and item that it doubles, unless the line said why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubles: Option<String>,
    /// 审查要点 that nobody has answered, each behind the name of its line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unanswered: Vec<String>,
}

impl Answer {
    /// What a fault answers.
    #[must_use]
    pub fn of(reference: Option<String>, fault: DeskFault) -> Self {
        match (fault.ground, reference) {
            (Some(ground), Some(reference)) => Self::Refused {
                reference,
                refused: fault.code,
                ground,
                say: fault.say,
            },
            (_, reference) => Self::Failed {
                reference,
                error: fault.code,
                say: fault.say,
            },
        }
    }
}
