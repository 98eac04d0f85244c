//! S72 首问责任制: who was asked first stays responsible until the other has accepted.

use acceptance::city::Place;
use serde_json::{Value, json};

const FIRST: (&str, &str) = ("station", "0217");
const OTHER: (&str, &str) = ("other", "0306");
const MONDAY: &str = "2026-03-02T10:00";

fn sync(place: &Place, (station, user): (&str, &str)) {
    place.zc_at(station, user, &["sync"]).done();
}

/// What stands on this member's list, with the enquiry of this number.
fn seen(place: &Place, (station, user): (&str, &str), number: &str) -> Value {
    let ran = place
        .zc_at(station, user, &["enquiry", "list", "--all"])
        .done();
    let found = ran.lines.iter().find(|one| one["number"] == number);
    found
        .unwrap_or_else(|| panic!("{number} is not at {user}: {ran:?}"))
        .clone()
}

fn ask(place: &Place, (station, user): (&str, &str), more: &[&str]) -> Value {
    let told = [
        "enquiry",
        "ask",
        "开通天然气要多少钱",
        "--phone",
        "13800000000",
    ];
    let ran = place.zc_at(station, user, &[&told[..], more].concat());
    ran.done().line().clone()
}

fn number(one: &Value) -> String {
    one["number"].as_str().unwrap().to_owned()
}

#[test]
fn s72_the_first_asked_stays_responsible_until_the_other_accepts() {
    let place = Place::at_time(MONDAY);
    let (station, user) = FIRST;
    let asked = ask(&place, FIRST, &["--to", "0306", "--reason", "燃气窗口的事"]);
    let number = number(&asked);
    assert_eq!(
        (&asked["first"], &asked["holder"]),
        (&json!("0217"), &json!("0217"))
    );
    sync(&place, FIRST);
    // On both lists, and the first one's to answer for.
    sync(&place, OTHER);
    for who in [FIRST, OTHER] {
        let one = seen(&place, who, &number);
        assert_eq!(
            (&one["holder"], &one["mine"]),
            (&json!("0217"), &json!(true)),
            "{who:?}"
        );
        assert_eq!(one["offered"]["to"], "0306");
    }
    // Nobody else takes it, and the other cannot answer before they have it.
    for (user, what, code) in [
        ("0217", "take-on", "没有转给您"),
        ("0306", "answer", "别的工作人员负责"),
    ] {
        let (station, _) = if user == "0217" { FIRST } else { OTHER };
        let say: &[&str] = if what == "answer" {
            &["--say", "免费"]
        } else {
            &[]
        };
        let ran = place.zc_at(
            station,
            user,
            &[&["enquiry", what, &number][..], say].concat(),
        );
        assert_eq!(ran.code, 6, "{ran:?}");
        assert!(ran.said.contains(code), "{ran:?}");
    }
    place
        .zc_at(OTHER.0, OTHER.1, &["enquiry", "take-on", &number])
        .done();
    sync(&place, OTHER);
    sync(&place, FIRST);
    let one = seen(&place, FIRST, &number);
    assert_eq!(
        (&one["first"], &one["holder"], &one["mine"]),
        (&json!("0217"), &json!("0306"), &json!(false))
    );
    place
        .zc_at(
            OTHER.0,
            OTHER.1,
            &["enquiry", "answer", &number, "--say", "按公示标准收"],
        )
        .done();
    sync(&place, OTHER);
    sync(&place, FIRST);
    assert_eq!(seen(&place, FIRST, &number)["answer"], "按公示标准收");
    // No case of either desk, and nothing a person must look at.
    assert_eq!(
        place
            .zc_at(station, user, &["cases", "--filter", "all"])
            .code,
        3
    );
    let rows = place.zc_at(station, user, &["queue", "list"]).done();
    assert!(
        rows.lines.iter().all(|row| row["state"] != "contested"),
        "{rows:?}"
    );
    assert_eq!(place.zc(&["audit", "verify"]).done().line()["ok"], true);
}

#[test]
fn s72_what_is_handed_back_is_the_first_ones_again_with_the_reason() {
    let place = Place::at_time(MONDAY);
    let asked = ask(&place, FIRST, &["--to", "0306", "--reason", "燃气窗口的事"]);
    let number = number(&asked);
    sync(&place, FIRST);
    sync(&place, OTHER);
    let bare = place.zc_at(
        OTHER.0,
        OTHER.1,
        &["enquiry", "hand-back", &number, "--reason", " "],
    );
    assert_eq!(bare.code, 6, "a reason is owed: {bare:?}");
    let back = [
        "enquiry",
        "hand-back",
        &number,
        "--reason",
        "燃气在另一栋楼办",
    ];
    place.zc_at(OTHER.0, OTHER.1, &back).done();
    sync(&place, OTHER);
    sync(&place, FIRST);
    let one = seen(&place, FIRST, &number);
    assert_eq!(
        (&one["holder"], &one["offered"]),
        (&json!("0217"), &Value::Null)
    );
    assert_eq!(seen(&place, OTHER, &number)["mine"], false);
}

#[test]
fn s72_off_line_two_who_do_not_know_of_each_other_leave_a_task_and_the_limit_reminds() {
    let mut place = Place::at_time(MONDAY);
    let asked = ask(&place, FIRST, &["--to", "0306", "--reason", "燃气窗口的事"]);
    let number = number(&asked);
    sync(&place, FIRST);
    sync(&place, OTHER);
    // Half a working day later both are reminded.
    place.kill_city();
    place.set_time("2026-03-03T13:30");
    for who in [FIRST, OTHER] {
        assert_eq!(seen(&place, who, &number)["late"], true, "{who:?}");
    }
    // Without a network the first one answers, and the other accepts.
    place
        .zc_at(
            FIRST.0,
            FIRST.1,
            &["enquiry", "answer", &number, "--say", "按公示标准收"],
        )
        .done();
    place
        .zc_at(OTHER.0, OTHER.1, &["enquiry", "take-on", &number])
        .done();
    place.start_city();
    sync(&place, FIRST);
    sync(&place, OTHER);
    sync(&place, OTHER);
    let one = seen(&place, OTHER, &number);
    assert_eq!(
        (&one["holder"], &one["answer"]),
        (&json!("0217"), &json!("按公示标准收"))
    );
    let rows = place.zc_at(OTHER.0, OTHER.1, &["queue", "list"]).done();
    let tasks = rows.lines.iter().filter(|row| row["state"] == "contested");
    assert_eq!(tasks.count(), 1, "{rows:?}");
}
