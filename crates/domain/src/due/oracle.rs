//! A second, naive count written from the published table alone, against which the real one is held.

use std::collections::HashSet;

use jiff::civil::{Date, DateTime, date, time};
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::calendar::tests::china;

/// Every day of the two known years with whether it is worked, straight from the JSON.
fn table() -> Vec<(Date, bool)> {
    let text = include_str!("../../../../assets/calendar/cn-2025-2026.json");
    let json: Value = serde_json::from_str(text).unwrap();
    let (mut off, mut work) = (HashSet::new(), HashSet::new());
    for year in ["2025", "2026"] {
        for holiday in json["years"][year]["off"].as_array().unwrap() {
            let bound = |key: &str| holiday[key].as_str().unwrap().to_owned();
            off.insert((bound("from"), bound("to")));
        }
        for day in json["years"][year]["work"].as_array().unwrap() {
            work.insert(day.as_str().unwrap().to_owned());
        }
    }
    (0..730)
        .map(|n: i64| {
            let day = date(2025, 1, 1).checked_add(n.days()).unwrap();
            // ISO dates sort as texts; 2025-01-01 was a Wednesday.
            let text = day.to_string();
            let weekend = matches!((n + 2) % 7, 5 | 6);
            let holiday = off.iter().any(|(from, to)| *from <= text && text <= *to);
            (day, work.contains(&text) || !(weekend || holiday))
        })
        .collect()
}

fn paused(day: Date, pauses: &[(Date, Date)]) -> bool {
    pauses.iter().any(|(from, to)| *from <= day && day <= *to)
}

fn nth_workday(start: Date, n: usize, pauses: &[(Date, Date)]) -> Option<Date> {
    table()
        .into_iter()
        .filter(|(day, work)| *day > start && *work && !paused(*day, pauses))
        .map(|(day, _)| day)
        .nth(n - 1)
}

fn shifted(start: Date, n: usize, pauses: &[(Date, Date)]) -> Option<Date> {
    let running: Vec<(Date, bool)> = table()
        .into_iter()
        .filter(|(day, _)| *day > start && !paused(*day, pauses))
        .collect();
    running
        .iter()
        .skip(n - 1)
        .find(|(_, work)| *work)
        .map(|(day, _)| *day)
}

/// The corresponding day by plain arithmetic on year, month and day.
fn month_later(start: Date, n: i16) -> Date {
    let months = start.year() * 12 + i16::from(start.month()) - 1 + n;
    let (year, month) = (months / 12, (months % 12 + 1) as i8);
    (1..=start.day())
        .rev()
        .find_map(|day| Date::new(year, month, day).ok())
        .unwrap()
}

/// Minute after minute: the end of the n-th open one.
fn minutes(start: DateTime, n: usize, pauses: &[(Date, Date)], office: bool) -> Option<DateTime> {
    let open = |clock: i16| (540..720).contains(&clock) || (780..1020).contains(&clock);
    table()
        .into_iter()
        .filter(|(day, work)| *day >= start.date() && !paused(*day, pauses) && (*work || !office))
        .flat_map(|(day, _)| (0..1440_i16).map(move |clock| (day, clock)))
        .filter(|(day, clock)| {
            let at = day.at((clock / 60) as i8, (clock % 60) as i8, 0, 0);
            at >= start && (!office || open(*clock))
        })
        .nth(n - 1)
        .map(|(day, clock)| {
            let minute = day.at((clock / 60) as i8, (clock % 60) as i8, 0, 0);
            minute.checked_add(1.minute()).unwrap()
        })
}

fn a_day() -> impl Strategy<Value = Date> {
    (0..640_i64).prop_map(|n| date(2025, 1, 1).checked_add(n.days()).unwrap())
}

fn some_pauses() -> impl Strategy<Value = Vec<(Date, Date)>> {
    let one =
        (a_day(), 0..12_i64).prop_map(|(from, n)| (from, from.checked_add(n.days()).unwrap()));
    prop::collection::vec(one, 0..6)
}

fn real(pauses: &[(Date, Date)]) -> Vec<Pause> {
    pauses
        .iter()
        .map(|(from, to)| Pause::new(*from, *to).unwrap())
        .collect()
}

/// What every explained count owes: each day after the event once, in order, up to the due day.
fn explains_itself(start: Date, due: &Due) {
    let mut days: Vec<Date> = due.skipped.iter().map(|s| s.date).collect();
    days.extend(&due.counted);
    days.sort();
    let walked: Vec<Date> = start
        .tomorrow()
        .unwrap()
        .series(1.day())
        .take_while(|day| *day <= due.at.date())
        .collect();
    assert_eq!(days, walked);
}

fn asked(start: Start, period: Period, pauses: &[(Date, Date)]) -> Due {
    due(
        start,
        period,
        &china(),
        &OfficeHours::default(),
        &real(pauses),
    )
    .unwrap()
}

proptest! {
    #[test]
    fn working_days_agree(start in a_day(), n in 1..90_usize, pauses in some_pauses()) {
        let due = asked(start.into(), Period::Workdays(n as u32), &pauses);
        match nth_workday(start, n, &pauses) {
            Some(expected) => {
                prop_assert_eq!(due.at, At::Day(expected));
                prop_assert_eq!(due.provisional, None);
            }
            None => prop_assert!(due.provisional.is_some()),
        }
    }

    #[test]
    fn days_and_months_agree(start in a_day(), n in 1..120_usize, pauses in some_pauses()) {
        if let Some(expected) = shifted(start, n, &pauses) {
            prop_assert_eq!(asked(start.into(), Period::Days(n as u32), &pauses).at, At::Day(expected));
        }
        let months = (n % 7 + 1) as i16;
        let length = start.duration_until(month_later(start, months)).as_hours() / 24;
        if let Some(expected) = shifted(start, length as usize, &pauses) {
            let due = asked(start.into(), Period::Months(months as u32), &pauses);
            prop_assert_eq!(due.at, At::Day(expected));
        }
    }

    #[test]
    fn every_count_explains_itself(start in a_day(), n in 1..60_u32, pauses in some_pauses()) {
        for period in [Period::Workdays(n), Period::Days(n), Period::HalfDays(n)] {
            let due = asked(start.into(), period, &pauses);
            explains_itself(start, &due);
            prop_assert_eq!(due.counted.last(), Some(&due.at.date()));
            let whole = if let Period::HalfDays(n) = period { n.div_ceil(2) } else { n };
            prop_assert_eq!(due.counted.len(), whole as usize);
        }
    }

    #[test]
    fn half_days_stand_beside_working_days(start in a_day(), hour in 0..24_i8, n in 1..40_u32) {
        let from = Start::from(start.at(hour, 0, 0, 0));
        let halves = asked(from, Period::HalfDays(n), &[]).at;
        let whole = asked(from, Period::Workdays(n.div_ceil(2)), &[]).at;
        prop_assert_eq!(halves.date(), whole.date());
        let noon = n % 2 == 1 && hour <= 12;
        let end = if noon { time(12, 0, 0, 0) } else { time(17, 0, 0, 0) };
        prop_assert_eq!(halves, At::Moment(whole.date().to_datetime(end)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn hours_agree(
        start in a_day(), clock in 0..1440_i16, n in 1..60_usize, pauses in some_pauses(),
    ) {
        let from = start.at((clock / 60) as i8, (clock % 60) as i8, 0, 0);
        let office = asked(from.into(), Period::OfficeHours(n as u32), &pauses).at;
        if let Some(expected) = minutes(from, n * 60, &pauses, true) {
            prop_assert_eq!(office, At::Moment(expected));
        }
        let natural = asked(from.into(), Period::Hours(n as u32), &pauses).at;
        if let Some(expected) = minutes(from, n * 60, &pauses, false) {
            prop_assert_eq!(natural, At::Moment(expected));
        }
    }
}
