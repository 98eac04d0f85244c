//! 倒查 (domain reference S09): who did what, when, where and why; what was altered is found at its row.

use acceptance::city::Place;
use acceptance::tamper::{Tampering, copy, tamper};
use serde_json::{Value, json};

fn worked(place: &Place) -> String {
    let line = json!({
        "ref": "first",
        "item": "0225",
        "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012"},
        "form": {"address": "练习市示范区测试路1号", "phone": "13800000000"},
        "materials": [
            {"code": "identity", "paper": true},
            {"code": "property", "lack": "tolerance"},
            {"code": "plan", "lack": "tolerance"},
        ],
        "do": "tolerance",
    });
    let ran = place.intake(&[line]).done();
    let id = ran.line()["case_id"].as_str().unwrap().to_owned();
    place.zc(&["sync"]).done();
    let supplement = json!({
        "ref": "came", "case": id, "do": "supplement",
        "materials": [{"code": "property", "paper": true}, {"code": "plan", "paper": true}],
    });
    place.intake(&[supplement]).done();
    place.zc(&["sync"]).done();
    place.zc_at("boss", "0305", &["sync"]).done();
    let decide =
        json!({"ref": "d", "case": id, "do": "decide", "outcome": "denied", "reason": "管径不够"});
    place.at("boss", "0305", &[decide]).done();
    place.zc_at("boss", "0305", &["sync"]).done();
    place.zc(&["sync"]).done();
    id
}

#[test]
fn s09_a_finished_case_is_traced_step_by_step_with_person_place_time_and_reason() {
    let place = Place::at_time("2026-03-02T10:00");
    let id = worked(&place);
    let ran = place.zc(&["audit", "case", &id]).done();
    let (steps, end) = ran.lines.split_at(ran.lines.len() - 1);
    let kinds: Vec<&str> = steps
        .iter()
        .map(|step| step["kind"].as_str().unwrap())
        .collect();
    let wanted = [
        "received",
        "registered",
        "accepted",
        "supplemented",
        "decided",
    ];
    assert_eq!(kinds, wanted, "{ran:?}");
    for (n, step) in steps.iter().enumerate() {
        assert_eq!(step["n"], n + 1);
        assert!(!step["actor"].as_str().unwrap().is_empty(), "{step}");
        assert!(!step["terminal"].as_str().unwrap().is_empty(), "{step}");
        assert!(step["at"].is_u64() && step["position"].is_u64(), "{step}");
    }
    let decided = &steps[4];
    assert_eq!(
        (&decided["actor"], &decided["post"]),
        (&json!("0305"), &json!("decide"))
    );
    assert_ne!(decided["terminal"], steps[0]["terminal"]);
    assert_eq!(
        (&decided["before"], &decided["after"]),
        (&json!("accepted"), &json!("decided"))
    );
    assert!(
        decided["reason"].as_str().unwrap().contains("管径不够"),
        "{decided}"
    );
    let supplied = steps[3]["changed"].as_array().unwrap();
    assert!(
        supplied
            .iter()
            .any(|one| one[1] == "容缺" && one[2] == "纸质核原件"),
        "{supplied:?}"
    );
    assert_eq!((&end[0]["ok"], &end[0]["steps"]), (&json!(true), &json!(5)));
    // Nothing of the citizen stands in what is handed on.
    let text = format!("{:?}", ran.lines);
    assert!(
        !text.contains("陈思远") && !text.contains("430400200002290012"),
        "{text}"
    );
    // Who asked is recorded, and the same question gives the same chain.
    let again = place.zc(&["audit", "case", &id]).done();
    assert_eq!(again.lines, ran.lines);
}

#[test]
fn s09_what_was_altered_is_found_at_its_row() {
    let mut place = Place::at_time("2026-03-02T10:00");
    let id = worked(&place);
    place.kill_city();
    for (how, why) in [
        (Tampering::Payload, "altered"),
        (Tampering::Bytes, "altered"),
        (Tampering::Column, "altered"),
    ] {
        let name = format!("{how:?}");
        copy(&place.station(), &place.file(&name));
        tamper(&place.file(&name), "0217", how);
        let ran = place.zc_at(&name, "0217", &["audit", "case", &id]);
        assert_eq!(ran.code, 4, "{name}: {ran:?}");
        let (steps, end) = ran.lines.split_at(ran.lines.len() - 1);
        let row = steps
            .iter()
            .find(|step| step["kind"] == "received")
            .unwrap();
        assert_eq!(row["bad"], why, "{name}: {row}");
        assert_eq!(end[0]["first_bad"], row["act"], "{name}");
        let others = steps.iter().filter(|step| step["kind"] != "received");
        let sound = |step: &Value| step["bad"].is_null() || step["bad"] == "deleted";
        assert!(others.clone().all(sound), "{name}: {ran:?}");
    }
}
