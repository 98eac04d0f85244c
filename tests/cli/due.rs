use acceptance::zc::zc;
use serde_json::{Value, json};

use crate::vectors::{list, text, vectors};

fn due(from: &str, rest: &[&str]) -> Value {
    let args = [&["due", from], rest].concat();
    zc(args).done().line().clone()
}

#[test]
fn every_published_working_day_case_is_met() {
    let cases = vectors();
    for case in list(&cases, "workday_cases") {
        let n = case["workdays"].to_string();
        let answer = due(text(case, "start"), &["--workdays", &n]);
        assert_eq!(answer["due"], case["due"], "{case}");
        assert_eq!(answer["provisional"], false, "{case}");
        assert_eq!(list(&answer, "counted").len().to_string(), n, "{case}");
    }
}

#[test]
fn natural_days_and_months_end_on_a_working_day() {
    let cases = vectors();
    for case in list(&cases, "natural") {
        let n = case["days"].to_string();
        assert_eq!(
            due(text(case, "start"), &["--days", &n])["due"],
            case["due"]
        );
    }
    for case in list(&cases, "months") {
        let n = case["months"].to_string();
        let answer = due(text(case, "start"), &["--months", &n]);
        assert_eq!(answer["due"], case["due"], "{case}");
    }
}

#[test]
fn a_pause_stands_still_on_both_its_days() {
    let case = &vectors()["pause_case"];
    let days = list(case, "pause_inclusive");
    let pause = format!(
        "{}..{}",
        days[0].as_str().unwrap(),
        days[1].as_str().unwrap()
    );
    let n = case["workdays"].to_string();
    let answer = due(text(case, "start"), &["--workdays", &n, "--pause", &pause]);
    assert_eq!(answer["due"], case["due"]);
    let paused = list(&answer, "skipped")
        .iter()
        .filter(|day| day["why"] == "暂停计时");
    assert_eq!(paused.count(), 6);
}

#[test]
fn beyond_the_known_notices_a_date_is_provisional_and_says_so() {
    let case = &vectors()["needs_2027"];
    let n = case["workdays"].to_string();
    let answer = due(text(case, "start"), &["--workdays", &n]);
    assert_eq!(answer["provisional"], true);
    assert!(answer["why"].as_str().unwrap().contains("2027"), "{answer}");
    assert_eq!(
        due("2026-03-02", &["--workdays", "1"])["provisional"],
        false
    );
}

#[test]
fn every_day_that_does_not_count_says_why() {
    let answer = due("2026-02-13", &["--workdays", "2"]);
    let skipped = list(&answer, "skipped");
    assert_eq!(answer["counted"], json!(["2026-02-14", "2026-02-24"]));
    assert_eq!(skipped.len(), 9, "{answer}");
    assert!(
        skipped.iter().all(|day| day["why"] == "春节放假"),
        "{answer}"
    );
}

#[test]
fn hours_run_by_the_clock_or_within_office_hours() {
    let hours = |more: &[&str]| {
        let args = [&["--hours", "4"], more].concat();
        due("2026-03-06T15:30", &args)["due"].clone()
    };
    assert_eq!(hours(&[]), "2026-03-06T19:30");
    let office = ["--office-hours", "09:00-12:00,13:00-17:00"];
    assert_eq!(hours(&office), "2026-03-09T11:30");
}

#[test]
fn three_half_days_from_a_morning_end_at_noon_of_the_second_working_day() {
    let three = |from| due(from, &["--half-days", "3"])["due"].clone();
    assert_eq!(three("2026-03-02T09:30"), "2026-03-04T12:00");
    assert_eq!(three("2026-03-02T14:30"), "2026-03-04T17:00");
}

#[cfg(unix)]
#[test]
fn an_argument_in_gbk_is_named_as_such() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let two_zero = OsStr::from_bytes(b"\xb6\xfe\xc1\xe3");
    let args = ["due".as_ref(), two_zero, "--days".as_ref(), "1".as_ref()];
    let ran = zc::<&OsStr>(args);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.said.contains("GBK"), "{ran:?}");
}

#[test]
fn what_cannot_be_counted_is_refused_in_words() {
    let refused: [(&[&str], &str); 13] = [
        (&["2026-02-30", "--workdays", "1"], "日历上没有这一天"),
        (&["２０２６-０３-０２", "--workdays", "1"], "半角数字"),
        (&["2026-03-02", "--workdays", "五"], "要写半角的正整数"),
        (&["2026-03-02", "--workdays", "５"], "要写半角的正整数"),
        (&["2026-03-02", "--workdays", "-1"], "要写半角的正整数"),
        (&["2026-03-02", "--workdays", ""], "后面没有写值"),
        (&["2026-03-02T25:00", "--hours", "3"], "起算时间应写作"),
        (&["2026-03-02", "--workdays", "0"], "期限不能为零"),
        (&["2026-03-02", "--workdays", "10001"], "期限过长"),
        (
            &[
                "2026-03-02",
                "--days",
                "3",
                "--pause",
                "2026-03-09..2026-03-04",
            ],
            "早于起日",
        ),
        (
            &[
                "2026-03-02",
                "--workdays",
                "3",
                "--pause",
                "2026-03-03..9999-12-31",
            ],
            "算不到头",
        ),
        (
            &["2026-03-02", "--hours", "3", "--office-hours", "9-12"],
            "办公时间应写作",
        ),
        (&["2026-03-02"], "缺少"),
    ];
    for (args, say) in refused {
        let ran = zc([&["due"], args].concat());
        assert_eq!(ran.code, 2, "{args:?}: {ran:?}");
        assert!(
            ran.lines.is_empty() && ran.said.contains(say),
            "{args:?}: {ran:?}"
        );
    }
}

#[test]
fn a_date_in_a_year_without_a_table_is_provisional_on_either_side() {
    for (from, year) in [("2024-12-20", "2024年"), ("2026-12-30", "2027年")] {
        let answer = due(from, &["--workdays", "5"]);
        assert_eq!(answer["provisional"], true, "{answer}");
        assert!(answer["why"].as_str().unwrap().contains(year), "{answer}");
    }
}
