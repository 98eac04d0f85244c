//! 未核验 is no last word: what was taken in without the city is verified when it is reached again, or is somebody's to
//! look at (docs/adr/0019).

use desk::Words;
use desk::view::{CaseView, Tone};

use crate::city::{City, ID, NAME};

/// Not in the city's register; synthetic.
const STRANGER: (&str, &str) = ("赵不在册", "430400200002290530");

fn said(case: &CaseView) -> Vec<(&str, &str)> {
    let all = case.verified.iter();
    all.map(|one| (one.what.as_str(), one.badge.text.as_str()))
        .collect()
}

/// Everything of 供水报装 but who asks and on what papers.
fn fill(city: &City, name: &str, id: &str) {
    for (key, value) in [
        ("name", name),
        ("id", id),
        ("address", "江口镇枫林路 18 号"),
        ("phone", "13800000000"),
        ("people", "3"),
        ("demand", "12"),
        ("end", "2027-03-01"),
    ] {
        city.desk.set_field(key, value).unwrap();
    }
}

/// Typed in without a network, with the paper in hand.
async fn typed(city: &City, (name, id): (&str, &str)) -> CaseView {
    city.desk.set_cut(true);
    city.desk.choose_item("0225").await.unwrap();
    city.desk
        .set_person(name, "resident_id", id, "13800000000")
        .await
        .unwrap();
    city.desk.material("identity", "paper").unwrap();
    fill(city, name, id);
    city.decide("receive").await
}

async fn back(city: &City, case: &CaseView) -> CaseView {
    city.desk.set_cut(false);
    city.send().await;
    city.desk.case(&case.row.id).unwrap()
}

#[tokio::test]
async fn s28_what_stood_on_a_signed_code_offline_is_verified_when_the_network_is_back() {
    let city = City::open().await;
    let code = city.desk.phone_code("chen", "signed", "ok", None).await;
    city.desk.set_cut(true);
    city.desk.choose_item("0225").await.unwrap();
    let scanned = city.desk.scan_text(&code.unwrap().text).await.unwrap();
    assert_eq!(scanned.code, "valid", "{}", scanned.say);
    fill(&city, NAME, ID);
    city.desk.material("plan", "tolerate").unwrap();
    city.sign();
    let case = city.decide("tolerance").await;
    assert_eq!(case.row.stage.text, "待确认受理");
    assert_eq!(
        said(&case),
        [
            ("申请人身份", "未核验"),
            ("证照 申请人身份证明", "未核验"),
            ("证照 房屋权属证明", "未核验")
        ]
    );
    assert!(case.verified.iter().all(|one| one.say.contains("联网后")));

    city.later(30 * 60_000);
    let case = back(&city, &case).await;
    for (what, text) in said(&case) {
        assert_eq!(text, "已核验 2026-03-02 10:30", "{what}");
    }
    assert_eq!(case.verified.len(), 3);
    assert_eq!(case.row.stage.text, "容缺受理", "confirmed");
    let told = case.trail.iter().find(|act| act.what == "市平台编号");
    let told = &told.unwrap().detail;
    assert!(told.ends_with("核验 3 项相符"), "{told}");
}

#[tokio::test]
async fn s28_a_name_that_the_city_contradicts_is_a_task_with_a_remedy() {
    let city = City::open().await;
    let case = typed(&city, ("陈思源", ID)).await;
    assert_eq!(said(&case), [("申请人身份", "未核验")]);
    let case = back(&city, &case).await;
    assert_eq!(said(&case), [("申请人身份", "不符")]);
    let one = &case.verified[0];
    assert_eq!(one.badge.tone, Tone::Bad);
    assert!(one.say.contains("更正"), "{}", one.say);
    // It waits among what a person must look at, and is mended there.
    let queue = city.desk.queue().unwrap();
    let row = queue.rows.iter().find(|row| row.state == "contested");
    let row = row.unwrap_or_else(|| panic!("no task: {queue:?}"));
    assert!(row.reason.contains("不一致"), "{}", row.reason);
    city.desk.mend_open(&row.id).await.unwrap();
    city.desk
        .set_person(NAME, "resident_id", ID, "13800000000")
        .await
        .unwrap();
    city.desk.set_field("name", NAME).unwrap();
    let mended = city.desk.decide("receive", &Words::default()).await;
    assert!(mended.unwrap().saved.is_some());
    city.send().await;
    let case = city.desk.case(&case.row.id).unwrap();
    assert_eq!(said(&case), [("申请人身份", "已核验 2026-03-02 10:00")]);
}

#[tokio::test]
async fn s28_whom_no_register_knows_is_for_a_person_unless_one_has_looked() {
    let city = City::open().await;
    let case = typed(&city, STRANGER).await;
    let case = back(&city, &case).await;
    assert_eq!(said(&case), [("申请人身份", "需人工核对")]);
    assert!(case.verified[0].say.contains("核对证件原件"));

    city.desk.set_cut(true);
    city.desk.choose_item("0225").await.unwrap();
    city.desk
        .set_person(STRANGER.0, "resident_id", STRANGER.1, "13800000000")
        .await
        .unwrap();
    city.desk.confirm_by_eye().unwrap();
    city.desk.material("identity", "paper").unwrap();
    fill(&city, STRANGER.0, STRANGER.1);
    let seen = city.decide("receive").await;
    let seen = back(&city, &seen).await;
    assert_eq!(said(&seen), [("申请人身份", "窗口已核对")]);
}
