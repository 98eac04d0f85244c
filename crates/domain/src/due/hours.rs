//! Periods of hours: they run from the moment of the event, by the minute.

use jiff::SignedDuration;
use jiff::civil::{DateTime, Time};

use super::walk::Walk;
use super::{DueError, OfficeHours, Start};

const DAY: u32 = 24 * 60;

/// Hours while the office is open, on working days only.
pub(super) fn within_office(
    walk: &mut Walk<'_>,
    start: Start,
    hours: u32,
    office: &OfficeHours,
) -> Result<DateTime, DueError> {
    let shifts: Vec<(u32, u32)> = office
        .shifts()
        .iter()
        .map(|&(open, close)| (minutes(open), minutes(close)))
        .collect();
    run(walk, start, hours * 60, &shifts, Days::Working)
}

/// Hours by the clock; only pauses stop them.
pub(super) fn natural(walk: &mut Walk<'_>, start: Start, hours: u32) -> Result<DateTime, DueError> {
    run(walk, start, hours * 60, &[(0, DAY)], Days::All)
}

#[derive(Clone, Copy)]
enum Days {
    All,
    Working,
}

/// Uses up `left` minutes in the day's `spans`, one day after the other.
fn run(
    walk: &mut Walk<'_>,
    start: Start,
    mut left: u32,
    spans: &[(u32, u32)],
    days: Days,
) -> Result<DateTime, DueError> {
    let mut now = start.time.map_or(0, minutes);
    loop {
        if let Some(why) = still(walk, days) {
            walk.skip(why);
        } else {
            let before = left;
            if let Some(end) = spend(&mut left, now, spans) {
                walk.count();
                return moment(walk, end);
            }
            if left < before {
                walk.count();
            } else {
                walk.skip("当日已过办公时间");
            }
        }
        walk.step()?;
        now = 0;
    }
}

/// Why no minute of today runs, if none does.
fn still(walk: &mut Walk<'_>, days: Days) -> Option<String> {
    match (walk.paused(), days) {
        (Some(reason), _) => Some(reason.to_owned()),
        (None, Days::Working) => walk.shut(),
        (None, Days::All) => None,
    }
}

/// Spends today's open minutes from `now` on; the minute of the day at which nothing is left.
fn spend(left: &mut u32, now: u32, spans: &[(u32, u32)]) -> Option<u32> {
    for &(open, close) in spans {
        let begin = open.max(now);
        let room = close.saturating_sub(begin);
        if room > 0 && *left <= room {
            return Some(begin + *left);
        }
        *left -= room;
    }
    None
}

fn moment(walk: &Walk<'_>, minute: u32) -> Result<DateTime, DueError> {
    walk.day()
        .to_datetime(Time::midnight())
        .checked_add(SignedDuration::from_mins(i64::from(minute)))
        .map_err(|_| DueError::OutOfRange)
}

fn minutes(time: Time) -> u32 {
    // Hours and minutes of a `Time` are never negative.
    time.hour().unsigned_abs() as u32 * 60 + u32::from(time.minute().unsigned_abs())
}
