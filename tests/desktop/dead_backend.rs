//! Law 1 and 2 through the window: kill -9 of the practice city between two cases.

use acceptance::window::{Camera, Clerk, job, processes_on};
use anyhow::{Context, Result, ensure};

/// The process of the practice city that this data folder's window started.
fn city_of(data: &std::path::Path) -> Result<u32> {
    processes_on(data)
        .into_iter()
        .find(|pid| {
            std::fs::read(format!("/proc/{pid}/cmdline"))
                .is_ok_and(|line| line.split(|byte| *byte == 0).any(|arg| arg == b"practice"))
        })
        .context("no practice city runs on this folder")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_taken_in_while_the_backend_is_dead_arrives_once_it_lives() -> Result<()> {
    // Given a clerk at work and a backend that dies without a farewell,
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    let (code, _) = clerk.phone("chen", "signed", "ok").await?;
    let city = city_of(data.path())?;
    let killed = std::process::Command::new("kill")
        .args(["-9", &city.to_string()])
        .status()?;
    ensure!(killed.success(), "kill -9");
    // when a case is taken in,
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk.window.until("material-identity", "免于提交").await?;
    clerk.window.focus("field-phone").await?;
    clerk.keys.type_slowly("13800000000")?;
    clerk.keys.press("Tab")?;
    clerk.window.until("source-phone", "手工填写").await?;
    clerk.keys.press("alt+4")?;
    clerk.window.until("material-plan", "容缺").await?;
    clerk.keys.press("F10")?;
    clerk.sign().await?;
    clerk.keys.press("Return")?;
    clerk.window.find("saved").await?;
    let provisional = clerk.window.read("saved-number").await?;
    clerk.window.until("strip", "离线").await?;
    // and the clerk starts the city again,
    clerk.go("phone").await?;
    clerk.window.click("stopped").await?;
    if city_of(data.path()).is_err() {
        clerk.window.click("stopped").await?;
    }
    // then it drains by itself, and the official number stands where the provisional one did.
    clerk.until_sent().await?;
    clerk.go("cases").await?;
    clerk.window.focus("cases-search").await?;
    let tail = provisional
        .rsplit('-')
        .next()
        .context("a tail")?
        .trim()
        .to_owned();
    clerk.keys.type_slowly(&tail)?;
    clerk.window.until("case-row", "430400").await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s28_five_failures_have_five_sentences() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    let said = job::five_failures(&mut clerk).await?;
    for (word, says) in ["过期", "用过", "邻江市", "不完整", "支付"]
        .iter()
        .zip(&said)
    {
        ensure!(says.contains(word), "“{says}” should speak of {word}");
    }
    clerk.window.close().await
}
