//! A machine whose wall clock is wrong reaches its backend and loses nothing (design §6).

use acceptance::city::Place;
use acceptance::zc::Ran;
use serde_json::{Value, json};

/// When the station saw its city first.
const BEGUN: &str = "2026-03-02T10:00";
/// Nine days later.
const LATER: &str = "2026-03-11T10:00";

fn line(reference: &str) -> Value {
    json!({
        "ref": reference, "item": "0225", "do": "receive",
        "situation": {"user": "resident", "road": "no"},
        "applicant": {"kind": "self", "name": "陈思远", "id_kind": "resident_id", "id": "430400200002290012"},
        "form": {"name": "陈思远", "id": "430400200002290012", "address": "江口镇枫林路 18 号",
                 "phone": "13800000000", "people": "3"},
        "materials": [],
    })
}

/// A station that has seen its city, whose city is away now.
fn seen() -> Place {
    let mut place = Place::at_time(BEGUN);
    place.intake(&[line("first")]).done();
    place.zc(&["sync"]).done();
    place.kill_city();
    place
}

/// Takes a case in with the wall clock at this time.
fn taken(place: &mut Place, wall: &str, reference: &str) {
    place.set_time(wall);
    place.intake(&[line(reference)]).done();
}

/// The city is back at its own time, the station's clock says `wall`: the first round already gets through.
fn arrives(place: &mut Place, wall: &str) -> Ran {
    place.set_time(LATER);
    place.start_city();
    place.set_time(wall);
    let synced = place.zc(&["sync"]).done();
    let totals = synced.lines.last().unwrap();
    assert_eq!(
        (&totals["online"], &totals["unsent"]),
        (&json!(true), &json!(0)),
        "{synced:?}"
    );
    synced
}

#[test]
fn a_clock_set_back_and_then_right_again_after_nine_days_gets_through() {
    let mut place = seen();
    taken(&mut place, "2026-03-01T09:00", "set-back");
    taken(&mut place, LATER, "right-again");
    arrives(&mut place, LATER);
}

#[test]
fn a_clock_set_back_and_never_right_again_gets_through_and_is_named() {
    let mut place = seen();
    taken(&mut place, "2026-03-01T09:00", "set-back");
    let synced = arrives(&mut place, "2026-03-01T09:30");
    assert!(synced.said.contains("慢 10 天"), "{synced:?}");
}

#[test]
fn nine_days_without_the_city_get_through() {
    let mut place = seen();
    for day in 3..=10 {
        taken(
            &mut place,
            &format!("2026-03-{day:02}T15:00"),
            &format!("day-{day}"),
        );
    }
    let synced = arrives(&mut place, LATER);
    assert!(synced.said.is_empty(), "{synced:?}");
}

#[test]
fn a_clock_in_2020_or_in_2035_lets_people_in_gets_through_and_is_named() {
    for (wall, word) in [
        ("2020-03-02T10:00", "慢 6 年"),
        ("2035-03-02T10:00", "快 8 年"),
    ] {
        let mut place = seen();
        taken(&mut place, wall, "wrong-year");
        let synced = arrives(&mut place, wall);
        assert!(synced.said.contains(word), "{synced:?}");
        // And when somebody has set it right.
        place.set_time(LATER);
        place.intake(&[line("right-year")]).done();
        place.zc(&["sync"]).done();
    }
}
