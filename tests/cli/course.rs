//! The way from the receipt to the decision through the real programs: a notice told late, special procedures, an
//! extension, corrections, supplements put off or owed (docs/adr/0020).

use acceptance::city::Place;
use acceptance::pictures::qr;
use acceptance::zc::Ran;
use serde_json::{Value, json};

use acceptance::items::{self, items, line};

fn water(reference: &str, action: &str) -> Value {
    items::water(reference, action, items::water_papers(&["identity"]))
}

fn supplement(reference: &str, case: &str, codes: &[&str]) -> Value {
    let materials: Vec<Value> = codes
        .iter()
        .map(|code| json!({"code": code, "paper": true}))
        .collect();
    json!({"ref": reference, "case": case, "do": "supplement", "materials": materials})
}

/// A station on 2026-03-02 with a clerk, a deciding post and a supervisor.
async fn station() -> Place {
    let place = Place::at_time("2026-03-02T10:00");
    place.zc(&["sync", "--once"]).done();
    for user in ["0305", "0401"] {
        place.member(user).await;
    }
    place
}

/// One line as a member, with a second person beside.
fn by(place: &Place, user: &str, second: &str, line: &Value) -> Ran {
    let file = place.file("by-two.jsonl");
    std::fs::write(&file, format!("{line}\n")).unwrap();
    let (file, password) = (format!("@{}", file.display()), place.file(second));
    std::fs::write(&password, format!("practice-{second}\n")).unwrap();
    let password = password.display().to_string();
    let witness = ["--witness", second, "--witness-password-file", &password];
    place.zc_at(
        "station",
        user,
        &[&["intake", &file][..], &witness].concat(),
    )
}

/// Another day, for the city and whoever asks it.
fn on(place: &mut Place, time: &str) {
    place.kill_city();
    place.set_time(time);
    place.start_city();
}

fn refused(ran: &Ran) -> &str {
    assert_eq!(ran.code, 6, "{ran:?}");
    let line = ran.line();
    assert!(
        line["ground"]
            .as_str()
            .is_some_and(|ground| !ground.is_empty()),
        "{line}"
    );
    line["refused"].as_str().unwrap()
}

fn case(place: &Place, id: &str) -> Value {
    place.zc(&["case", id]).done().line()["case"].clone()
}

fn id(ran: &Ran) -> String {
    ran.line()["case_id"].as_str().unwrap().to_owned()
}

/// Sent, taken by the backend, and nothing is a task.
fn stands(place: &Place, id: &str) -> Value {
    let synced = place.zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    let whole = place.zc(&["case", id]).done().line().clone();
    assert_eq!(whole["case"]["contested"], json!([]), "{whole}");
    let acts = whole["acts"].as_array().unwrap();
    assert!(acts.iter().all(|act| act["position"].is_u64()), "{whole}");
    assert!(acts.iter().all(|act| act["state"] == "durable"), "{whole}");
    whole["case"].clone()
}

#[tokio::test]
async fn s71_a_gap_of_the_first_notice_told_later_is_refused_alone_and_red_by_two() {
    let place = station().await;
    let first = place.intake(&[water("first", "notice")]).done();
    assert_eq!(first.line()["state"], "noticed", "{first:?}");
    let id = id(&first);
    assert_eq!(case(&place, &id)["gaps"].as_array().unwrap().len(), 2);
    place
        .intake(&[supplement("came", &id, &["property"])])
        .done();

    let later = |reference: &str| {
        json!({
            "ref": reference, "case": id, "do": "notice", "reason": "补正后才看清证件",
            "gaps": [{"code": "plan", "problem": "未提交"}, {"code": "identity", "problem": "证件已过有效期"}],
        })
    };
    let alone = place.intake(&[later("alone")]);
    assert_eq!(refused(&alone), "later_gap");
    let say = alone.line()["say"].as_str().unwrap();
    assert!(
        say.contains("申请人身份证明") && say.contains("主管"),
        "{say}"
    );
    assert_eq!(
        refused(&by(&place, "0217", "0217", &later("self"))),
        "witness_same"
    );
    assert_eq!(
        refused(&by(&place, "0217", "0305", &later("clerk"))),
        "second_not_granted"
    );
    let done = by(&place, "0217", "0401", &later("two")).done();
    assert_eq!(done.line()["acts"], json!(["noticed"]));

    let stands = stands(&place, &id);
    let [late] = &stands["later_gaps"].as_array().unwrap()[..] else {
        panic!("{stands}")
    };
    assert_eq!(late["gap"]["code"], "identity");
    assert_eq!(
        late["second"],
        json!({"reason": "补正后才看清证件", "witness": "0401"})
    );
}

#[tokio::test]
async fn a_special_procedure_and_an_extension_move_the_due_date_and_hold_the_decision() {
    let mut place = station().await;
    let picture = place.file("paper.png");
    qr(&picture, "a paper");
    let items = items();
    let item = items.iter().find(|item| item.short == "0935").unwrap();
    let whole = line(item, "first", "accept", &picture.display().to_string());
    let first = place.intake(&[whole]).done();
    assert_eq!(first.line()["state"], "accepted", "{first:?}");
    let id = id(&first);
    assert_eq!(case(&place, &id)["due"], "2026-03-16", "ten working days");
    let step = |reference: &str, action: &str| {
        json!({
            "ref": reference, "case": id, "do": action, "procedure": "inspection",
            "ground": "《行政许可法》第四十五条", "days": 3, "reason": "送检背景材料",
        })
    };
    // A clerk who accepts does not decide on procedures.
    assert_eq!(
        refused(&place.intake(&[step("clerk", "suspend")])),
        "not_granted"
    );
    on(&mut place, "2026-03-04T10:00");
    let decider = |line: Value| place.at("station", "0305", &[line]);
    decider(step("stop", "suspend")).done();
    let stopped = case(&place, &id);
    // Three told days are 05, 06 and 09; the day of the notice stands still too.
    assert_eq!(stopped["pauses"][0]["until"], "2026-03-09", "{stopped}");
    assert_eq!(stopped["due"], "2026-03-20");
    let grant = |reference: &str| json!({"ref": reference, "case": id, "do": "decide", "outcome": "granted"});
    assert_eq!(refused(&decider(grant("early"))), "suspended");
    let extend = |reference: &str| json!({"ref": reference, "case": id, "do": "extend", "days": 5, "reason": "需向外省核实"});
    assert_eq!(
        refused(&by(&place, "0305", "0401", &extend("early-more"))),
        "suspended"
    );

    on(&mut place, "2026-03-09T10:00");
    let decider = |line: Value| place.at("station", "0305", &[line]);
    decider(json!({"ref": "go", "case": id, "do": "resume", "reason": "检验合格"})).done();
    assert_eq!(case(&place, &id)["due"], "2026-03-20");
    assert_eq!(refused(&decider(extend("alone"))), "second_missing");
    by(&place, "0305", "0401", &extend("two")).done();
    assert_eq!(case(&place, &id)["due"], "2026-03-27");
    assert_eq!(
        refused(&by(&place, "0305", "0401", &extend("again"))),
        "already_extended"
    );
    decider(grant("end")).done();
    let stands = stands(&place, &id);
    assert_eq!(stands["stage"], "decided", "{stands}");
    assert_eq!(stands["extension"]["approval"]["witness"], "0401");
}

#[tokio::test]
async fn what_is_corrected_on_the_spot_keeps_the_old_value_and_the_clock() {
    let mut place = station().await;
    let first = place.intake(&[water("first", "receive")]).done();
    let id = id(&first);
    let correct = |reference: &str, form: Value| json!({"ref": reference, "case": id, "do": "correct", "form": form});
    let ran = place.intake(&[
        correct("same", json!({"address": "练习市示范区测试路1号"})),
        correct("none", json!({"colour": "红"})),
        correct("right", json!({"address": "练习市示范区测试路2号"})),
    ]);
    let codes: Vec<_> = ran.lines.iter().map(|line| &line["refused"]).collect();
    assert_eq!(
        codes,
        [
            &json!("nothing_corrected"),
            &json!("field_unlisted"),
            &Value::Null
        ]
    );
    let whole = stands(&place, &id);
    let field = &whole["form"]["address"];
    assert_eq!(field["value"], "练习市示范区测试路2号");
    assert_eq!(field["before"]["value"], "练习市示范区测试路1号", "{whole}");
    // 视为受理 all the same: the five days run from the receipt.
    on(&mut place, "2026-03-09T17:01");
    assert_eq!(stands(&place, &id)["accepted_at"], whole["received_at"]);
}

#[tokio::test]
async fn supplements_are_put_off_by_two_and_one_not_good_enough_is_told_once() {
    let mut place = station().await;
    let first = place.intake(&[water("first", "tolerance")]).done();
    let id = id(&first);
    let defer = |reference: &str| json!({"ref": reference, "case": id, "do": "defer", "due": "2026-03-20", "reason": "洪水断路，村里出不来"});
    assert_eq!(refused(&place.intake(&[defer("alone")])), "second_missing");
    by(&place, "0217", "0401", &defer("two")).done();
    assert_eq!(stands(&place, &id)["tolerance"]["due"], "2026-03-20");
    // The clock of the backend follows: nothing lapses on the old day.
    on(&mut place, "2026-03-12T10:00");
    assert_eq!(stands(&place, &id)["stage"], "tolerated");
    place
        .intake(&[supplement("came", &id, &["property", "plan"])])
        .done();
    let bad = |reference: &str| json!({"ref": reference, "case": id, "do": "notice", "gaps": [{"code": "property", "problem": "坐落与申请地址不一致"}]});
    let told = place.intake(&[bad("once")]).done();
    assert_eq!(told.line()["state"], "tolerated", "{told:?}");
    let open = &case(&place, &id)["tolerance"];
    assert_eq!(
        (&open["lacking"], &open["due"]),
        (&json!(["property"]), &json!("2026-03-20"))
    );
    place
        .intake(&[supplement("again", &id, &["property"])])
        .done();
    assert_eq!(refused(&place.intake(&[bad("twice")])), "told_once");
    assert_eq!(stands(&place, &id)["stage"], "accepted");
}

#[tokio::test]
async fn s58_the_lease_is_owed_from_the_choice_of_the_room_on() {
    let place = station().await;
    let picture = place.file("paper.png");
    qr(&picture, "a paper");
    let items = items();
    let item = items.iter().find(|item| item.short == "0715").unwrap();
    let whole = line(item, "first", "commitment", &picture.display().to_string());
    let first = place.intake(&[whole]).done();
    assert_eq!(first.line()["state"], "accepted", "{first:?}");
    let id = id(&first);
    assert_eq!(
        case(&place, &id)["owed"],
        Value::Null,
        "before the event nothing is owed"
    );
    let event = |reference: &str, event: &str| json!({"ref": reference, "case": id, "do": "trigger", "event": event});
    assert_eq!(
        refused(&place.intake(&[event("other", "中奖")])),
        "event_unknown"
    );
    place.intake(&[event("room", "选定房号")]).done();
    let owed = stands(&place, &id)["owed"].clone();
    assert_eq!(
        owed,
        json!([{"code": "lease", "event": "选定房号", "due": "2026-03-16"}])
    );
    let grant = |reference: &str| json!({"ref": reference, "case": id, "do": "decide", "outcome": "granted"});
    assert_eq!(
        refused(&place.at("station", "0305", &[grant("early")])),
        "supplement_owed"
    );
    place.intake(&[supplement("lease", &id, &["lease"])]).done();
    place.at("station", "0305", &[grant("end")]).done();
    assert_eq!(stands(&place, &id)["stage"], "decided");
}
