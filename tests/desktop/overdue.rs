//! 超时默认 at the real window: the desk's own clock only says that the system is awaited; the system's act decides.

use acceptance::city::Place;
use acceptance::window::{Camera, Clerk};
use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::cards::ahead;
use acceptance::items::{items, line};

/// The day after the promise of ten working days.
const LATER: &str = "2026-03-17T10:00";

/// 住房补贴 accepted on 2026-03-02 and at the city: its id and number.
fn accepted(place: &Place) -> Result<(String, String)> {
    let items = items();
    let item = items.iter().find(|item| item.short == "0715");
    let mut line = line(item.context("the allowance")?, "1", "accept", "");
    for material in line["materials"].as_array_mut().context("materials")? {
        *material = json!({"code": material["code"], "paper": true});
    }
    Ok(place.official(&line))
}

/// The window of this station on the day after the promise, with the case open.
async fn opened(place: &Place, number: &str, shots: &str) -> Result<Clerk> {
    let clock = place.file("clock.json");
    let ahead = json!({"ahead_ms": ahead(LATER)?});
    std::fs::write(&clock, ahead.to_string())?;
    let (path, url) = (clock.display().to_string(), place.url().to_owned());
    let variables = [("ZC_CLOCK", path.as_str()), ("ZC_BACKEND", url.as_str())];
    let mut clerk = Clerk::start(&place.station(), Camera::asked(shots)?, &variables).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    clerk.go("cases").await?;
    clerk.window.click("filter-all").await?;
    clerk.window.until("case-row", number).await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("case-number", number).await?;
    Ok(clerk)
}

/// Past the promise and without the city: the desk waits.
async fn it_waits(place: &Place, number: &str) -> Result<()> {
    let mut clerk = opened(place, number, "overdue-awaited").await?;
    clerk
        .window
        .until("case-expected", "待系统默认许可")
        .await?;
    clerk.window.until("case-stage", "已受理").await?;
    clerk
        .window
        .until("clock-default", "由市平台系统默认许可")
        .await?;
    ensure!(
        !clerk.window.has("paper-open-default_decision").await?,
        "nothing was decided yet"
    );
    clerk
        .look("default-awaited", "已过承诺期限：只等系统，本机不作决定。")
        .await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s61_the_window_waits_for_the_system_and_prints_only_what_it_decided() -> Result<()> {
    let mut place = Place::at_time("2026-03-02T10:00");
    let (id, number) = accepted(&place)?;
    place.kill_city();
    // Nobody works longer than two weeks without the city.
    place.set_time("2026-03-10T10:00");
    place.start_city();
    place.zc(&["sync"]).done();
    place.kill_city();
    // The display has one window at a time.
    it_waits(&place, &number).await?;

    place.set_time(LATER);
    place.start_city();
    place.zc(&["sync"]).done();
    let whole = place.zc(&["case", &id]).done();
    let event = whole.line()["by_default"]["event"].as_str();
    let event = event.context("the system's act")?.to_owned();
    let mut clerk = opened(&place, &number, "overdue").await?;
    clerk.window.until("case-stage", "已办结").await?;
    clerk.window.until("clock-default", &event).await?;
    clerk.window.click("paper-open-default_decision").await?;
    clerk.window.find("paper-pages").await?;
    clerk
        .look(
            "default-paper",
            "系统默认许可：决定书写明系统事件编号，由系统用印。",
        )
        .await?;
    clerk.window.close().await
}
