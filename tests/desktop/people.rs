//! The screens of keys and people: enrolment by a paper, the idle lock, a wrong clock in the strip.

use acceptance::city::{City, office};
use acceptance::window::{Camera, Clerk};
use anyhow::{Context, Result, ensure};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_city_station_is_enrolled_on_the_screen() -> Result<()> {
    let data = tempfile::tempdir()?;
    let folder = tempfile::tempdir()?;
    let city = City::start_with(&folder.path().join("city"), &["--realm", "lianxi"]);
    let paper = office(&city.url, "enrol-code", json!({"minutes": 60})).await;
    let paper = paper["code"].as_str().context("a code")?.to_owned();
    let backend = [("ZC_BACKEND", city.url.as_str())];
    let mut clerk = Clerk::start(data.path(), Camera::asked("people")?, &backend).await?;
    clerk.window.find("enrol-code").await?;
    clerk.keys.find("综窗")?;
    clerk.look("enrol", "登记：登记码、工号、密码。").await?;
    clerk.window.focus("enrol-code").await?;
    clerk.keys.type_slowly(&paper[..paper.len() - 1])?;
    clerk.window.focus("enrol-user").await?;
    clerk.keys.type_slowly("0217")?;
    for field in ["enrol-password", "enrol-again"] {
        clerk.window.focus(field).await?;
        clerk.keys.type_slowly("a long word")?;
    }
    clerk.keys.press("Return")?;
    clerk.window.until("enrol-fault", "34 个").await?;
    clerk
        .look("enrol-fault", "登记码少一个字符，说明怎么办，填好的都在。")
        .await?;
    clerk.window.focus("enrol-code").await?;
    clerk.keys.press("ctrl+a")?;
    clerk.keys.type_slowly(&paper.to_lowercase())?;
    clerk.keys.press("Return")?;
    clerk.window.find("clerk-0217").await?;
    ensure!(
        !clerk.window.has("practice").await?,
        "no practice banner in a city"
    );
    clerk.window.focus("sign-in-password").await?;
    clerk.keys.type_slowly("a long word")?;
    clerk.keys.press("Return")?;
    clerk.window.find("box").await?;
    clerk.window.until("strip-online", "在线").await?;
    clerk.look("enrolled", "登记完成，登录后在线。").await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_start_without_a_network_says_so_and_goes_on_with_a_key() -> Result<()> {
    // Given a machine that is no station yet, and a city that does not answer,
    let data = tempfile::tempdir()?;
    let folder = tempfile::tempdir()?;
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let (listen, url) = (free.to_string(), format!("http://{free}"));
    let backend = [("ZC_BACKEND", url.as_str())];
    // when the window opens, then it promises nothing that is not so, and says what to do;
    let mut clerk = Clerk::start(data.path(), Camera::asked("people")?, &backend).await?;
    let why = clerk.window.until("failure", "还没有登记").await?;
    ensure!(!why.contains("已存在本机"), "{why}");
    clerk.keys.find("综窗")?;
    clerk.keys.press("Return")?;
    clerk.window.until("tries", "1 次").await?;
    clerk
        .look("not-opened", "第一次打开连不上：为什么，怎么办，再试一次。")
        .await?;
    // when the city answers, then a key opens it.
    let _city = City::start_with(&folder.path().join("city"), &["--listen", &listen]);
    clerk.keys.press("Return")?;
    clerk.window.find("clerk-0217").await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_window_locks_and_the_draft_is_there_after() -> Result<()> {
    let data = tempfile::tempdir()?;
    let setting = tempfile::tempdir()?.keep().join("clock.json");
    let path = setting.to_string_lossy().into_owned();
    let clock = [("ZC_CLOCK", path.as_str())];
    let mut clerk = Clerk::start(data.path(), Camera::asked("people")?, &clock).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.window.focus("field-address").await?;
    clerk.keys.type_slowly("zhengjie10")?;
    clerk.keys.press("Tab")?;
    clerk.window.until("source-address", "手工填写").await?;
    // Eleven minutes pass at the machine, and no hand comes.
    std::fs::write(&setting, r#"{"passed_ms": 660000}"#)?;
    clerk.window.find("lock-screen").await?;
    let seen = clerk.window.text().await?;
    ensure!(
        !seen.contains("zhengjie10"),
        "a locked window shows nothing of a case"
    );
    clerk
        .look("locked", "无人操作十分钟后锁定，照常发送。")
        .await?;
    clerk.window.focus("lock-password").await?;
    clerk.keys.type_slowly("practice-0305")?;
    clerk.keys.press("Return")?;
    clerk.window.until("lock-fault", "密码不对").await?;
    clerk.keys.press("ctrl+a")?;
    clerk.keys.type_slowly("practice-0217")?;
    clerk.keys.press("Return")?;
    clerk.window.find("field-address").await?;
    ensure!(clerk.window.value("field-address").await? == "zhengjie10");
    // The same machine's wall clock is set nine years ahead: named in the strip, and work goes on.
    std::fs::write(
        &setting,
        r#"{"passed_ms": 660000, "ahead_ms": 284000000000}"#,
    )?;
    clerk.window.until("strip-clock", "快 9 年").await?;
    clerk
        .look("clock", "时钟快了九年：状态条写明，照常办理。")
        .await?;
    clerk.window.click("session").await?;
    clerk.window.click("password").await?;
    clerk.window.find("password-dialog").await?;
    clerk.look("password", "修改密码。").await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("password-dialog").await?;
    clerk.window.click("session").await?;
    clerk.window.click("lock").await?;
    clerk.window.click("lock-other").await?;
    clerk.window.find("clerk-0305").await?;
    clerk.window.close().await
}
