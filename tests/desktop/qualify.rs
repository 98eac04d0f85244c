//! S20 at the real window: name and number, the query, the kinds that are theirs.

use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

async fn person(clerk: &mut Clerk, name: &str, id: &str, shown: &str) -> Result<()> {
    clerk.keys.press("F2")?;
    clerk.window.fill("person-form-name", name).await?;
    clerk.window.fill("person-form-id", id).await?;
    clerk.keys.press("Return")?;
    clerk.window.until_gone("person-form").await?;
    clerk.window.until("person", shown).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn s20_name_and_number_list_the_kinds_that_are_theirs() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::asked("qualify")?).await?;
    clerk.sign_in("0217").await?;
    clerk.choose_item("qyzgtx", "企业职工退休申请").await?;
    let kinds = "question-kind";
    clerk.window.until(kinds, "未核验").await?;
    // Somebody who does not qualify: the reason, and nothing else.
    person(&mut clerk, "陈思远", "430400200002290012", "陈＊＊").await?;
    let told = clerk.window.until(kinds, "没有资格").await?;
    ensure!(
        told.contains("未到法定退休年龄") && !told.contains("弹性提前退休"),
        "{told}"
    );
    for gone in ["question-file", "field-employer", "material-application"] {
        clerk.window.until_gone(gone).await?;
    }
    clerk
        .look("barred", "没有资格：只有原因，没有别的。")
        .await?;
    // Somebody who does: hers alone, and one is chosen with the keyboard.
    person(&mut clerk, "李㛃", "430400196204050042", "李＊").await?;
    let told = clerk.window.until(kinds, "已核验").await?;
    ensure!(
        told.contains("特殊工种") && !told.contains("因病"),
        "{told}"
    );
    ensure!(
        !clerk.window.has("answer-kind-ill").await?,
        "listed all the same"
    );
    clerk.window.focus("answer-kind-normal").await?;
    clerk.keys.press("space")?;
    let chosen = |kind: &str| {
        format!("return document.querySelector('[data-test=\"answer-kind-{kind}\"]').checked")
    };
    clerk.window.until_true(&chosen("normal")).await?;
    clerk.window.focus("answer-kind-normal").await?;
    clerk.keys.press("Down")?;
    clerk.window.until_true(&chosen("special")).await?;
    clerk.window.find("material-special").await?;
    clerk
        .look("listed", "已核验：只列出本人能选的退休类别。")
        .await?;
    // Without a network the clerk chooses, and it says so.
    clerk.go("phone").await?;
    clerk.window.click("cut").await?;
    clerk.go("desk").await?;
    person(&mut clerk, "李㛃", "430400196204050042", "李＊").await?;
    clerk.window.click("recheck").await?;
    let told = clerk.window.until(kinds, "未核验").await?;
    ensure!(
        told.contains("因病") && told.contains("联网后由市平台核验"),
        "{told}"
    );
    clerk.window.click("answer-kind-ill").await?;
    clerk.window.until_true(&chosen("ill")).await?;
    clerk.keys.press("F5")?;
    clerk.window.find("saved-number").await?;
    clerk.window.close().await
}
