use serde_json::json;

use super::{WATER, finds, planted};

#[test]
fn s61_a_default_stands_on_a_ground_and_beside_no_reserved_class() {
    let ground = "/default_decision/ground";
    finds(
        WATER,
        "/default_decision",
        json!({"ground": " "}),
        "default_ground",
        ground,
    );
    let rule = json!({"ground": "《练习市超时默认办理规定》第三条"});
    assert_eq!(planted(WATER, "/default_decision", rule.clone()), []);
    for (item, at) in [
        ("0810-investment-filing", "国垂 by its system"),
        ("0805-special-trade", "涉及安全"),
        ("0633-pension-transfer", "省垂"),
    ] {
        let found = planted(item, "/default_decision", rule.clone());
        let reserved = ("default_reserved", "/default_decision".to_owned());
        assert!(found.contains(&reserved), "{item} ({at}): {found:?}");
    }
}
