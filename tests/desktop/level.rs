//! 全域通办 at the real window: a village's clerk sees what a village handles, and asks the city for more.

use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

#[tokio::test(flavor = "multi_thread")]
async fn s39_a_village_sees_what_it_handles_and_asks_for_more_with_a_key() -> Result<()> {
    let data = tempfile::tempdir()?;
    let camera = Camera::asked("level")?;
    let mut clerk = Clerk::arrive(data.path(), camera).await?;
    clerk.sign_in("0219").await?;
    clerk.keys.press("F3")?;
    clerk.window.until("box-hits", "供水报装").await?;
    let listed = clerk.window.read("box-hits").await?;
    ensure!(!listed.contains("低压用电"), "only what is open: {listed}");
    clerk
        .look("level-list", "F3：村级只列本级开通的事项。")
        .await?;
    clerk.choose_item("dyyd", "低压用电报装").await?;
    clerk
        .window
        .until("item-closed", "村（社区）一级未开通")
        .await?;
    clerk.window.until("decision-why", "一级未开通").await?;
    clerk
        .look("level-closed", "本级未开通：写明哪一级办，可以申请开通。")
        .await?;
    clerk.keys.press("alt+o")?;
    clerk.window.find("opening-reason").await?;
    clerk.keys.press("F9")?;
    clerk.window.until("opening-fault", "请写明").await?;
    clerk
        .window
        .fill("opening-reason", "本村到镇上十二公里，常有人来问")
        .await?;
    clerk
        .look("level-ask", "申请开通：写明理由，离线也能申请。")
        .await?;
    clerk.keys.press("F9")?;
    clerk.window.until("item-asked", "谭秀英").await?;
    clerk.until_sent().await?;
    clerk.go("cases").await?;
    clerk.go("desk").await?;
    clerk
        .window
        .until("item-asked-sent", "已存入市平台")
        .await?;
    clerk
        .look("level-asked", "申请已存入市平台，等它调度。")
        .await?;
    clerk.window.close().await
}
