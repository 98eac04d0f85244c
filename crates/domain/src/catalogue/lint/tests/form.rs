use serde_json::json;

use super::{HOUSE, WATER, added, finds, finds_there, judge, planted, practice};

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
        "source_unfetched",
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
fn a_source_is_a_licence_of_the_city() {
    let mut data = practice(&format!("items/{WATER}"));
    let property = data["materials"].as_array_mut().unwrap().iter_mut();
    let property = property.into_iter().find(|line| line["code"] == "property");
    property.unwrap()["licences"] = json!(["房屋所有权证"]);
    let at = "/form/properties/address/x-sources/0";
    data.pointer_mut(at).unwrap()["licence"] = json!("房屋所有权证");
    let found: Vec<_> = judge(data).into_iter().map(|f| (f.rule, f.at)).collect();
    assert!(
        found.contains(&("source_licence", at.to_owned())),
        "{found:?}"
    );
}

#[test]
fn a_source_is_a_licence_that_some_material_brings() {
    let item = practice(&format!("items/{HOUSE}"));
    let materials = item["materials"].as_array().unwrap();
    let marriage = materials
        .iter()
        .position(|line| line["code"] == "marriage")
        .unwrap();
    let at = format!("/materials/{marriage}/licences");
    let found = "/form/properties/spouse/x-sources/0";
    finds(HOUSE, &at, json!([]), "source_unfetched", found);
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
