//! A matter of a partner city at the real window: taken in here, accepted there, its number filled back.

use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

#[tokio::test(flavor = "multi_thread")]
async fn s34_s52_what_a_partner_accepts_is_taken_in_and_its_number_filled_back() -> Result<()> {
    let data = tempfile::tempdir()?;
    let camera = Camera::asked("across")?;
    let mut clerk = Clerk::arrive(data.path(), camera).await?;
    clerk.sign_in("0217").await?;
    let (code, _) = clerk.phone("chen", "opaque", "ok").await?;
    clerk.choose_item("hkqy", "户口迁移").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk.window.click("answer-to-linjiang").await?;
    let accepts = "受理由邻江市公安局作出";
    clerk.window.until("decision-why", accepts).await?;
    let off = "[data-test=\"decision-accept\"][aria-disabled=\"true\"]";
    clerk.window.find_css(off).await?;
    clerk.window.until("decision-receive", "收件后转办").await?;
    clerk
        .look("partner", "异地分办：受理按钮写明由谁受理，只能收件转办。")
        .await?;
    clerk.keys.press("F5")?;
    let saved = clerk.window.until("saved", "由邻江市公安局受理").await?;
    ensure!(!saved.contains("正式编号"), "no number of ours: {saved}");
    clerk.until_sent().await?;

    clerk.go("cases").await?;
    clerk.window.until("case-row", "户口迁移").await?;
    clerk.window.click("case-row").await?;
    clerk
        .window
        .until("elsewhere-say", "法定五日由邻江市公安局")
        .await?;
    clerk.window.fill("elsewhere-in", "LJ-2026-0007").await?;
    clerk.window.click("elsewhere-accepted").await?;
    clerk.window.click("elsewhere-save").await?;
    clerk.window.until("elsewhere-state", "对方已受理").await?;
    clerk.window.until("case-stage", "已收件").await?;
    clerk.window.until("case-number", "LJ-2026-0007").await?;
    clerk
        .look("filled", "办件：对方的编号和状态，本窗口没有受理。")
        .await?;
    clerk.window.click("case-back").await?;
    clerk.window.focus("cases-search").await?;
    clerk.keys.type_slowly("0007")?;
    clerk.window.until("case-row", "LJ-2026-0007").await?;
    clerk.window.close().await
}
