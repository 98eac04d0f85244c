//! A one-use code in a line of `zc intake`: what it opens, and every scene of it (domain reference §7) a refusal with a
//! remedy.

use std::collections::BTreeSet;

use acceptance::city::Place;
use acceptance::items;
use serde_json::{Value, json};

const CHEN: (&str, &str) = ("陈思远", "430400200002290012");

fn water(reference: &str, (name, id): (&str, &str), code: &str) -> Value {
    let materials = json!([
        {"code": "identity", "proof": code},
        {"code": "property", "proof": code},
        {"code": "plan", "lack": "tolerance"},
    ]);
    let mut line = items::water(reference, "tolerance", materials);
    line["applicant"] = json!({"kind": "self", "name": name, "id": id});
    line
}

#[tokio::test]
async fn s17_a_one_use_code_closes_the_lines_that_the_item_needs_and_names_no_others() {
    let place = Place::new();
    let code = place.phone_code("chen", "opaque", "ok").await;
    let ran = place.intake(&[water("1", CHEN, &code), water("2", CHEN, &code)]);
    assert_eq!(ran.lines[0]["state"], "tolerated", "{ran:?}");
    // One use: the second line is another case's.
    assert_eq!(ran.lines[1]["refused"], "used", "{ran:?}");
    let id = ran.lines[0]["case_id"].as_str().unwrap();
    place.zc(&["sync", "--once"]).done();
    let whole = place.zc(&["case", id]).done().line()["case"].clone();
    for line in whole["materials"].as_array().unwrap() {
        if ["identity", "property"].contains(&line["code"].as_str().unwrap()) {
            assert_eq!(line["source"]["by"], "licence", "{line}");
        }
    }
    assert_eq!(whole["applicant"]["party"]["seen_by"], "opaque_code");
    assert_eq!(whole["contested"], json!([]), "{whole}");
    // The city was asked for the item's two licences and for none of the two others that he holds.
    let audited = place.audited().await;
    let named = |what: &str| -> BTreeSet<String> {
        let of = audited.iter().filter(|line| line["what"] == what);
        of.map(|line| line["licence"].as_str().unwrap().to_owned())
            .collect()
    };
    let needed = BTreeSet::from(["不动产权证书".to_owned(), "居民身份证".to_owned()]);
    assert_eq!(named("authorise"), needed);
    assert_eq!(named("fetch"), needed);
}

/// The scenes of domain reference §7: each is told from the others and says what to do.
#[tokio::test]
async fn s28_every_scene_of_a_one_use_code_is_a_refusal_with_a_remedy() {
    let mut place = Place::new();
    let mut lines = Vec::new();
    let scenes = [
        ("chen", "expired", "expired"),
        ("chen", "used", "used"),
        ("chen", "other_city", "other_city"),
        ("chen", "other_item", "other_item"),
        ("chen", "malformed", "malformed"),
        ("chen", "payment", "payment"),
        ("zhou", "ok", "holder_gone"),
        ("liu", "ok", "other_holder"),
    ];
    for (citizen, scene, _) in scenes {
        let code = place.phone_code(citizen, "opaque", scene).await;
        lines.push(water(&format!("{citizen}-{scene}"), CHEN, &code));
    }
    // A card that has expired, and somebody who holds no licence at all.
    let liu = ("刘春梅", "430182199001010026");
    let expired = place.phone_code("liu", "opaque", "ok").await;
    lines.push(water("expired-licence", liu, &expired));
    let down = place.phone_code("chen", "opaque", "server_error").await;
    lines.push(water("down", CHEN, &down));
    let ran = place.intake(&lines);
    let mut said = BTreeSet::new();
    for ((_, scene, code), answer) in scenes.iter().zip(&ran.lines) {
        assert_eq!(answer["refused"], *code, "{scene}: {answer}");
        assert_eq!(answer["ground"], "凭证码核验", "{answer}");
        said.insert(answer["say"].as_str().unwrap().to_owned());
    }
    let expired = &ran.lines[scenes.len()];
    assert_eq!(expired["refused"], "licence_expired", "{expired}");
    assert!(expired["say"].as_str().unwrap().contains("2025-12-31"));
    // Nobody could tell: not refused by a rule, and the run says so.
    let down = &ran.lines[scenes.len() + 1];
    assert_eq!(down["error"], "server_fault", "{down}");
    assert_eq!(ran.code, 7, "{ran:?}");
    said.extend([expired, down].map(|one| one["say"].as_str().unwrap().to_owned()));
    assert_eq!(said.len(), lines.len(), "two scenes say the same: {said:?}");
    assert!(
        said.iter()
            .all(|say| say.contains('请') || say.contains('可'))
    );

    // Off line a one-use code opens nothing, and the ways that remain are named.
    let code = place.phone_code("chen", "opaque", "ok").await;
    place.kill_city();
    let ran = place.intake(&[water("offline", CHEN, &code)]);
    assert_eq!((ran.code, &ran.line()["error"]), (7, &json!("offline")));
    assert!(ran.line()["say"].as_str().unwrap().contains("签名码"));
    let rows = place.zc(&["queue", "list"]).done();
    assert!(
        rows.lines.iter().all(|row| row["kind"] != "received"),
        "{rows:?}"
    );
}

/// 零证明入学 of a family that rents: the child's book and birth certificate come by the father's code, the lease is
/// committed to, the form is made here. Nothing is uploaded; what one source does not give is that line's alone.
#[tokio::test]
async fn s102_a_child_is_enrolled_without_a_paper_and_what_a_source_lacks_is_that_lines_alone() {
    let place = Place::new();
    let school = |reference: &str, materials: Value| {
        json!({
            "ref": reference,
            "item": "0831",
            "situation": {"stage": "primary", "why": "rent"},
            "applicant": {"kind": "guardian", "name": "陈小满", "id": "430400202306150018"},
            "agent": {"name": CHEN.0, "id": CHEN.1, "relation": "父亲"},
            "form": {"guardian": CHEN.0, "phone": "13800000000"},
            "materials": materials,
            "do": "commitment",
        })
    };
    let code = place.phone_code("chen", "opaque", "ok").await;
    let shared = json!([
        {"code": "book", "proof": code},
        {"code": "birth", "proof": code},
        {"code": "lease", "commit": true},
    ]);
    let ran = place.intake(&[school("1", shared)]).done();
    assert_eq!(ran.line()["state"], "accepted", "{ran:?}");
    let whole = place
        .zc(&["case", ran.line()["case_id"].as_str().unwrap()])
        .done();
    let case = &whole.line()["case"];
    let by: Vec<(&str, &str)> = case["materials"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            (
                line["code"].as_str().unwrap(),
                line["source"]["by"].as_str().unwrap(),
            )
        })
        .collect();
    let wanted = [
        ("book", "licence"),
        ("lease", "commitment"),
        ("birth", "licence"),
        ("application", "form"),
    ];
    assert_eq!(by, wanted, "no paper, no upload");
    // The form stands on what came: name, number, birth and address of the child were typed by nobody.
    for field in ["child", "child_id", "born", "address"] {
        let source = case["form"][field]["source"].as_str().unwrap();
        assert!(source.starts_with("licence:"), "{field}: {source}");
    }

    // What a source does not give goes by paper, that line alone; the others stay shared.
    let code = place.phone_code("chen", "opaque", "ok").await;
    let paper = json!([
        {"code": "book", "proof": code},
        {"code": "birth", "paper": true},
        {"code": "lease", "commit": true},
    ]);
    let ran = place.intake(&[school("3", paper)]).done();
    assert_eq!(ran.line()["state"], "accepted", "{ran:?}");
}

/// 零证明入学 by the guardian's house: what is wanted of the child comes of the child, the house of who shows the code, and
/// of a stranger neither.
#[tokio::test]
async fn s102_a_child_is_enrolled_by_the_guardians_house_and_by_no_strangers() {
    let place = Place::new();
    let school = |reference: &str, (name, id): (&str, &str), code: &str| {
        let by_code = |line: &str| json!({"code": line, "proof": code});
        json!({
            "ref": reference,
            "item": "0831",
            "situation": {"stage": "primary", "why": "house"},
            "applicant": {"kind": "guardian", "name": "陈小满", "id": "430400202306150018"},
            "agent": {"name": name, "id": id, "relation": "父亲"},
            "form": {"phone": "13800000000"},
            "materials": Value::from(["book", "house", "birth"].map(by_code).to_vec()),
            "do": "accept",
        })
    };
    let code = place.phone_code("chen", "opaque", "ok").await;
    let ran = place.intake(&[school("1", CHEN, &code)]).done();
    assert_eq!(ran.line()["state"], "accepted", "{ran:?}");
    place.zc(&["sync", "--once"]).done();
    let id = ran.line()["case_id"].as_str().unwrap();
    let case = place.zc(&["case", id]).done().line()["case"].clone();
    let mut house = case["materials"].as_array().unwrap().iter();
    let house = house.find(|line| line["code"] == "house").unwrap();
    assert_eq!(house["source"]["licence"], "不动产权证书", "{house}");
    assert_eq!(case["form"]["guardian"]["value"], CHEN.0, "{case}");
    assert_eq!(case["form"]["child"]["value"], "陈小满", "{case}");
    assert_eq!(case["contested"], json!([]), "the city gave both: {case}");

    // The mother owns none, and the father's is not looked for behind her code; a stranger brings none of theirs.
    for (key, who, code) in [
        ("liu", ("刘春梅", "430182199001010026"), "licence_not_held"),
        (
            "zhangwei_1991",
            ("张伟", "430400199111200033"),
            "licence_relation_needed",
        ),
    ] {
        let shown = place.phone_code(key, "opaque", "ok").await;
        let ran = place.intake(&[school(key, who, &shown)]);
        assert_eq!(ran.line()["refused"], code, "{ran:?}");
    }
}

/// Eight seconds are waited for, and the answer counts.
#[tokio::test]
async fn s28_a_slow_city_is_waited_for() {
    let place = Place::new();
    let code = place.phone_code("chen", "opaque", "slow").await;
    let ran = place.intake(&[water("1", CHEN, &code)]);
    assert_eq!(ran.line()["state"], "tolerated", "{ran:?}");
}
