//! A city put back from an older copy gets back from the station what it lost: the same bytes, once.

use std::path::Path;

use acceptance::city::Place;
use serde_json::{Value, json};

fn received(reference: &str) -> Value {
    json!({
        "ref": reference,
        "item": "0225",
        "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012"},
        "form": {"address": "练习市示范区测试路1号", "phone": "13800000000"},
        "materials": [{"code": "identity", "paper": true}],
        "do": "receive",
    })
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// What the backend has of a case, from another station that never saw it before.
fn elsewhere(place: &Place, station: &str, ids: &[String]) -> Vec<Value> {
    place.zc_at(station, "0218", &["sync"]).done();
    let case = |id: &String| {
        place
            .zc_at(station, "0218", &["case", id])
            .done()
            .line()
            .clone()
    };
    ids.iter().map(case).collect()
}

fn own(whole: &Value) -> Vec<(&Value, &Value)> {
    let acts = whole["acts"].as_array().unwrap().iter();
    acts.filter(|act| act["actor"] != "backend")
        .map(|act| (&act["id"], &act["kind"]))
        .collect()
}

fn sent(place: &Place, references: &[&str]) -> Vec<String> {
    let lines: Vec<Value> = references.iter().map(|r| received(r)).collect();
    let ran = place.intake(&lines).done();
    let synced = place.zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    let id = |line: &Value| line["case_id"].as_str().unwrap().to_owned();
    ran.lines.iter().map(id).collect()
}

#[test]
fn a_city_put_back_by_hand_gets_back_what_it_lost_once() {
    let mut place = Place::new();
    let (city, old) = (place.file("city"), place.file("old"));
    let mut ids = sent(&place, &["kept"]);
    place.kill_city();
    copy(&city, &old);
    place.start_city();
    ids.extend(sent(&place, &["lost-1", "lost-2"]));
    let before = elsewhere(&place, "before", &ids);

    place.kill_city();
    std::fs::remove_dir_all(&city).unwrap();
    copy(&old, &city);
    place.start_city();
    // Somebody else's case comes before the lost ones do.
    let mut theirs = received("stranger");
    theirs["applicant"] = json!({"kind": "self", "name": "张伟", "id": "430400198507160010"});
    let first = place.at("stranger", "0217", &[theirs]).done();
    place.zc_at("stranger", "0217", &["sync"]).done();
    let synced = place.zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    assert_eq!(first.line()["state"], "received");

    let after = elsewhere(&place, "after", &ids);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(own(before), own(after), "the same acts, once");
        assert_eq!(own(after).len(), 1);
        assert!(after["case"]["number"].is_string(), "{after}");
        assert_eq!(after["case"]["contested"], json!([]), "{after}");
    }
    // Once more changes nothing.
    place.zc(&["sync"]).done();
    for (after, again) in after.iter().zip(elsewhere(&place, "again", &ids)) {
        assert_eq!(after["acts"], again["acts"]);
    }
}

#[test]
fn a_backup_is_made_and_restored_by_the_verb() {
    let mut place = Place::new();
    let (city, backups) = (place.file("city"), place.file("backups"));
    place.kill_city();
    let folder = backups.display().to_string();
    let with = ["--backups", folder.as_str()];
    place.start_city_with(&with);
    let mut ids = sent(&place, &["kept"]);
    // A start makes a backup of what came before it.
    place.kill_city();
    place.start_city_with(&with);
    ids.extend(sent(&place, &["lost"]));
    let before = elsewhere(&place, "before", &ids);
    place.kill_city();

    let mut held: Vec<_> = std::fs::read_dir(&backups)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "db"))
        .collect();
    held.sort();
    let newest = held.last().unwrap().display().to_string();
    place.start_city_with(&["--restore", &newest]);
    assert!(city.join("practice.db.replaced-1").exists());
    let synced = place.zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    for (before, after) in before.iter().zip(elsewhere(&place, "after", &ids)) {
        assert_eq!(own(&after).len(), 1, "{after}");
        let number = &before["case"]["number"];
        assert!(number.is_string(), "{before}");
        assert_eq!(number, &after["case"]["number"], "it stands on a paper");
    }
}
