//! When something is due, and why: the count of a period (期间计算), explained day by day.
//!
//! Rules, in one place (民法典 200–204; 行政许可法 82: limits in working days leave statutory holidays out):
//!
//! - The day of the event is not counted; the first counted day is the next one (a weekend intake counts from
//!   the next working day). Hours run from the moment itself.
//! - Moved working days (调休) count as working days.
//! - A natural period (days, months) whose last day is no working day ends on the next working day. Months end
//!   on the corresponding day, or the last of the month where there is none.
//! - Both end days of a pause (补正, 特别程序) are left out.
//! - Half days: two halves are one working day. An odd half ends in the same half, morning or afternoon, as
//!   the event, on the working day after the whole ones: three halves from a morning end at noon of the second
//!   working day after; one half from 14:00 ends at the close of the next working day.
//! - Hours within office hours run only while the office is open; natural hours run always. Neither is shifted.
//! - A bar of years (不得再申请) is not shifted: [`barred_through`].
//!
//! Where a year's notice is not known the answer is provisional (暂定) and says so.

mod hours;
mod office;
mod open;
mod parse;
mod pause;
mod period;
mod walk;

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::calendar::Calendar;
pub use office::OfficeHours;
pub use open::{Opening, Reached};
pub use parse::{parse_from, parse_pause};
pub use pause::Pause;
pub use period::Period;

/// The event a period is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// Its day.
    pub date: Date,
    /// Its time of day, to the minute. Without one hours run from the start of the day (of the office's day,
    /// for office hours) and half days count as from the morning.
    pub time: Option<Time>,
}

impl From<Date> for Start {
    fn from(date: Date) -> Self {
        Start { date, time: None }
    }
}

impl From<DateTime> for Start {
    fn from(moment: DateTime) -> Self {
        Start {
            date: moment.date(),
            time: Some(moment.time()),
        }
    }
}

/// The last day, or the last moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A day; it ends when the office closes.
    Day(Date),
    /// A moment, to the minute.
    Moment(DateTime),
}

impl At {
    /// As a promise is told: `2026-03-11`, or with a time of day.
    #[must_use]
    pub fn told(text: &str) -> Option<Self> {
        match text.contains('T') {
            true => text.parse::<DateTime>().ok().map(At::Moment),
            false => text.parse::<Date>().ok().map(At::Day),
        }
    }

    /// The day of the last moment.
    pub fn date(self) -> Date {
        match self {
            At::Day(date) => date,
            At::Moment(moment) => moment.date(),
        }
    }

    /// The last moment: a day ends when business ends (民法典 203 II).
    pub fn moment(self, office: &OfficeHours) -> DateTime {
        match self {
            At::Day(date) => date.to_datetime(office.close()),
            At::Moment(moment) => moment,
        }
    }
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            At::Day(date) => write!(f, "{date}"),
            At::Moment(moment) => write!(f, "{}", moment.strftime("%Y-%m-%dT%H:%M")),
        }
    }
}

/// A day the period ran past without counting it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// The day.
    pub date: Date,
    /// Why, in Chinese: `春节放假`, `周六休息`, `暂停计时`.
    pub why: String,
}

/// A counted period.
///
/// Every day after the event up to the due day stands either in `counted` or in `skipped`, once; hours name the
/// event's own day too. As JSON: `{"due","provisional","counted":[…],"skipped":[{"date","why"}]}`, with `why`
/// where it is provisional.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// When.
    pub at: At,
    /// Why the date may still move, in Chinese; `None` where it stands.
    pub provisional: Option<String>,
    /// The days that counted, in order.
    pub counted: Vec<Date>,
    /// The days that did not, in order, with the reason.
    pub skipped: Vec<Skipped>,
}

impl Serialize for Due {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = 4 + usize::from(self.provisional.is_some());
        let mut out = serializer.serialize_struct("Due", fields)?;
        out.serialize_field("due", &self.at.to_string())?;
        out.serialize_field("provisional", &self.provisional.is_some())?;
        match &self.provisional {
            Some(why) => out.serialize_field("why", why)?,
            None => out.skip_field("why")?,
        }
        out.serialize_field("counted", &self.counted)?;
        out.serialize_field("skipped", &self.skipped)?;
        out.end()
    }
}

/// Why a period could not be counted, or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DueError {
    /// A period of nothing has no last day.
    #[error("期限不能为零，请写 1 或更大的数")]
    Zero,
    /// Longer than this unit may be.
    #[error("期限过长：这个单位最多算 {max}，请核对数字")]
    TooLong {
        /// The most this unit may count.
        max: u32,
    },
    /// The pauses, or the calendar, leave no room for the period to end.
    #[error("暂停过长，期限算不到头，请核对暂停的起止日")]
    Unending,
    /// The date lies outside what a calendar can hold.
    #[error("日期超出可计算的范围，请核对年份")]
    OutOfRange,
    /// A pause ends before it begins.
    #[error("暂停的止日早于起日，请核对先后")]
    InvertedPause,
    /// Not `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`.
    #[error("起算时间应写作 2026-03-02 或 2026-03-02T14:00（半角数字，月、日写两位）")]
    BadStart,
    /// Written well, but no day of any calendar: 30 February.
    #[error("日历上没有这一天，请核对年月日")]
    NoSuchDay,
    /// Not `A..B`.
    #[error("暂停应写作 2026-03-04..2026-03-09（半角数字，月、日写两位）")]
    BadPause,
    /// Not ascending `HH:MM-HH:MM` spans.
    #[error("办公时间应写作 09:00-12:00,13:00-17:00，先后有序、互不重叠")]
    BadOfficeHours,
}

/// Counts `period` from `start`.
///
/// # Errors
/// A period of nothing or beyond its unit's limit, pauses that never let it end, a date out of range.
pub fn due(
    start: impl Into<Start>,
    period: impl Into<Period>,
    calendar: &Calendar,
    office: &OfficeHours,
    pauses: &[Pause],
) -> Result<Due, DueError> {
    let (start, period) = (start.into(), period.into());
    period.check()?;
    let mut walk = walk::Walk::new(start.date, calendar, pauses);
    let at = match period {
        Period::SameDay => At::Day(start.date),
        Period::Workdays(n) => At::Day(walk.workdays(n)?),
        Period::HalfDays(n) => At::Moment(half_days(&mut walk, start, n, office)?),
        Period::OfficeHours(n) => At::Moment(hours::within_office(&mut walk, start, n, office)?),
        Period::Days(n) => At::Day(walk.natural_days(n)?),
        Period::Months(n) => At::Day(walk.natural_days(months_as_days(start.date, n)?)?),
        Period::Hours(n) => At::Moment(hours::natural(&mut walk, start, n)?),
    };
    Ok(walk.finish(at))
}

/// The last day of a bar of `years` from `from`: the corresponding day, or the last of the month (2024-02-29 and
/// two years give 2026-02-28). The day after it an application is allowed again. Not shifted, whatever day it is.
///
/// # Errors
/// When the last day lies out of range.
pub fn barred_through(from: Date, years: u16) -> Result<Date, DueError> {
    from.checked_add(i64::from(years).years())
        .map_err(|_| DueError::OutOfRange)
}

fn half_days(
    walk: &mut walk::Walk<'_>,
    start: Start,
    halves: u32,
    office: &OfficeHours,
) -> Result<DateTime, DueError> {
    let (whole, odd) = (halves / 2, halves % 2);
    let last = walk.workdays(whole + odd)?;
    let morning = start.time.is_none_or(|time| time <= office.midday());
    let end = if odd == 1 && morning {
        office.midday()
    } else {
        office.close()
    };
    Ok(last.to_datetime(end))
}

fn months_as_days(from: Date, months: u32) -> Result<u32, DueError> {
    let last = from
        .checked_add(i64::from(months).months())
        .map_err(|_| DueError::OutOfRange)?;
    let days = last.duration_since(from).as_hours() / 24;
    u32::try_from(days).map_err(|_| DueError::OutOfRange)
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod model;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
