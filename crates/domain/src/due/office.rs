//! When the office is open on a working day.

use std::str::FromStr;

use jiff::civil::{Time, time};
use serde::{Deserialize, Serialize};

use super::DueError;

/// No office opens and closes more often in a day.
const MOST_SHIFTS: usize = 8;

/// The opening spans of a working day, ascending and apart: `09:00-12:00,13:00-17:00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OfficeHours {
    shifts: Vec<(Time, Time)>,
}

impl OfficeHours {
    /// Spans of opening and closing time, to the minute.
    ///
    /// # Errors
    /// None, too many, a span that ends before it begins, spans out of order or overlapping.
    pub fn new(shifts: Vec<(Time, Time)>) -> Result<Self, DueError> {
        let each = shifts.iter().all(|(open, close)| open < close);
        let apart = shifts.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        if shifts.is_empty() || shifts.len() > MOST_SHIFTS || !each || !apart {
            return Err(DueError::BadOfficeHours);
        }
        Ok(Self { shifts })
    }

    /// The spans, ascending.
    pub fn shifts(&self) -> &[(Time, Time)] {
        &self.shifts
    }

    /// When the office closes for the day.
    pub fn close(&self) -> Time {
        self.shifts[self.shifts.len() - 1].1
    }

    /// Where morning ends: the first closing; with a single span noon, or its middle where noon lies outside.
    pub fn midday(&self) -> Time {
        let (open, close) = self.shifts[0];
        let noon = time(12, 0, 0, 0);
        if self.shifts.len() > 1 {
            close
        } else if open < noon && noon < close {
            noon
        } else {
            let half = close.duration_since(open).as_mins() / 2;
            open.saturating_add(jiff::SignedDuration::from_mins(half))
        }
    }
}

impl Default for OfficeHours {
    /// The common hours of a hall, for callers that were given none.
    fn default() -> Self {
        Self {
            shifts: vec![
                (time(9, 0, 0, 0), time(12, 0, 0, 0)),
                (time(13, 0, 0, 0), time(17, 0, 0, 0)),
            ],
        }
    }
}

impl FromStr for OfficeHours {
    type Err = DueError;

    fn from_str(text: &str) -> Result<Self, DueError> {
        text.split(',')
            .map(shift)
            .collect::<Option<Vec<_>>>()
            .ok_or(DueError::BadOfficeHours)
            .and_then(Self::new)
    }
}

fn shift(text: &str) -> Option<(Time, Time)> {
    let (open, close) = text.trim().split_once('-')?;
    Some((clock(open)?, clock(close)?))
}

/// `HH:MM`, and nothing looser.
pub(super) fn clock(text: &str) -> Option<Time> {
    let [a, b, b':', c, d] = text.trim().as_bytes() else {
        return None;
    };
    let two = |tens: &u8, ones: &u8| {
        let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
        digits.then(|| ((tens - b'0') * 10 + (ones - b'0')) as i8)
    };
    Time::new(two(a, b)?, two(c, d)?, 0, 0).ok()
}

impl TryFrom<String> for OfficeHours {
    type Error = DueError;

    fn try_from(text: String) -> Result<Self, DueError> {
        text.parse()
    }
}

impl From<OfficeHours> for String {
    fn from(hours: OfficeHours) -> Self {
        let spans: Vec<String> = hours
            .shifts
            .iter()
            .map(|(open, close)| format!("{}-{}", open.strftime("%H:%M"), close.strftime("%H:%M")))
            .collect();
        spans.join(",")
    }
}
