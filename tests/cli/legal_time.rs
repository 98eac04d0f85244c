//! Legal time is not arrival order (issue 3, point 13): two scenes without a network, through the real programs.

use acceptance::city::Place;
use acceptance::items;
use serde_json::{Value, json};

/// Monday; five working days end Monday 2026-03-09 at 17:00.
const RECEIVED: &str = "2026-03-02T10:00";

fn water(reference: &str, action: &str) -> Value {
    items::water(reference, action, items::water_papers(&["identity"]))
}

/// Takes it in and sends it; the case's id.
fn taken_in(place: &Place, action: &str, state: &str) -> String {
    let ran = place.intake(&[water("first", action)]).done();
    assert_eq!(ran.line()["state"], state, "{ran:?}");
    let synced = place.zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    ran.line()["case_id"].as_str().unwrap().to_owned()
}

fn case(place: &Place, id: &str) -> Value {
    place.zc(&["case", id]).done().line().clone()
}

fn kinds(whole: &Value) -> Vec<&str> {
    let acts = whole["acts"].as_array().unwrap();
    acts.iter()
        .map(|act| act["kind"].as_str().unwrap())
        .collect()
}

async fn told(place: &Place) -> Vec<String> {
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = format!("{}/practice/messages?citizen=chen", place.url());
    let text = reqwest::get(url).await.unwrap().text().await.unwrap();
    let reply: Value = serde_json::from_str(&text).unwrap();
    let messages = reply["data"]["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|m| m["say"].as_str().unwrap().to_owned())
        .collect()
}

/// Everything stands in the backend, once, and nothing is a task.
fn stands_once(whole: &Value, wanted: &[&str]) {
    assert_eq!(kinds(whole), wanted, "{whole}");
    assert_eq!(whole["case"]["contested"], json!([]), "{whole}");
    let acts = whole["acts"].as_array().unwrap();
    assert!(acts.iter().all(|act| act["position"].is_u64()), "{whole}");
}

#[tokio::test]
async fn a_supplement_of_the_last_day_synced_two_days_later_restores_the_case() {
    let mut place = Place::at_time(RECEIVED);
    let id = taken_in(&place, "tolerance", "tolerated");
    assert_eq!(case(&place, &id)["case"]["tolerance"]["due"], "2026-03-09");
    place.kill_city();

    place.set_time("2026-03-09T16:30");
    let supplement = json!({
        "ref": "late", "case": id, "do": "supplement",
        "materials": [{"code": "property", "paper": true}, {"code": "plan", "paper": true}],
    });
    let ran = place.intake(&[supplement]).done();
    assert_eq!(ran.line()["state"], "accepted", "{ran:?}");

    // The backend knows nothing of it: its clock runs out.
    place.set_time("2026-03-11T10:00");
    place.start_city();
    let before = told(&place).await;
    assert!(
        before.len() == 1 && before[0].contains("退件"),
        "{before:?}"
    );

    let synced = place.zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    let whole = case(&place, &id);
    let wanted = [
        "received",
        "registered",
        "accepted",
        "lapsed",
        "lapsed",
        "supplemented",
    ];
    stands_once(&whole, &wanted);
    assert_eq!(whole["case"]["stage"], "accepted");
    assert_eq!(whole["case"]["tolerance"]["lacking"], json!([]));
    let after = told(&place).await;
    assert!(after.len() == 2 && after[0].contains("撤销"), "{after:?}");

    // Whoever opens the case elsewhere sees the same.
    place.zc_at("other", "0218", &["sync"]).done();
    let seen = place.zc_at("other", "0218", &["case", &id]).done();
    assert_eq!(kinds(seen.line()), wanted);
    assert_eq!(seen.line()["case"]["stage"], "accepted");
}

#[tokio::test]
async fn a_notice_handed_over_on_day_four_synced_on_day_seven_ends_the_deemed_acceptance() {
    let mut place = Place::at_time(RECEIVED);
    let id = taken_in(&place, "receive", "received");
    place.kill_city();

    place.set_time("2026-03-06T15:00");
    let notice = json!({
        "ref": "late", "case": id, "do": "notice",
        "gaps": [
            {"code": "property", "problem": "没有提交"},
            {"code": "plan", "problem": "没有提交"},
        ],
    });
    let ran = place.intake(&[notice]).done();
    assert_eq!(ran.line()["state"], "noticed", "{ran:?}");

    place.set_time("2026-03-11T10:00");
    place.start_city();
    let before = told(&place).await;
    assert!(
        before.len() == 1 && before[0].contains("即为受理"),
        "{before:?}"
    );

    place.zc(&["sync"]).done();
    let whole = case(&place, &id);
    stands_once(
        &whole,
        &["received", "registered", "lapsed", "lapsed", "noticed"],
    );
    assert_eq!(whole["case"]["stage"], "noticed");
    assert_eq!(whole["case"]["accepted_at"], Value::Null);
    assert!(told(&place).await[0].contains("撤销"));
}

/// A notice at the very end by a clock that may be minutes off: nobody can place it before or after.
async fn in_question() -> (Place, String) {
    let mut place = Place::at_time(RECEIVED);
    let id = taken_in(&place, "receive", "received");
    place.kill_city();
    place.set_time("2026-03-09T17:00");
    let notice = json!({
        "ref": "late", "case": id, "do": "notice",
        "gaps": [
            {"code": "property", "problem": "没有提交"},
            {"code": "plan", "problem": "没有提交"},
        ],
    });
    place.intake(&[notice]).done();
    place.set_time("2026-03-11T10:00");
    place.start_city();
    place.zc(&["sync"]).done();
    let whole = case(&place, &id);
    assert_eq!(whole["case"]["stage"], "accepted", "{whole}");
    assert_eq!(whole["case"]["times"][0]["code"], "capture_time", "{whole}");
    (place, id)
}

#[tokio::test]
async fn a_supervisor_settles_a_time_that_cannot_be_believed() {
    let (place, id) = in_question().await;
    let word = |reference: &str, outcome: &str, reason: &str| json!({"ref": reference, "case": id, "do": "settle", "outcome": outcome, "reason": reason});
    let own = place.intake(&[word("own", "in_time", "我记得")]);
    assert_eq!(own.line()["error"], "own_act", "{own:?}");
    // A colleague at the same window may not either: it is not their right.
    place.zc_at("other", "0218", &["sync"]).done();
    let other = place.at("other", "0218", &[word("other", "in_time", "登记簿")]);
    assert_eq!(other.line()["refused"], "not_granted", "{other:?}");
    place.zc_at("boss", "0401", &["sync"]).done();
    let silent = place.at("boss", "0401", &[word("silent", "in_time", " ")]);
    assert_eq!(silent.line()["refused"], "reason_missing", "{silent:?}");
    place
        .at(
            "boss",
            "0401",
            &[word("said", "in_time", "收件登记簿与监控时间一致")],
        )
        .done();
    place.zc_at("boss", "0401", &["sync"]).done();
    place.zc(&["sync"]).done();
    let whole = case(&place, &id);
    assert_eq!(
        kinds(&whole),
        [
            "received",
            "registered",
            "lapsed",
            "noticed",
            "contested",
            "lapsed",
            "settled"
        ]
    );
    assert_eq!(whole["case"]["stage"], "noticed");
    assert_eq!(whole["case"]["contested"], json!([]));
    assert_eq!(whole["case"]["accepted_at"], Value::Null);
    assert!(told(&place).await[0].contains("撤销"));
}

/// A desk shows what its clock says and changes nothing by it; the backend writes it, and the feed brings it.
#[test]
fn a_desk_says_what_is_due_and_waits_for_the_system() {
    let mut place = Place::at_time(RECEIVED);
    let id = taken_in(&place, "tolerance", "tolerated");
    place.kill_city();
    place.set_time("2026-03-09T16:59");
    assert_eq!(case(&place, &id)["expected"], Value::Null);
    place.set_time("2026-03-10T09:00");
    let whole = case(&place, &id);
    assert_eq!(whole["expected"], "应退件（容缺逾期），待系统确认");
    assert_eq!(whole["case"]["stage"], "tolerated");
    place.start_city();
    place.zc(&["sync"]).done();
    let whole = case(&place, &id);
    assert_eq!(whole["expected"], Value::Null);
    assert_eq!(whole["case"]["stage"], "returned");
    assert_eq!(kinds(&whole).last(), Some(&"lapsed"));
}
