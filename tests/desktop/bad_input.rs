//! Bad pictures and drafts that survive (issue point 10, point 3).

use std::io::{Seek as _, SeekFrom, Write as _};

use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

#[tokio::test(flavor = "multi_thread")]
async fn bad_pictures_get_a_sentence_and_the_desk_goes_on() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.window.focus("field-people").await?;
    clerk.keys.type_slowly("3")?;
    clerk.keys.press("Tab")?;
    clerk.window.until("source-people", "手工填写").await?;
    let folder = tempfile::tempdir()?;
    let noise = folder.path().join("noise.png");
    let bytes: Vec<u8> = (0..2_900u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    std::fs::write(&noise, optic::make::png(&bytes, 4, 4)?)?;
    let text = folder.path().join("text.png");
    std::fs::write(&text, "this is no picture")?;
    let cut = folder.path().join("cut.png");
    let whole = optic::make::png("ZC:ITEM:0225:8", 6, 4)?;
    std::fs::write(&cut, &whole[..whole.len() / 2])?;
    let huge = folder.path().join("huge.png");
    let mut file = std::fs::File::create(&huge)?;
    file.write_all(&whole)?;
    file.seek(SeekFrom::Start(200 * 1024 * 1024))?;
    file.write_all(&[0])?;
    for (picture, wanted) in [
        (&text, "不是图片"),
        (&cut, "不完整"),
        (&noise, "不是凭证码"),
        (&huge, "太大"),
    ] {
        clerk.window.choose_file("box-picture", picture).await?;
        clerk.window.until("scan-message", wanted).await?;
        clerk.keys.press("Escape")?;
        clerk.window.until_gone("scan-message").await?;
    }
    ensure!(
        clerk.window.value("field-people").await? == "3",
        "the draft is as it was"
    );
    let good = folder.path().join("item.png");
    std::fs::write(&good, optic::make::png("ZC:ITEM:0228:1", 6, 4)?)?;
    clerk.window.choose_file("box-picture", &good).await?;
    clerk.window.until("item", "低压").await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_survives_another_clerk_and_a_kill() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.window.focus("field-address").await?;
    clerk.keys.type_slowly("zhengjie10")?;
    clerk.keys.press("Tab")?;
    clerk.window.until("source-address", "手工填写").await?;
    clerk.sign_out().await?;
    clerk.sign_in("0218").await?;
    ensure!(
        !clerk.window.has("field-address").await?,
        "another clerk has a desk of their own"
    );
    drop(clerk);
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    clerk.window.find("field-address").await?;
    ensure!(
        clerk.window.value("field-address").await? == "zhengjie10",
        "the draft came back"
    );
    clerk.window.close().await
}
