//! Ways out of the queue through `zc`: mended by content, by a colleague, discarded by two people.

use acceptance::city::{Place, office};
use acceptance::items;
use serde_json::{Value, json};

fn water(reference: &str) -> Value {
    items::water(
        reference,
        "receive",
        items::water_papers(&["identity", "property"]),
    )
}

fn rows(place: &Place, case: &str) -> Vec<Value> {
    let listed = place.zc_at("station", "0218", &["queue", "list"]).done();
    let of_case = listed.lines.into_iter().filter(|row| row["case"] == case);
    of_case.collect()
}

/// Two cases of a clerk who was revoked before: stored, in force, and each a task.
async fn contested() -> (Place, Vec<String>) {
    let mut place = Place::at_time("2026-03-02T10:00");
    place.zc(&["sync", "--once"]).done();
    for user in ["0218", "0305"] {
        place.member(user).await;
    }
    office(place.url(), "revoke", json!({"user": "0217"})).await;
    place.kill_city();
    place.set_time("2026-03-02T11:00");
    let ran = place.intake(&[water("1"), water("2")]).done();
    let case = |line: &Value| line["case_id"].as_str().unwrap().to_owned();
    let cases = ran.lines.iter().map(case).collect();
    place.start_city();
    place.zc_at("station", "0218", &["sync"]).done();
    (place, cases)
}

#[tokio::test]
async fn a_contested_act_is_mended_by_its_content_and_the_other_discarded_by_two() {
    let (place, cases) = contested().await;
    let before = rows(&place, &cases[0]);
    assert_eq!(before[0]["state"], "contested", "{before:?}");
    let act = before[0]["act"].as_str().unwrap().to_owned();
    let zc = |args: &[&str]| place.zc_at("station", "0218", args);

    let wrong = zc(&[
        "queue",
        "mend",
        &act,
        "--with",
        r#"{"form":{"address":{}}}"#,
    ]);
    assert_eq!(wrong.code, 2, "{wrong:?}");
    // The other case of the same citizen stands open: as at a first receipt, the mend says why there are two.
    let change = json!({"form": {"address": "练习市示范区正街10号"}}).to_string();
    let asked = zc(&["queue", "mend", &act, "--with", &change]);
    assert_ne!(asked.code, 0, "{asked:?}");
    assert!(format!("{asked:?}").contains("重复收件"), "{asked:?}");
    let change = json!({"form": {"address": "练习市示范区正街10号"}, "again": "另一处房屋"});
    let change = change.to_string();
    let mended = zc(&["queue", "mend", &act, "--with", &change]).done();
    assert_eq!(
        mended.lines[0]["ended_by"], mended.lines[1]["act"],
        "{mended:?}"
    );
    zc(&["sync"]).done();
    let whole = zc(&["case", &cases[0]]).done();
    let case = &whole.line()["case"];
    assert_eq!(case["form"]["address"]["value"], "练习市示范区正街10号");
    assert_eq!(
        case["form"]["phone"]["value"], "13800000000",
        "the rest stays"
    );
    assert_eq!(case["contested"], json!([]), "{case}");
    let audit = zc(&["audit", "case", &cases[0]]).done();
    let mut said = audit.lines.iter().filter(|step| step["kind"] == "received");
    let last = said.next_back().unwrap();
    assert!(last.to_string().contains("另一处房屋"), "{audit:?}");
    let again = zc(&["queue", "mend", &act, "--with", &change]);
    assert_ne!(again.code, 0, "ended once: {again:?}");

    let other = rows(&place, &cases[1])[0]["act"]
        .as_str()
        .unwrap()
        .to_owned();
    let password = place.file("witness");
    std::fs::write(&password, "practice-0305\n").unwrap();
    let password = password.display().to_string();
    let witness = ["--witness", "0305", "--witness-password-file", &password];
    let discard = |reason: &str| {
        let args = [
            &["queue", "discard", &other][..],
            &witness,
            &["--reason", reason],
        ]
        .concat();
        zc(&args)
    };
    assert_ne!(discard("because").code, 0, "a reason of the list");
    let done = discard("settled").done();
    assert_eq!(done.line()["state"], "contested");
    assert!(done.line()["ended_by"].is_string(), "{done:?}");
    let synced = zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    let audit = zc(&["audit", "verify"]).done();
    assert_eq!(audit.line()["ok"], true, "{audit:?}");
}
