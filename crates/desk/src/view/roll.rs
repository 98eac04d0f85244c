use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::SavedView;

/// What became of a list of people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RollView {
    /// The item they came for.
    pub item: String,
    /// Rows that became drafts.
    pub taken: u32,
    /// Rows that were here already.
    pub held: u32,
    /// 团组号 of the members; where the list names several, the first.
    pub group: String,
    /// The first member's draft that is left, to begin with.
    pub first: Option<String>,
    /// Columns that nothing here knows, by their heads.
    pub unused: Vec<String>,
    /// Rows that became none.
    pub faults: Vec<RollFaultView>,
}

/// A row that cannot stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RollFaultView {
    /// Its line in the file.
    pub line: u32,
    /// Why, without what stands in it.
    pub say: String,
}

/// How far a group (团组) has got, as this machine knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GroupView {
    /// 团组号.
    pub number: String,
    /// Members that are accepted.
    pub accepted: u32,
    /// Members that are received, the accepted ones among them.
    pub received: u32,
    /// All members.
    pub members: u32,
    /// Drafts of this clerk that are left.
    pub left: u32,
}

/// What became of a member that was received with the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollCaseView {
    /// Line of the list.
    pub line: u32,
    /// Id of the case, or of the draft that it stays.
    pub case_id: String,
    /// 办件编号 or 临时编号; empty: it stays a draft.
    pub number: String,
    /// Why it stays one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl RollCaseView {
    /// Of what pressing the button came to: what was saved, or why not.
    pub(crate) fn of(line: u32, id: Uuid, saved: Result<Option<SavedView>, String>) -> Self {
        let (number, refused) = match saved {
            Ok(saved) => (saved.map(|saved| saved.number).unwrap_or_default(), None),
            Err(say) => (String::new(), Some(say)),
        };
        Self {
            line,
            case_id: id.to_string(),
            number,
            refused,
        }
    }
}
