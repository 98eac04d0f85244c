use serde_json::json;

use super::{RETIREMENT, added, finds, finds_there};

const AT: &str = "/situations/0/answers_from";

#[test]
fn s20_a_question_is_answered_from_a_check_that_can_say_no_and_why() {
    finds_there(RETIREMENT, AT, json!("unheard_of"), "answers_from_unknown");
    let at = "/checks/0/hard";
    finds(RETIREMENT, at, json!(false), "answers_from_soft", AT);
    let at = "/checks/0/reasons";
    finds(RETIREMENT, at, json!({}), "answers_from_reasons", AT);
    let at = "/situations/1/answers_from";
    finds_there(RETIREMENT, at, json!("retirement"), "answers_from_twice");
}

#[test]
fn s59_a_check_names_its_ground_its_remedy_and_its_reasons_in_sentences() {
    for at in ["/checks/0/ground", "/checks/0/remedy"] {
        finds_there(RETIREMENT, at, json!(" "), "text_missing");
    }
    let at = "/checks/0/reasons/too_young";
    finds_there(RETIREMENT, at, json!("太早"), "check_reason");
    let again = json!({"code": "retirement", "name": "再查一次", "hard": true, "ground": "依据", "remedy": "请改日再来。"});
    assert_eq!(
        added(RETIREMENT, "/checks", again),
        [("check_twice", "/checks/1".into())]
    );
}
