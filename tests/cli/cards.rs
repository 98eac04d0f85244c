//! 黄牌、红牌 and alarms (domain reference S06, S54, S73), through the real programs.

use acceptance::city::Place;
use acceptance::items;
use serde_json::{Value, json};

/// Monday. Five working days are promised, and as many are for the answer: both end 2026-03-09.
const MONDAY: &str = "2026-03-02T10:00";

fn water(reference: &str, action: &str) -> Value {
    let papers = items::water_papers(&["identity", "property", "plan"]);
    let mut line = items::water(reference, action, papers);
    line["form"]["people"] = json!(3);
    line
}

fn begun(place: &Place, line: &Value) -> String {
    let ran = place.intake(std::slice::from_ref(line)).done();
    ran.line()["case_id"].as_str().unwrap().to_owned()
}

fn case(place: &Place, id: &str) -> Value {
    place.zc(&["case", id]).done().line().clone()
}

fn card(place: &Place, id: &str) -> Value {
    case(place, id)["clock"]["card"].clone()
}

/// The ids that a list shows.
fn listed(place: &Place, filter: &str) -> Vec<String> {
    let ran = place.zc(&["cases", "--filter", filter]);
    let id = |line: &Value| line["case_id"].as_str().unwrap().to_owned();
    ran.lines.iter().map(id).collect()
}

#[test]
fn s06_a_card_turns_yellow_with_a_day_left_and_red_a_working_minute_late() {
    let mut place = Place::at_time(MONDAY);
    let id = begun(&place, &water("first", "accept"));
    place.kill_city();
    let whole = case(&place, &id);
    assert_eq!(whole["clock"]["phase"], "promise", "{whole}");
    assert_eq!(whole["clock"]["by"], "2026-03-09 17:00", "{whole}");
    assert_eq!(whole["clock"]["holder"], "0217", "{whole}");
    for (time, wanted) in [
        ("2026-03-06T16:00", "green"),
        ("2026-03-07T12:00", "yellow"),
        ("2026-03-09T16:00", "yellow"),
        // Closed since: no minute of working time has passed.
        ("2026-03-10T08:00", "yellow"),
        ("2026-03-10T09:01", "red"),
    ] {
        place.set_time(time);
        assert_eq!(card(&place, &id), wanted, "{time}");
        let red = listed(&place, "red");
        assert_eq!(red.contains(&id), wanted == "red", "{time}");
        let yellow = listed(&place, "yellow");
        assert_eq!(yellow.contains(&id), wanted == "yellow", "{time}");
    }
    let alarm = &case(&place, &id)["alarms"][0];
    assert_eq!(alarm["key"], "overdue:promise", "{alarm}");
    assert_eq!(
        (&alarm["lamp"], &alarm["stage"], &alarm["actor"]),
        (&json!("red"), &json!("accepted"), &json!("0217")),
        "with stage and person"
    );
}

#[test]
fn s06_while_the_applicant_is_waited_for_no_card_accrues() {
    let mut place = Place::at_time(MONDAY);
    let mut line = water("first", "notice");
    line["materials"] = json!([{"code": "identity", "paper": true}]);
    let id = begun(&place, &line);
    place.kill_city();
    place.set_time("2026-03-13T10:00");
    let whole = case(&place, &id);
    assert_eq!(whole["clock"]["card"], Value::Null, "{whole}");
    assert!(whole["clock"]["waiting"].is_u64(), "{whole}");
    assert_eq!(whole["alarms"], Value::Null, "{whole}");
    assert_eq!(listed(&place, "waiting"), [id.as_str()]);
    assert!(listed(&place, "red").is_empty());
    let supplement = json!({
        "ref": "came", "case": id, "do": "supplement",
        "materials": [{"code": "property", "paper": true}, {"code": "plan", "paper": true}],
    });
    place.intake(&[supplement]).done();
    let whole = case(&place, &id);
    // From 03-02 to 03-13 the clock stood: five working days from Monday 03-16.
    assert_eq!(whole["clock"]["by"], "2026-03-20 17:00", "{whole}");
    assert_eq!(whole["clock"]["card"], "green", "{whole}");
}

#[test]
fn s73_cases_are_listed_by_their_end_and_those_of_today_by_themselves() {
    let mut place = Place::at_time(MONDAY);
    let later = begun(&place, &{
        let mut line = water("later", "accept");
        line["at"] = json!("2026-03-03T10:00");
        line
    });
    let sooner = begun(&place, &water("sooner", "accept"));
    place.kill_city();
    assert_eq!(listed(&place, "open"), [sooner.as_str(), later.as_str()]);
    // By the initials of the applicant's name, and by no others.
    let named = |text: &str| place.zc(&["cases", text]).lines.len();
    assert_eq!((named("csy"), named("SY"), named("cyy")), (2, 2, 0));
    place.set_time("2026-03-10T10:00");
    assert_eq!(listed(&place, "due-today"), [later.as_str()]);
    assert_eq!(listed(&place, "red"), [sooner.as_str()]);
}

#[test]
fn s73_a_missing_year_is_said_and_shows_no_card() {
    let place = Place::at_time("2026-12-29T10:00");
    let id = begun(&place, &water("first", "accept"));
    let clock = case(&place, &id)["clock"].clone();
    assert_eq!(clock["card"], Value::Null, "{clock}");
    let why = clock["missing"].as_str().unwrap();
    assert!(why.contains("2027年"), "{why}");
}

#[test]
fn s54_a_step_out_of_order_is_an_alarm_that_can_only_be_explained() {
    let mut place = Place::at_time(MONDAY);
    let id = begun(&place, &water("first", "receive"));
    place.zc(&["sync"]).done();
    place.zc_at("other", "0218", &["sync"]).done();
    place.kill_city();
    // Two windows without a network: one withdraws, the other accepts.
    let withdraw = json!({"ref": "w", "case": id, "do": "withdraw", "reason": "不办了"});
    place.intake(&[withdraw]).done();
    let accept = json!({"ref": "a", "case": id, "do": "accept"});
    place.at("other", "0218", &[accept]).done();
    place.start_city();
    place.zc(&["sync"]).done();
    place.zc_at("other", "0218", &["sync"]).done();
    place.zc(&["sync"]).done();

    let alarm = case(&place, &id)["alarms"][0].clone();
    let key = alarm["key"].as_str().unwrap().to_owned();
    assert!(key.starts_with("order:"), "{alarm}");
    assert_eq!(
        (&alarm["lamp"], &alarm["actor"]),
        (&json!("yellow"), &json!("0218"))
    );
    assert!(alarm["say"].as_str().unwrap().contains("撤回"), "{alarm}");
    let explain = |reference: &str, alarm: &str, reason: &str| json!({"ref": reference, "case": id, "do": "explain", "alarm": alarm, "reason": reason});
    let silent = place.intake(&[explain("e1", &key, " ")]);
    assert_eq!(silent.line()["refused"], "reason_missing", "{silent:?}");
    let none = place.intake(&[explain("e2", "overdue:promise", "没有的事")]);
    assert_eq!(none.line()["refused"], "no_alarm", "{none:?}");
    place
        .intake(&[explain("e3", &key, "断网时另一窗口不知已撤回")])
        .done();
    place.zc(&["sync"]).done();
    place.zc_at("other", "0218", &["sync"]).done();
    // It stands at every window, with what was said.
    for (station, user) in [("station", "0217"), ("other", "0218")] {
        let ran = place.zc_at(station, user, &["case", &id]).done();
        let alarms = ran.line()["alarms"].as_array().unwrap().clone();
        assert_eq!(alarms.len(), 1, "{station}: {alarms:?}");
        assert_eq!(alarms[0]["key"], key.as_str());
        assert_eq!(
            alarms[0]["explained"],
            json!([["断网时另一窗口不知已撤回", "0217"]])
        );
        let acts = ran.line()["acts"].as_array().unwrap().clone();
        let said = acts.iter().find(|act| act["kind"] == "explained").unwrap();
        assert!(said["position"].is_u64(), "{said}");
    }
}

#[test]
fn s54_an_act_dated_before_what_it_stands_on_is_an_alarm() {
    let place = Place::at_time(MONDAY);
    let id = begun(&place, &water("first", "receive"));
    let back = json!({"ref": "w", "case": id, "do": "withdraw", "reason": "不办了", "at": "2026-03-01T10:00"});
    place.intake(&[back]).done();
    let alarms = case(&place, &id)["alarms"].clone();
    assert!(
        alarms[0]["key"].as_str().unwrap().starts_with("backdated:"),
        "{alarms}"
    );
    assert_eq!(alarms[0]["lamp"], "yellow");
}
