use serde::{Deserialize, Serialize};

/// 绿色通道 (domain reference S04): the case goes before others, on a ground of the item's list; or it no longer does
/// (docs/adr/0026).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prioritised {
    /// On what ground; none: the mark is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lane: Option<Lane>,
    /// What proves it, or why it is taken back, in words.
    pub remark: String,
}

/// A ground of the green lane, as the item's version had it: a case says it without the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// Code of the ground.
    pub code: String,
    /// As it was chosen, e.g. 应急抢险设备.
    pub name: String,
    /// What it gets: 优先办、加班办、上门办.
    pub ways: Vec<String>,
}
