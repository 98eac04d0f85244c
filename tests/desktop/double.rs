//! 重复收件 (issue of the intake, point 11): the clerk is asked once, and each way out leads somewhere, at the real window.

use acceptance::window::{Camera, Clerk, job};
use anyhow::{Result, ensure};

#[tokio::test(flavor = "multi_thread")]
async fn one_too_many_is_asked_about_once_and_each_answer_leads_on() -> Result<()> {
    let data = tempfile::tempdir()?;
    let camera = Camera::asked("double")?;
    let mut clerk = Clerk::arrive(data.path(), camera).await?;
    clerk.sign_in("0217").await?;
    job::receive(&mut clerk).await?;

    // The same applicant and item once more: what stands open is named before anything is taken in.
    clerk.keys.press("F11")?;
    clerk.window.until_gone("saved").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.keys.press("alt+s")?;
    clerk.window.until("person-name", "陈").await?;
    clerk.window.focus("field-people").await?;
    clerk.keys.type_slowly("5")?;
    clerk.keys.press("Tab")?;
    clerk.window.until_value("field-people", "5").await?;
    clerk.keys.press("F5")?;
    clerk.window.until("double-stage", "已收件").await?;
    let number = clerk.window.find("double-number").await?.text().await?;
    ensure!(!number.trim().is_empty(), "the other case is named");
    clerk
        .look("asked", "同一申请人同一事项还没有办结：先问一次。")
        .await?;

    // Enter goes there; the draft waits on the desk.
    clerk.keys.press("Return")?;
    clerk.window.until_gone("double-dialog").await?;
    clerk.window.until("case-stage", "已收件").await?;
    clerk.go("desk").await?;
    clerk.window.until_value("field-people", "5").await?;

    // Without a reason it goes no further, with one it is taken in.
    clerk.keys.press("F5")?;
    clerk.window.find("double-dialog").await?;
    clerk.window.focus("double-why").await?;
    clerk.keys.press("Return")?;
    clerk.window.until("double-fault", "理由").await?;
    clerk.keys.type_slowly("12 hao 2 dong")?;
    clerk.keys.press("Return")?;
    clerk.window.until("saved", "已收件").await?;
    ensure!(!clerk.window.has("double-dialog").await?, "it is answered");

    // The reason stands in the case's trail.
    clerk.go("cases").await?;
    clerk.window.until("cases-count", "2 件").await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("trail", "12 hao 2 dong").await?;
    clerk
        .look("reason", "再收一件的理由写在办件的经过里。")
        .await?;
    clerk.window.close().await
}
