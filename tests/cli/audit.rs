//! Law 8: an altered, deleted, reordered or cut-off act is found, an older or second copy of a folder, too, and
//! nothing is lost by it.

use acceptance::city::Place;
use acceptance::items;
use acceptance::tamper::{Tampering, copy, tamper};
use acceptance::zc::Ran;
use serde_json::{Value, json};

fn water(place: &Place, reference: &str) -> Value {
    let file = place.file("paper.png");
    if !file.exists() {
        acceptance::pictures::qr(&file, "a paper");
    }
    let materials = json!([
        {"code": "identity", "paper": true},
        {"code": "property", "file": file},
        {"code": "plan", "lack": "tolerance"},
    ]);
    items::water(reference, "tolerance", materials)
}

fn case_of(ran: &Ran) -> String {
    ran.lines[0]["case_id"]
        .as_str()
        .unwrap_or_else(|| panic!("{ran:?}"))
        .to_owned()
}

fn unsent(place: &Place, station: &str) -> Value {
    let ran = place.zc_at(station, "0217", &["sync"]).done();
    ran.lines.last().unwrap()["unsent"].clone()
}

fn alarms(place: &Place, station: &str) -> Value {
    let ran = place.zc_at(station, "0217", &["doctor"]);
    let found = ran.lines.iter().find(|check| check["name"] == "alarms");
    found.cloned().unwrap()
}

#[test]
fn an_untouched_log_holds_before_and_after_it_is_sent() {
    let place = Place::new();
    place
        .intake(&[water(&place, "1"), water(&place, "2")])
        .done();
    let before = place.zc(&["audit", "verify"]).done();
    assert_eq!(before.line()["ok"], true, "{before:?}");
    assert!(before.line()["acts"].as_u64().unwrap() >= 5, "{before:?}");
    assert_eq!(unsent(&place, "station"), 0);
    let after = place.zc(&["audit", "verify"]).done();
    assert_eq!(
        (&after.line()["ok"], &after.line()["why"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(alarms(&place, "station")["ok"], true);
}

#[test]
fn whatever_is_done_to_the_log_is_found() {
    let mut place = Place::new();
    place
        .intake(&[water(&place, "1"), water(&place, "2")])
        .done();
    place.zc(&["sync"]).done();
    place.intake(&[water(&place, "3")]).done();
    place.kill_city();
    for (how, why) in [
        (Tampering::Payload, "altered"),
        (Tampering::Bytes, "altered"),
        (Tampering::Column, "altered"),
        (Tampering::Ack, "altered"),
        (Tampering::File, "altered"),
        (Tampering::Deletion, "deleted"),
        (Tampering::Order, "reordered"),
        (Tampering::Tail, "deleted"),
        // The journal remembers it; what it holds is taken back, and the alarm says which end it was.
        (Tampering::TailAndHead, "older_copy"),
    ] {
        let name = format!("{how:?}");
        copy(&place.station(), &place.file(&name));
        tamper(&place.file(&name), "0217", how);
        let ran = place.zc_at(&name, "0217", &["audit", "verify"]);
        assert_eq!(
            (ran.code, &ran.line()["why"]),
            (4, &json!(why)),
            "{name}: {ran:?}"
        );
        assert_eq!(ran.line()["ok"], false);
        assert!(!ran.line()["first_bad"].as_str().unwrap().is_empty());
    }
}

#[test]
fn an_older_copy_is_found_by_the_backends_memory_and_loses_nothing() {
    let place = Place::new();
    place.intake(&[water(&place, "1")]).done();
    assert_eq!(unsent(&place, "station"), 0);
    copy(&place.station(), &place.file("older"));
    let second = case_of(&place.intake(&[water(&place, "2")]).done());
    assert_eq!(unsent(&place, "station"), 0);

    let ran = place.zc_at("older", "0217", &["audit", "verify"]);
    assert_eq!(
        (ran.code, &ran.line()["why"]),
        (4, &json!("older_copy")),
        "{ran:?}"
    );
    let third = case_of(&place.at("older", "0217", &[water(&place, "3")]).done());
    assert_eq!(unsent(&place, "older"), 0);
    for case in [second, third] {
        let whole = place.zc_at("older", "0217", &["case", &case]).done();
        let acts = whole.line()["acts"].as_array().unwrap().clone();
        assert!(
            acts.iter().filter(|act| act["position"].is_u64()).count() >= 2,
            "{whole:?}"
        );
    }
    assert_eq!(alarms(&place, "older")["ok"], false, "the alarm stays");
}

#[test]
fn a_copied_folder_run_twice_is_a_fork_and_every_case_of_both_arrives_once() {
    let place = Place::new();
    place.intake(&[water(&place, "0")]).done();
    assert_eq!(unsent(&place, "station"), 0);
    copy(&place.station(), &place.file("second"));
    let mut cases = Vec::new();
    for station in ["station", "second"] {
        for number in 1..=2 {
            let line = water(&place, &format!("{station}-{number}"));
            cases.push(case_of(&place.at(station, "0217", &[line]).done()));
        }
    }
    for station in ["station", "second", "station", "second"] {
        assert_eq!(unsent(&place, station), 0, "{station}");
    }
    let again = case_of(&place.at("station", "0217", &[water(&place, "last")]).done());
    cases.push(again);
    assert_eq!(unsent(&place, "station"), 0);
    assert_eq!(unsent(&place, "second"), 0);
    for station in ["station", "second"] {
        for case in &cases {
            let whole = place.zc_at(station, "0217", &["case", case]).done();
            let acts = whole.line()["acts"].as_array().unwrap().clone();
            let standing = |kind: &str| {
                let of_kind = acts.iter().filter(|act| act["kind"] == kind);
                of_kind.filter(|act| act["position"].is_u64()).count()
            };
            assert_eq!(
                (standing("received"), standing("registered")),
                (1, 1),
                "{case}: {whole:?}"
            );
        }
    }
    let told = [alarms(&place, "station"), alarms(&place, "second")];
    assert!(told.iter().any(|check| check["ok"] == false), "{told:?}");
    let log = place.zc(&["audit", "verify"]);
    assert_eq!(
        log.line()["why"],
        Value::Null,
        "what was signed again is a whole log: {log:?}"
    );
}
