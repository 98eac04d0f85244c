use serde_json::json;

use super::{WATER, added, finds, finds_there, planted};

#[test]
fn tolerance_begins_with_fields_of_the_form() {
    finds_there(
        WATER,
        "/tolerance/enough/1",
        json!("telephone"),
        "enough_unknown",
    );
}

#[test]
fn fields_have_title_order_and_a_known_kind() {
    let at = "/form/properties/phone";
    finds_there(WATER, &format!("{at}/title"), json!(""), "field_title");
    finds_there(
        WATER,
        &format!("{at}/x-order"),
        json!("first"),
        "field_order",
    );
    finds_there(WATER, &format!("{at}/x-kind"), json!("fax"), "field_kind");
}

#[test]
fn sources_name_licences_and_fields_that_exist() {
    let at = "/form/properties/address/x-sources";
    finds(
        WATER,
        &format!("{at}/0/licence"),
        json!("房屋所有权证"),
        "source_licence",
        &format!("{at}/0"),
    );
    finds(
        WATER,
        &format!("{at}/0/field"),
        json!("KZ_ZZL"),
        "source_field",
        &format!("{at}/0"),
    );
    finds(
        WATER,
        "/form/properties/phone/x-sources/0/field",
        json!("fax"),
        "source_field",
        "/form/properties/phone/x-sources/0",
    );
    finds_there(WATER, at, json!([{"from": "neighbour"}]), "x_sources");
    finds_there(
        WATER,
        "/form/properties/people/x-when",
        json!("resident"),
        "x_when",
    );
}

#[test]
fn the_form_is_valid_json_schema() {
    finds(
        WATER,
        "/form/properties/phone/type",
        json!("telephone"),
        "schema",
        "/form",
    );
    finds(
        WATER,
        "/form/properties/phone/pattern",
        json!("(1["),
        "schema",
        "/form",
    );
    assert!(
        added(WATER, "/form/required", json!("fax"))
            .contains(&("required_unknown", "/form/required".into()))
    );
    assert!(
        planted(WATER, "/form/properties", json!({}))
            .contains(&("form_empty", "/form/properties".into()))
    );
}
