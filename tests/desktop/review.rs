//! 人工核对 at the real window: what no register could tell is opened with a key, and closed by a person's word or two's.

use acceptance::city::Place;
use acceptance::items::{items, line};
use acceptance::window::{Camera, Clerk};
use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::cards::ahead;

/// Not in the city's register; a synthetic number with a right check character.
const STRANGER: (&str, &str) = ("赵不在册", "430400200002290530");
const MONDAY: &str = "2026-03-02T10:00";

/// 退休一件事 of whom no register knows, taken in without the city and sent when it is back.
fn unverified(place: &mut Place) -> Result<String> {
    place.zc(&["sync"]).done();
    place.kill_city();
    let items = items();
    let item = items.iter().find(|item| item.short == "0622");
    let mut taken = line(item.context("退休")?, "0622", "receive", "");
    for material in taken["materials"].as_array_mut().context("materials")? {
        *material = json!({"code": material["code"], "paper": true});
    }
    taken["applicant"]["name"] = json!(STRANGER.0);
    taken["applicant"]["id"] = json!(STRANGER.1);
    place.intake(&[taken]).done();
    place.start_city();
    place.zc(&["sync"]).done();
    let rows = place.zc(&["cases", "--filter", "all"]).done();
    let number = rows.line()["number"].as_str().context("a number")?;
    Ok(number.to_owned())
}

/// Some act of the trail says this.
async fn trailed(clerk: &Clerk, said: &str) -> Result<()> {
    let script = format!(
        "return [...document.querySelectorAll('[data-test=\"trail\"]')].some((one) => one.textContent.includes('{said}'));"
    );
    clerk.window.until_true(&script).await
}

#[tokio::test(flavor = "multi_thread")]
async fn s28_what_no_register_could_tell_is_closed_by_a_persons_word_and_a_hard_check_by_two()
-> Result<()> {
    let mut place = Place::at_time(MONDAY);
    let number = unverified(&mut place)?;
    place.member("0401").await;
    let clock = place.file("clock.json");
    std::fs::write(&clock, json!({"ahead_ms": ahead(MONDAY)?}).to_string())?;
    let (path, url) = (clock.display().to_string(), place.url().to_owned());
    let variables = [("ZC_CLOCK", path.as_str()), ("ZC_BACKEND", url.as_str())];
    let mut clerk = Clerk::start(&place.station(), Camera::asked("review")?, &variables).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    clerk.go("cases").await?;
    clerk.window.until("case-row", &number).await?;
    clerk.window.click("case-row").await?;
    clerk
        .window
        .until("course-reviews", "申请人身份、核查 退休资格")
        .await?;
    clerk.window.until("case-verified", "需人工核对").await?;
    clerk
        .look("waits", "需人工核对：写明为什么、怎么办，旁边就是按钮。")
        .await?;

    // The step has its number; nothing is decided before a result is chosen.
    let step = clerk.window.read("step-review").await?;
    clerk.keys.press(&step[..1])?;
    clerk.window.until("review-why", "核对证件原件").await?;
    clerk
        .window
        .fill("review-reason", "窗口核对了身份证原件")
        .await?;
    clerk.window.click("review-go").await?;
    clerk.window.until("review-fault", "属实或者不实").await?;
    clerk.window.click("review-so").await?;
    clerk.window.until("review-means", "不再等待").await?;
    clerk
        .look("dialog", "核对哪一项、怎样核对、结果、经过。")
        .await?;
    clerk.window.click("review-go").await?;
    clerk.window.until_gone("review-dialog").await?;
    trailed(&clerk, "申请人身份：属实").await?;

    // A check that must pass: one person's word is not enough, a supervisor's password beside it is.
    clerk.window.click("review-open-check:retirement").await?;
    clerk.window.click("review-so").await?;
    clerk
        .window
        .fill("review-reason", "社保局答复已满年限")
        .await?;
    clerk.window.until_value("second-user", "0401").await?;
    clerk
        .window
        .fill("second-password", "practice-0401")
        .await?;
    clerk.window.click("review-go").await?;
    clerk.window.until_gone("review-dialog").await?;
    trailed(&clerk, "批准人 0401").await?;
    ensure!(
        !clerk.window.has("step-review").await?,
        "nothing waits for a person any more"
    );
    clerk.until_sent().await?;
    clerk
        .look("closed", "核对属实：标明时间、怎样核对、经过。")
        .await?;
    clerk.window.close().await
}
