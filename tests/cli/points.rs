//! S56 through `zc`: review points are answered before the acceptance, and what fails is told word for word.

use acceptance::city::Place;
use acceptance::items;
use serde_json::{Value, json};

const POINTS: [&str; 2] = ["标明水表位置、管径和用水点", "与用水地址一致"];

/// What ran left with this code, refusing the line so.
fn refused(place: &Place, line: Value, code: i32) -> Value {
    let ran = place.intake(&[line]);
    assert_eq!(ran.code, code, "{ran:?}");
    ran.line().clone()
}

fn whole(reference: &str, action: &str, materials: Value) -> Value {
    let mut line = items::water(reference, action, materials);
    line["form"]["people"] = json!("3");
    line
}

/// 供水报装 with every paper, the plan answered so.
fn line(reference: &str, action: &str, points: &Value) -> Value {
    let mut papers = items::water_papers(&["identity", "property", "plan"]);
    let plan = papers
        .as_array_mut()
        .and_then(|lines| lines.iter_mut().find(|line| line["code"] == "plan"));
    plan.unwrap()["points"] = points.clone();
    whole(reference, action, papers)
}

fn plan_of(place: &Place, case: &Value) -> Value {
    let case = place.zc(&["case", case.as_str().unwrap()]).done();
    let lines = case.line()["case"]["materials"].as_array().unwrap().clone();
    lines
        .into_iter()
        .find(|line| line["code"] == "plan")
        .unwrap()
}

#[test]
fn s56_each_point_is_answered_before_the_case_is_accepted() {
    let place = Place::new();
    // As a whole, as ever.
    let papers = items::water_papers(&["identity", "property", "plan"]);
    let done = place.intake(&[whole("whole", "accept", papers)]).done();
    assert_eq!(done.line()["state"], "accepted");
    assert_eq!(
        plan_of(&place, &done.line()["case_id"])["points"],
        Value::Null
    );

    // One left open is named, with its line.
    let open = refused(&place, line("open", "accept", &json!({POINTS[0]: true})), 6);
    assert_eq!(open["refused"], "point_open");
    let say = open["say"].as_str().unwrap();
    assert!(say.contains("户内给水平面图") && say.contains(POINTS[1]) && !say.contains(POINTS[0]));

    // Received it is all the same, and what is open is named.
    let mut received = line("received", "receive", &json!({POINTS[0]: true}));
    received["again"] = json!("另一处房屋");
    let done = place.intake(&[received]).done();
    let open = format!("户内给水平面图：{}", POINTS[1]);
    assert_eq!(done.line()["unanswered"], json!([open]));
    let case = done.line()["case_id"].clone();
    let later =
        |reference: &str, action: &str| json!({"ref": reference, "case": case, "do": action});
    let early = refused(&place, later("early", "accept"), 6);
    assert_eq!(early["refused"], "point_open");
    let mut looked = later("looked", "supplement");
    looked["materials"] =
        json!([{"code": "plan", "paper": true, "points": {POINTS[0]: true, POINTS[1]: true}}]);
    place.intake(&[looked]).done();
    let done = place.intake(&[later("late", "accept")]).done();
    assert_eq!(done.line()["state"], "accepted");
    let plan = plan_of(&place, &done.line()["case_id"]);
    assert_eq!(
        plan["points"],
        json!([{"text": POINTS[0], "holds": true}, {"text": POINTS[1], "holds": true}])
    );
    // The backend takes every one of them.
    place.zc(&["sync", "--once"]).done();
    let sent = place.zc(&["case", case.as_str().unwrap()]).done();
    assert_eq!(sent.line()["case"]["contested"], json!([]));
    assert!(sent.line()["case"]["number"].is_string(), "{sent:?}");
}

#[test]
fn s56_a_point_that_fails_goes_into_the_notice_word_for_word() {
    let place = Place::new();
    let answers = json!({POINTS[0]: true, POINTS[1]: false});
    let fails = refused(&place, line("1", "accept", &answers), 6);
    assert_eq!(fails["refused"], "point_fails");
    let say = fails["say"].as_str().unwrap();
    assert!(
        say.contains(POINTS[1]) && say.contains("一次性告知"),
        "{say}"
    );

    let done = place.intake(&[line("2", "notice", &answers)]).done();
    assert_eq!(done.line()["state"], "noticed");
    let case = done.line()["case_id"].clone();
    let told = place.zc(&["case", case.as_str().unwrap()]).done();
    let gaps = told.line()["case"]["gaps"].clone();
    assert_eq!(gaps[0]["code"], "plan");
    assert_eq!(gaps[0]["problem"], format!("不符合审查要点：{}", POINTS[1]));

    // What comes instead is answered anew.
    let came = |reference: &str, points: Value| json!({"ref": reference, "case": case, "do": "supplement", "materials": [{"code": "plan", "paper": true, "points": points}]});
    let open = refused(&place, came("3", json!({POINTS[1]: true})), 6);
    assert_eq!(open["refused"], "point_open");
    place
        .intake(&[came("4", json!({POINTS[0]: true, POINTS[1]: true}))])
        .done();
    let accept = json!({"ref": "5", "case": case, "do": "accept"});
    assert_eq!(place.intake(&[accept]).done().line()["state"], "accepted");
}

#[test]
fn s56_answers_are_to_the_points_of_the_item_and_of_what_a_clerk_looks_at() {
    let place = Place::new();
    let other = refused(&place, line("1", "receive", &json!({"纸张够白": true})), 6);
    assert_eq!(other["refused"], "point_unlisted");
    assert!(other["say"].as_str().unwrap().contains(POINTS[0]));
    let mut lacking = line("2", "tolerance", &json!({}));
    let lines = lacking["materials"].as_array_mut().unwrap();
    let plan = lines
        .iter_mut()
        .find(|line| line["code"] == "plan")
        .unwrap();
    *plan = json!({"code": "plan", "lack": "tolerance", "points": {POINTS[0]: true}});
    let wrong = refused(&place, lacking, 2);
    assert_eq!(wrong["error"], "malformed");
    assert!(wrong["say"].as_str().unwrap().contains("file 或 paper"));
}
