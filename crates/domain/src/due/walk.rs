//! The walk from the event forward, a day at a time, that keeps its explanation.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::pause::{Pause, Pauses};
use super::{At, Due, DueError, Skipped};
use crate::calendar::Calendar;

/// Beyond this the period is not going to end: 10 000 working days are some 14 800 days.
const MOST_STEPS: u32 = 20_000;

pub(super) struct Walk<'a> {
    calendar: &'a Calendar,
    pauses: Pauses<'a>,
    day: Date,
    steps: u32,
    counted: Vec<Date>,
    skipped: Vec<Skipped>,
    guessed: BTreeSet<i16>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(start: Date, calendar: &'a Calendar, pauses: &'a [Pause]) -> Self {
        Self {
            calendar,
            pauses: Pauses::new(pauses),
            day: start,
            steps: 0,
            counted: Vec::new(),
            skipped: Vec::new(),
            guessed: BTreeSet::new(),
        }
    }

    pub(super) fn day(&self) -> Date {
        self.day
    }

    /// On to the next day.
    pub(super) fn step(&mut self) -> Result<(), DueError> {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Err(DueError::Unending);
        }
        self.day = self.day.tomorrow().map_err(|_| DueError::OutOfRange)?;
        Ok(())
    }

    pub(super) fn count(&mut self) {
        self.counted.push(self.day);
    }

    pub(super) fn skip(&mut self, why: impl Into<String>) {
        self.skipped.push(Skipped {
            date: self.day,
            why: why.into(),
        });
    }

    /// Why today is paused, if it is.
    pub(super) fn paused(&self) -> Option<&'a str> {
        self.pauses.on(self.day)
    }

    /// Why offices are shut today, if they are; remembers a guess.
    pub(super) fn shut(&mut self) -> Option<String> {
        let day = self.calendar.day(self.day);
        if !day.known {
            self.guessed.insert(self.day.year());
        }
        (!day.workday).then(|| day.why.text())
    }

    /// The last of `n` working days after the event.
    pub(super) fn workdays(&mut self, n: u32) -> Result<Date, DueError> {
        for _ in 0..n {
            self.run_to_open_day("")?;
        }
        Ok(self.day)
    }

    /// The last of `n` natural days after the event, shifted to the next working day (民法典 203).
    pub(super) fn natural_days(&mut self, n: u32) -> Result<Date, DueError> {
        for _ in 0..n {
            self.step()?;
            while let Some(reason) = self.paused() {
                self.skip(reason);
                self.step()?;
            }
            self.count();
        }
        if let Some(why) = self.shut() {
            self.counted.pop();
            self.skip(why + SHIFTED);
            self.run_to_open_day(SHIFTED)?;
        }
        Ok(self.day)
    }

    /// On to the next day that is open and not paused, counting it; the days between say why not.
    fn run_to_open_day(&mut self, shifted: &str) -> Result<(), DueError> {
        loop {
            self.step()?;
            if let Some(reason) = self.paused() {
                self.skip(reason);
            } else if let Some(why) = self.shut() {
                self.skip(why + shifted);
            } else {
                self.count();
                return Ok(());
            }
        }
    }

    pub(super) fn finish(self, at: At) -> Due {
        let provisional = (!self.guessed.is_empty()).then(|| {
            let years: Vec<String> = self
                .guessed
                .iter()
                .map(|year| format!("{year}年"))
                .collect();
            format!("没有{}的放假安排，暂按周末推算", years.join("、"))
        });
        Due {
            at,
            provisional,
            counted: self.counted,
            skipped: self.skipped,
        }
    }
}

const SHIFTED: &str = "，期限顺延";
