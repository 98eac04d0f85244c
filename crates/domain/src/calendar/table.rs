//! The stored shape of a calendar and the checks a table passes before it is believed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Calendar;

/// No holiday of a notice has been longer than 11 days; a longer range is a slip of the pen.
const LONGEST_HOLIDAY: usize = 31;

/// One year's notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// The notice the table was taken from, in Chinese.
    pub source: String,
    /// Days off, by holiday.
    pub off: Vec<Off>,
    /// Saturdays and Sundays worked in exchange (调休上班).
    pub work: Vec<Date>,
}

/// One holiday's days off, weekends inside it included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Off {
    /// The holiday's name, such as 春节.
    pub name: String,
    /// First day off.
    pub from: Date,
    /// Last day off, included.
    pub to: Date,
}

/// Why a calendar was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A holiday ends before it begins, or lasts more than a month.
    #[error("holiday {from}..{to} is inverted or too long")]
    Range {
        /// First day as written.
        from: Date,
        /// Last day as written.
        to: Date,
    },
    /// A date does not belong to the year it is listed under.
    #[error("{date} does not belong to the table of {year}")]
    OutsideYear {
        /// The year of the table.
        year: i16,
        /// The date as written.
        date: Date,
    },
    /// A day stands twice, or is both off and worked.
    #[error("{0} is listed twice")]
    Twice(Date),
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    version: String,
    years: BTreeMap<i16, Year>,
}

impl TryFrom<File> for Calendar {
    type Error = CalendarError;

    fn try_from(file: File) -> Result<Self, CalendarError> {
        Calendar::new(file.version, file.years)
    }
}

impl From<Calendar> for File {
    fn from(calendar: Calendar) -> Self {
        File {
            version: calendar.version,
            years: calendar.years,
        }
    }
}

type Index = (BTreeMap<Date, String>, BTreeMap<Date, ()>);

pub(super) fn index(years: &BTreeMap<i16, Year>) -> Result<Index, CalendarError> {
    let mut off = BTreeMap::new();
    let mut work = BTreeMap::new();
    for (&year, table) in years {
        for holiday in &table.off {
            for date in days(holiday)? {
                belongs(year, date)?;
                if off.insert(date, holiday.name.clone()).is_some() {
                    return Err(CalendarError::Twice(date));
                }
            }
        }
        for &date in &table.work {
            belongs(year, date)?;
            if work.insert(date, ()).is_some() {
                return Err(CalendarError::Twice(date));
            }
        }
    }
    match work.keys().find(|date| off.contains_key(*date)) {
        Some(&date) => Err(CalendarError::Twice(date)),
        None => Ok((off, work)),
    }
}

fn days(holiday: &Off) -> Result<Vec<Date>, CalendarError> {
    let range = CalendarError::Range {
        from: holiday.from,
        to: holiday.to,
    };
    let mut days = Vec::new();
    let mut day = holiday.from;
    while day <= holiday.to && days.len() < LONGEST_HOLIDAY {
        days.push(day);
        day = day.tomorrow().map_err(|_| range.clone())?;
    }
    match days.last() {
        Some(&last) if last == holiday.to => Ok(days),
        _ => Err(range),
    }
}

/// New Year's notice may free the last days of the December before (as in 2022-12-31).
fn belongs(year: i16, date: Date) -> Result<(), CalendarError> {
    let december_before = i32::from(date.year()) + 1 == i32::from(year) && date.month() == 12;
    if date.year() == year || december_before {
        Ok(())
    } else {
        Err(CalendarError::OutsideYear { year, date })
    }
}
