use jiff::civil::date;

use super::*;
use crate::calendar::tests::china;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(super) fn ask(from: &str, period: Period) -> Result<Due, DueError> {
    ask_paused(from, period, &[])
}

pub(super) fn ask_paused(from: &str, period: Period, pauses: &[&str]) -> Result<Due, DueError> {
    let pauses: Vec<Pause> = pauses.iter().map(|p| parse_pause(p).unwrap()).collect();
    due(
        parse_from(from).unwrap(),
        period,
        &china(),
        &OfficeHours::default(),
        &pauses,
    )
}

pub(super) fn answer(from: &str, period: Period) -> String {
    ask(from, period).unwrap().at.to_string()
}

fn workdays(from: &str, n: u32) -> String {
    answer(from, Period::Workdays(n))
}

/// The golden table: two implementations agreed on every row.
#[test]
fn golden_working_days() {
    let rows: &[(&str, &[(u32, &str)])] = &[
        ("2026-02-13", &[(5, "2026-02-27")]),
        ("2026-02-12", &[(1, "2026-02-13"), (30, "2026-04-01")]),
        ("2026-02-14", &[(1, "2026-02-24"), (5, "2026-02-28")]),
        ("2026-02-11", &[(5, "2026-02-25"), (7, "2026-02-27")]),
        ("2026-03-08", &[(5, "2026-03-13")]),
        ("2026-04-28", &[(7, "2026-05-11")]),
        ("2026-04-30", &[(5, "2026-05-11")]),
        ("2026-08-28", &[(30, "2026-10-15")]),
        ("2026-09-15", &[(30, "2026-11-02")]),
        (
            "2026-09-18",
            &[(1, "2026-09-20"), (5, "2026-09-24"), (15, "2026-10-15")],
        ),
        ("2026-09-29", &[(7, "2026-10-14")]),
        ("2026-09-30", &[(1, "2026-10-08"), (3, "2026-10-10")]),
        ("2025-01-24", &[(5, "2025-02-07")]),
        ("2025-09-30", &[(1, "2025-10-09")]),
        ("2025-12-31", &[(1, "2026-01-04"), (5, "2026-01-08")]),
        ("2026-01-04", &[(20, "2026-01-30")]),
    ];
    for (from, dues) in rows {
        for (n, expected) in *dues {
            assert_eq!(workdays(from, *n), *expected, "{from} + {n}");
        }
    }
}

#[test]
fn golden_working_days_from_2026_03_02() {
    let rows = [
        (1, "03-03"),
        (2, "03-04"),
        (3, "03-05"),
        (4, "03-06"),
        (5, "03-09"),
        (7, "03-11"),
        (10, "03-16"),
        (15, "03-23"),
        (20, "03-30"),
        (27, "04-09"),
        (30, "04-14"),
        (35, "04-21"),
        (40, "04-28"),
        (45, "05-08"),
        (80, "06-26"),
    ];
    for (n, expected) in rows {
        assert_eq!(workdays("2026-03-02", n), format!("2026-{expected}"));
    }
}

#[test]
fn s03_statutory_promised_and_practice_limits() {
    let limits = [
        (20, "2026-03-30"),
        (15, "2026-03-23"),
        (7, "2026-03-11"),
        (3, "2026-03-05"),
    ];
    for (n, expected) in limits {
        assert_eq!(workdays("2026-03-02", n), expected);
    }
}

#[test]
fn s13_the_check_after_a_food_licence() {
    assert_eq!(workdays("2026-03-02", 30), "2026-04-14");
    assert_eq!(workdays("2026-02-12", 30), "2026-04-01");
    assert_eq!(workdays("2026-09-15", 30), "2026-11-02");
}

#[test]
fn s14_a_bar_of_two_years_is_not_shifted() {
    let last = barred_through(date(2024, 2, 29), 2).unwrap();
    assert_eq!(last, date(2026, 2, 28));
    assert!(date(2026, 2, 27) <= last, "refused");
    assert!(date(2026, 3, 1) > last, "allowed again");
    assert_eq!(
        barred_through(date(2024, 10, 1), 2).unwrap(),
        date(2026, 10, 1),
        "a holiday stays"
    );
    assert_eq!(barred_through(Date::MAX, 1), Err(DueError::OutOfRange));
}

#[test]
fn s30_four_office_hours_from_nine_end_at_two() {
    assert_eq!(
        answer("2026-03-02T09:00", Period::OfficeHours(4)),
        "2026-03-02T14:00"
    );
}

#[test]
fn s48_water_supply_in_five_working_days() {
    let due = ask("2026-02-11", Period::Workdays(5)).unwrap();
    assert_eq!(due.at, At::Day(date(2026, 2, 25)));
    let why: Vec<(String, &str)> = due
        .skipped
        .iter()
        .map(|s| (s.date.to_string(), s.why.as_str()))
        .collect();
    assert_eq!(why.len(), 9);
    assert!(why.iter().all(|(_, why)| *why == "春节放假"));
    let counted: Vec<Date> = ["12", "13", "14", "24", "25"]
        .map(|d| day(&format!("2026-02-{d}")))
        .to_vec();
    assert_eq!(due.counted, counted, "the moved Saturday 02-14 counts");
    assert_eq!(due.provisional, None);
}

#[test]
fn s66_half_a_day_from_the_afternoon_ends_the_next_afternoon() {
    assert_eq!(
        answer("2026-03-02T14:00", Period::HalfDays(1)),
        "2026-03-03T17:00"
    );
    assert_eq!(
        answer("2026-03-02T09:30", Period::HalfDays(1)),
        "2026-03-03T12:00"
    );
}

#[test]
fn s106_one_and_a_half_days_from_a_morning() {
    assert_eq!(
        answer("2026-03-02T09:00", Period::HalfDays(3)),
        "2026-03-04T12:00"
    );
    assert_eq!(
        answer("2026-03-02", Period::HalfDays(3)),
        "2026-03-04T12:00",
        "a day without a time counts as its morning"
    );
}

#[test]
fn two_halves_are_one_working_day_at_any_time() {
    for from in ["2026-02-13T09:00", "2026-02-13T16:00"] {
        assert_eq!(
            answer(from, Period::HalfDays(4)),
            "2026-02-24T17:00",
            "{from}"
        );
    }
}

#[test]
fn s97_a_weekend_intake_counts_from_monday() {
    let due = ask("2026-11-21", Period::Workdays(1)).unwrap();
    assert_eq!(due.at, At::Day(date(2026, 11, 23)));
    assert_eq!(due.counted, [date(2026, 11, 23)]);
    assert_eq!(due.skipped[0].why, "周日休息");
}

#[test]
fn s100_five_days_and_one_month_of_a_ticket() {
    assert_eq!(answer("2026-01-31", Period::Days(5)), "2026-02-05");
    assert_eq!(answer("2026-01-31", Period::Months(1)), "2026-02-28");
}

#[test]
fn natural_days_shift_past_a_holiday() {
    let due = ask("2026-09-17", Period::Days(14)).unwrap();
    assert_eq!(due.at, At::Day(date(2026, 10, 8)));
    assert_eq!(due.counted.len(), 14, "the last day itself moved");
    assert_eq!(due.skipped.len(), 7);
    assert_eq!(due.skipped[0].date, date(2026, 10, 1));
    assert_eq!(due.skipped[0].why, "国庆节放假，期限顺延");
    assert_eq!(answer("2026-03-02", Period::Days(14)), "2026-03-16");
}

#[test]
fn months_shift_too_and_keep_the_month_end() {
    assert_eq!(
        answer("2026-09-01", Period::Months(1)),
        "2026-10-08",
        "10-01 is a holiday"
    );
    assert_eq!(
        answer("2025-11-30", Period::Months(3)),
        "2026-02-28",
        "a moved Saturday is worked"
    );
}

#[test]
fn a_pause_leaves_both_its_ends_out() {
    let due = ask_paused(
        "2026-03-02",
        Period::Workdays(7),
        &["2026-03-04..2026-03-09"],
    )
    .unwrap();
    assert_eq!(due.at, At::Day(date(2026, 3, 17)));
    let paused = due.skipped.iter().filter(|s| s.why == "暂停计时").count();
    assert_eq!(paused, 6);
}

#[test]
fn overlapping_pauses_count_once_and_keep_their_reasons() {
    let pauses = [
        Pause::because(date(2026, 3, 4), date(2026, 3, 9), "等待补正").unwrap(),
        Pause::because(date(2026, 3, 6), date(2026, 3, 6), "专家评审").unwrap(),
        Pause::because(date(2026, 3, 9), date(2026, 3, 10), "听证").unwrap(),
    ];
    let due = due(
        date(2026, 3, 2),
        Period::Workdays(7),
        &china(),
        &OfficeHours::default(),
        &pauses,
    )
    .unwrap();
    assert_eq!(due.at, At::Day(date(2026, 3, 18)));
    let on = |d| {
        due.skipped
            .iter()
            .find(|s| s.date == d)
            .unwrap()
            .why
            .as_str()
    };
    assert_eq!(on(date(2026, 3, 9)), "等待补正");
    assert_eq!(on(date(2026, 3, 10)), "听证");
}

#[test]
fn natural_hours_ignore_nights_and_holidays_but_not_pauses() {
    assert_eq!(
        answer("2026-02-14T10:30", Period::Hours(48)),
        "2026-02-16T10:30"
    );
    assert_eq!(
        answer("2026-03-02T10:00", Period::Hours(14)),
        "2026-03-03T00:00"
    );
    let paused = ask_paused(
        "2026-03-02T10:00",
        Period::Hours(24),
        &["2026-03-03..2026-03-04"],
    );
    assert_eq!(paused.unwrap().at.to_string(), "2026-03-05T10:00");
}

#[test]
fn office_hours_roll_over_nights_and_holidays() {
    let asked = [
        ("2026-03-02T11:00", 1, "2026-03-02T12:00"),
        ("2026-03-02T12:30", 1, "2026-03-02T14:00"),
        ("2026-03-02T16:30", 2, "2026-03-03T10:30"),
        ("2026-03-02T18:00", 2, "2026-03-03T11:00"),
        ("2026-02-14T16:00", 2, "2026-02-24T10:00"),
        ("2026-03-07T10:00", 2, "2026-03-09T11:00"),
        ("2026-03-02", 7, "2026-03-02T17:00"),
    ];
    for (from, n, expected) in asked {
        assert_eq!(
            answer(from, Period::OfficeHours(n)),
            expected,
            "{from} + {n} h"
        );
    }
}

#[test]
fn an_immediate_matter_is_due_when_the_office_closes() {
    let due = ask("2026-03-02T10:00", Period::SameDay).unwrap();
    assert_eq!(due.at, At::Day(date(2026, 3, 2)));
    let last = due.at.moment(&OfficeHours::default());
    assert_eq!(last, date(2026, 3, 2).at(17, 0, 0, 0));
}

#[test]
fn a_published_limit_is_counted_in_its_own_unit() {
    let limit: crate::catalogue::Limit = serde_json::from_str(r#"{"unit":"hours","n":4}"#).unwrap();
    assert_eq!(answer("2026-03-02T09:00", limit.into()), "2026-03-02T14:00");
    let limit: crate::catalogue::Limit =
        serde_json::from_str(r#"{"unit":"half_days","n":3}"#).unwrap();
    assert_eq!(answer("2026-03-02", limit.into()), "2026-03-04T12:00");
}

#[test]
fn a_year_without_a_notice_makes_the_date_provisional() {
    let due = ask("2026-11-20", Period::Workdays(30)).unwrap();
    let why = due.provisional.as_deref().unwrap();
    assert_eq!(why, "没有2027年的放假安排，暂按周末推算");
    assert!(
        ask("2026-11-20", Period::Workdays(29))
            .unwrap()
            .provisional
            .is_none()
    );
    assert!(
        ask("2026-12-20", Period::Days(20))
            .unwrap()
            .provisional
            .is_some()
    );
    assert!(
        ask("2026-12-20T10:00", Period::Hours(480))
            .unwrap()
            .provisional
            .is_none(),
        "hours by the clock need no calendar"
    );
}

#[test]
fn the_json_is_the_one_the_command_line_promises() {
    let due = ask("2026-02-13", Period::Workdays(1)).unwrap();
    assert_eq!(
        serde_json::to_value(due).unwrap(),
        serde_json::json!({
            "due": "2026-02-14",
            "provisional": false,
            "counted": ["2026-02-14"],
            "skipped": []
        })
    );
    let guessed = serde_json::to_value(ask("2026-12-31T10:00", Period::HalfDays(1)).unwrap());
    let guessed = guessed.unwrap();
    assert_eq!(guessed["due"], "2027-01-01T12:00");
    assert_eq!(guessed["provisional"], true);
    assert!(guessed["why"].as_str().unwrap().contains("2027"));
}
