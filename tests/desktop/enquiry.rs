//! S72 at the real window: one key, who is responsible, and the other who accepts.

use acceptance::city::Place;
use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

#[tokio::test(flavor = "multi_thread")]
async fn s72_an_enquiry_is_recorded_and_handed_on_with_a_key() -> Result<()> {
    let place = Place::new();
    place.zc(&["sync", "--once"]).done();
    // Somebody of another outlet handed one on.
    let other = [
        "enquiry",
        "ask",
        "养老保险断缴怎么办",
        "--to",
        "0217",
        "--reason",
        "江口镇的事",
    ];
    place.zc_at("other", "0306", &other).done();
    place.zc_at("other", "0306", &["sync"]).done();
    let backend = [("ZC_BACKEND", place.url())];
    let mut clerk = Clerk::start(&place.station(), Camera::asked("enquiry")?, &backend).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    clerk.window.until("strip-online", "在线").await?;
    clerk.window.until("enquiry-count", "1 件待办").await?;
    clerk.keys.press("alt+q")?;
    let one = clerk.window.until("enquiry-one", "待我接办").await?;
    ensure!(
        one.contains("对方接办之前仍由") && one.contains("0306"),
        "{one}"
    );
    clerk
        .look("offered", "转给我的问询：接办之前由首问人负责。")
        .await?;
    // One of ours: what is asked, to whom, why; the first one stays responsible.
    clerk
        .window
        .fill("enquiry-about", "开通天然气要多少钱")
        .await?;
    clerk.window.pick("enquiry-to", "0306").await?;
    clerk.window.fill("enquiry-reason", "燃气窗口的事").await?;
    clerk.keys.press("Return")?;
    let ours = clerk
        .window
        .until("enquiries", "开通天然气要多少钱")
        .await?;
    ensure!(ours.contains("我负责"), "{ours}");
    clerk.window.click("enquiry-take_on").await?;
    clerk.window.until("enquiry-count", "2 件待办").await?;
    clerk.window.until_gone("enquiry-take_on").await?;
    clerk
        .look("taken", "接办以后由我负责，首问人仍写明。")
        .await?;
    // An answer is owed in words; refused it says why, and nothing changes.
    clerk.window.click("enquiry-answer").await?;
    clerk.window.click("enquiry-move-go").await?;
    clerk
        .window
        .until("enquiry-fault", "请写明答复的内容")
        .await?;
    clerk
        .window
        .fill("enquiry-move-text", "按公示标准收")
        .await?;
    clerk.keys.press("Return")?;
    clerk.window.until("enquiry-count", "1 件待办").await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("enquiries").await?;
    clerk.until_sent().await?;
    clerk.window.close().await?;
    place.zc_at("other", "0306", &["sync"]).done();
    let seen = place
        .zc_at("other", "0306", &["enquiry", "list", "--all"])
        .done();
    let of = |about: &str| seen.lines.iter().find(|one| one["about"] == about);
    let ours = of("开通天然气要多少钱");
    ensure!(
        ours.is_some_and(|one| one["answer"] == "按公示标准收"),
        "{seen:?}"
    );
    let theirs = of("养老保险断缴怎么办");
    ensure!(
        theirs.is_some_and(|one| one["first"] == "0306" && one["holder"] == "0217"),
        "{seen:?}"
    );
    Ok(())
}
