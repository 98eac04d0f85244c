//! 人工核对 through the real programs: what no register could tell is a person's to look at, and their word is an act
//! (domain reference S28; docs/adr/0034).

use acceptance::city::Place;
use acceptance::items::{items, line, water, water_papers};
use acceptance::zc::Ran;
use serde_json::{Value, json};

/// Not in the city's register; a synthetic number with a right check character.
const STRANGER: (&str, &str) = ("赵不在册", "430400200002290530");
const MONDAY: &str = "2026-03-02T10:00";

fn whole(place: &Place, id: &str) -> Value {
    place.zc(&["case", id]).done().line().clone()
}

/// The matters of a case with what is known of each.
fn known(whole: &Value, matter: &Value) -> Value {
    let all = whole["case"]["verified"].as_array().unwrap().iter();
    let mut all = all.filter(|one| one["found"]["matter"] == *matter);
    all.next()
        .unwrap_or_else(|| panic!("nothing of {matter}: {whole}"))
        .clone()
}

fn review(case: &str, matter: &str, outcome: &str) -> Value {
    json!({
        "ref": format!("{case} {matter} {outcome}"), "case": case, "do": "review", "matter": matter,
        "how": "phone", "outcome": outcome, "reason": "派出所答复确有此人",
    })
}

fn id_of(ran: &Ran) -> String {
    ran.line()["case_id"].as_str().unwrap().to_owned()
}

#[test]
fn s28_whom_no_register_knows_is_closed_by_a_persons_word_with_how_and_why() {
    let mut place = Place::at_time(MONDAY);
    place.zc(&["sync"]).done();
    place.kill_city();
    let mut stranger = water("1", "receive", water_papers(&["identity", "property"]));
    stranger["applicant"]["name"] = json!(STRANGER.0);
    stranger["applicant"]["id"] = json!(STRANGER.1);
    let id = id_of(&place.intake(&[stranger]).done());
    let early = place.intake(&[review(&id, "applicant", "so")]);
    assert_eq!(early.line()["refused"], "nothing_to_review", "{early:?}");
    place.start_city();
    place.zc(&["sync"]).done();
    let applicant = json!("applicant");
    let before = known(&whole(&place, &id), &applicant);
    assert_eq!(before["found"]["answer"], "unknown", "{before}");
    assert_eq!(before["reviewed"], Value::Null);

    let mut numbered = review(&id, "applicant", "so");
    numbered["reason"] = json!(format!("身份证{}无误", STRANGER.1));
    let mut odd = review(&id, "applicant", "so");
    odd["outcome"] = json!("maybe");
    let mut machine = review(&id, "applicant", "so");
    machine["how"] = json!("machine");
    for (bad, code) in [(numbered, "reason_number"), (machine, "review_way")] {
        let ran = place.intake(&[bad]);
        assert_eq!(ran.line()["refused"], code, "{ran:?}");
        assert!(!ran.line()["say"].as_str().unwrap().contains(STRANGER.1));
    }
    assert_eq!(place.intake(&[odd]).line()["error"], "malformed");

    let done = place.intake(&[review(&id, "applicant", "so")]).done();
    assert_eq!(done.line()["acts"], json!(["reviewed"]), "{done:?}");
    place.zc(&["sync"]).done();
    let after = whole(&place, &id);
    let said = known(&after, &applicant);
    assert_eq!(
        (&said["reviewed"]["so"], &said["reviewed"]["way"]),
        (&json!(true), &json!("phone")),
        "{said}"
    );
    assert_eq!(after["case"]["contested"], json!([]), "{after}");
    let mut again = review(&id, "applicant", "not_so");
    again["ref"] = json!("again");
    let ran = place.intake(&[again]);
    assert_eq!(ran.line()["refused"], "reviewed_before", "{ran:?}");
}

/// 高校毕业生住房补贴 of a stranger, taken in without the city and accepted when it is back: the item decides by default,
/// and has a check that must pass.
fn housing(place: &mut Place) -> String {
    place.zc(&["sync"]).done();
    place.kill_city();
    let items = items();
    let item = items.iter().find(|item| item.short == "0715").unwrap();
    let mut taken = line(item, "0715", "accept", "");
    for material in taken["materials"].as_array_mut().unwrap() {
        *material = json!({"code": material["code"], "paper": true});
    }
    taken["applicant"]["name"] = json!(STRANGER.0);
    taken["applicant"]["id"] = json!(STRANGER.1);
    let id = id_of(&place.intake(&[taken]).done());
    place.start_city();
    place.zc(&["sync"]).done();
    let stands = whole(place, &id);
    assert_eq!(stands["case"]["stage"], "accepted", "{stands}");
    id
}

fn at(place: &mut Place, time: &str) {
    place.kill_city();
    place.set_time(time);
    place.start_city();
    place.zc(&["sync"]).done();
}

/// Law 7: past the promise nothing is granted by default while a person must look, nor after 不实; 属实 opens it.
#[test]
fn s28_s61_nothing_is_granted_by_default_before_a_person_has_found_it_so() {
    for (outcome, then) in [("so", "decided"), ("not_so", "accepted")] {
        let mut place = Place::at_time(MONDAY);
        let id = housing(&mut place);
        at(&mut place, "2026-03-10T09:00");
        at(&mut place, "2026-03-18T09:00");
        let waits = whole(&place, &id);
        assert_eq!(waits["case"]["stage"], "accepted", "{waits}");
        assert_eq!(waits["expected"], Value::Null, "{waits}");
        let found = &known(&waits, &json!("applicant"))["found"];
        assert_eq!(found["answer"], "unknown", "{waits}");
        place.intake(&[review(&id, "applicant", outcome)]).done();
        place.zc(&["sync"]).done();
        // Who decides could not grant before, and has a working day.
        at(&mut place, "2026-03-19T09:00");
        assert_eq!(whole(&place, &id)["case"]["stage"], "accepted", "{outcome}");
        at(&mut place, "2026-03-20T09:00");
        let stands = whole(&place, &id);
        assert_eq!(stands["case"]["stage"], then, "{outcome}: {stands}");
    }
}
