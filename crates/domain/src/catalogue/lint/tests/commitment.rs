use serde_json::json;

use super::{FOOD, finds, planted};

#[test]
fn s10_an_item_of_an_excluded_field_has_no_committable_material() {
    let found = planted(FOOD, "/excluded", json!(["health", "public_safety"]));
    assert_eq!(found.len(), 4, "each committable line: {found:?}");
    assert!(
        found.iter().all(|(rule, _)| *rule == "commitment_excluded"),
        "{found:?}"
    );
    assert_eq!(found[0].1, "/materials/3/committable");
}

#[test]
fn s10_a_committable_line_names_the_proof_it_replaces_and_its_check() {
    let at = "/materials/3/promise";
    finds(FOOD, at, json!(null), "promise_missing", "/materials/3");
    let no_proof = json!({"replaces": " ", "check": "实地核查"});
    finds(
        FOOD,
        at,
        no_proof,
        "promise_replaces",
        "/materials/3/promise/replaces",
    );
    let no_check = json!({"replaces": "布局证明", "check": "看看"});
    finds(
        FOOD,
        at,
        no_check,
        "check_kind",
        "/materials/3/promise/check",
    );
    let promise = json!({"replaces": "营业执照", "check": "在线核查"});
    let idle = "/materials/0/promise";
    finds(FOOD, idle, promise, "promise_idle", idle);
}

#[test]
fn s12_what_is_verified_on_the_spot_has_an_e_licence() {
    let at = "/commitment/spot/licences/0";
    finds(FOOD, at, json!("layout"), "spot_licence", at);
    finds(FOOD, at, json!("no_such"), "spot_licence", at);
}

#[test]
fn s15_a_chain_rule_names_fields_of_the_form_and_a_situation() {
    let parent = "/commitment/chains/parent";
    finds(FOOD, parent, json!("no_such"), "chain_field", parent);
    let own = "/commitment/chains/own/1";
    finds(FOOD, own, json!("no_such"), "chain_field", own);
    let when = "/commitment/chains/when";
    finds(FOOD, when, json!({}), "chain_always", when);
}
