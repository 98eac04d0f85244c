//! Matters of several places at the real window (domain reference S67): 全程网办, 异地代收代办 and 多地联办, as 网上帮办, 异地分办
//! and a joint handling over places.

use acceptance::city::Place;
use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

/// 户口迁移 to a place that is not this city's.
fn moving(to: &str) -> Value {
    json!({
        "ref": to, "item": "0640",
        "situation": {"to": to, "why": "work"},
        "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012"},
        "form": {
            "name": "陈思远", "id": "430400200002290012", "from": "练习市示范区测试路1号",
            "to": "测试大道2号", "phone": "13800000000",
        },
        "materials": [
            {"code": "identity", "paper": true},
            {"code": "book", "paper": true},
            {"code": "contract", "paper": true},
        ],
        "do": "receive",
    })
}

/// A pension that moves to another place.
fn pension() -> Value {
    json!({
        "ref": "pension", "item": "0633",
        "situation": {"kind": "resident", "direction": "out"},
        "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012"},
        "form": {
            "name": "陈思远", "id": "430400200002290012", "phone": "13800000000",
            "address": "练习市示范区测试路1号", "other": "邻江市",
        },
        "materials": [{"code": "identity", "paper": true}],
        "do": "accept",
    })
}

/// The window on a station that has taken this one case in, with the case open.
async fn opened(place: &Place, line: Value, shots: &str) -> Result<Clerk> {
    let ran = place.intake(&[line]).done();
    place.zc(&["sync"]).done();
    let id = ran.line()["case_id"].as_str().unwrap_or_default();
    ensure!(!id.is_empty(), "taken in: {ran:?}");
    let url = place.url().to_owned();
    let variables = [("ZC_BACKEND", url.as_str())];
    let mut clerk = Clerk::start(&place.station(), Camera::asked(shots)?, &variables).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    clerk.go("cases").await?;
    clerk.window.until("cases-count", "1 件").await?;
    clerk.window.until("case-row", "陈").await?;
    clerk.window.click("case-row").await?;
    clerk.window.find("case-number").await?;
    Ok(clerk)
}

#[tokio::test(flavor = "multi_thread")]
async fn s67_what_is_wholly_online_elsewhere_is_helped_with_and_never_accepted_here() -> Result<()>
{
    let place = Place::new();
    let mut clerk = opened(&place, moving("yuanshan"), "places-online").await?;
    let shown = clerk.window.until("case-elsewhere", "网上帮办").await?;
    ensure!(
        shown.contains("远山市公安局网上窗口") && shown.contains("hukou.yuanshan.example"),
        "{shown}"
    );
    clerk.window.until("case-stage", "已收件").await?;
    clerk
        .look("online", "全程网办：在对方网站帮办，写明由谁受理。")
        .await?;
    clerk.window.fill("elsewhere-in", "YS-2026-0001").await?;
    clerk.window.click("elsewhere-save").await?;
    clerk.window.until("case-number", "YS-2026-0001").await?;
    clerk.until_sent().await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s67_what_is_taken_in_for_another_place_says_whose_five_days_it_waits_for() -> Result<()> {
    let place = Place::new();
    let mut clerk = opened(&place, moving("linjiang"), "places-for").await?;
    clerk.window.until("case-elsewhere", "异地分办").await?;
    clerk
        .window
        .until("elsewhere-say", "法定五日由邻江市公安局")
        .await?;
    clerk.window.until("case-stage", "已收件").await?;
    clerk
        .look("for", "异地代收代办：收件后转对方受理，等对方的编号。")
        .await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s67_a_joint_handling_of_places_shows_both_tasks_in_one_case_and_checks_them_off()
-> Result<()> {
    let place = Place::new();
    let mut clerk = opened(&place, pension(), "places-joint").await?;
    let said = clerk.window.until("joint-say", "多地联办").await?;
    ensure!(said.contains("共 2 项，已完成 0 项"), "{said}");
    clerk
        .window
        .until("joint-out_from", "练习市社会保险经办机构")
        .await?;
    clerk
        .window
        .until("joint-out_to", "转入地社会保险经办机构")
        .await?;
    clerk
        .look("joint", "多地联办：两地的任务在同一个办件里。")
        .await?;
    clerk.window.click("joint-do-out_to").await?;
    clerk.window.find("joint-note").await?;
    clerk.window.fill("joint-note", "邻江市已接收关系").await?;
    clerk.keys.press("Return")?;
    let done = clerk
        .window
        .until("joint-out_to", "邻江市已接收关系")
        .await?;
    ensure!(done.contains("已完成"), "{done}");
    clerk
        .window
        .until("joint-say", "已完成 1 项。全部完成后才能准予")
        .await?;
    clerk.until_sent().await?;
    clerk
        .look("joint-done", "一地完成：谁在何时登记，另一地待办。")
        .await?;
    clerk.window.close().await
}
