//! Rows of the domain reference at the counter: what a clerk may do, when, and what may not be asked for.

use acceptance::city::Place;
use acceptance::items;
use acceptance::zc::zc;
use serde_json::{Value, json};

/// 2026-11-21 10:00 in China.
const SATURDAY_MS: i64 = 1_795_226_400_000;

fn water(reference: &str, action: &str) -> Value {
    items::water(reference, action, items::water_papers(&["identity"]))
}

/// Code and sentence of a refusal.
fn told(answer: &Value) -> (&str, &str) {
    let of = |key: &str| answer[key].as_str().unwrap_or_default();
    (of("refused"), of("say"))
}

fn due(from: &str, workdays: u32) -> String {
    let n = workdays.to_string();
    let ran = zc(["due", from, "--workdays", &n]).done();
    ran.line()["due"].as_str().unwrap().to_owned()
}

#[test]
fn s03_statutory_promised_and_practice_limits_of_a_permit_accepted_on_a_monday() {
    let accepted = "2026-03-02";
    assert_eq!(due(accepted, 20), "2026-03-30", "法定，跨省");
    assert_eq!(due(accepted, 15), "2026-03-23", "法定，省内");
    assert_eq!(due(accepted, 7), "2026-03-11", "承诺");
    assert_eq!(due(accepted, 3), "2026-03-05", "内控");
}

#[test]
fn s66_the_five_kinds_of_works_end_on_their_days() {
    for (n, day) in [
        (30, "2026-04-14"),
        (45, "2026-05-08"),
        (40, "2026-04-28"),
        (35, "2026-04-21"),
    ] {
        assert_eq!(due("2026-03-02", n), day, "{n}");
    }
}

/// A sole trader who sells online, accepted at this time: half a day is promised.
fn sole_trader(reference: &str, at: &str) -> Value {
    let papers = ["identity", "application", "platform"];
    let mut line = water(reference, "accept");
    line["item"] = json!("0520");
    line["situation"] = json!({"form": "person", "venue": "online"});
    line["form"] = json!({
        "name": "陈思远", "id": "430400200002290012", "address": "练习市示范区测试路1号", "phone": "13800000000",
        "scope": "零售", "url": "http://shop.example", "staff": "2",
    });
    let papers = papers
        .iter()
        .map(|code| json!({"code": code, "paper": true}));
    line["materials"] = papers.collect();
    line["at"] = json!(at);
    line
}

#[test]
fn s66_half_a_day_accepted_in_the_afternoon_ends_in_the_next_afternoon() {
    let place = Place::new();
    let ran = place.intake(&[
        sole_trader("morning", "2026-03-02T09:30"),
        sole_trader("afternoon", "2026-03-02T15:00"),
    ]);
    let of = |answer: &Value| {
        let id = answer["case_id"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"));
        place.zc(&["case", id]).done().line()["case"]["due"].clone()
    };
    assert_eq!(of(&ran.lines[0]), "2026-03-03T12:00");
    assert_eq!(of(&ran.lines[1]), "2026-03-03T17:00");
}

#[test]
fn s97_what_comes_in_on_a_saturday_is_taken_and_counts_from_monday() {
    let place = Place::new();
    let mut line = water("saturday", "tolerance");
    line["at"] = json!("2026-11-21T10:00");
    let ran = place.intake(&[line]).done();
    assert_eq!(ran.line()["state"], "tolerated", "{ran:?}");
    let id = ran.line()["case_id"].as_str().unwrap();
    let case = place.zc(&["case", id]).done().line()["case"].clone();
    assert_eq!(case["received_at"], SATURDAY_MS, "{case}");
    // Five working days, the first of them Monday the 23rd.
    assert_eq!(case["due"], "2026-11-27", "{case}");
    assert_eq!(due("2026-11-21", 5), "2026-11-27");
}

#[test]
fn s16_an_abolished_proof_is_refused_with_the_reason_and_one_of_another_situation_too() {
    let place = Place::new();
    let with = |reference: &str, item: &str, code: &str, way: Value| {
        let mut material = json!({"code": code});
        for (key, value) in way.as_object().unwrap() {
            material[key] = value.clone();
        }
        let mut line = water(reference, "receive");
        line["item"] = json!(item);
        line["form"] = json!({});
        line["materials"] = json!([material]);
        line
    };
    let ran = place.intake(&[
        with("paper", "0312", "venue", json!({"paper": true})),
        with(
            "tolerated",
            "0633",
            "hukou_proof",
            json!({"lack": "tolerance"}),
        ),
        with("other", "0225", "permit", json!({"paper": true})),
    ]);
    for answer in &ran.lines[..2] {
        let (code, say) = told(answer);
        assert_eq!(code, "proof_abolished", "{answer}");
        assert!(say.contains("已取消的证明"), "{say}");
    }
    let (code, say) = told(&ran.lines[2]);
    assert_eq!(code, "material_not_needed");
    assert!(say.contains("本情形不需要"), "{say}");
}

#[test]
fn s35_a_post_does_what_it_was_granted_and_only_while_the_grant_runs() {
    let place = Place::new();
    // A village desk may receive and nothing else.
    let lines = [
        water("receive", "receive"),
        water("accept", "tolerance"),
        water("notify", "notice"),
    ];
    let ran = place.at("village", "0219", &lines);
    assert_eq!(ran.lines[0]["state"], "received", "{ran:?}");
    for (answer, right) in ran.lines[1..].iter().zip(["受理", "一次性告知"]) {
        let (code, say) = told(answer);
        assert_eq!(code, "not_granted", "{answer}");
        assert!(say.contains("未获授权") && say.contains(right), "{say}");
    }
    // Before its first day and after its last the same post may do nothing.
    let on = |reference: &str, at: &str| {
        let mut line = water(reference, "receive");
        line["at"] = json!(at);
        line
    };
    let early_and_late = [
        on("early", "2025-12-31T10:00"),
        on("late", "2028-01-03T10:00"),
    ];
    let ran = place.intake(&early_and_late);
    let says: Vec<(&str, &str)> = ran.lines.iter().map(told).collect();
    assert!(
        says.iter().all(|(code, _)| *code == "not_granted"),
        "{says:?}"
    );
    assert!(
        says[0].1.contains("尚未生效") && says[1].1.contains("已到期"),
        "{says:?}"
    );
}

/// A line for whoever uses power, gas or heat, every paper seen, accepted on Monday 2026-03-02.
fn utility(item: &str, situation: Value, papers: &[&str], more: Value) -> Value {
    let mut line = water(item, "accept");
    line["item"] = json!(item);
    line["situation"] = situation;
    line["form"] = json!({"address": "练习市示范区测试路1号", "phone": "13800000000"});
    for (key, value) in more.as_object().unwrap() {
        line["form"][key] = value.clone();
    }
    let papers = papers
        .iter()
        .map(|code| json!({"code": code, "paper": true}));
    line["materials"] = papers.collect();
    line
}

/// The applicant of such a line is a works, by whoever it sent.
fn of_a_works(mut line: Value) -> Value {
    line["applicant"] = json!({
        "kind": "legal_person", "name": "练习市示范商贸有限公司", "id_kind": "uscc", "id": "91430400MA0014003G",
    });
    line["agent"] = json!({"name": "陈思远", "id": "430400200002290012", "relation": "经办人"});
    line
}

#[test]
fn s84_each_kind_of_user_of_power_gas_and_heat_has_its_own_papers_and_limit() {
    let place = Place::at_time("2026-03-02T10:00");
    let small = utility(
        "0228",
        json!({"user": "small", "kind": "new"}),
        &["identity", "property", "devices"],
        json!({"capacity": "50", "phase": "three"}),
    );
    let high = utility(
        "0229",
        json!({"kind": "new"}),
        &["identity", "property", "devices", "approval", "authority"],
        json!({"capacity": "800"}),
    );
    let gas = utility(
        "0231",
        json!({"user": "business"}),
        &["identity", "identity_copy", "property", "kitchen"],
        json!({"load": "20"}),
    );
    let heat = utility(
        "0233",
        json!({"user": "household"}),
        &["identity", "property"],
        json!({}),
    );
    let due = ["2026-03-16", "2026-04-09", "2026-03-23", "2026-03-16"];
    for (line, due) in [small, of_a_works(high), gas, heat].into_iter().zip(due) {
        let ran = place.intake(&[line]).done();
        let id = ran.line()["case_id"].as_str().unwrap();
        let case = place.zc(&["case", id]).done().line()["case"].clone();
        assert_eq!(case["due"], due, "{case}");
    }
}

#[test]
fn s84_more_power_for_a_user_whose_papers_are_kept_asks_for_no_paper_again() {
    let place = Place::at_time("2026-03-02T10:00");
    let mut line = utility(
        "0228",
        json!({"user": "resident", "kind": "more"}),
        &["identity"],
        json!({"capacity": "12", "phase": "single", "account": "0012345678"}),
    );
    let ran = place.intake(&[line.clone()]).done();
    assert_eq!(ran.line()["state"], "accepted", "{ran:?}");
    // Nobody may ask for the deed once more.
    line["ref"] = json!("again");
    line["materials"] = json!([
        {"code": "identity", "paper": true}, {"code": "property", "paper": true},
    ]);
    let ran = place.intake(&[line]);
    assert_eq!(told(ran.line()).0, "material_not_needed", "{ran:?}");
}

#[test]
fn s100_a_ticket_is_answered_in_five_days_and_solved_by_the_months_end() {
    let of = |length: &[&str]| {
        let ran = zc([&["due", "2026-01-31"][..], length].concat()).done();
        ran.line()["due"].as_str().unwrap().to_owned()
    };
    assert_eq!(of(&["--days", "5"]), "2026-02-05");
    // There is no 31st of February.
    assert_eq!(of(&["--months", "1"]), "2026-02-28");
}

#[test]
fn s106_one_and_a_half_days_from_a_morning_end_at_noon_of_the_second() {
    let ran = zc(["due", "2026-03-02T09:00", "--half-days", "3"]).done();
    assert_eq!(ran.line()["due"], "2026-03-04T12:00");
}
