use serde_json::json;

use super::{FOOD, HOUSE, WATER, added, finds_there, judge, planted, practice};

#[test]
fn conditions_name_questions_and_choices_that_exist() {
    let at = "/materials/1/when";
    finds_there(
        WATER,
        at,
        json!({"customer": ["resident"]}),
        "condition_question",
    );
    finds_there(WATER, at, json!({"user": ["tenant"]}), "condition_choice");
    finds_there(WATER, at, json!({"user": []}), "condition_never");
    finds_there(
        WATER,
        at,
        json!({"applicant": ["guardian"]}),
        "condition_choice",
    );
    finds_there(
        FOOD,
        "/limits/cases/0/when",
        json!({"trade": ["market"]}),
        "condition_choice",
    );
    finds_there(
        WATER,
        "/form/properties/people/x-when",
        json!({"user": ["tenant"]}),
        "condition_choice",
    );
}

#[test]
fn a_condition_can_come_true_with_the_questions_that_are_asked() {
    let mut data = practice(&format!("items/{HOUSE}"));
    let later = json!({"code": "later", "text": "是否唯一住房", "when": {"why": ["sale"]},
        "choices": [{"code": "no", "text": "否"}, {"code": "yes", "text": "是"}]});
    data["situations"].as_array_mut().unwrap().push(later);
    let note = "/form/properties/note";
    let mut judged = |when: serde_json::Value| -> Vec<(&str, String)> {
        data.pointer_mut(note).unwrap()["x-when"] = when;
        let findings = judge(data.clone()).into_iter();
        findings.map(|finding| (finding.rule, finding.at)).collect()
    };
    assert_eq!(
        judged(json!({"why": ["sale", "gift"], "later": ["yes"]})),
        []
    );
    assert_eq!(
        judged(json!({"why": ["gift"], "later": ["yes"]})),
        [("condition_never", format!("{note}/x-when"))]
    );
}

#[test]
fn a_question_depends_only_on_earlier_ones() {
    let at = "/situations/0/when";
    let found = planted(FOOD, at, json!({"chain": ["no"]}));
    let later = ("condition_question", at.to_owned());
    assert!(found.contains(&later), "{found:?}");
}

#[test]
fn a_question_offers_a_choice_and_changes_something() {
    let one = planted(
        WATER,
        "/situations/1/choices",
        json!([{"code": "yes", "text": "需要"}]),
    );
    assert_eq!(one, [("choices_few", "/situations/1/choices".into())]);
    let idle = json!({"code": "colour", "text": "喜欢什么颜色", "choices": [{"code": "a", "text": "红"}, {"code": "b", "text": "蓝"}]});
    assert_eq!(
        added(WATER, "/situations", idle),
        [("question_idle", "/situations/2".into())]
    );
    let reserved = json!({"code": "applicant", "text": "谁办", "choices": [{"code": "a", "text": "红"}, {"code": "b", "text": "蓝"}]});
    let found = added(WATER, "/situations", reserved);
    assert!(found.contains(&("question_reserved", "/situations/2/code".into())));
}

#[test]
fn some_situation_changes_the_materials() {
    let mut data = practice(&format!("items/{WATER}"));
    for line in data["materials"].as_array_mut().unwrap() {
        line["when"] = json!({});
    }
    assert!(
        judge(data)
            .iter()
            .any(|finding| finding.rule == "no_effect" && finding.at == "/situations")
    );
}
