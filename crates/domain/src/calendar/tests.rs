use jiff::civil::{Date, date};

use super::*;

pub(crate) fn china() -> Calendar {
    serde_json::from_str(include_str!(
        "../../../../assets/calendar/cn-2025-2026.json"
    ))
    .unwrap()
}

fn from(json: &str) -> Result<Calendar, serde_json::Error> {
    serde_json::from_str(json)
}

#[test]
fn each_known_year_has_248_workdays() {
    let calendar = china();
    for year in [2025, 2026] {
        let before = date(year - 1, 12, 31);
        assert_eq!(
            calendar.workdays_between(before, date(year, 12, 31)),
            248,
            "{year}"
        );
    }
}

#[test]
fn days_say_why_they_are_off_or_worked() {
    let calendar = china();
    let why = |d: Date| (calendar.day(d).workday, calendar.day(d).why.text());
    assert_eq!(why(date(2026, 2, 16)), (false, "春节放假".into()));
    assert_eq!(why(date(2026, 2, 14)), (true, "调休上班".into()));
    assert_eq!(why(date(2026, 3, 7)), (false, "周六休息".into()));
    assert_eq!(why(date(2026, 3, 8)), (false, "周日休息".into()));
    assert_eq!(why(date(2026, 3, 9)), (true, "工作日".into()));
    assert_eq!(why(date(2025, 10, 6)), (false, "国庆节、中秋节放假".into()));
}

#[test]
fn a_year_without_a_notice_is_guessed_and_says_so() {
    let calendar = china();
    let new_year = calendar.day(date(2027, 1, 1));
    assert!(
        new_year.workday,
        "a Friday: weekends are all that is known of 2027"
    );
    assert!(!new_year.known);
    assert!(calendar.day(date(2026, 12, 31)).known);
    assert!(calendar.year(2027).is_none());
}

#[test]
fn the_next_workday_passes_a_long_holiday() {
    assert_eq!(
        china().next_workday(date(2026, 9, 30)),
        Some(date(2026, 10, 8))
    );
    assert_eq!(china().next_workday(Date::MAX), None);
}

#[test]
fn counting_backwards_or_nowhere_gives_none() {
    let calendar = china();
    assert_eq!(
        calendar.workdays_between(date(2026, 3, 2), date(2026, 3, 2)),
        0
    );
    assert_eq!(
        calendar.workdays_between(date(2026, 3, 9), date(2026, 3, 2)),
        0
    );
}

#[test]
fn tables_that_contradict_themselves_are_refused() {
    let year = |off: &str, work: &str| {
        from(&format!(
            r#"{{"version":"t","years":{{"2026":{{"source":"s","off":[{off}],"work":[{work}]}}}}}}"#
        ))
    };
    let range = |a: &str, b: &str| format!(r#"{{"name":"n","from":"2026-{a}","to":"2026-{b}"}}"#);
    assert!(year(&range("05-01", "05-05"), r#""2026-05-09""#).is_ok());
    assert!(
        year(&range("05-05", "05-01"), "").is_err(),
        "inverted range"
    );
    assert!(year(&range("01-01", "12-31"), "").is_err(), "a year off");
    assert!(
        year(&range("05-01", "05-05"), r#""2026-05-03""#).is_err(),
        "off and worked"
    );
    assert!(
        year("", r#""2026-05-09","2026-05-09""#).is_err(),
        "worked twice"
    );
    assert!(year("", r#""2027-05-09""#).is_err(), "another year's day");
    assert!(year("", r#""2026-02-30""#).is_err(), "no such day");
}

#[test]
fn december_may_be_freed_by_the_next_years_notice() {
    let calendar = from(
        r#"{"version":"t","years":{"2023":{"source":"s","work":[],
            "off":[{"name":"元旦","from":"2022-12-31","to":"2023-01-02"}]}}}"#,
    )
    .unwrap();
    assert!(!calendar.is_workday(date(2022, 12, 31)));
}

#[test]
fn a_calendar_survives_being_written_and_read() {
    let calendar = china();
    let text = serde_json::to_string(&calendar).unwrap();
    assert_eq!(from(&text).unwrap(), calendar);
}
