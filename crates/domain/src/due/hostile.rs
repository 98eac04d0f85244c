//! What is put to a count by mistake or on purpose, and the texts it is read from.

use jiff::civil::{date, time};

use super::tests::{ask, ask_paused};
use super::*;

#[test]
fn hostile_lengths_are_refused() {
    let zeros = [
        Period::Workdays(0),
        Period::HalfDays(0),
        Period::OfficeHours(0),
        Period::Days(0),
        Period::Months(0),
        Period::Hours(0),
    ];
    for period in zeros {
        assert_eq!(ask("2026-03-02", period), Err(DueError::Zero));
    }
    for n in [10_001, u32::MAX] {
        let refused = ask("2026-03-02", Period::Workdays(n));
        assert_eq!(refused, Err(DueError::TooLong { max: 10_000 }));
    }
    for period in [
        Period::Months(u32::MAX),
        Period::Hours(u32::MAX),
        Period::HalfDays(u32::MAX),
    ] {
        assert!(matches!(
            ask("2026-03-02", period),
            Err(DueError::TooLong { .. })
        ));
    }
    assert!(
        ask("2026-03-02", Period::Workdays(10_000))
            .unwrap()
            .provisional
            .is_some()
    );
    assert!(ask("2026-03-02", Period::Months(328)).is_ok());
}

#[test]
fn a_pause_that_never_ends_is_refused_not_waited_for() {
    let forever = ["2026-03-03..9999-12-31"];
    for period in [
        Period::Workdays(5),
        Period::Days(5),
        Period::OfficeHours(9),
        Period::Hours(99),
    ] {
        assert_eq!(
            ask_paused("2026-03-02", period, &forever),
            Err(DueError::Unending)
        );
    }
    assert_eq!(
        ask("9999-12-30", Period::Workdays(5)),
        Err(DueError::OutOfRange)
    );
    assert_eq!(
        ask("9999-12-30", Period::Months(5)),
        Err(DueError::OutOfRange)
    );
}

#[test]
fn starts_are_read_strictly() {
    assert_eq!(parse_from("2026-03-02").unwrap(), date(2026, 3, 2).into());
    let two = parse_from(" 2026-03-02T14:00 ").unwrap();
    assert_eq!(two.time, Some(time(14, 0, 0, 0)));
    assert_eq!(parse_from("2026-03-02T14:00:59").unwrap(), two);
    let bad = [
        "",
        "2026",
        "20260302",
        "2026-3-2",
        "2026-03-02T",
        "2026-03-02T24:00",
        "2026-03-02T9:00",
        "2026-03-02T14:00Z",
        "2026-03-02T14:00:60",
        "+002026-03-02",
        "２０２６-03-02",
        "2026-03-02T14:00二",
        "-026-03-02",
    ];
    for text in bad {
        assert_eq!(parse_from(text), Err(DueError::BadStart), "{text}");
    }
    for text in ["2026-02-30", "2026-13-01", "2025-02-29T09:00", "2026-00-10"] {
        assert_eq!(parse_from(text), Err(DueError::NoSuchDay), "{text}");
    }
}

#[test]
fn pauses_are_read_strictly() {
    assert!(parse_pause("2026-03-04..2026-03-04").is_ok());
    assert_eq!(
        parse_pause("2026-03-09..2026-03-04"),
        Err(DueError::InvertedPause)
    );
    assert_eq!(
        parse_pause("2026-02-20..2026-02-29"),
        Err(DueError::NoSuchDay)
    );
    for text in [
        "",
        "..",
        "2026-03-04",
        "2026-03-04..",
        "2026-03-04...2026-03-05",
    ] {
        assert_eq!(parse_pause(text), Err(DueError::BadPause), "{text}");
    }
}

#[test]
fn office_hours_are_read_strictly() {
    let hours: OfficeHours = "09:00-12:00,13:00-17:00".parse().unwrap();
    assert_eq!(hours, OfficeHours::default());
    assert_eq!(String::from(hours), "09:00-12:00,13:00-17:00");
    let one: OfficeHours = "08:00-15:00".parse().unwrap();
    assert_eq!(one.midday(), time(12, 0, 0, 0));
    let night: OfficeHours = "13:00-17:00".parse().unwrap();
    assert_eq!(night.midday(), time(15, 0, 0, 0));
    for text in [
        "",
        "09:00",
        "12:00-09:00",
        "13:00-17:00,09:00-12:00",
        "09:00-13:00,12:00-17:00",
        "9-12",
    ] {
        assert!(text.parse::<OfficeHours>().is_err(), "{text}");
    }
}
