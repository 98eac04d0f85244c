use acceptance::city::Place;
use acceptance::pictures::qr;
use serde_json::{Value, json};

use acceptance::items::{self, accepted_here, items, line, way};

fn paper(place: &Place) -> String {
    let path = place.file("paper.png");
    qr(&path, "a paper");
    path.display().to_string()
}

fn text<'a>(line: &'a Value, key: &str) -> &'a str {
    line[key]
        .as_str()
        .unwrap_or_else(|| panic!("no {key}: {line}"))
}

fn case(place: &Place, id: &str) -> Value {
    place.zc(&["case", id]).done().line().clone()
}

/// Every act of the case is durable, once, and nothing of it is contested.
#[track_caller]
fn stands_once(whole: &Value, kinds: &[&str]) {
    let acts = whole["acts"].as_array().unwrap();
    for kind in kinds {
        let count = acts.iter().filter(|act| act["kind"] == *kind).count();
        assert_eq!(count, 1, "{kind}: {whole}");
    }
    assert!(acts.iter().all(|act| act["position"].is_u64()), "{whole}");
    assert_eq!(whole["case"]["contested"], json!([]), "{whole}");
}

fn water(reference: &str) -> Value {
    let mut line = items::water(reference, "tolerance", items::water_papers(&["identity"]));
    line["at"] = json!("2026-02-11T10:00");
    line
}

#[test]
fn one_whole_case_of_each_item_is_accepted_and_gets_its_number() {
    let place = Place::new();
    let file = paper(&place);
    let items = accepted_here();
    let lines: Vec<Value> = items
        .iter()
        .map(|item| line(item, &item.short, way(item), &file))
        .collect();
    let ran = place.intake(&lines);
    assert_eq!(ran.code, 0, "{ran:#?}");
    assert_eq!(ran.lines.len(), items.len());
    for (answer, item) in ran.lines.iter().zip(&items) {
        let state = if way(item) == "tolerance" {
            "tolerated"
        } else {
            "accepted"
        };
        assert_eq!(answer["state"], state, "{answer}");
        assert_eq!(answer["acts"], json!(["received", "accepted"]), "{answer}");
    }
    let synced = place.zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    for answer in &ran.lines {
        let whole = case(&place, text(answer, "case_id"));
        stands_once(&whole, &["received", "accepted", "registered"]);
        let number = text(&whole["case"], "number");
        assert_ne!(number, text(answer, "number"), "the provisional number");
        let found = case(&place, number);
        assert_eq!(found["case"]["id"], answer["case_id"]);
        let provisional = case(&place, text(answer, "number"));
        assert_eq!(provisional["case"]["id"], answer["case_id"]);
    }
}

#[test]
fn offline_an_acceptance_is_only_asked_for_and_confirmed_from_receipt() {
    let mut place = Place::new();
    let file = paper(&place);
    // An empty folder needs the city once, to become a station.
    place.zc(&["sync", "--once"]).done();
    place.kill_city();
    let items = accepted_here();
    let lines: Vec<Value> = items
        .iter()
        .map(|item| line(item, &item.short, way(item), &file))
        .collect();
    let ran = place.intake(&lines);
    assert_eq!(ran.code, 0, "{ran:#?}");
    for answer in &ran.lines {
        assert_eq!(answer["state"], "acceptance_requested", "{answer}");
        let whole = case(&place, text(answer, "case_id"));
        assert_eq!(
            whole["case"]["due"],
            Value::Null,
            "a date is promised: {whole}"
        );
        assert_eq!(whole["case"]["number"], Value::Null);
    }
    assert_eq!(place.zc(&["sync", "--once"]).code, 7);
    place.start_city();
    place.zc(&["sync"]).done();
    for answer in &ran.lines {
        let whole = case(&place, text(answer, "case_id"));
        stands_once(
            &whole,
            &["received", "acceptance_requested", "acceptance_confirmed"],
        );
        assert_eq!(whole["case"]["accepted_at"], whole["case"]["received_at"]);
        assert!(whole["case"]["number"].is_string(), "{whole}");
    }
}

#[test]
fn s48_s49_water_begins_with_two_fields_and_waits_for_its_papers() {
    let place = Place::at_time("2026-02-11T10:00");
    let answer = place.intake(&[water("w1")]).done().line().clone();
    assert_eq!(answer["state"], "tolerated");
    let id = text(&answer, "case_id").to_owned();
    let whole = case(&place, &id);
    assert_eq!(whole["case"]["due"], "2026-02-25");
    assert_eq!(whole["case"]["tolerance"]["due"], "2026-02-25");
    assert_eq!(whole["case"]["tolerance"]["tasks"], json!(["现场勘察"]));
    place.zc(&["sync"]).done();

    let decide = |reference: &str| json!({"ref": reference, "case": id, "do": "decide", "outcome": "granted"});
    let early = place.intake(&[decide("d1")]);
    assert_eq!(early.code, 6);
    assert_eq!(early.line()["refused"], "tolerance_open", "{early:?}");

    let file = paper(&place);
    let half = json!({"ref": "s1", "case": id, "do": "supplement", "materials": [{"code": "plan", "file": file}]});
    assert_eq!(place.intake(&[half]).done().line()["state"], "tolerated");
    let rest = json!({"ref": "s2", "case": id, "do": "supplement", "materials": [{"code": "property", "paper": true}]});
    assert_eq!(place.intake(&[rest]).done().line()["state"], "accepted");
    place.zc(&["sync"]).done();

    // Who accepts does not decide: that is another post, at its own station.
    let own = place.intake(&[decide("d2")]);
    assert_eq!(own.line()["refused"], "not_granted", "{own:?}");
    let decided = place.at("approver", "0305", &[decide("d3")]);
    assert_eq!(decided.done().line()["state"], "decided");
    place.zc_at("approver", "0305", &["sync"]).done();
    place.zc(&["sync"]).done();
    let whole = case(&place, &id);
    assert_eq!(whole["case"]["stage"], "decided");
    stands_once(&whole, &["received", "accepted", "registered", "decided"]);
}

#[test]
fn every_refusal_names_its_ground_and_leaves_nothing_behind() {
    let place = Place::new();
    let with = |reference: &str, change: &dyn Fn(&mut Value)| {
        let mut line = water(reference);
        change(&mut line);
        line
    };
    let blank = place.file("blank.png");
    image::GrayImage::from_pixel(300, 120, image::Luma([255]))
        .save(&blank)
        .unwrap();
    let bad_credit = json!({"kind": "self", "name": "张伟", "id": "430400198507160010"});
    let cases = [
        (
            with("1", &|l| l["applicant"]["id"] = json!("430400200002290013")),
            "id_bad",
        ),
        (
            with("2", &|l| l["applicant"] = bad_credit.clone()),
            "credit_bad",
        ),
        (
            with("3", &|l| {
                l["do"] = json!("accept");
                l["form"]["people"] = json!(3);
                l["form"]["demand"] = json!("0.5");
                l["form"]["end"] = json!("2026-03-31");
            }),
            "material_missing",
        ),
        (
            with("4", &|l| {
                l["materials"][0] = json!({"code": "identity", "lack": "tolerance"})
            }),
            "main_material_missing",
        ),
        (
            with("5", &|l| {
                l["materials"][1] = json!({"code": "property", "commit": true})
            }),
            "not_committable",
        ),
        (
            with("6", &|l| {
                l["materials"][1] = json!({"code": "no_such", "paper": true})
            }),
            "material_unlisted",
        ),
        (
            with("7", &|l| {
                l["materials"][1] = json!({"code": "permit", "paper": true})
            }),
            "material_not_needed",
        ),
        (
            with("8", &|l| l["situation"] = json!({"user": "resident"})),
            "situation_open",
        ),
        (
            with("9", &|l| l["applicant"]["kind"] = json!("guardian")),
            "applicant_kind",
        ),
        (
            with("10", &|l| {
                l["materials"][0] = json!({"code": "identity", "licence": "居民身份证"})
            }),
            "licence_number_missing",
        ),
        (
            with(
                "11",
                &|l| l["materials"][0] = json!({"code": "identity", "licence": {"type": "居民身份证", "number": "1", "valid_to": "2025-12-31"}}),
            ),
            "licence_expired",
        ),
        (
            with(
                "12",
                &|l| {
                    l["materials"][0] =
                        json!({"code": "identity", "licence": {"type": "结婚证", "number": "1"}})
                },
            ),
            "licence_unfit",
        ),
        (
            with("13", &|l| {
                l["signature"] = json!({"file": blank.display().to_string()})
            }),
            "signature_blank",
        ),
        (
            with("14", &|l| l["form"] = json!({"phone": "13800000000"})),
            "form_incomplete",
        ),
        (
            with("15", &|l| {
                l["do"] = json!("refuse");
                l["reason"] = json!("材料不齐");
            }),
            "ground_unknown",
        ),
        (
            with("16", &|l| {
                l["do"] = json!("refuse");
                l["ground"] = json!("not_competent");
                l["reason"] = json!("不属本机关");
            }),
            "competent_missing",
        ),
        (
            with("17", &|l| l["do"] = json!("commitment")),
            "commitment_not_listed",
        ),
    ];
    let lines: Vec<Value> = cases.iter().map(|(line, _)| line.clone()).collect();
    let ran = place.intake(&lines);
    assert_eq!(ran.code, 6);
    for (answer, (line, code)) in ran.lines.iter().zip(&cases) {
        assert_eq!(answer["refused"], *code, "{answer}");
        assert_eq!(answer["ref"], line["ref"]);
        assert!(!text(answer, "ground").is_empty(), "{answer}");
        assert!(!text(answer, "say").is_empty(), "{answer}");
    }
    let rows = place.zc(&["queue", "list"]).done().lines;
    assert!(rows.iter().all(|row| row["kind"] == "station"), "{rows:?}");
}

#[test]
fn a_notice_and_a_refusal_that_the_law_allows_are_kept() {
    let place = Place::new();
    let mut notice = water("n");
    notice["do"] = json!("notice");
    let mut refuse = water("r");
    refuse["do"] = json!("refuse");
    refuse["ground"] = json!("not_competent");
    refuse["reason"] = json!("供水由自来水公司受理");
    refuse["competent"] = json!("练习市自来水公司");
    let ran = place.intake(&[notice, refuse]).done();
    assert_eq!(ran.lines[0]["acts"], json!(["received", "noticed"]));
    assert_eq!(ran.lines[0]["state"], "noticed");
    assert_eq!(ran.lines[1]["acts"], json!(["received", "refused"]));
    let told = case(&place, text(&ran.lines[0], "case_id"));
    let gaps = told["case"]["gaps"].as_array().unwrap();
    assert_eq!(gaps.len(), 2, "all gaps at once: {told}");
    let id = text(&ran.lines[0], "case_id");
    let withdraw = json!({"ref": "x", "case": id, "do": "withdraw", "reason": "申请人不办了"});
    assert_eq!(
        place.intake(&[withdraw]).done().line()["state"],
        "withdrawn"
    );
}

#[test]
fn a_reference_is_answered_once() {
    let place = Place::new();
    let first = place.intake(&[water("same"), water("same")]).done();
    assert_eq!(first.lines[0], first.lines[1]);
    let mut changed = water("same");
    changed["do"] = json!("receive");
    let again = place.intake(&[changed]).done();
    assert_eq!(again.line(), &first.lines[0]);
    let rows = place.zc(&["queue", "list"]).done().lines;
    let received = rows.iter().filter(|row| row["kind"] == "received");
    assert_eq!(received.count(), 1);
}

#[test]
fn a_bad_line_stops_none_of_the_others_and_repeats_nothing_of_a_person() {
    let place = Place::new();
    let file = place.file("mixed.jsonl");
    let good = |reference: &str| water(reference).to_string();
    let lines = [
        good("a"),
        "{\"ref\":\"b\",\"applicant\":{\"name\":\"陈思远".to_owned(),
        "{\"ref\":\"c\",\"item\":\"0225\",\"do\":7,\"form\":{\"name\":\"陈思远\"}}".to_owned(),
        String::new(),
        "{\"ref\":\"d\",\"do\":\"receive\",\"item\":\"9999\"}".to_owned(),
        "{\"ref\":\"e\",\"do\":\"supplement\",\"case\":\"没有这个\"}".to_owned(),
        good("f"),
    ];
    std::fs::write(&file, lines.join("\n")).unwrap();
    let ran = place.zc(&["intake", &format!("@{}", file.display())]);
    assert_eq!(ran.lines.len(), 6);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert_eq!(ran.lines[0]["state"], "tolerated");
    assert_eq!(ran.lines[1]["error"], "malformed");
    assert_eq!(ran.lines[1]["ref"], Value::Null);
    assert_eq!(ran.lines[2]["error"], "malformed");
    assert_eq!(ran.lines[2]["ref"], "c");
    assert_eq!(ran.lines[3]["error"], "not_found");
    assert_eq!(ran.lines[4]["error"], "not_found");
    assert_eq!(ran.lines[5]["state"], "tolerated");
    let printed = format!("{:?}{}", ran.lines, ran.said);
    assert!(!printed.contains("陈思远"), "{printed}");
}

#[test]
fn a_city_killed_in_the_middle_gets_every_act_exactly_once() {
    let mut place = Place::new();
    let file = paper(&place);
    let with_file = |reference: &str| {
        let mut line = water(reference);
        line["materials"][2] = json!({"code": "plan", "file": file});
        line
    };
    let first: Vec<Value> = (0..4).map(|n| with_file(&format!("a{n}"))).collect();
    let mut answers = place.intake(&first).done().lines;
    // Killed while the sending process is under way, then found dead by the next one.
    let mut sending = place.spawn(&["sync"]);
    place.kill_city();
    sending.wait().unwrap();
    let second: Vec<Value> = (0..4).map(|n| with_file(&format!("b{n}"))).collect();
    answers.extend(place.intake(&second).done().lines);
    assert_eq!(place.zc(&["sync", "--once"]).code, 7);
    place.start_city();
    let synced = place.zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
    for answer in &answers {
        let whole = case(&place, text(answer, "case_id"));
        stands_once(&whole, &["received", "registered"]);
        assert!(whole["case"]["number"].is_string());
    }
    let unsettled = place.zc(&["queue", "list"]).done().lines;
    let unsettled: Vec<_> = unsettled
        .iter()
        .filter(|row| row["kind"] != "station" && row["state"] != "durable")
        .collect();
    assert!(unsettled.is_empty(), "{unsettled:?}");
}

#[test]
fn a_row_is_shown_and_one_that_is_not_there_is_not_found() {
    let place = Place::new();
    place.intake(&[water("q")]).done();
    let rows = place.zc(&["queue", "list"]).done().lines;
    let row = rows.iter().find(|row| row["kind"] == "received").unwrap();
    assert_eq!(row["state"], "ready");
    let shown = place.zc(&["queue", "show", text(row, "act")]).done();
    assert_eq!(shown.line(), row);
    let retried = place.zc(&["queue", "retry", text(row, "act")]).done();
    assert_eq!(retried.line()["state"], "ready");
    let absent = "00000000-0000-7000-8000-000000000000";
    assert_eq!(place.zc(&["queue", "show", absent]).code, 3);
    assert_eq!(place.zc(&["case", absent]).code, 3);
}

/// What is wrong is named, before anything is judged by it.
#[test]
fn a_line_that_cannot_be_right_is_told_what_is_wrong_with_it() {
    let place = Place::new();
    let with = |reference: &str, key: &str, value: Value| {
        let mut line = water(reference);
        line[key] = value;
        line
    };
    let twice = json!([{"code": "identity", "paper": true}, {"code": "identity", "paper": true}]);
    let both = json!([{"code": "identity", "paper": true, "commit": true}]);
    let lines = [
        with(
            "choice",
            "situation",
            json!({"user": "martian", "road": "no"}),
        ),
        with("left out", "situation", json!({"user": "resident"})),
        with(
            "question",
            "situation",
            json!({"user": "resident", "road": "no", "planet": "mars"}),
        ),
        with("twice", "materials", twice),
        with("both", "materials", both),
        with("field", "colour", json!("red")),
        with("type", "form", json!("red")),
    ];
    let ran = place.intake(&lines);
    let says: Vec<(&str, &str)> = ran
        .lines
        .iter()
        .map(|answer| {
            let code = answer.get("refused").unwrap_or(&answer["error"]);
            (code.as_str().unwrap_or_default(), text(answer, "say"))
        })
        .collect();
    let wanted = [
        ("situation_open", "用户类型"),
        ("situation_open", "road"),
        ("situation_unknown", "没有的问题"),
        ("malformed", "写了两次"),
        ("malformed", "一种来源"),
        ("malformed", "不认识的字段"),
        ("malformed", "类型不对"),
    ];
    assert_eq!(says.len(), wanted.len(), "{says:?}");
    for ((code, say), (wanted, part)) in says.iter().zip(wanted) {
        assert_eq!(*code, wanted, "{say}");
        assert!(say.contains(part), "{part}: {say}");
        assert!(!say.contains("martian") && !say.contains("red"), "{say}");
    }
    assert!(
        ran.lines
            .iter()
            .all(|answer| answer.get("case_id").is_none())
    );
}

/// The item asks other offices before papers: what they hold against the applicant ends it there, with its ground.
#[test]
fn s59_a_hard_fail_of_a_data_check_stops_the_intake_and_an_unknown_one_does_not() {
    let place = Place::new();
    let file = paper(&place);
    let items = items();
    let item = items.iter().find(|item| item.short == "0715").unwrap();
    let of = |reference: &str, name: &str, id: &str| {
        let mut whole = line(item, reference, "receive", &file);
        whole["applicant"]["name"] = name.into();
        whole["applicant"]["id"] = id.into();
        whole
    };
    let lines = [
        of("fail", "张伟", "430400198507160010"),
        of("conflict", "刘春梅", "430182199001010026"),
    ];
    let ran = place.intake(&lines);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert_eq!(ran.lines[0]["refused"], "check_failed", "{ran:?}");
    assert!(
        text(&ran.lines[0], "ground").contains("住房补贴实施办法"),
        "{ran:?}"
    );
    assert_eq!(ran.lines[1]["acts"], json!(["received"]), "{ran:?}");
}
