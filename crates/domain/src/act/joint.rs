use serde::{Deserialize, Serialize};

/// 联办任务: one body, place or group of a joint handling has done its part, or has to do it again (docs/adr/0026).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cohandled {
    /// Code of the task, as the item's version has it.
    pub task: String,
    /// Whose: the body, the place's body or the group, as the item named it.
    pub by: String,
    /// What for.
    pub what: String,
    /// Done; else it is to be done again.
    pub done: bool,
    /// What came of it, or why it is to be done again.
    pub note: String,
}
