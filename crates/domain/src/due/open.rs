//! Working time in minutes: how much of it lies between two moments, and when so much of it has passed. For what is
//! measured while a limit runs; the limit itself is counted in days ([`super::due`]).

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};

use super::pause::Pauses;
use super::{OfficeHours, Pause};
use crate::calendar::Calendar;

/// No walk goes further: forty years.
const MOST_DAYS: u32 = 14_800;

/// When an office works, and when a clock stands still.
pub struct Opening<'a> {
    calendar: &'a Calendar,
    office: &'a OfficeHours,
    pauses: Pauses<'a>,
}

/// When so much working time has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// The moment, to the minute.
    pub at: DateTime,
    /// False where a year's notice is lacking on the way.
    pub known: bool,
}

impl<'a> Opening<'a> {
    /// Working days of the calendar within the office's hours; none on the days of a pause, both ends included.
    #[must_use]
    pub fn new(calendar: &'a Calendar, office: &'a OfficeHours, pauses: &'a [Pause]) -> Self {
        Self {
            calendar,
            office,
            pauses: Pauses::new(pauses),
        }
    }

    /// Minutes of a whole working day.
    #[must_use]
    pub fn day(&self) -> i64 {
        let long = |(open, close): &(Time, Time)| minute(*close) - minute(*open);
        self.office.shifts().iter().map(long).sum()
    }

    /// Working minutes after `from` up to `to`; 0 where `to` is not later.
    #[must_use]
    pub fn between(&self, from: DateTime, to: DateTime) -> i64 {
        let mut day = from.date();
        let (mut sum, mut left) = (0, MOST_DAYS);
        while day <= to.date() && left > 0 {
            let begin = if day == from.date() {
                minute(from.time())
            } else {
                0
            };
            let end = if day == to.date() {
                minute(to.time())
            } else {
                24 * 60
            };
            sum += self.of_day(day, begin, end);
            let Ok(next) = day.tomorrow() else { break };
            (day, left) = (next, left - 1);
        }
        sum
    }

    /// When `minutes` of working time after `from` have passed; none beyond forty years.
    #[must_use]
    pub fn reach(&self, from: DateTime, minutes: i64) -> Option<Reached> {
        let (mut day, mut begin, mut left) = (from.date(), minute(from.time()), minutes.max(0));
        let mut known = true;
        for _ in 0..MOST_DAYS {
            known &= self.calendar.day(day).known;
            if left <= self.of_day(day, begin, 24 * 60) {
                let at = self.within(day, begin, left)?;
                return Some(Reached { at, known });
            }
            left -= self.of_day(day, begin, 24 * 60);
            (day, begin) = (day.tomorrow().ok()?, 0);
        }
        None
    }

    /// Open minutes of a day between two minutes of it.
    fn of_day(&self, day: Date, begin: i64, end: i64) -> i64 {
        let open = self.spans(day).into_iter();
        let long = |(from, to): (i64, i64)| (end.min(to) - begin.max(from)).max(0);
        open.map(long).sum()
    }

    fn spans(&self, day: Date) -> Vec<(i64, i64)> {
        if self.pauses.on(day).is_some() || !self.calendar.is_workday(day) {
            return Vec::new();
        }
        let span = |(open, close): &(Time, Time)| (minute(*open), minute(*close));
        self.office.shifts().iter().map(span).collect()
    }

    /// The minute of the day at which `left` open minutes after `begin` have passed.
    fn within(&self, day: Date, begin: i64, mut left: i64) -> Option<DateTime> {
        let mut at = begin;
        for (open, close) in self.spans(day) {
            let from = begin.max(open);
            let room = (close - from).max(0);
            if left > 0 && room > 0 {
                at = from + left.min(room);
                left -= left.min(room);
            }
        }
        day.to_datetime(Time::midnight())
            .checked_add(SignedDuration::from_mins(at))
            .ok()
    }
}

fn minute(time: Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}
