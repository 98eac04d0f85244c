//! No second entry (issue of the intake, point 11): the same applicant, the same answers, a name by its initials, and a
//! card to copy out of, at the real window.

use acceptance::window::{Camera, Clerk, job};
use anyhow::{Result, ensure};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_entered_once_is_not_entered_again() -> Result<()> {
    let data = tempfile::tempdir()?;
    let camera = Camera::asked("repeat")?;
    let mut clerk = Clerk::arrive(data.path(), camera).await?;
    clerk.sign_in("0217").await?;
    job::receive(&mut clerk).await?;

    // The same applicant again, by one key; that nobody has looked again is said.
    clerk.keys.press("F11")?;
    clerk.window.until_gone("saved").await?;
    clerk.keys.press("alt+s")?;
    clerk.window.until("person-verdict", "未重新核验").await?;
    clerk.window.until("person-name", "陈").await?;
    clerk
        .look("same", "同上一件：办事人照抄，核验重新做。")
        .await?;

    // By the initials of the name.
    clerk.go("cases").await?;
    clerk.window.focus("cases-search").await?;
    clerk.keys.type_slowly("csy")?;
    clerk.window.until("cases-count", "1 件").await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("case-stage", "已收件").await?;
    // Field by field into another system: a digit copies.
    clerk.keys.press("F8")?;
    clerk.window.find("copy-card").await?;
    clerk.keys.press("3")?;
    clerk.window.until("copy-said", "证件号码").await?;
    let begun = std::time::Instant::now();
    while clerk.clipboard()? != "430400200002290012" {
        ensure!(begun.elapsed().as_secs() < 20, "nothing was copied");
    }
    clerk
        .look("copy", "抄录卡：按数字复制一项，屏幕上仍遮着。")
        .await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("copy-card").await?;
    // The same item and answers for somebody else.
    clerk.keys.press("F7")?;
    clerk.window.until("item", "供水报装").await?;
    clerk.window.until_value("field-people", "3").await?;
    ensure!(
        !clerk.window.has("person-name").await?,
        "whose matter it is comes anew"
    );
    clerk
        .look("repeat", "照此再办：事项和答案照抄，办事人另行登记。")
        .await?;
    clerk.window.close().await
}
