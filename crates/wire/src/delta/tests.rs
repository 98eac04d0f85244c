use serde_json::json;

use super::*;

fn catalogue() -> Value {
    json!({
        "version": 1,
        "items": [
            {"code": "0225", "name": "供水报装", "materials": [
                {"code": "identity", "name": "身份证明", "copies": 1},
                {"code": "plan", "name": "平面图", "copies": 1},
            ], "aliases": ["接水"]},
            {"code": "0228", "name": "用电报装", "materials": [], "aliases": []},
            {"code": "0231", "name": "用气报装", "materials": [], "aliases": []},
        ],
    })
}

fn there_and(new: &Value) -> Patch {
    let old = catalogue();
    let patch = Patch::between(&old, new).unwrap();
    assert_eq!(patch.applied(old).as_ref(), Some(new), "{patch:?}");
    // It travels.
    let json = serde_json::to_string(&patch).unwrap();
    assert_eq!(serde_json::from_str::<Patch>(&json).unwrap(), patch);
    patch
}

#[test]
fn an_element_is_added_changed_and_removed_by_its_key() {
    let mut new = catalogue();
    let items = new["items"].as_array_mut().unwrap();
    items.remove(1);
    items.push(json!({"code": "0240", "name": "装宽带"}));
    items[0]["materials"][1]["copies"] = json!(2);
    let patch = there_and(&new);
    insta::assert_json_snapshot!(patch, @r#"
    {
      "change": {
        "items": {
          "by": "code",
          "put": {
            "0240": {
              "code": "0240",
              "name": "装宽带"
            }
          },
          "change": {
            "0225": {
              "change": {
                "materials": {
                  "by": "code",
                  "change": {
                    "plan": {
                      "put": {
                        "copies": 2
                      }
                    }
                  }
                }
              }
            }
          },
          "drop": [
            "0228"
          ]
        }
      }
    }
    "#);
}

#[test]
fn another_order_is_named_and_nothing_is_nothing() {
    let mut new = catalogue();
    new["items"].as_array_mut().unwrap().reverse();
    assert_eq!(
        there_and(&new).change["items"].order,
        ["0231", "0228", "0225"]
    );
    new["items"]
        .as_array_mut()
        .unwrap()
        .insert(0, json!({"code": "0100"}));
    there_and(&new);
    assert_eq!(there_and(&catalogue()), Patch::default());
}

#[test]
fn a_list_whose_elements_have_no_name_of_their_own_is_other_as_a_whole() {
    let mut new = catalogue();
    new["items"][0]["aliases"] = json!(["接水", "装水表"]);
    new["items"][2]["code"] = json!("0228");
    let patch = there_and(&new);
    assert!(
        patch.put.contains_key("items"),
        "two of one code: {patch:?}"
    );
}

#[test]
fn a_patch_of_something_else_makes_nothing() {
    let mut new = catalogue();
    new["items"].as_array_mut().unwrap().remove(0);
    let patch = there_and(&new);
    assert_eq!(patch.applied(new), None, "what is to go is not there");
    assert_eq!(patch.applied(json!([])), None);
    assert_eq!(patch.applied(json!({"items": [1]})), None);
    let ordered = Patch {
        by: Some("code".to_owned()),
        order: vec!["a".to_owned()],
        ..Patch::default()
    };
    let two = json!([{"code": "a"}, {"code": "b"}]);
    assert_eq!(ordered.applied(two), None, "the order leaves one out");
}

#[test]
fn the_signed_bytes_are_the_same_however_the_names_came() {
    let published = |content: &str| Publication {
        list: "city".to_owned(),
        realm: "practice".to_owned(),
        issue: 3,
        content: serde_json::from_str(content).unwrap(),
    };
    let bytes = published(r#"{ "b": [{"z": 1, "y": 2.50}], "a": "练\u4e60" }"#)
        .bytes()
        .unwrap();
    let wanted = r#"{"list":"city","realm":"practice","issue":3,"content":{"a":"练习","b":[{"y":2.5,"z":1}]}}"#;
    assert_eq!(String::from_utf8(bytes).unwrap(), wanted);
    let again = published(r#"{"a":"练习","b":[{"y":2.5,"z":1}]}"#)
        .bytes()
        .unwrap();
    assert_eq!(String::from_utf8(again).unwrap(), wanted);
}
