//! 告知承诺 at the counter: free choice, the licence on the spot, the check after it, the two-year bar, repair
//! (domain reference S10, S12–S15, S45, S60).

use acceptance::city::{Place, office};
use acceptance::zc::Ran;
use serde_json::{Value, json};

use acceptance::items::{items, line};

/// 2026-03-02 10:00 in China.
const MONDAY_MS: i64 = 1_772_416_800_000;
const BUILDER: &str = "91430400MA4301050F";

/// 食品经营许可 of 枫林茶饮 in the usual situation: two lines may be promised, the others are there.
fn food(reference: &str, action: &str) -> Value {
    let items = items();
    let food = items.iter().find(|item| item.short == "0312").unwrap();
    let mut line = line(food, reference, "commitment", "");
    line["do"] = json!(action);
    for material in line["materials"].as_array_mut().unwrap() {
        if material.get("file").is_some() {
            *material = json!({"code": material["code"], "paper": true});
        }
    }
    line
}

/// The same with nothing promised: `seen` on paper, or left open.
fn ordinary(reference: &str, action: &str, seen: bool) -> Value {
    let mut line = food(reference, action);
    let materials = line["materials"].as_array_mut().unwrap();
    for material in materials.iter_mut() {
        if material.get("commit").is_some() && seen {
            *material = json!({"code": material["code"], "paper": true});
        }
    }
    materials.retain(|material| material.get("commit").is_none());
    line
}

fn of_builder(mut line: Value) -> Value {
    line["applicant"]["name"] = json!("练习市启程建设有限公司");
    line["applicant"]["id"] = json!(BUILDER);
    line
}

fn told(answer: &Value) -> (&str, &str) {
    let of = |key: &str| answer[key].as_str().unwrap_or_default();
    (of("refused"), of("say"))
}

fn case(place: &Place, id: &str) -> Value {
    let whole = place.zc(&["case", id]).done();
    whole.line()["case"].clone()
}

fn kinds(place: &Place, id: &str) -> Vec<String> {
    let whole = place.zc(&["case", id]).done();
    let acts = whole.line()["acts"].as_array().unwrap().clone();
    acts.iter()
        .map(|act| act["kind"].as_str().unwrap().to_owned())
        .collect()
}

fn sync(place: &Place) {
    let synced = place.zc(&["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
}

/// One line at the desk of the body that decides and checks.
fn body(place: &Place, line: Value) -> Ran {
    let ran = place.at("body", "0305", &[line]);
    place.zc_at("body", "0305", &["sync"]).done();
    ran
}

/// One line at the window that hands results over.
fn hand_over(place: &Place, line: &Value) -> Ran {
    // The list of posts comes with the first contact.
    place.zc_at("hand", "0218", &["sync"]).done();
    let file = place.file("hand.jsonl");
    std::fs::write(&file, format!("{line}\n")).unwrap();
    let file = format!("@{}", file.display());
    let ran = place.zc_at("hand", "0218", &["--post", "deliver", "intake", &file]);
    place
        .zc_at("hand", "0218", &["--post", "deliver", "sync"])
        .done();
    ran
}

/// The supervisor has a key at the body's station, too; answers the file of their password.
async fn supervisor(place: &Place) -> String {
    let paper = office(place.url(), "enrol-code", json!({"minutes": 60})).await;
    let file = place.file("supervisor");
    std::fs::write(&file, "practice-0401\n").unwrap();
    let file = file.display().to_string();
    let code = paper["code"].as_str().unwrap();
    let member = ["--member", "0401", "--new-password-file", &file];
    let add = [&["member", "add", "--code", code][..], &member].concat();
    place.zc_at("body", "0305", &add).done();
    file
}

/// The city and all programs go on at another time.
fn later(place: &mut Place, now: &str) {
    place.kill_city();
    place.set_time(now);
    place.start_city();
}

/// Accepted on a promise, decided, and handed over: the check runs.
fn given(place: &Place) -> String {
    let taken = place.intake(&[food("food", "commitment")]).done();
    assert_eq!(taken.line()["state"], "accepted", "{taken:?}");
    let id = taken.line()["case_id"].as_str().unwrap().to_owned();
    sync(place);
    let granted = json!({"ref": "grant", "case": id, "do": "decide", "outcome": "granted"});
    assert_eq!(body(place, granted).done().line()["state"], "decided");
    let delivered = hand_over(place, &json!({"ref": "hand", "case": id, "do": "deliver"}));
    assert_eq!(delivered.done().line()["acts"], json!(["delivered"]));
    sync(place);
    id
}

#[test]
fn s10_s60_the_applicant_promises_freely_and_what_was_signed_is_kept() {
    let place = Place::at_time("2026-03-02T10:00");
    let taken = place.intake(&[food("yes", "commitment")]).done();
    let id = taken.line()["case_id"].as_str().unwrap().to_owned();
    sync(&place);
    let case = case(&place, &id);
    assert_eq!(case["mode"], "commitment", "{case}");
    let promised: Vec<&Value> = case["materials"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["source"]["by"] == "commitment")
        .map(|line| &line["code"])
        .collect();
    assert_eq!(promised, ["layout", "rules"], "承诺替代");
    // A check of each line's own kind waits for the licence.
    let checks =
        json!([{"code": "layout", "kind": "实地核查"}, {"code": "rules", "kind": "书面核查"}]);
    assert_eq!(case["follow_up"]["checks"], checks);
    assert_eq!(case["follow_up"]["stage"], "waiting");
    // Who signed what, and when.
    let signed = &case["commitment"];
    assert_eq!(signed["signer"], "刘春梅");
    let at = signed["at"].as_i64().unwrap() - MONDAY_MS;
    assert!((0..60_000).contains(&at), "{signed}");
    assert!(!signed["text"].is_null(), "the hash of the text: {signed}");
    assert_eq!(case["contested"], json!([]));

    // Who does not choose it is asked for the ordinary list, and not rejected.
    let open = place.intake(&[ordinary("open", "accept", false)]);
    let (code, say) = told(open.line());
    assert_eq!(code, "material_missing");
    assert!(say.contains("自愿选择告知承诺，或补齐后受理"), "{say}");
    let received = place
        .intake(&[ordinary("received", "receive", false)])
        .done();
    assert_eq!(received.line()["state"], "received");
    let whole = place.intake(&[ordinary("whole", "accept", true)]).done();
    assert_eq!(whole.line()["state"], "accepted");
    let id = whole.line()["case_id"].as_str().unwrap();
    let whole = place.zc(&["case", id]).done().line()["case"].clone();
    assert_eq!(whole["mode"], "full");
    assert!(
        whole["follow_up"].is_null(),
        "nothing was promised: {whole}"
    );
}

#[test]
fn s12_nothing_is_given_on_the_spot_where_nobody_verified_it_and_the_promise_stands() {
    let mut place = Place::at_time("2026-03-02T10:00");
    // A licence that somebody typed is none that was fetched.
    let typed = place.intake(&[food("typed", "spot")]);
    let (code, say) = told(typed.line());
    assert_eq!(code, "spot_unverified", "{typed:?}");
    assert!(
        say.contains("营业执照") && say.contains("告知承诺受理后由审批岗决定"),
        "{say}"
    );
    let promised = place.intake(&[food("promised", "commitment")]).done();
    let id = promised.line()["case_id"].as_str().unwrap().to_owned();
    assert_eq!(promised.line()["state"], "accepted");
    sync(&place);
    let grant = json!({"ref": "grant", "case": id, "do": "decide", "outcome": "granted"});
    assert_eq!(told(place.intake(&[grant]).line()).0, "spot_unverified");
    assert_eq!(kinds(&place, &id), ["received", "registered", "accepted"]);
    // Without the network nobody can be verified.
    place.kill_city();
    let offline = place.intake(&[food("offline", "spot")]);
    let (code, say) = told(offline.line());
    assert_eq!(code, "spot_offline", "{offline:?}");
    assert!(say.contains("离线"), "{say}");
}

#[test]
fn s13_the_check_is_due_thirty_working_days_after_the_licence_was_taken() {
    let place = Place::at_time("2026-03-02T10:00");
    let id = given(&place);
    let stands = case(&place, &id);
    assert_eq!(stands["follow_up"]["stage"], "open", "{stands}");
    assert_eq!(stands["follow_up"]["due"]["day"], "2026-04-14");
    assert_eq!(stands["contested"], json!([]));
    let conforms = |reference: &str| json!({"ref": reference, "case": id, "do": "inspect", "outcome": "conforms", "reason": "现场与承诺一致"});
    // Who accepts does not check.
    assert_eq!(
        told(place.intake(&[conforms("own")]).line()).0,
        "not_granted"
    );
    body(&place, conforms("c1")).done();
    sync(&place);
    let over = case(&place, &id);
    assert_eq!(over["follow_up"]["stage"], "conforms", "{over}");
    assert_eq!(told(body(&place, conforms("c2")).line()).0, "check_over");
}

#[tokio::test]
async fn s14_rectified_revoked_by_two_and_barred_while_the_ordinary_way_stays_open() {
    let mut place = Place::at_time("2026-03-02T10:00");
    let id = given(&place);
    let password = supervisor(&place).await;
    later(&mut place, "2026-03-30T10:00");
    let inspect = |reference: &str, outcome: &str| json!({"ref": reference, "case": id, "do": "inspect", "outcome": outcome, "reason": "现场查看，记录在案"});
    let by_two = |mut line: Value, user: &str| {
        line["witness"] = json!({"user": user, "password_file": password});
        line
    };
    let early = body(&place, by_two(inspect("r0", "revoke"), "0401"));
    assert_eq!(told(early.line()).0, "rectify_first", "{early:?}");
    let mut rectify = inspect("r1", "rectify");
    rectify["by"] = json!("2026-04-20");
    rectify["what"] = json!("补装防蝇设施");
    body(&place, rectify).done();
    later(&mut place, "2026-04-21T10:00");
    assert_eq!(
        told(body(&place, inspect("r2", "revoke")).line()).0,
        "witness_missing"
    );
    let clerk = body(&place, by_two(inspect("r3", "revoke"), "0217"));
    assert_eq!(clerk.line()["error"], "witness_right", "{clerk:?}");
    body(&place, by_two(inspect("r4", "revoke"), "0401")).done();
    sync(&place);
    let revoked = case(&place, &id);
    assert_eq!(revoked["follow_up"]["stage"], "revoked", "{revoked}");
    assert_eq!(revoked["follow_up"]["barred_through"], "2028-04-21");
    assert_eq!(revoked["contested"], json!([]));

    // The next application of the same company: the city itself says so, and the ordinary way is open.
    let again = place.intake(&[food("again", "commitment")]);
    let (code, say) = told(again.line());
    assert_eq!(code, "commitment_barred", "{again:?}");
    assert!(
        say.contains("2028年4月21日") && say.contains("普通程序"),
        "{say}"
    );
    let whole = place.intake(&[ordinary("whole", "accept", true)]).done();
    assert_eq!(whole.line()["state"], "accepted");
}

#[test]
fn s14_a_bar_of_two_years_from_a_leap_day_ends_with_the_last_of_february() {
    // 启程建设's licence was revoked on 2024-02-29.
    let mut place = Place::at_time("2026-02-27T10:00");
    let try_on = |place: &Place, reference: &str| {
        let ran = place.intake(&[of_builder(food(reference, "commitment"))]);
        ran.line().clone()
    };
    let barred = try_on(&place, "27th");
    let (code, say) = told(&barred);
    assert_eq!(code, "commitment_barred", "{barred}");
    assert!(say.contains("2026年2月28日"), "{say}");
    later(&mut place, "2026-02-28T16:00");
    assert_eq!(told(&try_on(&place, "28th")).0, "commitment_barred");
    let ordinary = place
        .intake(&[of_builder(ordinary("ordinary", "accept", true))])
        .done();
    assert_eq!(ordinary.line()["state"], "accepted");
    later(&mut place, "2026-03-01T10:00");
    let allowed = try_on(&place, "1st");
    assert_eq!(allowed["state"], "accepted", "{allowed}");
}

#[test]
fn s15_a_large_chain_promises_only_while_its_parent_is_on_the_list() {
    let place = Place::at_time("2026-03-02T10:00");
    let chain = |reference: &str, parent: &str| {
        let mut line = food(reference, "commitment");
        line["situation"] = json!({"trade": "sale", "chain": "large"});
        line["form"]["parent"] = json!(parent);
        line
    };
    let listed = place
        .intake(&[chain("listed", "91430400MA4301026Y")])
        .done();
    assert_eq!(listed.line()["state"], "accepted");
    let other = place.intake(&[chain("other", "91430400MA4301034R")]);
    let (code, say) = told(other.line());
    assert_eq!(code, "chain_not_listed", "{other:?}");
    assert!(say.contains("普通程序"), "{say}");
}

#[tokio::test]
async fn s45_bad_credit_closes_both_fast_ways_and_repair_opens_them() {
    let place = Place::at_time("2026-03-02T10:00");
    let items = items();
    let zhang =
        json!({"kind": "self", "name": "张伟", "id": "430400198507160010", "phone": "13800000000"});
    let of = |short: &str, action: &str, reference: &str| {
        let item = items.iter().find(|item| item.short == short).unwrap();
        let mut line = line(item, reference, action, "");
        line["applicant"] = zhang.clone();
        for material in line["materials"].as_array_mut().unwrap() {
            if material.get("file").is_some() {
                *material = json!({"code": material["code"], "paper": true});
            }
        }
        line
    };
    let both = |n: &str| {
        let lines = [
            of("0225", "tolerance", &format!("water{n}")),
            of("0520", "commitment", &format!("trader{n}")),
        ];
        place.intake(&lines)
    };
    let closed = both("1");
    for (answer, way) in closed.lines.iter().zip(["容缺受理", "告知承诺"]) {
        let (code, say) = told(answer);
        assert_eq!(code, "credit_bad", "{answer}");
        assert!(say.contains(way) && say.contains("修复后恢复"), "{say}");
    }
    let repaired = office(place.url(), "repair", json!({"id": "430400198507160010"})).await;
    assert_eq!(repaired["day"], "2026-03-02");
    let open = both("2").done();
    let states: Vec<&Value> = open.lines.iter().map(|answer| &answer["state"]).collect();
    assert_eq!(states, ["tolerated", "accepted"]);
}
