//! At which levels an item is handled, and what a place may handle (全域通办, domain reference S39).

use serde::{Deserialize, Serialize};

use super::Item;

/// 办理层级: the five that a window can stand at (行使层级, GB/T 39046 A.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 省.
    Province,
    /// 市.
    City,
    /// 县（市、区）.
    County,
    /// 乡镇（街道）.
    Township,
    /// 村（社区）.
    Village,
}

impl Level {
    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Province => "省级",
            Self::City => "市级",
            Self::County => "县级",
            Self::Township => "乡镇（街道）",
            Self::Village => "村（社区）",
        }
    }
}

/// Where a post stands: an outlet (网点) with its level.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlet {
    /// Code.
    pub code: String,
    /// Its level; none: one that the city says nothing about handles everything.
    pub level: Option<Level>,
    /// Short numbers or 实施编码 of what was opened here beside its level ("+N").
    pub opened: Vec<String>,
}

impl Outlet {
    /// Whether nothing is said of where a post stands.
    #[must_use]
    pub fn is_nowhere(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the item may be handled here.
    #[must_use]
    pub fn handles(&self, item: &Item) -> bool {
        let named = |one: &String| *one == item.code || *one == item.short;
        let Some(level) = self.level else { return true };
        item.levels.is_empty() || item.levels.contains(&level) || self.opened.iter().any(named)
    }

    /// Why an item is not handled here and where it is, a whole sentence; none where it is.
    #[must_use]
    pub fn closed(&self, item: &Item) -> Option<String> {
        let level = self.level.filter(|_| !self.handles(item))?;
        Some(format!(
            "“{}”在{}一级未开通，由{}办理。",
            item.name,
            level.text(),
            item.levels_text()
        ))
    }
}

impl Item {
    /// 办理层级 in words, the highest first.
    #[must_use]
    pub fn levels_text(&self) -> String {
        if self.levels.is_empty() {
            return "各级".to_owned();
        }
        let mut levels = self.levels.clone();
        levels.sort_unstable();
        let texts: Vec<&str> = levels.into_iter().map(Level::text).collect();
        texts.join("、")
    }
}
