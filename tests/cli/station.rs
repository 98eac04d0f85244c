//! What an enrolled station knows by itself.

use acceptance::city::Place;
use acceptance::items;
use serde_json::{Value, json};

/// A signed code from the phone of the citizen `key`.
async fn signed_code(place: &Place, key: &str) -> String {
    place.phone_code(key, "signed", "ok").await
}

fn water(reference: &str, code: &str) -> Value {
    let materials = json!([
        {"code": "identity", "proof": code},
        {"code": "property", "licence": code},
        {"code": "plan", "lack": "tolerance"},
    ]);
    items::water(reference, "tolerance", materials)
}

#[tokio::test]
async fn s29_a_code_of_the_city_is_judged_offline_and_used_once() {
    let mut place = Place::new();
    let code = signed_code(&place, "chen").await;
    place.zc(&["sync", "--once"]).done();
    place.kill_city();
    let good = place.zc(&["verify", &code]).done();
    assert_eq!(good.line()["verdict"], "valid", "{good:?}");
    let nobody = acceptance::zc::zc(["verify", &code]);
    assert_eq!(nobody.line()["reason"], "list_stale");

    let ran = place.intake(&[water("1", &code), water("2", &code)]);
    assert_eq!(ran.lines[0]["state"], "acceptance_requested", "{ran:?}");
    assert_eq!(ran.lines[1]["refused"], "used", "{ran:?}");
    let used = place.zc(&["verify", &code]);
    assert_eq!((used.code, &used.line()["reason"]), (4, &json!("used")));

    let id = ran.lines[0]["case_id"].as_str().unwrap();
    let whole = place.zc(&["case", id]).done();
    let materials = whole.line()["case"]["materials"]
        .as_array()
        .unwrap()
        .clone();
    let by = |code: &str| {
        let line = materials.iter().find(|line| line["code"] == code).unwrap();
        line["source"]["licence"].clone()
    };
    assert_eq!(by("identity"), "居民身份证");
    assert_eq!(by("property"), "不动产权证书");
}

/// 未核验 is no last word: what the code said offline is looked up when the city is reached again.
#[tokio::test]
async fn s28_what_a_code_said_offline_is_verified_at_the_sync() {
    let mut place = Place::new();
    let code = signed_code(&place, "chen").await;
    place.zc(&["sync", "--once"]).done();
    place.kill_city();
    let mut wrong = water("2", "");
    wrong["applicant"]["name"] = json!("陈思源");
    wrong["materials"] = json!([
        {"code": "identity", "paper": true},
        {"code": "property", "paper": true},
        {"code": "plan", "lack": "tolerance"},
    ]);
    let ran = place.intake(&[water("1", &code), wrong]);
    place.start_city();
    place.zc(&["sync", "--once"]).done();
    let answers = |at: usize| {
        let id = ran.lines[at]["case_id"].as_str().unwrap();
        let whole = place.zc(&["case", id]).done().line()["case"].clone();
        let known = whole["verified"].as_array().unwrap().iter();
        let known = known.map(|one| {
            (
                one["found"]["matter"].clone(),
                one["found"]["answer"].clone(),
            )
        });
        (known.collect::<Vec<_>>(), whole)
    };
    let (found, whole) = answers(0);
    let pass = |matter: Value| (matter, json!("pass"));
    assert_eq!(
        found,
        [
            pass(json!("applicant")),
            pass(json!({"licence": "identity"})),
            pass(json!({"licence": "property"})),
        ]
    );
    assert_eq!(whole["contested"], json!([]), "{whole}");
    assert_eq!(whole["stage"], "tolerated", "confirmed: {whole}");
    let (found, whole) = answers(1);
    assert_eq!(found, [(json!("applicant"), json!("fail"))]);
    assert_eq!(whole["stage"], "acceptance_requested", "{whole}");
    assert!(
        !whole["contested"].as_array().unwrap().is_empty(),
        "{whole}"
    );
}

/// Design §7: one use, at two windows that cannot know of each other. Each takes the code rightly; when both have sent,
/// the second case carries a task, its clerk reads why, and neither case is lost.
#[tokio::test]
async fn a_code_used_offline_at_two_windows_is_a_task_in_the_second_case() {
    let mut place = Place::new();
    let code = signed_code(&place, "chen").await;
    for (station, user) in [("station", "0217"), ("second", "0218")] {
        place.zc_at(station, user, &["sync", "--once"]).done();
    }
    place.kill_city();
    let first = place.at("station", "0217", &[water("1", &code)]).done();
    let second = place.at("second", "0218", &[water("1", &code)]).done();
    let case = |ran: &acceptance::zc::Ran| ran.line()["case_id"].as_str().unwrap().to_owned();
    let (first, second) = (case(&first), case(&second));

    place.start_city();
    place.zc_at("station", "0217", &["sync", "--once"]).done();
    place.zc_at("second", "0218", &["sync", "--once"]).done();
    let whole = |station: &str, user: &str, case: &str| {
        place
            .zc_at(station, user, &["case", case])
            .done()
            .line()
            .clone()
    };
    let kept = whole("station", "0217", &first);
    assert_eq!(kept["case"]["contested"], json!([]), "{kept}");
    let number = kept["case"]["number"].as_str().unwrap();
    let doubled = whole("second", "0218", &second);
    let tasks = doubled["case"]["contested"].as_array().unwrap();
    assert_eq!(tasks.len(), 1, "{doubled}");
    let say = tasks[0].as_str().unwrap();
    assert!(
        say.contains(number) && say.contains("一码只能用一次"),
        "{say}"
    );
    assert!(
        doubled["case"]["number"].is_string(),
        "it is a case all the same: {doubled}"
    );

    let rows = place.zc_at("second", "0218", &["queue", "list"]).done();
    let waiting: Vec<_> = rows
        .lines
        .iter()
        .filter(|row| row["state"] == "contested")
        .collect();
    assert_eq!(waiting.len(), 1, "{rows:?}");
    let shown = waiting[0].to_string();
    assert!(shown.contains("code_used"), "{shown}");
}

#[tokio::test]
async fn a_code_of_somebody_else_closes_no_line() {
    let place = Place::new();
    let code = signed_code(&place, "liu").await;
    let ran = place.intake(&[water("1", &code)]);
    assert_eq!(ran.code, 6);
    assert_eq!(ran.line()["refused"], "other_holder", "{ran:?}");
}

#[test]
fn a_station_searches_its_own_catalogue_and_a_wrong_password_opens_nothing() {
    let place = Place::new();
    let found = place.zc(&["find", "gsbz"]).done();
    assert_eq!(found.lines[0]["name"], "供水报装");
    place.zc(&["sync", "--once"]).done();
    let password = place.file("password");
    std::fs::write(&password, "not it\n").unwrap();
    let path = password.display().to_string();
    let ran = place.zc(&["--password-file", &path, "queue", "list"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.lines.is_empty());
    assert!(ran.said.contains("密码不对"), "{ran:?}");
}
