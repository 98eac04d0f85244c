//! How long a period is, and in what.

use super::DueError;

/// Forty years of working days: no limit, bar or retention period is longer.
const MOST_DAYS: u32 = 10_000;
const MOST_HALF_DAYS: u32 = MOST_DAYS * 2;
const MOST_OFFICE_HOURS: u32 = MOST_DAYS * 8;
const MOST_HOURS: u32 = MOST_DAYS * 24;
/// The months of `MOST_DAYS` natural days.
const MOST_MONTHS: u32 = 328;

/// A length of time, as the law or a published list states it (期间).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// 即时: the same day, before the office closes.
    SameDay,
    /// 工作日.
    Workdays(u32),
    /// 半个工作日.
    HalfDays(u32),
    /// 小时, while the office is open.
    OfficeHours(u32),
    /// 自然日.
    Days(u32),
    /// 月.
    Months(u32),
    /// 小时 by the clock, nights and holidays included.
    Hours(u32),
}

impl Period {
    pub(super) fn check(self) -> Result<(), DueError> {
        let (n, max) = match self {
            Period::SameDay => return Ok(()),
            Period::Workdays(n) | Period::Days(n) => (n, MOST_DAYS),
            Period::HalfDays(n) => (n, MOST_HALF_DAYS),
            Period::OfficeHours(n) => (n, MOST_OFFICE_HOURS),
            Period::Months(n) => (n, MOST_MONTHS),
            Period::Hours(n) => (n, MOST_HOURS),
        };
        match n {
            0 => Err(DueError::Zero),
            n if n > max => Err(DueError::TooLong { max }),
            _ => Ok(()),
        }
    }
}
