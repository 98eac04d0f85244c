//! S63 through `zc`: no copy is asked for where the original was scanned or fetched.

use acceptance::city::Place;
use acceptance::pictures::qr;
use serde_json::{Value, json};

/// 供热报装 of a city that still lists a copy of the identity paper.
fn with_a_copy(place: &Place) -> String {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../assets/practice/items/0233-heat-supply.json"
    );
    let mut item: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    item["version"] = json!(item["version"].as_u64().unwrap() + 1);
    let copy = json!({
        "code": "identity_copy", "name": "申请人身份证复印件", "class": "main", "copy_of": "identity",
        "form": "复印件", "copies": 1, "issuer": "申请人", "review_points": ["复印件清楚、完整"],
    });
    item["materials"].as_array_mut().unwrap().push(copy);
    let folder = place.file("items");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("heat.json"), item.to_string()).unwrap();
    folder.display().to_string()
}

#[test]
fn s63_the_copy_of_a_scanned_paper_is_in_and_of_a_seen_one_is_not() {
    let mut place = Place::new();
    let folder = with_a_copy(&place);
    place.kill_city();
    place.start_city_with(&["--catalogue", &folder]);
    place.zc(&["sync", "--once"]).done();
    let scan = place.file("card.png");
    qr(&scan, "身份证");
    let line = |reference: &str, (name, id): (&str, &str), identity: Value| {
        json!({
            "ref": reference, "item": "0233", "do": "receive",
            "applicant": {"kind": "self", "name": name, "id": id},
            "materials": [identity],
        })
    };
    let scanned = line(
        "1",
        ("陈思远", "430400200002290012"),
        json!({"code": "identity", "file": scan}),
    );
    let seen = line(
        "2",
        ("张伟", "430400198507160010"),
        json!({"code": "identity", "paper": true}),
    );
    let ran = place.intake(&[scanned, seen]).done();
    let copy = |at: usize| {
        let case = place
            .zc(&["case", ran.lines[at]["case_id"].as_str().unwrap()])
            .done();
        let lines = case.line()["case"]["materials"].as_array().unwrap().clone();
        let of =
            |code: &str| lines.iter().find(|line| line["code"] == code).unwrap()["source"].clone();
        (of("identity"), of("identity_copy"))
    };
    let (original, copied) = copy(0);
    assert_eq!(original, copied, "the scan stands for its copy");
    assert!(copied.to_string().contains("file"), "{copied}");
    let (original, copied) = copy(1);
    assert_ne!(original, copied, "what was only seen is still to be copied");
    assert!(copied.to_string().contains("open"), "{copied}");
    // Both lines name one file, which arrives once.
    let synced = place.zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    let rows = place.zc(&["queue", "list"]).done();
    let receipts: Vec<&Value> = rows
        .lines
        .iter()
        .filter(|row| row["kind"] == "received")
        .map(|row| &row["state"])
        .collect();
    assert_eq!(receipts, ["durable", "durable"], "{rows:?}");
}

/// 跑动次数: each day at the window is one; what is posted is none.
#[test]
fn s63_a_case_counts_how_often_its_applicant_had_to_come() {
    let place = Place::at_time("2026-03-02T10:00");
    let papers = acceptance::items::water_papers(&["identity", "property"]);
    let mut line = acceptance::items::water("1", "tolerance", papers);
    line["form"]["people"] = json!(3);
    let ran = place.intake(&[line]).done();
    let id = ran.line()["case_id"].as_str().unwrap().to_owned();
    let trips = || place.zc(&["case", &id]).done().line()["trips"].clone();
    assert_eq!(trips(), 1);
    let later = json!({
        "ref": "2", "case": id, "do": "supplement", "at": "2026-03-04T10:00",
        "materials": [{"code": "plan", "paper": true}],
    });
    place.intake(&[later]).done();
    assert_eq!(trips(), 2);
}
