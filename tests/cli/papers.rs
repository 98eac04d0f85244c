//! Papers as PDF through `zc`, read back as text.

use std::process::Command;

use acceptance::city::Place;
use acceptance::items;
use serde_json::{Value, json};

/// The text of a case's paper, without blanks; none where `zc` gives no paper.
fn paper(place: &Place, (station, user): (&str, &str), case: &str, kind: &str) -> Option<String> {
    let mut command = place.command(station, user);
    let pdf = command
        .args(["case", case, "--paper", kind])
        .output()
        .unwrap();
    if !pdf.status.success() {
        assert!(pdf.stdout.is_empty());
        return None;
    }
    let file = place.file("paper.pdf");
    std::fs::write(&file, pdf.stdout).unwrap();
    let text = Command::new("pdftotext").arg(&file).arg("-").output();
    let text = String::from_utf8(text.expect("pdftotext is installed").stdout).unwrap();
    Some(text.split_whitespace().collect())
}

fn says(text: &str, wanted: &[&str]) {
    for want in wanted {
        assert!(text.contains(want), "{want} is missing in {text}");
    }
}

/// A shop accepted with every paper.
fn shop() -> Value {
    let all = items::items();
    let shop = all.iter().find(|item| item.short == "0520").unwrap();
    let mut line = items::line(shop, "shop", "accept", "");
    line["situation"] = json!({"form": "person", "venue": "online"});
    let papers = ["identity", "application", "platform"];
    let papers = papers.map(|code| json!({"code": code, "paper": true}));
    line["materials"] = Value::from(papers.to_vec());
    line["form"]["url"] = json!("http://shop.example");
    line["at"] = json!("2026-03-02T15:00");
    line
}

#[test]
fn what_is_denied_is_told_in_writing_with_the_reason_and_the_remedies() {
    let place = Place::at_time("2026-03-02T15:30");
    let (id, _) = place.official(&shop());
    let at_window = ("station", "0217");
    let accepted = paper(&place, at_window, &id, "acceptance").unwrap();
    // Half a day ends at its hour, and the paper says which.
    says(
        &accepted,
        &[
            "0.5个工作日",
            "不迟于2026年3月3日17:00",
            "受练习市市场监督管理局委托办理",
        ],
    );
    assert_eq!(paper(&place, at_window, &id, "denial"), None);
    let reason = "经营范围属于禁止登记的项目";
    let deny =
        json!({"ref": "deny", "case": id, "do": "decide", "outcome": "denied", "reason": reason});
    place.zc_at("body", "0305", &["sync"]).done();
    place.at("body", "0305", &[deny]).done();
    place.zc_at("body", "0305", &["sync"]).done();
    place.zc(&["sync"]).done();
    let denied = paper(&place, at_window, &id, "denial").unwrap();
    says(
        &denied,
        &[
            "不予许可决定书",
            "本机关决定",
            reason,
            "第三十八条第二款",
            "六十日内",
            "行政复议",
            "六个月内",
            "人民法院",
        ],
    );
}

#[test]
fn an_enterprise_is_no_authority_and_names_other_remedies() {
    let place = Place::at_time("2026-03-02T10:00");
    let mut line = items::water(
        "other",
        "refuse",
        items::water_papers(&["identity", "property", "plan"]),
    );
    line["ground"] = json!("not_competent");
    line["reason"] = json!("用水地址不在供水范围");
    line["competent"] = json!("邻江市自来水有限责任公司");
    let (id, _) = place.official(&line);
    let refused = paper(&place, ("station", "0217"), &id, "refusal").unwrap();
    says(
        &refused,
        &[
            "不予受理通知书",
            "本单位决定",
            "请向邻江市自来水有限责任公司申请",
            "12345",
            "主管部门",
        ],
    );
    assert!(
        !refused.contains("行政复议") && !refused.contains("本机关"),
        "{refused}"
    );
}
