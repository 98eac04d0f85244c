//! 超时默认 (domain reference S61) through the real programs: the city's system decides past the promise, a desk waits.

use acceptance::city::Place;
use serde_json::{Value, json};

use acceptance::items::{items, line};

/// Ten working days from here are 2026-03-16.
const ACCEPTED: &str = "2026-03-02T10:00";

/// Everything of the item is there, on paper.
fn whole(short: &str, reference: &str) -> Value {
    let items = items();
    let item = items.iter().find(|item| item.short == short).unwrap();
    let mut line = line(item, reference, "accept", "");
    for material in line["materials"].as_array_mut().unwrap() {
        *material = json!({"code": material["code"], "paper": true});
    }
    line
}

/// Accepted and at the city; the case's id.
fn accepted(place: &Place, short: &str) -> String {
    let ran = place.intake(&[whole(short, short)]).done();
    assert_eq!(ran.line()["state"], "accepted", "{ran:?}");
    let synced = place.zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    ran.line()["case_id"].as_str().unwrap().to_owned()
}

/// A week on both stations meet the city once more: nobody works longer than two weeks without it. Then it is gone.
fn a_week_on(place: &mut Place) {
    place.kill_city();
    place.set_time("2026-03-10T09:00");
    place.start_city();
    place.zc(&["sync"]).done();
    place.zc_at("body", "0305", &["sync"]).done();
    place.kill_city();
}

fn case(place: &Place, id: &str) -> Value {
    place.zc(&["case", id]).done().line().clone()
}

fn kinds(whole: &Value) -> Vec<&str> {
    let acts = whole["acts"].as_array().unwrap().iter();
    acts.map(|act| act["kind"].as_str().unwrap()).collect()
}

#[test]
fn s61_a_desk_waits_for_the_system_which_grants_past_the_promise() {
    let mut place = Place::at_time(ACCEPTED);
    let id = accepted(&place, "0715");
    assert_eq!(case(&place, &id)["case"]["due"], "2026-03-16");
    a_week_on(&mut place);
    place.set_time("2026-03-16T16:59");
    assert_eq!(case(&place, &id)["expected"], Value::Null);
    // Without a network: the desk's clock says it and changes nothing.
    place.set_time("2026-03-20T09:00");
    let waiting = case(&place, &id);
    assert_eq!(waiting["expected"], "已过承诺期限，待系统默认许可");
    assert_eq!(waiting["case"]["stage"], "accepted");
    assert_eq!(waiting["by_default"], Value::Null);

    place.start_city();
    place.zc(&["sync"]).done();
    let granted = case(&place, &id);
    assert_eq!(granted["expected"], Value::Null, "{granted}");
    assert_eq!(granted["case"]["stage"], "decided", "{granted}");
    assert_eq!(granted["case"]["outcome"], "granted");
    let last = granted["acts"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["kind"], &last["actor"]),
        (&json!("lapsed"), &json!("backend"))
    );
    let id_of_act = last["id"].as_str().unwrap().replace('-', "");
    assert_eq!(granted["by_default"]["event"], id_of_act.as_str());
    // The overdue promise stays an alarm: who decides answers for it.
    assert_eq!(granted["alarms"][0]["key"], "overdue:promise", "{granted}");
}

#[test]
fn s61_what_is_reserved_waits_for_its_body_for_ever() {
    let mut place = Place::at_time(ACCEPTED);
    let id = accepted(&place, "0633");
    a_week_on(&mut place);
    place.set_time("2026-03-20T09:00");
    assert_eq!(case(&place, &id)["expected"], Value::Null);
    place.set_time("2026-09-01T09:00");
    place.start_city();
    place.zc(&["sync"]).done();
    let still = case(&place, &id);
    assert_eq!(still["case"]["stage"], "accepted", "{still}");
    assert_eq!(still["expected"], Value::Null);
    assert_eq!(still["alarms"][0]["key"], "overdue:promise");
}

#[test]
fn s61_a_decision_of_the_last_day_synced_later_takes_the_default_back() {
    let mut place = Place::at_time(ACCEPTED);
    let id = accepted(&place, "0715");
    a_week_on(&mut place);
    place.set_time("2026-03-16T15:00");
    let denied = json!({
        "ref": "denied", "case": id, "do": "decide", "outcome": "denied", "reason": "不符合补贴条件",
    });
    let ran = place.at("body", "0305", &[denied]).done();
    assert_eq!(ran.line()["state"], "decided", "{ran:?}");
    place.set_time("2026-03-18T10:00");
    place.start_city();
    place.zc(&["sync"]).done();
    assert_eq!(case(&place, &id)["case"]["outcome"], "granted");
    place.zc_at("body", "0305", &["sync"]).done();
    place.zc(&["sync"]).done();
    let whole = case(&place, &id);
    assert_eq!(whole["case"]["outcome"], "denied", "{whole}");
    assert_eq!(whole["by_default"], Value::Null);
    assert_eq!(
        kinds(&whole)[3..],
        ["lapsed", "lapsed", "decided"],
        "{whole}"
    );
    assert_eq!(whole["case"]["contested"], json!([]), "{whole}");
}

#[test]
fn s61_a_decision_after_the_default_is_a_task() {
    let mut place = Place::at_time(ACCEPTED);
    let id = accepted(&place, "0715");
    a_week_on(&mut place);
    place.set_time("2026-03-17T09:00");
    let denied = json!({
        "ref": "denied", "case": id, "do": "decide", "outcome": "denied", "reason": "不符合补贴条件",
    });
    place.at("body", "0305", &[denied]).done();
    place.start_city();
    place.zc_at("body", "0305", &["sync"]);
    place.zc(&["sync"]).done();
    let whole = case(&place, &id);
    assert_eq!(
        whole["case"]["contested"].as_array().unwrap().len(),
        1,
        "{whole}"
    );
    assert!(kinds(&whole).contains(&"contested"), "{whole}");
}

/// A degree from abroad, which two other bodies look into.
fn from_abroad(reference: &str) -> Value {
    let mut line = whole("0715", reference);
    line["situation"]["degree"] = json!("abroad");
    for material in line["materials"].as_array_mut().unwrap() {
        if material["code"] == "degree" {
            material["code"] = json!("abroad");
        }
    }
    line
}

#[test]
fn s61_s05_the_system_waits_for_other_bodies_and_then_for_a_working_day() {
    let mut place = Place::at_time(ACCEPTED);
    let ran = place.intake(&[from_abroad("abroad")]).done();
    assert_eq!(ran.line()["state"], "accepted", "{ran:?}");
    let id = ran.line()["case_id"].as_str().unwrap().to_owned();
    place.zc(&["sync"]).done();
    let told = case(&place, &id);
    let say = told["clock"]["by_default"].as_str().unwrap();
    assert!(say.contains("练习市教育局、练习市公安局"), "{say}");
    assert!(say.contains("不会系统默认许可"), "{say}");
    a_week_on(&mut place);
    // Past the promise of 2026-03-16 nothing is expected and nothing happens.
    place.set_time("2026-03-18T10:00");
    assert_eq!(case(&place, &id)["expected"], Value::Null);
    place.start_city();
    place.zc(&["sync"]).done();
    assert_eq!(case(&place, &id)["case"]["stage"], "accepted");
    // Both have done their part: the body has until the end of the next working day.
    for task in ["school", "entry"] {
        let done =
            json!({"ref": task, "case": id, "do": "cohandle", "task": task, "remark": "已核查"});
        assert_eq!(place.intake(&[done]).line()["acts"], json!(["cohandled"]));
    }
    place.zc(&["sync"]).done();
    let told = case(&place, &id);
    let say = told["clock"]["by_default"].as_str().unwrap();
    assert!(say.contains("2026-03-19 17:00"), "{say}");
    assert_eq!(told["case"]["stage"], "accepted", "{told}");
    place.kill_city();
    place.set_time("2026-03-20T09:00");
    assert_eq!(
        case(&place, &id)["expected"],
        "已过承诺期限，待系统默认许可"
    );
    place.start_city();
    place.zc(&["sync"]).done();
    let granted = case(&place, &id);
    assert_eq!(granted["case"]["outcome"], "granted", "{granted}");
    assert_eq!(granted["case"]["contested"], json!([]), "{granted}");
}
