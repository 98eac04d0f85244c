//! 全域通办 (domain reference S39): what the level of a place handles, and asking the city for more.

use acceptance::city::{Place, office};
use acceptance::zc::{Ran, ran};
use serde_json::{Value, json};

/// The office of the village's clerk, and of a colleague at the township.
const VILLAGE: &str = "430400102";

/// A city of 285 items, as the row counts them.
fn city_of_285() -> Place {
    let mut place = Place::new();
    place.kill_city();
    place.start_city_with(&["--items", "285", "--seed", "1"]);
    for (station, user) in [("village", "0219"), ("station", "0217")] {
        place.zc_at(station, user, &["sync"]).done();
    }
    place
}

fn village(place: &Place, args: &[&str]) -> Ran {
    place.zc_at("village", "0219", args)
}

fn codes(ran: &Ran) -> Vec<&str> {
    let lines = ran.lines.iter();
    lines.map(|line| line["code"].as_str().unwrap()).collect()
}

/// A receipt of 供水报装, or of another item with nothing said about it.
fn receive(reference: &str, item: &str) -> Value {
    json!({
        "ref": reference,
        "item": item,
        "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012"},
        "form": {"address": "练习市示范区测试路1号", "phone": "13800000000"},
        "materials": [{"code": "identity", "paper": true}],
        "do": "receive",
    })
}

async fn openings(place: &Place) -> Vec<Value> {
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let answer = reqwest::get(format!("{}/practice/openings", place.url())).await;
    let text = answer.expect("the city answers").text().await.unwrap();
    let reply: Value = serde_json::from_str(&text).unwrap();
    reply["data"]["openings"].as_array().unwrap().clone()
}

#[test]
fn s39_a_village_lists_exactly_its_45_items_and_a_township_its_116() {
    let place = city_of_285();
    let here = village(&place, &["find", "--here"]).done();
    assert_eq!(here.lines.len(), 45, "{here:?}");
    assert_eq!(place.zc(&["find", "--here"]).done().lines.len(), 71 + 45);
    // Every answer to a search says whether it is one of them, and with --here the others are left out.
    let listed = codes(&here);
    let asked = village(&place, &["find", "许可", "--limit", "285"]).done();
    assert!(asked.lines.iter().any(|line| line["here"] == false));
    for line in &asked.lines {
        let is_listed = listed.contains(&line["code"].as_str().unwrap());
        assert_eq!(line["here"], is_listed, "{line}");
    }
    let only = village(&place, &["find", "许可", "--here", "--limit", "285"]).done();
    let of_all = asked.lines.iter().filter(|line| line["here"] == true);
    assert_eq!(only.lines.len(), of_all.count());
}

#[test]
fn s39_what_is_not_open_is_not_received_and_says_where_it_is() {
    let place = Place::new();
    let refused = place.at("village", "0219", &[receive("1", "0228")]);
    let answer = refused.line();
    assert_eq!(answer["refused"], "not_open_here", "{answer}");
    assert_eq!(answer["ground"], "全域通办 办理层级");
    let say = answer["say"].as_str().unwrap();
    for word in ["村（社区）一级未开通", "乡镇（街道）", "申请开通"] {
        assert!(say.contains(word), "{say}");
    }
    let water = place.at("village", "0219", &[receive("2", "0225")]);
    assert_eq!(water.line()["state"], "received", "{water:?}");
    // The township handles both.
    assert_eq!(
        place.intake(&[receive("3", "0228")]).line()["state"],
        "received"
    );
}

#[tokio::test]
async fn s39_a_request_made_off_line_reaches_the_city_once_and_what_it_opens_is_received() {
    let mut place = Place::new();
    village(&place, &["sync"]).done();
    place.kill_city();
    let reason = "本村五十户要用电，到镇上十二公里";
    let ask = ["request-opening", "0228", "--reason", reason];
    let first = village(&place, &ask).done();
    // Asked again, it is the same request.
    assert_eq!(village(&place, &ask).done().line(), first.line());
    place.start_city();
    village(&place, &["sync"]).done();
    let tasks = openings(&place).await;
    assert_eq!(tasks.len(), 1, "{tasks:?}");
    let task = &tasks[0];
    assert_eq!(task["outlet"], VILLAGE);
    assert_eq!(
        (&task["by"], &task["asked"]),
        (&json!("0219"), &json!(1)),
        "{task}"
    );
    assert_eq!(
        (&task["reason"], &task["opened"]),
        (&json!(reason), &json!(false))
    );

    let opened = office(
        place.url(),
        "open",
        json!({"outlet": VILLAGE, "item": "0228"}),
    )
    .await;
    assert_eq!(opened["openings"][0]["opened"], true, "{opened}");
    village(&place, &["sync"]).done();
    let answer = place.at("village", "0219", &[receive("4", "0228")]);
    assert_eq!(answer.line()["state"], "received", "{answer:?}");
    let synced = village(&place, &["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    // A restarted city has not forgotten.
    place.kill_city();
    place.start_city();
    village(&place, &["sync"]).done();
    let found = village(&place, &["find", "0228"]).done();
    assert_eq!(found.lines[0]["here"], true, "{found:?}");
}

#[test]
fn s39_a_request_needs_a_reason_without_a_citizens_number_and_an_item_that_is_not_open() {
    let place = Place::new();
    let ask = |item: &str, reason: &str| {
        let mut command = place.command("village", "0219");
        command.args(["request-opening", item, "--reason", reason]);
        ran(&command.output().expect("the program starts"))
    };
    for (item, reason, wanted) in [
        ("0228", " ", "请写明申请开通的理由"),
        ("0228", "请联系 13800000000", "个人信息"),
        ("0225", "常有人问", "已经开通"),
    ] {
        let refused = ask(item, reason);
        assert_eq!(refused.code, 6, "{refused:?}");
        assert!(refused.said.contains(wanted), "{refused:?}");
    }
    assert_eq!(ask("9999", "常有人问").code, 3);
}
