//! One source: what a situation asks for is what the guide prints and what the window takes in (domain reference S41).

use std::collections::BTreeSet;

use acceptance::city::Place;
use serde_json::{Value, json};

fn names(lines: &Value) -> BTreeSet<String> {
    let lines = lines.as_array().unwrap();
    let name = |line: &Value| line["name"].as_str().unwrap().to_owned();
    lines.iter().map(name).collect()
}

/// The material lines of a receipt under these answers.
fn taken_in(place: &Place, user: &str, road: &str) -> BTreeSet<String> {
    let line = json!({
        "ref": format!("{user}-{road}"),
        "item": "0225",
        "situation": {"user": user, "road": road},
        "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012"},
        "form": {"address": "练习市示范区测试路1号", "phone": "13800000000"},
        "materials": [{"code": "identity", "paper": true}],
        "do": "receive",
    });
    let ran = place.intake(&[line]).done();
    let id = ran.line()["case_id"].as_str().unwrap();
    let whole = place.zc(&["case", id]).done();
    names(&whole.line()["case"]["materials"])
}

fn guide(place: &Place, user: &str, road: &str) -> Value {
    let (user, road) = (format!("user={user}"), format!("road={road}"));
    let asked = ["applicant=self", &user, &road].map(|one| ["--answer", one]);
    let mut args = vec!["guide", "0225"];
    args.extend(asked.iter().flatten());
    place.zc(&args).done().line().clone()
}

#[test]
fn s41_the_guide_lists_exactly_what_the_situation_asks_for_and_changes_with_it() {
    let place = Place::new();
    let mut sets = BTreeSet::new();
    for user in ["resident", "non_resident", "site"] {
        for road in ["no", "yes"] {
            let printed = guide(&place, user, road);
            assert_eq!(
                names(&printed["materials"]),
                taken_in(&place, user, road),
                "{user}, {road}"
            );
            let told = printed["situation"].as_array().unwrap();
            assert_eq!(told.len(), 3, "who asks, and both answers: {told:?}");
            sets.insert(names(&printed["materials"]));
        }
    }
    assert_eq!(sets.len(), 6, "each situation has a list of its own");
    let open = place.zc(&["guide", "0225", "--answer", "user=site"]);
    assert_ne!(open.code, 0, "an answer left out is asked for: {open:?}");
    let all = place.zc(&["guide", "0225"]).done();
    let every: BTreeSet<String> = sets.into_iter().flatten().collect();
    assert!(names(&all.line()["materials"]).is_superset(&every));
}
