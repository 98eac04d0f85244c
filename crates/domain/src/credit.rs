//! Credit before the fast routes (信用核查, domain reference S45).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The answer of the credit platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Credit {
    /// 正常.
    Ok,
    /// 失信，未修复.
    Bad,
    /// 已修复.
    Repaired,
    /// 撤销后不得以承诺方式申请 (two years).
    Barred {
        /// Last barred day.
        through: Date,
    },
    /// Cannot be asked now (law 7: cannot tell, never "fine").
    Unknown,
}

impl Credit {
    /// As the act's context names it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Bad => "bad",
            Self::Repaired => "repaired",
            Self::Barred { .. } => "barred",
            Self::Unknown => "unknown",
        }
    }

    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Ok => "信用正常",
            Self::Bad => "失信未修复",
            Self::Repaired => "失信已修复",
            Self::Barred { .. } => "限制承诺办理",
            Self::Unknown => "信用未核验",
        }
    }
}
