//! 时效黄牌、红牌 (domain reference S06, S73) and the alarms of a case (S54): how the time that an office has stands, and
//! what was done out of order. Both follow from the acts and are kept nowhere else: nobody can delete one.

mod alarm;
mod clock;

use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::catalogue::{Item, Limit};
use crate::due::OfficeHours;

pub use alarm::{Alarm, Lamp, Step, alarms};
pub use clock::{Clock, Running, running};

/// When a card turns yellow: data of the city (design §2 law 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rule {
    /// So many working days before the end.
    pub yellow_workdays: u32,
    /// Or with this share of the whole left, whichever is earlier; never before half of it has passed.
    pub yellow_percent: u32,
    /// Of the answer after receipt (行政许可法 32-4): after so many working days.
    pub answer_after: u32,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            yellow_workdays: 1,
            yellow_percent: 20,
            answer_after: 3,
        }
    }
}

/// 绿牌、黄牌、红牌.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Card {
    /// There is time.
    Green,
    /// It is running out.
    Yellow,
    /// Passed by a minute of working time.
    Red,
}

impl Card {
    /// Machine word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// As shown: a word beside the colour.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Green => "绿牌",
            Self::Yellow => "黄牌",
            Self::Red => "红牌",
        }
    }
}

/// What the office owes the applicant next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 收件后答复: told what is lacking, accepted or refused.
    Answer,
    /// 受理后办结: the promised limit.
    Promise,
}

impl Phase {
    /// Machine word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Promise => "promise",
        }
    }

    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Answer => "收件后答复",
            Self::Promise => "受理后办结",
        }
    }
}

/// What the clocks of a case are counted with; all of it is data.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// How long an office may be silent after receipt; none in lists of older cities: that clock has no card.
    pub answer: Option<Limit>,
    /// Working days.
    pub calendar: &'a Calendar,
    /// When the office is open.
    pub office: &'a OfficeHours,
    /// The item, where the catalogue has it still.
    pub item: Option<&'a Item>,
    /// When a card turns yellow.
    pub rule: Rule,
}

#[cfg(test)]
mod tests;
