use serde::{Deserialize, Serialize};

use crate::catalogue::Level;

/// 申请开通: an outlet asks the city to open an item that its level does not handle (即来即调度, domain reference S39,
/// docs/adr/0029). About a place, never about a citizen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningRequest {
    /// 实施编码.
    pub item: String,
    /// The version that was looked at.
    pub item_version: u32,
    /// Name at that version.
    pub item_name: String,
    /// 网点 that asks.
    pub outlet: String,
    /// Its level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Why, in words.
    pub reason: String,
}
