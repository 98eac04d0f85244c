//! A new version of an item: what was begun under the old one ends under it, the difference is shown (S07).

use std::path::Path;

use desk::view::CaseView;
use desk::{Desk, Words};
use serde_json::{Value, json};

use crate::town::{Town, drain, fill};

const ITEM: &str = "0225-water-supply.json";

/// Publishes 供水报装 one version on: four days instead of five, no plan, one field more.
async fn publish(town: &mut Town, folder: &Path) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/practice/items");
    let mut item: Value =
        serde_json::from_str(&std::fs::read_to_string(path.join(ITEM)).unwrap()).unwrap();
    item["version"] = json!(item["version"].as_u64().unwrap() + 1);
    item["effective"] = json!("2026-03-01");
    item["limits"]["promised"]["n"] = json!(4);
    let lines = item["materials"].as_array_mut().unwrap();
    lines.retain(|line| line["code"] != "plan");
    item["form"]["properties"]["meter"] =
        json!({"title": "水表口径", "type": "string", "x-order": 75});
    std::fs::write(folder.join(ITEM), item.to_string()).unwrap();
    town.stop().await;
    town.catalogue = Some(folder.to_owned());
    town.later(60_000);
    town.start().await;
}

/// What was done; a contested act would be among it.
fn done(case: &CaseView) -> Vec<&str> {
    case.trail.iter().map(|step| step.what.as_str()).collect()
}

async fn hear(town: &Town, desk: &Desk) {
    desk.set_backend(Some(&town.url())).unwrap();
    desk.refresh_now().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn s07_a_draft_keeps_its_version_until_the_clerk_has_seen_what_changed() {
    let mut town = Town::open(None).await;
    let folder = tempfile::tempdir().unwrap();
    let desk = town.station("a", &town.machine(), &["0217"]).await;
    fill(&desk).await;
    publish(&mut town, folder.path()).await;
    hear(&town, &desk).await;
    // Then: the draft is as it was, and says what the new version changes;
    let item = desk.show().unwrap().item.unwrap();
    assert_eq!(item.promise, "5 个工作日");
    let update = item.update.expect("a newer version is told");
    assert_eq!(update.version, item.version + 1);
    assert_eq!(update.effective, "2026-03-01");
    assert_eq!(
        update.changes,
        [
            "不再要材料“户内给水平面图”。",
            "申请表新增“水表口径”。",
            "承诺时限由“5 个工作日”改为“4 个工作日”。",
        ]
    );
    // when the clerk takes it over, the new version holds and what was typed stays.
    let shown = desk.choose_item("0225").await.unwrap();
    let item = shown.item.unwrap();
    assert_eq!(
        (item.version, item.promise.as_str()),
        (update.version, "4 个工作日")
    );
    assert_eq!(item.update, None);
    assert!(!shown.materials.lines.iter().any(|line| line.code == "plan"));
    let field = |key: &str| {
        let fields = &shown.form.fields;
        fields
            .iter()
            .find(|field| field.key == key)
            .unwrap()
            .value
            .clone()
    };
    assert_eq!(
        (field("people").as_str(), field("meter").as_str()),
        ("3", "")
    );
    let saved = desk.decide("receive", &Words::default()).await.unwrap();
    drain(&desk).await;
    let held = desk.case(&saved.saved.expect("saved").case).unwrap();
    assert_eq!(done(&held), ["收件", "市平台编号"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn s07_what_was_begun_under_the_old_version_is_received_and_ends_under_it() {
    let mut town = Town::open(None).await;
    let folder = tempfile::tempdir().unwrap();
    let desk = town.station("a", &town.machine(), &["0217"]).await;
    fill(&desk).await;
    publish(&mut town, folder.path()).await;
    hear(&town, &desk).await;
    let drawn = optic::make::png("signed", 4, 1).unwrap();
    desk.sign("pad", &drawn, 3).unwrap();
    let shown = desk.decide("accept", &Words::default()).await.unwrap();
    let case = shown.saved.expect("saved").case;
    drain(&desk).await;
    // Then: the backend holds it against the version it was begun under, and nobody has to look at it.
    let held = desk.case(&case).unwrap();
    assert_eq!(done(&held), ["收件", "市平台编号", "受理"]);
    // Accepted on Monday 2026-03-02: five working days, not four.
    assert_eq!(held.row.due, "2026-03-09");
    assert!(held.materials.iter().any(|line| line.code == "plan"));
    let papers = held.papers.iter().any(|paper| !paper.name.is_empty());
    assert!(papers, "papers are made by the version of the case");
    // The next citizen gets the new one.
    desk.next().unwrap();
    let item = desk.choose_item("0225").await.unwrap().item.unwrap();
    assert_eq!((item.promise.as_str(), item.update), ("4 个工作日", None));
}
