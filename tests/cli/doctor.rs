use acceptance::city::Place;

#[test]
fn the_doctor_says_what_is_wrong_with_the_backend() {
    let mut place = Place::new();
    place.zc(&["sync"]).done();
    let backend = |place: &Place| {
        let ran = place.zc(&["doctor"]);
        let check = ran.lines.iter().find(|check| check["name"] == "backend");
        check.cloned().unwrap()
    };
    assert_eq!(backend(&place)["ok"], true);
    place.kill_city();
    let check = backend(&place);
    assert_eq!(check["ok"], false);
    assert!(!check["say"].as_str().unwrap().is_empty());
}
