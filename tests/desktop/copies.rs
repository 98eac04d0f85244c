//! S63 at the real window: nobody copies what was fetched or scanned, and the case says how often its applicant came.

use acceptance::window::{Camera, Clerk};
use anyhow::Result;

#[tokio::test(flavor = "multi_thread")]
async fn s63_the_line_of_the_copy_closes_by_itself_and_trips_are_counted() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::asked("copies")?).await?;
    clerk.sign_in("0217").await?;
    clerk.choose_item("rqbz", "燃气报装").await?;
    clerk.window.until("material-identity_copy", "缺").await?;
    let (code, _) = clerk.phone("chen", "opaque", "ok").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk.window.until("material-identity", "免于提交").await?;
    clerk
        .window
        .until("material-identity_copy", "免复印")
        .await?;
    clerk
        .look("copy", "身份证已调取，复印件那一行自动完成。")
        .await?;
    clerk.keys.press("F5")?;
    clerk.window.find("saved").await?;
    clerk.until_sent().await?;
    clerk.go("cases").await?;
    clerk.window.until("case-row", "430400").await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("case-trips", "跑动 1 次").await?;
    clerk.look("trips", "跑动次数写在办件上。").await?;
    clerk.window.close().await
}
