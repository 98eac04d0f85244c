use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Badge;

/// A page of a licence's file (证照图样).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SheetView {
    /// 证照类型.
    pub licence: String,
    /// OFD, PDF, 图片.
    pub kind: String,
    /// From 0.
    pub page: u32,
    /// Pages it has.
    pub pages: u32,
    /// Base64.
    pub png: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// What of the page could not be drawn, in words; empty where nothing is lacking.
    pub lacking: String,
    /// What its seals are worth; with the first page.
    pub seal: Option<SealView>,
}

/// What the seals of a file are worth.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SealView {
    /// `valid`, `none`, or why not.
    pub code: String,
    /// 印章有效, 印章未核验…
    pub badge: Badge,
    /// Whose, since when, and what to do.
    pub detail: String,
}
