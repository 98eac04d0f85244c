//! 重复收件 through `zc` (docs/adr/0024): told, refused where the operator wants that, and found when two stations that
//! could not know of each other have both sent.

use acceptance::city::Place;
use acceptance::items;
use acceptance::zc::Ran;
use serde_json::{Value, json};

fn water(reference: &str) -> Value {
    items::water(
        reference,
        "receive",
        items::water_papers(&["identity", "property"]),
    )
}

/// A batch whose operator wants doubles refused.
fn singly(place: &Place, lines: &[Value]) -> Ran {
    let file = place.file("single.jsonl");
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(&file, text).unwrap();
    let file = format!("@{}", file.display());
    place.zc(&["intake", "--refuse-duplicates", &file])
}

fn of(mut line: Value, key: &str, value: Value) -> Value {
    line[key] = value;
    line
}

#[test]
fn the_same_person_and_item_within_thirty_days_is_told_or_refused() {
    let place = Place::at_time("2026-03-02T10:00");
    place.zc(&["sync", "--once"]).done();
    let ran = place.intake(&[water("1"), water("2")]).done();
    assert_eq!(ran.lines[0].get("doubles"), None, "{ran:?}");
    assert_eq!(ran.lines[1]["state"], "received", "{ran:?}");
    assert_eq!(ran.lines[1]["doubles"], ran.lines[0]["number"], "{ran:?}");

    let other = json!({"kind": "self", "name": "张伟", "id": "430400198507160010"});
    let because = of(water("4"), "again", json!("另一处房屋"));
    let lines = [water("3"), because, of(water("5"), "applicant", other)];
    let ran = singly(&place, &lines);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert_eq!(ran.lines[0]["refused"], "duplicate", "{ran:?}");
    assert_eq!(ran.lines[0]["ground"], "重复收件", "{ran:?}");
    let say = ran.lines[0]["say"].as_str().unwrap();
    assert!(say.contains("2026-03-02") && say.contains("理由"), "{say}");
    assert_eq!(ran.lines[1]["state"], "received", "{ran:?}");
    assert_eq!(ran.lines[1].get("doubles"), None, "{ran:?}");
    assert_eq!(ran.lines[2]["state"], "received", "somebody else: {ran:?}");
}

#[test]
fn after_its_end_or_thirty_days_it_is_no_double() {
    let place = Place::at_time("2026-03-02T10:00");
    place.zc(&["sync", "--once"]).done();
    let first = singly(&place, &[water("1")]).done();
    let id = first.line()["case_id"].clone();
    let gone = json!({"ref": "2", "case": id, "do": "withdraw", "reason": "不办了"});
    let ran = singly(&place, &[gone, water("3")]).done();
    assert_eq!(ran.lines[1]["state"], "received", "{ran:?}");

    let at = |reference: &str, at: &str| of(water(reference), "at", json!(at));
    let ran = singly(
        &place,
        &[at("4", "2026-04-01T09:00"), at("5", "2026-04-01T10:30")],
    );
    assert_eq!(ran.lines[0]["refused"], "duplicate", "{ran:?}");
    assert_eq!(ran.lines[1]["state"], "received", "{ran:?}");
}

/// Two laptops off line: each takes it in rightly; when both have sent, the second case carries a task.
#[test]
fn what_two_stations_took_in_off_line_is_a_task_in_the_second_case() {
    let mut place = Place::new();
    for (station, user) in [("station", "0217"), ("second", "0218")] {
        place.zc_at(station, user, &["sync", "--once"]).done();
    }
    place.kill_city();
    let first = place.at("station", "0217", &[water("1")]).done();
    let second = place.at("second", "0218", &[water("1")]).done();
    assert_eq!(second.line().get("doubles"), None, "it cannot know");
    let case = |ran: &Ran| ran.line()["case_id"].as_str().unwrap().to_owned();
    let (first, second) = (case(&first), case(&second));
    place.start_city();
    place.zc_at("station", "0217", &["sync", "--once"]).done();
    place.zc_at("second", "0218", &["sync", "--once"]).done();

    let whole = |station: &str, user: &str, case: &str| {
        let ran = place.zc_at(station, user, &["case", case]).done();
        ran.line()["case"].clone()
    };
    let kept = whole("station", "0217", &first);
    assert_eq!(kept["contested"], json!([]), "{kept}");
    let doubled = whole("second", "0218", &second);
    let tasks = doubled["contested"].as_array().unwrap();
    assert_eq!(tasks.len(), 1, "{doubled}");
    let say = tasks[0].as_str().unwrap();
    let number = kept["number"].as_str().unwrap();
    assert!(say.contains(number), "{say}");
    assert!(doubled["number"].is_string(), "{doubled}");
    let rows = place.zc_at("second", "0218", &["queue", "list"]).done();
    let waits = |row: &&Value| row["state"] == "contested";
    let waiting: Vec<_> = rows.lines.iter().filter(waits).collect();
    assert_eq!(waiting.len(), 1, "{rows:?}");
    assert!(waiting[0].to_string().contains("duplicate"), "{rows:?}");
}
