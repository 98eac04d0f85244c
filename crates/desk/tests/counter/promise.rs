//! Checks that follow commitments, as a list of the body that makes them (S13), and the paper of the promise (S60).

use desk::Desk;
use desk::intake::{Answer, IntakeLine};
use desk::view::CasesQuery;
use serde_json::{Value, json};

use crate::town::{DAY, Town, drain, sign_in};

fn food(reference: &str) -> Value {
    json!({
        "ref": reference,
        "item": "0312",
        "situation": {"trade": "sale", "chain": "no"},
        "applicant": {"kind": "legal_person", "name": "练习市枫林茶饮有限公司", "id_kind": "uscc", "id": "91430400MA4301026Y"},
        "agent": {"name": "陈思远", "id": "430400200002290012", "phone": "13800000000", "relation": "法定代表人"},
        "form": {
            "name": "练习市枫林茶饮有限公司", "uscc": "91430400MA4301026Y", "leader": "陈思远",
            "address": "江口镇正街 10 号", "phone": "13800000000", "area": 60, "products": "prepacked", "staff": 3,
        },
        "materials": [
            {"code": "business_licence", "paper": true},
            {"code": "identity", "paper": true},
            {"code": "layout", "commit": true},
            {"code": "rules", "commit": true},
            {"code": "authority", "paper": true},
        ],
        "do": "commitment",
    })
}

async fn does(desk: &Desk, line: &Value) -> String {
    let line = IntakeLine::parse(&line.to_string()).unwrap();
    let online = desk.begin_intake().await.unwrap();
    match desk.intake(&line, online).await {
        Answer::Done(done) => done.case_id,
        other => panic!("{other:?}"),
    }
}

/// Promised, decided, handed over: at one station, each by who may.
async fn given(town: &Town, desk: &Desk, reference: &str) -> String {
    sign_in(desk, "0217").await.unwrap();
    let id = does(desk, &food(reference)).await;
    drain(desk).await;
    sign_in(desk, "0305").await.unwrap();
    desk.case_decide(&id, "granted", "").unwrap();
    drain(desk).await;
    sign_in(desk, "0218").await.unwrap();
    desk.choose_post("deliver").unwrap();
    town.later(60_000);
    desk.case_deliver(&id, "counter").unwrap();
    drain(desk).await;
    id
}

fn checks(desk: &Desk) -> Vec<(String, String, bool)> {
    let query = CasesQuery {
        filter: "checks".to_owned(),
        limit: 50,
        ..CasesQuery::default()
    };
    let rows = desk.cases(&query).unwrap();
    rows.into_iter()
        .map(|row| (row.id, row.due, row.overdue))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn s13_checks_are_listed_by_their_day_and_the_overdue_ones_say_so() {
    let town = Town::open(None).await;
    let desk = town
        .station("a", &town.machine(), &["0217", "0218", "0305"])
        .await;
    let first = given(&town, &desk, "first").await;
    town.later(7 * DAY);
    let second = given(&town, &desk, "second").await;
    sign_in(&desk, "0305").await.unwrap();
    // Taken on Monday the 2nd and on the 9th of March; what was changed last does not stand first.
    let listed = checks(&desk);
    let expected = [
        (first.clone(), "2026-04-14"),
        (second.clone(), "2026-04-21"),
    ];
    for ((id, due, overdue), (case, day)) in listed.iter().zip(&expected) {
        assert_eq!((id, due.as_str(), *overdue), (case, *day, false));
    }
    assert_eq!(listed.len(), 2);
    // The day after the first one's last day.
    town.later(37 * DAY);
    let overdue: Vec<bool> = checks(&desk).into_iter().map(|(_, _, over)| over).collect();
    assert_eq!(overdue, [true, false], "on 2026-04-15");
    let follow = desk.case(&first).unwrap().follow_up.expect("a check");
    assert!(follow.overdue && follow.stage.text == "待核查");
    let conforms = json!({"ref": "c", "case": first, "do": "inspect", "outcome": "conforms", "reason": "现场与承诺一致"});
    does(&desk, &conforms).await;
    let left: Vec<String> = checks(&desk).into_iter().map(|(id, ..)| id).collect();
    assert_eq!(left, [second], "what conforms is done");
}

#[tokio::test(flavor = "multi_thread")]
async fn s60_the_letter_is_read_before_the_choice_and_signed_under_its_hash() {
    let town = Town::open(None).await;
    let desk = town.station("a", &town.machine(), &["0217"]).await;
    desk.choose_item("0312").await.unwrap();
    let before = desk.draft_paper("commitment").unwrap();
    assert!(before.starts_with(b"%PDF"), "before anybody chose anything");
    assert_eq!(desk.draft_paper("receipt").unwrap_err().code, "not_found");
    desk.choose_item("0225").await.unwrap();
    let none = desk.draft_paper("commitment").unwrap_err();
    assert_eq!(none.code, "commitment_not_listed");
    let id = does(&desk, &food("one")).await;
    let case = desk.case(&id).unwrap();
    let signed = case.promise.expect("who signed, when, and what");
    assert!(
        signed.starts_with("陈＊＊，2026-03-02") && signed.contains("承诺文本校验"),
        "{signed}"
    );
    assert!(desk.paper(&id, "commitment").unwrap().starts_with(b"%PDF"));
}

#[tokio::test(flavor = "multi_thread")]
async fn s15_the_next_store_of_a_listed_company_asks_only_what_is_its_own() {
    let town = Town::open(None).await;
    let desk = town.station("a", &town.machine(), &["0217"]).await;
    let id = does(&desk, &food("one")).await;
    drain(&desk).await;
    assert!(desk.case(&id).unwrap().next_store);
    let shown = desk.open_store(&id).await.unwrap();
    let empty: Vec<&str> = shown
        .form
        .fields
        .iter()
        .filter(|field| field.required && field.value.is_empty())
        .map(|field| field.key.as_str())
        .collect();
    assert_eq!(empty, ["leader", "address"]);
    assert_eq!(shown.person.name, "练习市枫林茶饮有限公司");
    assert_ne!(shown.draft, id, "a case of its own");
    let open = shown
        .materials
        .lines
        .iter()
        .find(|line| line.code == "layout")
        .unwrap();
    assert_eq!(open.state, "open", "no material is carried over");
}
