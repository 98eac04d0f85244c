//! Matters across places and systems (domain reference S34, S52), through the real programs.

use acceptance::city::Place;
use serde_json::{Value, json};

const MONDAY: &str = "2026-03-02T10:00";

/// 户口迁移, to one of three places.
fn moving(reference: &str, to: &str, action: &str) -> Value {
    json!({
        "ref": reference,
        "item": "0640",
        "situation": {"to": to, "why": "work"},
        "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012"},
        "form": {
            "name": "陈思远", "id": "430400200002290012", "from": "练习市示范区测试路1号",
            "to": "测试大道2号", "phone": "13800000000",
        },
        "materials": [
            {"code": "identity", "paper": true},
            {"code": "book", "paper": true},
            {"code": "contract", "paper": true},
        ],
        "do": action,
    })
}

/// 企业投资项目备案, which is accepted in a system that is not the city's.
fn filing(reference: &str, action: &str) -> Value {
    json!({
        "ref": reference,
        "item": "0810",
        "applicant": {
            "kind": "legal_person", "name": "练习市枫林茶饮有限公司", "id_kind": "uscc", "id": "91430400MA4301026Y",
        },
        "agent": {"name": "刘春梅", "id": "430182199001010026", "phone": "13800000001"},
        "form": {
            "company": "练习市枫林茶饮有限公司", "uscc": "91430400MA4301026Y", "project": "茶饮加工线",
            "place": "练习市示范区测试路1号", "scale": "加工线一条", "total": 300, "phone": "13800000001",
        },
        "materials": [{"code": "business", "paper": true}],
        "do": action,
    })
}

fn one(place: &Place, line: &Value) -> Value {
    place.intake(std::slice::from_ref(line)).line().clone()
}

/// Done, and at the backend.
#[track_caller]
fn taken_in(place: &Place, line: &Value) -> String {
    let answer = one(place, line);
    assert_eq!(answer["state"], "received", "{answer}");
    assert_eq!(answer["acts"], json!(["received"]), "{answer}");
    let synced = place.zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    answer["case_id"].as_str().unwrap().to_owned()
}

fn case(place: &Place, known: &str) -> Value {
    place.zc(&["case", known]).done().line().clone()
}

/// Refused by that code; ground and sentence name who accepts.
#[track_caller]
fn refused(answer: &Value, code: &str, by: &str) {
    assert_eq!(answer["refused"], code, "{answer}");
    assert!(answer["ground"].as_str().unwrap().len() > 3, "{answer}");
    assert!(answer["say"].as_str().unwrap().contains(by), "{answer}");
}

/// What desks did; what the backend looked up of who stood here unverified is its own.
fn kinds(whole: &Value) -> Vec<&str> {
    let acts = whole["acts"].as_array().unwrap().iter();
    let by_desk = acts.filter(|act| act["actor"] != "backend");
    by_desk.map(|act| act["kind"].as_str().unwrap()).collect()
}

#[test]
fn s34_what_belongs_here_is_accepted_here() {
    let place = Place::at_time(MONDAY);
    let answer = one(&place, &moving("own", "here", "accept"));
    assert_eq!(answer["acts"], json!(["received", "accepted"]), "{answer}");
    place.zc(&["sync"]).done();
    let whole = case(&place, answer["case_id"].as_str().unwrap());
    assert!(whole["case"]["number"].is_string(), "{whole}");
    assert_eq!(whole["clock"]["elsewhere"], Value::Null, "{whole}");
    let back = json!({
        "ref": "back", "case": answer["case_id"], "do": "link", "number": "LJ-1", "state": "accepted",
    });
    assert_eq!(one(&place, &back)["refused"], "accepted_here");
}

#[test]
fn s34_what_is_sent_to_a_partner_is_received_here_and_accepted_there() {
    let mut place = Place::at_time(MONDAY);
    let partner = "邻江市公安局";
    let tried = one(&place, &moving("tried", "linjiang", "accept"));
    refused(&tried, "partner_accepts", partner);
    let id = taken_in(&place, &moving("sent", "linjiang", "receive"));
    for action in ["accept", "refuse", "decide"] {
        let line = json!({
            "ref": action, "case": id, "do": action, "outcome": "granted", "ground": "not_needed", "reason": "不需要许可",
        });
        refused(&one(&place, &line), "partner_accepts", partner);
    }
    let whole = case(&place, &id);
    assert_eq!(
        whole["case"]["number"],
        Value::Null,
        "theirs to give: {whole}"
    );
    assert_eq!(whole["case"]["elsewhere"]["by"], partner, "{whole}");
    // Whose the five days of art. 32 are; they are not ours and nothing of ours runs out.
    let says = whole["clock"]["elsewhere"].as_str().unwrap();
    assert!(says.contains(partner) && says.contains("五日"), "{says}");
    place.set_time("2026-03-20T10:00");
    place.zc(&["sync"]).done();
    let later = case(&place, &id);
    assert_eq!(
        later["case"]["stage"], "received",
        "no 视为受理 of ours: {later}"
    );
    assert_eq!(later["clock"]["card"], Value::Null, "{later}");
    assert_eq!(later["alarms"], Value::Null, "{later}");
    let back = json!({
        "ref": "back", "case": id, "do": "link", "number": "Lj-2026-0007", "state": "accepted",
    });
    assert_eq!(one(&place, &back)["acts"], json!(["linked"]));
    place.zc(&["sync"]).done();
    let whole = case(&place, "lj-2026-0007");
    assert_eq!(whole["case"]["id"], id.as_str(), "found by their number");
    assert_eq!(whole["case"]["linked"]["state"], "accepted", "{whole}");
    assert_eq!(whole["case"]["accepted_at"], Value::Null, "{whole}");
    assert_eq!(kinds(&whole), ["received", "linked"], "{whole}");
    assert_eq!(whole["case"]["contested"], json!([]), "{whole}");
}

#[test]
fn s34_help_on_anothers_site_is_a_record_without_a_number_of_ours() {
    let place = Place::at_time(MONDAY);
    let site = "远山市公安局网上窗口";
    let tried = one(&place, &moving("tried", "yuanshan", "accept"));
    refused(&tried, "assisted_only", site);
    let id = taken_in(&place, &moving("helped", "yuanshan", "receive"));
    let told = json!({
        "ref": "told", "case": id, "do": "notice", "gaps": [{"code": "book", "problem": "缺页"}],
    });
    refused(&one(&place, &told), "assisted_only", site);
    let whole = case(&place, &id);
    assert_eq!(whole["case"]["elsewhere"]["way"], "assisted", "{whole}");
    assert_eq!(whole["case"]["number"], Value::Null, "{whole}");
    assert_eq!(kinds(&whole), ["received"], "{whole}");
}

#[test]
fn s52_an_outside_systems_number_and_state_are_kept_and_nothing_is_accepted_here() {
    let place = Place::at_time(MONDAY);
    let system = "全国投资项目在线审批监管平台";
    refused(
        &one(&place, &filing("tried", "accept")),
        "outside_accepts",
        system,
    );
    let id = taken_in(&place, &filing("taken", "receive"));
    let link = |reference: &str, number: &str, state: &str| json!({"ref": reference, "case": id, "do": "link", "number": number, "state": state});
    let odd = one(&place, &link("odd", "2603 430400", "submitted"));
    refused(&odd, "outside_number", system);
    assert_eq!(
        one(&place, &link("word", "1", "lost"))["error"],
        "malformed"
    );
    let number = "2603-430400-04-01-123456";
    one(&place, &link("first", number, "submitted"));
    place.zc(&["sync"]).done();
    // By the whole number, its beginning and its end.
    for text in [number, "2603-430400", "123456"] {
        let found = place.zc(&["cases", text]).done();
        assert_eq!(found.line()["case_id"], id.as_str(), "{text}: {found:?}");
    }
    one(&place, &link("last", number, "done"));
    place.zc(&["sync"]).done();
    let whole = case(&place, number);
    assert_eq!(whole["case"]["id"], id.as_str());
    assert_eq!(whole["case"]["stage"], "decided", "{whole}");
    assert_eq!(
        whole["case"]["linked"],
        json!({"system": system, "number": number, "state": "done"})
    );
    assert_eq!(whole["case"]["number"], Value::Null, "{whole}");
    assert_eq!(kinds(&whole), ["received", "linked", "linked"], "{whole}");
    assert_eq!(whole["case"]["contested"], json!([]), "{whole}");
    let late = one(&place, &link("late", number, "accepted"));
    assert_eq!(late["refused"], "case_ended", "{late}");
}
