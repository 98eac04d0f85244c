//! 大件运输 at the real window (domain reference S01, S04, S05).

use acceptance::city::Place;
use acceptance::items::oversize;
use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};
use serde_json::Value;

fn heavy(reference: &str, mass: &str) -> Value {
    oversize(reference, mass, "2027-03-09")
}

/// The window on the station of a place whose city runs.
async fn window(place: &Place, shots: &str) -> Result<Clerk> {
    let url = place.url().to_owned();
    let variables = [("ZC_BACKEND", url.as_str())];
    let mut clerk = Clerk::start(&place.station(), Camera::asked(shots)?, &variables).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    Ok(clerk)
}

#[tokio::test(flavor = "multi_thread")]
async fn s04_a_case_in_the_green_lane_stands_first_with_a_word_and_its_proof() -> Result<()> {
    let place = Place::new();
    let (_, old) = place.official(&heavy("old", "60"));
    let (_, new) = place.official(&heavy("new", "60"));
    let mut clerk = window(&place, "green").await?;
    clerk.go("cases").await?;
    // Two cases, the one that changed last on top; the other one is opened.
    clerk.window.until("case-row", &new).await?;
    clerk.window.focus("cases-search").await?;
    clerk.keys.type_slowly(&old)?;
    clerk.window.until("cases-count", "1 件").await?;
    clerk.window.until("case-row", &old).await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("case-number", &old).await?;
    // Without a ground and without its proof nothing is signed, and it says why.
    clerk.window.click("step-green").await?;
    clerk.window.find("step-remark").await?;
    clerk.window.click("step-go").await?;
    let fault = clerk.window.until("step-fault", "只有").await?;
    ensure!(
        fault.contains("应急抢险设备") && fault.contains("国省重点工程"),
        "{fault}"
    );
    clerk.window.click("lane-emergency").await?;
    clerk.window.click("step-go").await?;
    clerk.window.until("step-fault", "至少 4 个字").await?;
    clerk
        .look("green", "绿色通道：四项理由之一，写明证明。")
        .await?;
    clerk
        .window
        .fill("step-remark", "练应急〔2026〕3号调令")
        .await?;
    clerk.window.click("step-go").await?;
    clerk.window.until_gone("step-dialog").await?;
    clerk.window.until("case-lane", "绿色通道").await?;
    let said = clerk.window.until("case-green", "应急抢险设备").await?;
    ensure!(
        said.contains("优先办、加班办、上门办") && said.contains("3号调令"),
        "{said}"
    );
    clerk.until_sent().await?;
    // It stands before what changed after it, in words.
    clerk.window.click("case-back").await?;
    clerk.window.focus("cases-search").await?;
    clerk.keys.press("ctrl+a")?;
    clerk.keys.press("BackSpace")?;
    clerk.window.until("cases-count", "2 件").await?;
    let first = clerk.window.until("case-row", &old).await?;
    ensure!(first.contains("绿色通道"), "{first}");
    clerk
        .look("green-list", "办件列表：绿色通道排在最前，有字样。")
        .await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s01_s05_three_hundred_tonnes_show_whose_part_is_open_and_what_the_phone_was_told()
-> Result<()> {
    let place = Place::new();
    let (_, number) = place.official(&heavy("huge", "300.0"));
    let mut clerk = window(&place, "joint").await?;
    clerk.go("cases").await?;
    clerk.window.until("case-row", &number).await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("case-number", &number).await?;
    clerk.window.until("case-mode", "马上办").await?;
    // The applicant's phone was told of the acceptance, and the case says so.
    let told = "return document.querySelector('[data-test=\"case\"]').textContent.includes('已受理：短信已发出')";
    clerk.window.until_true(told).await?;
    clerk
        .window
        .until("joint-say", "共 8 项，已完成 0 项")
        .await?;
    clerk.window.until("joint-police", "待办").await?;
    clerk
        .window
        .until("joint-group_broadcast", "应急广播组")
        .await?;
    clerk
        .look("joint", "特大件联动：三家单位、五个工作组的任务。")
        .await?;
    // Nothing is said: nothing is signed.
    clerk.window.click("joint-do-police").await?;
    clerk.window.find("joint-note").await?;
    clerk.window.click("joint-save").await?;
    clerk.window.until("joint-fault", "办理情况").await?;
    clerk.window.fill("joint-note", "支队值班室已排班").await?;
    clerk.keys.press("Return")?;
    let done = clerk
        .window
        .until("joint-police", "支队值班室已排班")
        .await?;
    ensure!(done.contains("已完成") && done.contains("0217"), "{done}");
    clerk
        .window
        .until("joint-say", "已完成 1 项。全部完成后才能准予")
        .await?;
    clerk.until_sent().await?;
    clerk
        .look("joint-done", "一项完成：谁在何时登记，办理情况如何。")
        .await?;
    clerk.window.close().await
}
