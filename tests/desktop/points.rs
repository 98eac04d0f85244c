//! 审查要点 at the real window (S56, docs/adr/0033): each is a tick; one key answers a line, each point has its own, and what
//! fails goes into the notice word for word.

use std::path::Path;

use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

/// 供水报装 of 陈思远 with everything but the plan, whose original was seen by its keys.
async fn with_the_plan_seen(data: &Path, shots: &str) -> Result<Clerk> {
    let mut clerk = Clerk::arrive(data, Camera::asked(shots)?).await?;
    clerk.sign_in("0217").await?;
    let (code, _) = clerk.phone("chen", "opaque", "ok").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk.window.until("material-property", "免于提交").await?;
    clerk.window.focus("field-people").await?;
    clerk.keys.type_slowly("3")?;
    clerk.keys.press("Tab")?;
    clerk.window.until("source-people", "手工填写").await?;
    // The hand goes to the line first, then the key does it.
    clerk.keys.press("alt+p")?;
    clerk.window.until_true(&holds("paper-plan")).await?;
    clerk.keys.press("alt+p")?;
    clerk.window.until("material-plan", "要点未核").await?;
    Ok(clerk)
}

/// Whether the focus is on what has this name.
fn holds(name: &str) -> String {
    format!("return document.activeElement?.dataset.test === '{name}'")
}

/// A picture of a line, and one at 200 % text with the line in sight.
async fn look_at(clerk: &mut Clerk, name: &str, line: &str, says: &str) -> Result<()> {
    if !clerk.camera.is_on() {
        return Ok(());
    }
    for (size, suffix) in [("", ""), ("30px", "-200")] {
        let script = "document.documentElement.style.fontSize = arguments[0];
            document.querySelector(`[data-test=\"${arguments[1]}\"]`).scrollIntoView({ block: 'nearest' });
            return new Promise((then) => { let left = 3;
            const frame = () => (left-- ? requestAnimationFrame(frame) : then(true)); frame(); })";
        let of = vec![size.into(), line.into()];
        clerk.window.script(script, of).await?;
        clerk.camera.take(&format!("{name}{suffix}"), says)?;
    }
    let back = "document.documentElement.style.fontSize = ''";
    clerk.window.script(back, Vec::new()).await?;
    Ok(())
}

/// The answer of a point as it stands on the screen.
fn answered(point: &str, answer: &str) -> String {
    format!("[data-test=\"{point}\"][data-answer=\"{answer}\"]")
}

#[tokio::test(flavor = "multi_thread")]
async fn s56_points_are_ticks_and_one_key_answers_a_line_before_it_is_accepted() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = with_the_plan_seen(data.path(), "points").await?;
    // Given a paper that was seen, its points are open in words, and stand in the way of the acceptance,
    let line = clerk.window.read("material-plan").await?;
    ensure!(
        line.contains("未核对") && line.contains("要点都符合"),
        "{line}"
    );
    let note = clerk.window.until("note", "还没有核对").await?;
    ensure!(note.contains("户内给水平面图"), "{note}");
    clerk.keys.press("F9")?;
    look_at(
        &mut clerk,
        "open",
        "material-plan",
        "要点未核：受理不可按，写明哪份材料哪条要点。",
    )
    .await?;
    ensure!(
        !clerk.window.has("sign-pad").await?,
        "nothing is signed for"
    );
    // a licence is the system's to answer,
    ensure!(!clerk.window.has("hold-property").await?);
    // when the key on the way goes there and the line's own digit answers it, it folds away,
    clerk.keys.press("alt+y")?;
    clerk.window.until_true(&holds("hold-plan")).await?;
    clerk.keys.press("alt+4")?;
    clerk.window.until("held-plan", "2 条都符合").await?;
    look_at(
        &mut clerk,
        "held",
        "material-plan",
        "一个键：要点都符合，收拢成一行。",
    )
    .await?;
    // and the case is accepted.
    clerk.keys.press("F9")?;
    clerk.sign().await?;
    clerk.keys.press("Return")?;
    clerk.window.find("saved").await?;
    clerk.window.until("saved", "受理").await?;
    clerk.until_sent().await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s56_a_point_that_fails_is_told_word_for_word_and_answered_anew() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = with_the_plan_seen(data.path(), "points-fail").await?;
    // Each point by the keyboard alone: the space holds, X fails, the arrow goes to the next.
    clerk.keys.press("alt+y")?;
    for name in ["hold-plan", "remove-plan", "point-plan-0"] {
        clerk.window.until_true(&holds(name)).await?;
        if name != "point-plan-0" {
            clerk.keys.press("Tab")?;
        }
    }
    clerk.keys.press("space")?;
    clerk
        .window
        .find_css(&answered("point-plan-0", "holds"))
        .await?;
    clerk.keys.press("Down")?;
    clerk.window.until_true(&holds("point-plan-1")).await?;
    clerk.keys.press("x")?;
    clerk
        .window
        .find_css(&answered("point-plan-1", "fails"))
        .await?;
    clerk.window.until("material-plan", "要点不符合").await?;
    let point = clerk.window.content("point-plan-1").await?;
    let text = "与用水地址一致";
    ensure!(point.contains(text) && point.contains("不符合"), "{point}");
    clerk.window.until("note", text).await?;
    look_at(
        &mut clerk,
        "fails",
        "material-plan",
        "一条不符合：受理被挡住，写明换交或一次性告知。",
    )
    .await?;

    // The program is killed, and the answers are there after.
    drop(clerk);
    let mut clerk = Clerk::arrive(data.path(), Camera::asked("points-told")?).await?;
    clerk.sign_in("0217").await?;
    clerk
        .window
        .find_css(&answered("point-plan-1", "fails"))
        .await?;
    clerk
        .window
        .find_css(&answered("point-plan-0", "holds"))
        .await?;

    // The notice tells it, and nothing has to be ticked.
    clerk.keys.press("F6")?;
    let told = clerk.window.until("told-plan", text).await?;
    ensure!(told.contains(&format!("不符合审查要点：{text}")), "{told}");
    look_at(
        &mut clerk,
        "notice",
        "told-plan",
        "一次性告知：不符合的要点原文列入。",
    )
    .await?;
    clerk.window.click("notice-go").await?;
    clerk.window.find("saved").await?;
    clerk.go("cases").await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("case-material-plan", "待补正").await?;

    // What comes instead is answered anew before it is handed in.
    clerk.window.click("case-paper-plan").await?;
    clerk.window.until("case-supplement-why", text).await?;
    clerk
        .window
        .find_css(&answered("point-plan-1", "open"))
        .await?;
    look_at(
        &mut clerk,
        "supplement",
        "case-material-plan",
        "补交的材料逐条核对后才能提交。",
    )
    .await?;
    clerk.keys.press("alt+y")?;
    clerk.window.until_gone("case-hold-plan").await?;
    clerk.window.click("case-supplement").await?;
    clerk.window.until_gone("case-paper-plan").await?;
    clerk.window.until("case-material-plan", "已核原件").await?;
    clerk.until_sent().await?;
    clerk.window.close().await
}
