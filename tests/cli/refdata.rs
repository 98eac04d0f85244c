//! Reference data by file: signed by the city, strictly newer, all or nothing.

use std::fs;

use acceptance::city::Place;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

fn exported(place: &Place, station: &str, name: &str) -> (String, Value) {
    let path = place.file(name).display().to_string();
    place
        .zc_at(station, "0217", &["refdata", "export", &path])
        .done();
    let value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    (path, value)
}

fn import(place: &Place, path: &str) -> acceptance::zc::Ran {
    place.zc(&["refdata", "import", path])
}

#[test]
fn a_file_brings_what_is_newer_and_an_older_one_is_refused_whole() {
    let mut place = Place::at_time("2026-03-02T10:00");
    place.zc(&["sync", "--once"]).done();
    let (old, content) = exported(&place, "station", "old.json");
    assert_eq!(content["realm"], "practice");
    assert_eq!(content["lists"].as_object().unwrap().len(), 4);
    let again = import(&place, &old).done();
    assert_eq!(again.line()["newer"], json!([]), "the same is no news");

    // A station that met its city a week ago still lets its clerks in; eight days later, too.
    place.kill_city();
    place.set_time("2026-03-10T10:00");
    place.start_city();
    place.zc(&["sync", "--once"]).done();

    // Sixteen days on the trust list is made anew; another station brings it to one without a network.
    place.kill_city();
    place.set_time("2026-03-18T10:00");
    place.start_city();
    place.zc_at("second", "0217", &["sync", "--once"]).done();
    let (fresh, _) = exported(&place, "second", "fresh.json");
    place.kill_city();
    import(&place, &fresh).done();
    let refused = import(&place, &old);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.said.contains("旧"), "{refused:?}");
    // A second export of the same file name would lose the first.
    assert_ne!(place.zc(&["refdata", "export", &old]).code, 0);
}

#[test]
fn a_changed_byte_refuses_the_whole_file() {
    let place = Place::new();
    place.zc(&["sync", "--once"]).done();
    let (_, content) = exported(&place, "station", "good.json");
    for list in ["catalogue", "staff"] {
        let mut bad = content.clone();
        let text = bad["lists"][list].as_str().unwrap();
        let mut bytes = STANDARD.decode(text).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        bad["lists"][list] = json!(STANDARD.encode(bytes));
        let path = place.file("bad.json");
        fs::write(&path, bad.to_string()).unwrap();
        let refused = import(&place, &path.display().to_string());
        assert_eq!(refused.code, 1, "{list}: {refused:?}");
        assert!(refused.said.contains("无法核验"), "{refused:?}");
    }
    // A list under another's name is as bad as a false one.
    let mut swapped = content.clone();
    swapped["lists"]["staff"] = content["lists"]["calendar"].clone();
    let path = place.file("swapped.json");
    fs::write(&path, swapped.to_string()).unwrap();
    assert_eq!(import(&place, &path.display().to_string()).code, 1);
    place.zc(&["find", "gsbz"]).done();
}
