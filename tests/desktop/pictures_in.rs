//! A picture of a code comes in by drop and by paste as well as by choice (issue 2, point 4).

use acceptance::pictures;
use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_dropped_and_pasted() -> Result<()> {
    // Given pictures of two item codes and of a paper,
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    let folder = tempfile::tempdir()?;
    let water = folder.path().join("water.png");
    pictures::qr(&water, "ZC:ITEM:0225:1");
    let power = folder.path().join("power.png");
    pictures::qr(&power, "ZC:ITEM:0228:1");
    // when one is dropped on the box, its item opens;
    clerk
        .drop_file(&water, "box-place", "[data-test=\"box-place\"][data-over]")
        .await?;
    clerk.window.until("item", "供水报装").await?;
    // when the other is pasted into the box, its item opens;
    clerk.copy_picture(&power)?;
    clerk.window.focus("box").await?;
    clerk.keys.press("ctrl+v")?;
    clerk.window.until("item", "低压").await?;
    ensure!(
        clerk.window.value("box").await?.is_empty(),
        "the picture is no text"
    );
    // when a paper is dropped on a material's line, it is that line's;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk
        .drop_file(
            &power,
            "material-plan",
            "[data-test=\"material-plan\"][data-over]",
        )
        .await?;
    clerk.window.until("material-plan", "已收").await?;
    // when one is pasted beside every field, it is the first open line's;
    clerk.copy_picture(&water)?;
    clerk.window.click("materials-count").await?;
    clerk.keys.press("ctrl+v")?;
    clerk.window.until("material-identity", "已收").await?;
    // and when nothing is under the pointer, the window goes on as it was.
    clerk
        .drop_file(&water, "strip", "[data-test=\"strip\"]")
        .await?;
    clerk.window.until("item", "供水报装").await?;
    clerk.window.close().await
}
