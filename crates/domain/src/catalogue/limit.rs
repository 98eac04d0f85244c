use serde::{Deserialize, Serialize};

/// A time limit as a list publishes it, e.g. `{"unit":"workdays","n":5}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "unit", rename_all = "snake_case", deny_unknown_fields)]
pub enum Limit {
    /// 即时.
    Immediate,
    /// 小时, within office hours.
    Hours {
        /// How many.
        n: u32,
    },
    /// 半个工作日.
    HalfDays {
        /// How many halves.
        n: u32,
    },
    /// 工作日.
    Workdays {
        /// How many.
        n: u32,
    },
    /// 自然日.
    Days {
        /// How many.
        n: u32,
    },
    /// 月.
    Months {
        /// How many.
        n: u32,
    },
}

impl Limit {
    /// As printed: `5 个工作日`.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Immediate => "即时".to_owned(),
            Self::Hours { n } => format!("{n} 个工作小时"),
            Self::HalfDays { n } if n % 2 == 1 => format!("{}.5 个工作日", n / 2),
            Self::HalfDays { n } => format!("{} 个工作日", n / 2),
            Self::Workdays { n } => format!("{n} 个工作日"),
            Self::Days { n } => format!("{n} 个自然日"),
            Self::Months { n } => format!("{n} 个月"),
        }
    }
}

impl From<Limit> for crate::due::Period {
    fn from(limit: Limit) -> Self {
        match limit {
            Limit::Immediate => Self::SameDay,
            Limit::Hours { n } => Self::OfficeHours(n),
            Limit::HalfDays { n } => Self::HalfDays(n),
            Limit::Workdays { n } => Self::Workdays(n),
            Limit::Days { n } => Self::Days(n),
            Limit::Months { n } => Self::Months(n),
        }
    }
}
