use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What became of a list of people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RollView {
    /// The item they came for.
    pub item: String,
    /// Rows that became drafts.
    pub taken: u32,
    /// Rows that were here already.
    pub held: u32,
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
