//! The texts a period is asked with.

use jiff::civil::Date;

use super::office::clock;
use super::{DueError, Pause, Start};

/// `2026-03-02`, `2026-03-02T14:00` or `2026-03-02T14:00:30` (seconds are dropped: a period runs by the minute).
///
/// # Errors
/// Anything else, and days that do not exist.
pub fn parse_from(text: &str) -> Result<Start, DueError> {
    let text = text.trim();
    let (day, clock_text) = match text.split_once('T') {
        Some((day, rest)) => (day, Some(rest)),
        None => (text, None),
    };
    let date = date(day)?.ok_or(DueError::BadStart)?;
    let time = match clock_text {
        None => None,
        Some(rest) => Some(minute(rest).ok_or(DueError::BadStart)?),
    };
    Ok(Start { date, time })
}

/// `A..B`, two days, both included.
///
/// # Errors
/// Anything else, and a pause that ends before it begins.
pub fn parse_pause(text: &str) -> Result<Pause, DueError> {
    let (from, to) = text.trim().split_once("..").ok_or(DueError::BadPause)?;
    match (date(from.trim())?, date(to.trim())?) {
        (Some(from), Some(to)) => Pause::new(from, to),
        _ => Err(DueError::BadPause),
    }
}

fn minute(text: &str) -> Option<jiff::civil::Time> {
    match text.get(..5)? {
        head if text.len() == 5 => clock(head),
        head if text.len() == 8 && seconds(&text[5..]) => clock(head),
        _ => None,
    }
}

fn seconds(text: &str) -> bool {
    matches!(text.as_bytes(), [b':', b'0'..=b'5', b'0'..=b'9'])
}

/// Strictly `YYYY-MM-DD`: jiff itself also reads basic and expanded forms and whole timestamps. Nothing where it is
/// written otherwise.
fn date(text: &str) -> Result<Option<Date>, DueError> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    match shape {
        true => text.parse().map(Some).map_err(|_| DueError::NoSuchDay),
        false => Ok(None),
    }
}
