//! Instants and civil time. China keeps one zone, UTC+8, without summer time.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

/// Civil time of an instant, milliseconds since the Unix epoch; the epoch itself where the number is absurd.
#[must_use]
pub fn civil(ms: i64) -> DateTime {
    let zone = TimeZone::fixed(Offset::constant(8));
    Timestamp::from_millisecond(ms)
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(zone)
        .datetime()
}

/// Its date.
#[must_use]
pub fn day(ms: i64) -> Date {
    civil(ms).date()
}

/// The instant a date begins, milliseconds since the Unix epoch.
#[must_use]
pub fn begins(date: Date) -> i64 {
    instant(date.to_datetime(jiff::civil::Time::midnight()))
}

/// The instant of a civil time, milliseconds since the Unix epoch.
#[must_use]
pub fn instant(at: DateTime) -> i64 {
    Offset::constant(8)
        .to_timestamp(at)
        .map_or(0, Timestamp::as_millisecond)
}

/// `2026-03-02 10:44`.
#[must_use]
pub fn minute_text(ms: i64) -> String {
    civil(ms).strftime("%Y-%m-%d %H:%M").to_string()
}

/// `2026年3月2日`.
#[must_use]
pub fn day_text(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
