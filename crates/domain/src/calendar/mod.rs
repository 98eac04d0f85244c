//! The working-day calendar (工作日历): which days an office works, as data with an end.
//!
//! Each year's days off and moved working days are announced by the State Council
//! (国务院办公厅节假日安排通知), usually in November of the year before. A year whose
//! notice is not loaded is guessed from weekends alone and says so ([`Day::known`]).

mod table;

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

pub use table::{CalendarError, Off, Year};

/// What a day is and why. Answers come from [`Calendar::day`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Offices work on it (工作日).
    pub workday: bool,
    /// The reason, for explanations.
    pub why: Why,
    /// False where no notice for the year is loaded and the weekday alone decided.
    pub known: bool,
}

/// Why a day is worked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// An ordinary Monday to Friday.
    Weekday,
    /// An ordinary Saturday or Sunday (休息日).
    Weekend(Weekday),
    /// Off by the year's notice; the holiday's name, such as 春节.
    Holiday(String),
    /// A Saturday or Sunday worked in exchange for a day off (调休上班).
    AdjustedWork,
}

impl Why {
    /// The reason in Chinese, as it stands beside a date: `春节放假`, `周六休息`.
    pub fn text(&self) -> String {
        match self {
            Why::Weekday => "工作日".to_owned(),
            Why::Weekend(Weekday::Saturday) => "周六休息".to_owned(),
            Why::Weekend(_) => "周日休息".to_owned(),
            Why::Holiday(name) => format!("{name}放假"),
            Why::AdjustedWork => "调休上班".to_owned(),
        }
    }
}

/// The calendar: the notices that are known, by year.
///
/// Read it with serde from `assets/calendar/*.json`; a table that contradicts itself
/// is refused while reading ([`CalendarError`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "table::File", into = "table::File")]
pub struct Calendar {
    version: String,
    years: BTreeMap<i16, Year>,
    off: BTreeMap<Date, String>,
    work: BTreeMap<Date, ()>,
}

impl Calendar {
    /// Builds the calendar from its tables.
    ///
    /// # Errors
    /// When a range is inverted or too long, a date lies outside its year, or a day is both off and worked.
    pub fn new(version: String, years: BTreeMap<i16, Year>) -> Result<Self, CalendarError> {
        let (off, work) = table::index(&years)?;
        Ok(Self {
            version,
            years,
            off,
            work,
        })
    }

    /// The version of the data, as an act's context names it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The year's table, if its notice is loaded.
    pub fn year(&self, year: i16) -> Option<&Year> {
        self.years.get(&year)
    }

    /// What this day is.
    pub fn day(&self, date: Date) -> Day {
        let known = self.years.contains_key(&date.year());
        let (workday, why) = if let Some(name) = self.off.get(&date) {
            (false, Why::Holiday(name.clone()))
        } else if self.work.contains_key(&date) {
            (true, Why::AdjustedWork)
        } else {
            match date.weekday() {
                w @ (Weekday::Saturday | Weekday::Sunday) => (false, Why::Weekend(w)),
                _ => (true, Why::Weekday),
            }
        };
        Day {
            workday,
            why,
            known,
        }
    }

    /// Whether offices work on this day; a guess where the year is unknown.
    pub fn is_workday(&self, date: Date) -> bool {
        self.day(date).workday
    }

    /// The first working day after `date`; `None` at the end of representable time.
    pub fn next_workday(&self, date: Date) -> Option<Date> {
        let mut day = date.tomorrow().ok()?;
        while !self.is_workday(day) {
            day = day.tomorrow().ok()?;
        }
        Some(day)
    }

    /// Working days after `from` up to and with `through`; 0 where `through` is not later.
    pub fn workdays_between(&self, from: Date, through: Date) -> u32 {
        let mut count = 0;
        let mut day = from;
        while day < through {
            // `day` is before `through`, so a next day exists.
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            count += u32::from(self.is_workday(day));
        }
        count
    }
}

#[cfg(test)]
pub(crate) mod tests;
