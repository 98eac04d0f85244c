//! 大件运输 (domain reference S01, S04, S05) through the real programs.

use acceptance::city::Place;
use serde_json::{Value, json};

/// 超限运输 of a company, taken in.
pub fn heavy(reference: &str, mass: &str) -> Value {
    json!({
        "ref": reference,
        "item": "0910",
        "situation": {"class": "one", "area": "inner"},
        "applicant": {
            "kind": "legal_person", "name": "练习市枫林茶饮有限公司", "id_kind": "uscc", "id": "91430400MA4301026Y",
        },
        "agent": {"name": "刘春梅", "id": "430182199001010026", "phone": "13800000001"},
        "form": {
            "name": "练习市枫林茶饮有限公司", "uscc": "91430400MA4301026Y", "licence": "430400000001",
            "plate": "湘D00001挂", "cargo": "变压器", "length": "24.5", "width": "3.2", "height": "4.4",
            "mass": mass, "axle": "11.5", "route": "练习市示范区测试路至测试大道", "from_day": "2026-03-09",
            "phone": "13800000001",
        },
        "materials": ["business_licence", "operation", "vehicle", "transport", "outline", "authority"]
            .map(|code| json!({"code": code, "paper": true})),
        "do": "accept",
    })
}

fn listed(place: &Place, more: &[&str]) -> Vec<Value> {
    place.zc(&[&["cases"], more].concat()).done().lines
}

fn ids(rows: &[Value]) -> Vec<&str> {
    let id = |row: &'_ Value| row["case_id"].as_str().unwrap();
    rows.iter().map(id).collect()
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
