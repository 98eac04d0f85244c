use serde_json::json;

use super::{WATER, finds, planted};

const MOVE: &str = "0640-household-move";
const FILING: &str = "0810-investment-filing";

#[test]
fn s34_a_place_elsewhere_names_who_accepts_and_help_its_site() {
    let by = "/across/1/by";
    finds(MOVE, by, json!(" "), "across_by", by);
    finds(
        MOVE,
        "/across/0/by",
        json!("别处"),
        "across_by",
        "/across/0/by",
    );
    let site = "/across/2/site";
    finds(MOVE, site, json!("http://a.example"), "across_site", site);
    let when = "/across/1/when";
    finds(
        MOVE,
        when,
        json!({"to": ["nowhere"]}),
        "condition_choice",
        when,
    );
}

#[test]
fn s52_an_outside_system_is_named_and_leaves_no_acceptance_here() {
    finds(
        FILING,
        "/outside/site",
        json!("tzxm"),
        "outside_named",
        "/outside",
    );
    let outside = json!({"system": "某系统", "site": "https://a.example"});
    let found = planted(WATER, "/outside", outside);
    assert_eq!(found, [("outside_ways", "/outside".to_owned())]);
}
