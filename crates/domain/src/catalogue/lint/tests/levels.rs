use serde_json::json;

use super::{WATER, finds};

#[test]
fn s39_a_level_stands_once() {
    let twice = json!(["township", "village", "township"]);
    finds(WATER, "/levels", twice, "level_twice", "/levels/2");
}
