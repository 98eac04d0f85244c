use serde_json::{Value, json};

use super::{FOOD, WATER, finds, finds_there, judge, planted, practice};

#[test]
fn a_promise_longer_than_the_law_is_found_where_units_compare() {
    let at = "/limits/promised";
    for limit in [
        json!({"unit": "workdays", "n": 11}),
        json!({"unit": "half_days", "n": 21}),
        json!({"unit": "hours", "n": 81}),
    ] {
        assert_eq!(
            planted(WATER, at, limit)[0],
            ("promised_longer", at.to_owned())
        );
    }
    for limit in [
        json!({"unit": "workdays", "n": 10}),
        json!({"unit": "half_days", "n": 20}),
        json!({"unit": "days", "n": 99}),
    ] {
        assert_eq!(planted(WATER, at, limit), []);
    }
}

#[test]
fn natural_days_and_months_compare_only_when_it_is_certain() {
    let natural = |promised: Value, statutory: Value| {
        let mut data = practice(&format!("items/{WATER}"));
        data["limits"] = json!({"statutory": statutory, "promised": promised});
        !judge(data).is_empty()
    };
    let (days, months) = (
        |n: u32| json!({"unit": "days", "n": n}),
        |n: u32| json!({"unit": "months", "n": n}),
    );
    assert!(natural(days(15), days(14)) && !natural(days(14), days(14)));
    assert!(natural(days(32), months(1)) && !natural(days(31), months(1)));
    assert!(natural(months(1), days(27)) && !natural(months(1), days(28)));
    assert!(natural(json!({"unit": "workdays", "n": 15}), days(14)));
    assert!(natural(days(1), json!({"unit": "immediate"})));
}

#[test]
fn every_case_and_the_internal_limit_are_judged_too() {
    let late = json!({"unit": "workdays", "n": 21});
    finds_there(
        FOOD,
        "/limits/cases/0/promised",
        late.clone(),
        "promised_longer",
    );
    finds_there(
        WATER,
        "/limits/internal",
        json!({"unit": "workdays", "n": 6}),
        "internal_longer",
    );
    finds_there(FOOD, "/limits/cases/0/when", json!({}), "case_always");
}

#[test]
fn an_extension_beyond_the_law_and_an_event_that_nothing_waits_for_are_found() {
    let at = "/limits/extension";
    for days in [0, 16] {
        finds_there(FOOD, at, json!(days), "extension_longer");
    }
    assert_eq!(planted(FOOD, at, json!(15)), []);
    let mut material = practice(&format!("items/{WATER}"))["materials"][0].clone();
    material["trigger"] = json!({"event": "选定房号", "within": {"unit": "workdays", "n": 5}});
    let at = "/materials/0";
    finds(WATER, at, material, "trigger_idle", "/materials/0/trigger");
}

#[test]
fn s50_a_fee_has_its_basis() {
    finds_there(WATER, "/fees/0/basis", json!(""), "fee_basis");
    finds(WATER, "/fees/1/amount", json!(""), "fee_text", "/fees/1");
}
