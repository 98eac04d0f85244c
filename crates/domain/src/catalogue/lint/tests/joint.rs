use serde_json::json;

use super::finds;

const OVERSIZE: &str = "0910-oversize-transport";

#[test]
fn s05_joint_tasks_name_whose_they_are_and_hang_on_a_number_of_the_form() {
    let set = "/joint/0";
    finds(OVERSIZE, "/joint/0/basis", json!(""), "joint_named", set);
    let tasks = "/joint/0/tasks";
    let alone = json!([{"code": "one", "by": "一个部门", "what": "办一件事"}]);
    finds(OVERSIZE, tasks, alone, "joint_few", tasks);
    finds(
        OVERSIZE,
        "/joint/0/groups/4/what",
        json!(" "),
        "joint_task",
        tasks,
    );
    let field = "/joint/0/reaches/field";
    for wrong in ["route", "weight"] {
        finds(OVERSIZE, field, json!(wrong), "joint_field", field);
    }
    let least = "/joint/0/reaches/at_least";
    finds(OVERSIZE, least, json!("三百"), "joint_number", least);
    let twice = json!({"code": "police", "by": "又一个组", "what": "又一件事"});
    finds(
        OVERSIZE,
        "/joint/0/groups/4",
        twice,
        "joint_twice",
        "/joint/7",
    );
    let when = json!({"direction": ["up"]});
    finds(
        OVERSIZE,
        "/joint/0/when",
        when,
        "condition_question",
        "/joint/0/when",
    );
}

#[test]
fn s05_a_way_of_handling_has_a_name_and_is_reached() {
    finds(
        OVERSIZE,
        "/modes/0/say",
        json!(""),
        "mode_named",
        "/modes/0",
    );
    finds(
        OVERSIZE,
        "/modes/0/when",
        json!({}),
        "mode_unreached",
        "/modes",
    );
}

#[test]
fn s01_progress_is_told_of_states_that_have_a_number_each_once() {
    let at = "/progress";
    finds(OVERSIZE, at, json!(["new"]), "progress_new", at);
    let twice = json!(["decided", "decided"]);
    finds(OVERSIZE, at, twice, "progress_twice", "/progress/1");
}
