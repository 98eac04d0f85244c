//! 大件运输 (domain reference S01, S04, S05) through the real programs.

use acceptance::city::Place;
use acceptance::items::oversize;
use serde_json::{Value, json};

fn heavy(reference: &str, mass: &str) -> Value {
    oversize(reference, mass, "2026-03-09")
}

fn listed(place: &Place, more: &[&str]) -> Vec<Value> {
    place.zc(&[&["cases"], more].concat()).done().lines
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter()
        .map(|row| row["case_id"].as_str().unwrap())
        .collect()
}

#[test]
fn s04_a_marked_case_stands_first_with_flag_and_reason_in_the_audit_and_none_without_a_reason() {
    // Given a queue of five,
    let place = Place::at_time("2026-03-02T10:00");
    let lines: Vec<Value> = (1..=5)
        .map(|n| heavy(&format!("heavy-{n}"), "60"))
        .collect();
    place.intake(&lines).done();
    place.zc(&["sync"]).done();
    let before = listed(&place, &[]);
    assert_eq!(before.len(), 5, "{before:?}");
    assert!(before.iter().all(|row| row["lane"].is_null()));
    let third = before[2]["case_id"].as_str().unwrap().to_owned();
    // when one is marked without a reason, with one that is none, or without what proves it: refused, with its ground;
    let mark = |reference: &str, lane: &str, remark: &str| json!({"ref": reference, "case": third, "do": "green", "lane": lane, "remark": remark});
    let said = |line: Value| place.intake(&[line]).line().clone();
    for (lane, remark, code) in [
        ("", "练能源〔2026〕3号", "green_reason"),
        ("hurry", "练能源〔2026〕3号", "green_reason"),
        ("energy", "", "green_remark"),
    ] {
        let answer = said(mark(&format!("no-{lane}{code}"), lane, remark));
        assert_eq!(answer["refused"], code, "{answer}");
        assert!(
            answer["ground"].as_str().unwrap().contains("绿色通道"),
            "{answer}"
        );
    }
    assert_eq!(ids(&listed(&place, &[])), ids(&before), "nothing moved");
    // when it is marked with reason and proof: it is first in every list, and says so;
    let answer = said(mark("yes", "energy", "练能源〔2026〕3号"));
    assert_eq!(answer["acts"], json!(["prioritised"]), "{answer}");
    for more in [&[][..], &["--filter", "all"], &["--limit", "1"]] {
        let rows = listed(&place, more);
        assert_eq!(rows[0]["case_id"], third.as_str(), "{more:?}: {rows:?}");
        assert_eq!(rows[0]["lane"], "green");
        assert!(rows[1..].iter().all(|row| row["lane"].is_null()));
    }
    place.zc(&["sync"]).done();
    let whole = place.zc(&["case", &third]).done().line().clone();
    assert_eq!(whole["case"]["green"]["lane"]["code"], "energy", "{whole}");
    assert_eq!(whole["case"]["contested"], json!([]), "{whole}");
    // and the audit names flag, reason and proof.
    let audit = place.zc(&["audit", "case", &third]).done();
    let step = audit
        .lines
        .iter()
        .find(|step| step["kind"] == "prioritised")
        .unwrap_or_else(|| panic!("{audit:?}"));
    let reason = step["reason"].as_str().unwrap();
    assert!(
        reason.contains("能源电力设备") && reason.contains("练能源〔2026〕3号"),
        "{step}"
    );
    assert_eq!(
        step["changed"],
        json!([["绿色通道", "—", "能源电力设备"]]),
        "{step}"
    );
    // Taken back, it stands where it stood.
    let back = json!({"ref": "back", "case": third, "do": "green_end", "remark": "标错了办件"});
    assert_eq!(said(back)["acts"], json!(["prioritised"]));
    assert_eq!(ids(&listed(&place, &[])), ids(&before));
}

fn one(place: &Place, line: Value) -> Value {
    place.intake(&[line]).line().clone()
}

fn whole(place: &Place, case: &str) -> Value {
    place.zc(&["case", case]).done().line().clone()
}

#[test]
fn s05_three_hundred_tonnes_bring_three_bodies_and_five_groups_and_the_grant_waits_for_them() {
    let place = Place::at_time("2026-03-02T10:00");
    let light = one(&place, heavy("light", "299.9999"));
    let huge = one(&place, heavy("huge", "300.0"));
    place.zc(&["sync"]).done();
    let id = |answer: &Value| answer["case_id"].as_str().unwrap().to_owned();
    let (light, huge) = (id(&light), id(&huge));
    assert!(whole(&place, &light)["joint"].is_null());
    let told = whole(&place, &huge);
    let joint = &told["joint"][0];
    assert_eq!(joint["over"], "bodies", "{told}");
    let tasks = joint["tasks"].as_array().unwrap();
    let groups = joint["groups"].as_array().unwrap();
    assert_eq!((tasks.len(), groups.len()), (3, 5), "{told}");
    assert_eq!(
        told["mode"], "马上办",
        "no calculation is needed for this class"
    );
    // The deciding post has both cases: the light one is granted, the huge one waits.
    place.zc_at("boss", "0305", &["sync"]).done();
    let by_boss = |line: Value| place.at("boss", "0305", &[line]).line().clone();
    let grant = |reference: &str, case: &str| json!({"ref": reference, "case": case, "do": "decide", "outcome": "granted"});
    assert_eq!(
        by_boss(grant("light-yes", &light))["acts"],
        json!(["decided"])
    );
    let refused = by_boss(grant("huge-no", &huge));
    assert_eq!(refused["refused"], "joint_open", "{refused}");
    for by in ["练习市公安局交通警察支队", "应急广播组"] {
        assert!(refused["say"].as_str().unwrap().contains(by), "{refused}");
    }
    // Each part is checked off at the window, and what came of it is in the case and its audit.
    let parts: Vec<&str> = tasks
        .iter()
        .chain(groups)
        .map(|task| task["code"].as_str().unwrap())
        .collect();
    let done = |task: &str, note: &str| json!({"ref": format!("done-{task}{note}"), "case": huge, "do": "cohandle", "task": task, "remark": note});
    assert_eq!(one(&place, done("police", ""))["refused"], "joint_note");
    assert_eq!(
        one(&place, done("navy", "已落实"))["refused"],
        "joint_unknown"
    );
    for task in parts {
        let answer = one(&place, done(task, "已落实"));
        assert_eq!(answer["acts"], json!(["cohandled"]), "{task}: {answer}");
    }
    place.zc(&["sync"]).done();
    let told = whole(&place, &huge);
    assert_eq!(told["joint"][0]["tasks"][1]["done"], "已落实", "{told}");
    assert_eq!(told["case"]["contested"], json!([]), "{told}");
    let audit = place.zc(&["audit", "case", &huge]).done();
    let said = audit
        .lines
        .iter()
        .filter(|step| step["kind"] == "cohandled");
    assert_eq!(said.count(), 8, "{audit:?}");
    place.zc_at("boss", "0305", &["sync"]).done();
    assert_eq!(
        by_boss(grant("huge-yes", &huge))["acts"],
        json!(["decided"])
    );
}

#[test]
fn s67_a_pension_that_moves_has_the_tasks_of_both_places_in_one_case() {
    let place = Place::at_time("2026-03-02T10:00");
    let line = json!({
        "ref": "pension", "item": "0633",
        "situation": {"kind": "resident", "direction": "out"},
        "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012"},
        "form": {
            "name": "陈思远", "id": "430400200002290012", "phone": "13800000000",
            "address": "练习市示范区测试路1号", "other": "邻江市",
        },
        "materials": [{"code": "identity", "paper": true}],
        "do": "accept",
    });
    let answer = one(&place, line);
    let id = answer["case_id"]
        .as_str()
        .unwrap_or_else(|| panic!("{answer}"));
    place.zc(&["sync"]).done();
    let told = whole(&place, id);
    let sets = told["joint"].as_array().unwrap();
    assert_eq!(sets.len(), 1, "one direction: {told}");
    assert_eq!(sets[0]["over"], "places", "{told}");
    let by: Vec<&str> = sets[0]["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| task["by"].as_str().unwrap())
        .collect();
    assert_eq!(by, ["练习市社会保险经办机构", "转入地社会保险经办机构"]);
    let done = json!({"ref": "there", "case": id, "do": "cohandle", "task": "out_to", "remark": "邻江市已接收"});
    assert_eq!(one(&place, done)["acts"], json!(["cohandled"]));
    let again = json!({"ref": "again", "case": id, "do": "cohandle_again", "task": "out_to", "remark": "退回补正"});
    assert_eq!(one(&place, again)["acts"], json!(["cohandled"]));
    let told = whole(&place, id);
    assert_eq!(told["joint"][0]["tasks"][1]["done"], Value::Null, "{told}");
}

/// The messages on the practice phone of the company.
async fn phone(place: &Place) -> Vec<String> {
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = format!("{}/practice/messages?citizen=tea", place.url());
    let text = reqwest::get(url).await.unwrap().text().await.unwrap();
    let reply: Value = serde_json::from_str(&text).unwrap();
    let messages = reply["data"]["messages"].as_array().unwrap();
    messages
        .iter()
        .map(|one| one["say"].as_str().unwrap().to_owned())
        .collect()
}

/// What the audit of a case says was told, in order.
fn told(place: &Place, case: &str) -> Vec<String> {
    let audit = place.zc(&["audit", "case", case]).done();
    let told = audit.lines.iter().filter(|step| step["kind"] == "told");
    told.map(|step| step["reason"].as_str().unwrap().to_owned())
        .collect()
}

/// Syncs until the station knows that so much was told; each round asks the city.
#[track_caller]
fn until_told(place: &Place, case: &str, count: usize) -> Vec<String> {
    for _ in 0..200 {
        place.zc(&["sync"]).done();
        let said = told(place, case);
        if said.len() >= count {
            return said;
        }
    }
    panic!("{:?}", told(place, case))
}

#[tokio::test(flavor = "multi_thread")]
async fn s01_the_end_of_a_case_is_told_once_over_a_restart_and_a_network_that_came_back() {
    // Given a case under review, of which the acceptance was told,
    let mut place = Place::at_time("2026-03-02T10:00");
    let answer = one(&place, heavy("heavy", "60"));
    let id = answer["case_id"].as_str().unwrap().to_owned();
    let accepted = ["已受理：短信已排队", "已受理：短信已发出"];
    assert_eq!(until_told(&place, &id, 2), accepted);
    place.zc_at("boss", "0305", &["sync"]).done();
    // when it is decided without a network, and the city comes back, twice over;
    place.kill_city();
    let decide = json!({"ref": "d", "case": id, "do": "decide", "outcome": "granted"});
    let decided = place.at("boss", "0305", &[decide]).done();
    assert_eq!(decided.line()["acts"], json!(["decided"]));
    assert_eq!(told(&place, &id), accepted, "nobody can be told yet");
    place.start_city();
    place.zc_at("boss", "0305", &["sync"]).done();
    place.kill_city();
    place.start_city();
    place.zc_at("boss", "0305", &["sync"]).done();
    let ended = ["已办结：短信已排队", "已办结：短信已发出"];
    let whole = [accepted, ended].concat();
    assert_eq!(until_told(&place, &id, 4), whole);
    place.kill_city();
    place.start_city();
    place.zc(&["sync"]).done();
    assert_eq!(told(&place, &id), whole, "once, whatever is started again");
    // then the phone has number, state and time, once each, and nobody's name.
    let number = place.zc(&["case", &id]).done().line()["case"]["number"].clone();
    let number = number.as_str().unwrap();
    let messages = phone(&place).await;
    let says = |word: &str| messages.iter().filter(|say| say.contains(word)).count();
    assert_eq!((messages.len(), says("已受理"), says("已办结")), (2, 1, 1));
    for say in &messages {
        assert!(say.contains(number) && say.contains("2026-03-02"), "{say}");
        assert!(!say.contains("枫林") && !say.contains("刘春梅"), "{say}");
    }
}

/// 一带一路 heavy loads tested beforehand: the way of handling says so, and the report that was tested is refused as not
/// needed, while without a test it is a must.
#[test]
fn s05_a_load_that_was_tested_beforehand_brings_no_report() {
    let place = Place::at_time("2026-03-02T10:00");
    let third = |reference: &str, tested: &str, lines: &[&str]| {
        let mut line = heavy(reference, "60");
        line["situation"] =
            json!({"class": "three", "area": "inner", "corridor": "no", "tested": tested});
        let materials = line["materials"].as_array_mut().unwrap();
        materials.extend(
            lines
                .iter()
                .map(|code| json!({"code": code, "paper": true})),
        );
        line
    };
    let ran = place.intake(&[
        third("tested", "yes", &["plan"]),
        third("again", "yes", &["plan", "bridge"]),
        third("untested", "no", &["plan"]),
        third("fresh", "no", &["plan", "bridge"]),
    ]);
    let [tested, again, untested, fresh] = ran.lines.as_slice() else {
        panic!("{ran:?}")
    };
    assert_eq!(tested["state"], "accepted", "{tested}");
    assert_eq!(again["refused"], "material_not_needed", "{again}");
    assert!(untested["refused"].is_string(), "{untested}");
    assert_eq!(fresh["state"], "accepted", "{fresh}");
    let mode = |answer: &Value| {
        let id = answer["case_id"].as_str().unwrap();
        place.zc(&["case", id]).done().line()["mode"].clone()
    };
    assert!(
        mode(tested).as_str().unwrap().contains("提前检测"),
        "{}",
        mode(tested)
    );
    assert!(
        mode(fresh).as_str().unwrap().contains("预审查"),
        "{}",
        mode(fresh)
    );
}
