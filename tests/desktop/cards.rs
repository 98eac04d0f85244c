//! 时效 at the real window: cards in words, the list by time, the day-by-day explanation, an alarm that stays.

use acceptance::city::Place;
use acceptance::items;
use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};
use serde_json::{Value, json};

fn water(reference: &str, action: &str, at: &str) -> Value {
    let papers = items::water_papers(&["identity", "property", "plan"]);
    let mut line = items::water(reference, action, papers);
    line["form"]["people"] = json!(3);
    line["at"] = json!(at);
    line
}

/// How far the machine's clock is ahead so that it says this.
pub fn ahead(time: &str) -> Result<i64> {
    let there: domain::due::Start = domain::due::parse_from(time)?;
    let there = domain::moment::instant(there.date.to_datetime(there.time.unwrap_or_default()));
    let here = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(there - i64::try_from(here.as_millis())?)
}

#[tokio::test(flavor = "multi_thread")]
async fn s06_s09_s54_s73_cards_are_words_and_an_alarm_is_only_explained_and_traced() -> Result<()> {
    let mut place = Place::at_time("2026-03-02T10:00");
    let (_, late) = place.official(&water("late", "accept", "2026-03-02T10:00"));
    let (_, today) = place.official(&water("today", "accept", "2026-03-03T10:00"));
    let mut line = water("waits", "notice", "2026-03-02T11:00");
    line["materials"] = json!([{"code": "identity", "paper": true}]);
    let (_, waits) = place.official(&line);
    place.kill_city();

    // Eight days later, without a network.
    let clock = place.file("clock.json");
    std::fs::write(
        &clock,
        json!({"ahead_ms": ahead("2026-03-10T10:00")?}).to_string(),
    )?;
    let (path, url) = (clock.display().to_string(), place.url().to_owned());
    let variables = [("ZC_CLOCK", path.as_str()), ("ZC_BACKEND", url.as_str())];
    let mut clerk = Clerk::start(&place.station(), Camera::asked("cards")?, &variables).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    clerk.go("cases").await?;
    for (filter, number, card) in [
        ("red", &late, "红牌"),
        ("due_today", &today, "黄牌"),
        ("yellow", &today, "黄牌"),
        ("waiting", &waits, "停表"),
    ] {
        clerk.window.click(&format!("filter-{filter}")).await?;
        clerk.window.until("case-row", number).await?;
        clerk.window.until("cases-count", "1 件").await?;
        clerk.window.until("case-card", card).await?;
    }
    clerk.window.click("filter-open").await?;
    clerk.keys.press("F4")?;
    clerk.window.until("cases-by-due", "按最近变化排序").await?;
    clerk.window.until("cases-count", "3 件").await?;
    clerk.window.until("case-row", &late).await?;
    clerk
        .look("cards", "办件按期限排序：牌是颜色也是字，停表的不亮牌。")
        .await?;

    clerk.window.click("case-row").await?;
    clerk.window.until("case-number", &late).await?;
    clerk.window.until("clock-card", "红牌").await?;
    clerk.window.until("clock-who", "0217").await?;
    clerk.window.click("clock-how").await?;
    let days = clerk.window.until("due-dialog", "第 5 天").await?;
    ensure!(days.contains("周六休息"), "{days}");
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("due-dialog").await?;
    let alarm = clerk.window.until("alarm-0", "红灯").await?;
    ensure!(
        alarm.contains("期限") && alarm.contains("已受理"),
        "{alarm}"
    );
    clerk.window.click("alarm-explain-0").await?;
    clerk.window.until("case-clock", "请先写说明").await?;
    clerk.window.focus("alarm-reason-0").await?;
    clerk.keys.type_slowly("tingdian")?;
    clerk.window.click("alarm-explain-0").await?;
    clerk.window.until("alarm-said-0", "tingdian").await?;
    clerk.window.until("alarm-0", "红灯").await?;
    clerk
        .look("alarm", "红灯不能删除，说明记在旁边，写明谁在何时说明。")
        .await?;
    // Traced back: each step verified, with person and terminal.
    clerk.window.click("case-number").await?;
    clerk.keys.press("F6")?;
    clerk.window.until("trace-verdict", "没有问题").await?;
    let step = clerk.window.until("trace-2", "受理").await?;
    ensure!(step.contains("0217") && step.contains("终端"), "{step}");
    ensure!(step.contains("已收件 → 已受理"), "{step}");
    // What was said of the last act does not lie over the dialog's head.
    let in_sight =
        "const head = document.querySelector('[role=dialog] h2').getBoundingClientRect();
        return document.elementFromPoint(head.left + 4, head.top + 4)?.tagName === 'H2'";
    clerk.window.until_true(in_sight).await?;
    clerk.look("trace", "倒查：每一步都核验过。").await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("trace-dialog").await?;
    // The empty box lists what this station did lately.
    clerk.keys.press("F1")?;
    clerk.window.until("box-hits", "供水报装").await?;
    clerk.window.close().await
}
