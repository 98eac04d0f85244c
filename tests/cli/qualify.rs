//! S20: which kind of retirement somebody can choose is what the city's query says of them.

use acceptance::city::Place;
use serde_json::{Value, json};

const LI: (&str, &str) = ("李㛃", "430400196204050042");
const CHEN: (&str, &str) = ("陈思远", "430400200002290012");

fn retire(reference: &str, (name, id): (&str, &str), kind: Option<&str>) -> Value {
    let mut line = json!({
        "ref": reference,
        "item": "0622",
        "situation": {"file": "held"},
        "applicant": {"kind": "self", "name": name, "id": id, "phone": "13800000008"},
        "form": {"phone": "13800000008", "work_from": "1985-07-01", "employer": "练习市纺织厂", "trade": "细纱挡车工"},
        "do": "receive",
    });
    if let Some(kind) = kind {
        line["situation"]["kind"] = kind.into();
    }
    line
}

fn checked(place: &Place, answer: &Value) -> Value {
    let id = answer["case_id"].as_str().unwrap();
    place.zc(&["case", id]).done().line()["case"].clone()
}

/// What the registers found of the query.
fn found(case: &Value) -> (&str, &str) {
    let all = case["verified"].as_array().unwrap();
    let of = |one: &&Value| one["found"]["matter"]["check"] == "retirement";
    let found = &all.iter().find(of).unwrap()["found"];
    let word = |key: &str| found[key].as_str().unwrap_or_default();
    (word("answer"), word("why"))
}

#[test]
fn s20_only_the_kinds_that_the_query_lists_can_be_chosen() {
    let place = Place::new();
    let ran = place.intake(&[
        retire("open", LI, None),
        retire("not listed", LI, Some("early")),
        retire("listed", LI, Some("special")),
    ]);
    assert_eq!(ran.code, 6, "{ran:?}");
    // Asked without a kind, only hers are named;
    assert_eq!(ran.lines[0]["refused"], "situation_open", "{ran:?}");
    let [open, other] = [0, 1].map(|line: usize| ran.lines[line]["say"].as_str().unwrap());
    for (text, is) in [
        ("达到法定退休年龄", true),
        ("特殊工种", true),
        ("弹性", false),
        ("因病", false),
    ] {
        assert_eq!(open.contains(text), is, "{text}: {open}");
    }
    // another is refused with the law's ground;
    assert_eq!(ran.lines[1]["refused"], "choice_not_open", "{ran:?}");
    assert!(
        other.contains("特殊工种提前退休") && other.contains("重新选择"),
        "{other}"
    );
    let ground = ran.lines[1]["ground"].as_str().unwrap();
    assert!(ground.contains("延迟法定退休年龄"), "{ground}");
    // one of hers is taken in, and nothing of it is left unverified.
    assert_eq!(ran.lines[2]["acts"], json!(["received"]), "{ran:?}");
    let case = checked(&place, &ran.lines[2]);
    assert_eq!(case["situation"]["kind"], "special");
    assert_eq!(case.get("unchecked"), None, "{case}");
}

#[test]
fn s20_who_does_not_qualify_hears_the_reason_and_nothing_else() {
    let place = Place::new();
    let ran = place.intake(&[
        retire("no kind", CHEN, None),
        retire("a kind", CHEN, Some("early")),
    ]);
    assert_eq!(ran.code, 6, "{ran:?}");
    for line in &ran.lines {
        assert_eq!(line["refused"], "check_failed", "{ran:?}");
        let say = line["say"].as_str().unwrap();
        assert!(
            say.contains("未到法定退休年龄") && say.contains("经办窗口"),
            "{say}"
        );
        assert!(!say.contains("可选"), "no kind is named: {say}");
    }
}

#[test]
fn s20_a_number_that_is_anothers_is_told_nothing() {
    let place = Place::new();
    let ran = place.intake(&[retire("name", ("李媛", LI.1), None)]);
    let say = ran.lines[0]["say"].as_str().unwrap();
    assert_eq!(ran.lines[0]["refused"], "situation_open", "{ran:?}");
    assert!(say.contains("因病"), "every kind: nobody could tell: {say}");
}

#[test]
fn s20_offline_the_clerk_chooses_and_the_city_says_later_whether_it_is_so() {
    let mut place = Place::new();
    place.zc(&["sync", "--once"]).done();
    place.kill_city();
    let ran = place.intake(&[
        retire("hers", LI, Some("special")),
        retire("not hers", LI, Some("ill")),
        retire("nobody's", CHEN, Some("early")),
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for line in &ran.lines {
        assert_eq!(checked(&place, line)["unchecked"], json!(["retirement"]));
    }
    place.start_city();
    place.zc(&["sync"]).done();
    let cases: Vec<Value> = ran.lines.iter().map(|line| checked(&place, line)).collect();
    assert_eq!(found(&cases[0]), ("pass", ""));
    assert_eq!(cases[0]["contested"], json!([]), "{}", cases[0]);
    assert_eq!(found(&cases[1]), ("fail", "not_listed"));
    assert_eq!(found(&cases[2]), ("fail", "fail"));
    let told = cases[1]["contested"][0].as_str().unwrap();
    assert!(
        told.contains("没有列出") && told.contains("更正收件"),
        "{told}"
    );
}
