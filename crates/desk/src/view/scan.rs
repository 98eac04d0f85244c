use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::DeskView;

/// What a scan came to.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct ScanView {
    /// `person`, `item`, `case`, `draft`, `place`, `choose`, `invalid`, `cannot_tell`, `stranger`, `unreadable`, `busy`.
    pub outcome: String,
    /// Machine code, e.g. `expired`, `used`, `other_city`, `malformed`, `offline`, `payment`.
    pub code: String,
    /// What happened, in a few words.
    pub title: String,
    /// What it means and what to do.
    pub say: String,
    /// Other ways to go on: `signed`, `reader`, `typed`, `paper`; each a button with its key.
    #[serde(default)]
    pub ways: Vec<String>,
    /// The desk after it, where it changed.
    pub desk: Option<DeskView>,
    /// The case to open.
    pub case: Option<String>,
    /// Of `choose`: what the clerk picks from. Nothing was done yet.
    #[serde(default)]
    pub choices: Vec<ScanChoiceView>,
    /// Of `place`: what is served there.
    #[serde(default)]
    pub place: Option<PlaceView>,
}

/// One way on from a scan.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ScanChoiceView {
    /// The digit that picks it, from 1.
    pub n: u32,
    /// Kind of code, or what is done.
    pub kind: String,
    /// Who issued it.
    pub from: String,
    /// Masked.
    pub detail: String,
}

/// What a door plate opens.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PlaceView {
    /// Name of the place.
    pub name: String,
    /// Address.
    pub address: String,
    /// The outlet that serves it, with its telephone.
    pub outlet: String,
    /// 办公时间.
    pub hours: String,
    /// Items served there.
    pub items: Vec<PlaceItemView>,
}

/// One item of a place.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PlaceItemView {
    /// 实施编码.
    pub code: String,
    /// Short number.
    pub short: String,
    /// Name.
    pub name: String,
    /// In plain words.
    pub plain: String,
}

/// The guide code (办事指南码) of an item, for a citizen's phone.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct GuideView {
    /// Item name.
    pub name: String,
    /// Version.
    pub version: u32,
    /// What the picture holds.
    pub text: String,
    /// The picture, `data:image/png;base64,…`.
    pub picture: String,
}

/// One hit of the box above.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SearchHit {
    /// `item` or `case`.
    pub kind: String,
    /// Item code or case id.
    pub id: String,
    /// Name or number.
    pub title: String,
    /// More.
    pub detail: String,
    /// An item that is not open where the post stands (本级未开通).
    pub closed: bool,
}
