use serde_json::json;

use super::finds;

const OVERSIZE: &str = "0910-oversize-transport";

#[test]
fn s04_a_green_lane_names_its_basis_its_grounds_and_what_they_give() {
    let reasons = "/green/reasons";
    finds(
        OVERSIZE,
        "/green/basis",
        json!(" "),
        "green_basis",
        "/green/basis",
    );
    finds(OVERSIZE, reasons, json!([]), "green_reasons", reasons);
    finds(
        OVERSIZE,
        "/green/reasons/0/text",
        json!(""),
        "green_reasons",
        reasons,
    );
    finds(
        OVERSIZE,
        "/green/ways",
        json!([]),
        "green_ways",
        "/green/ways",
    );
    let twice = json!({"code": "emergency", "text": "又一个"});
    let at = "/green/reasons/3";
    finds(OVERSIZE, at, twice, "green_reason_twice", at);
}
