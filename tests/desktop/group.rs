//! S57 at the real window: a list becomes a group, its members are taken in one after the other by F5 and F11, and 办件
//! finds them by the group's number.

use acceptance::window::{Camera, Clerk};
use acceptance::workbook::{Cell, workbook};
use anyhow::{Result, ensure};
use domain::identity::resident_id;

/// A list of so many people, as a workbook; the last one's number is wrong.
fn list(people: u32) -> Result<Vec<u8>> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut rows = vec![["姓名", "身份证号", "联系电话"].map(text).to_vec()];
    for person in 0..people {
        let bare = format!("4304001950010{}{:03}", 10 + person, person + 1);
        let bare = &bare[..17];
        let check = resident_id::check_digit(bare).unwrap_or('0');
        let check = match (person + 1 == people, check) {
            (false, check) => check,
            (true, '1') => '2',
            (true, _) => '1',
        };
        let name = format!("团员{}", ["甲", "乙", "丙", "丁"][person as usize]);
        rows.push(vec![
            text(&name),
            text(&format!("{bare}{check}")),
            text("13800000000"),
        ]);
    }
    workbook(&rows)
}

#[tokio::test(flavor = "multi_thread")]
async fn s57_a_group_is_taken_in_one_after_the_other_and_found_by_its_number() -> Result<()> {
    let data = tempfile::tempdir()?;
    let file = data.path().join("list.xlsx");
    std::fs::write(&file, list(4)?)?;
    let mut clerk = Clerk::arrive(data.path(), Camera::asked("group")?).await?;
    clerk.sign_in("0217").await?;
    clerk.choose_item("lnr", "老年人优待证").await?;
    clerk.window.click("drafts").await?;
    clerk.window.find("drafts-dialog").await?;
    clerk.window.choose_file("roll-file", &file).await?;
    // Three become drafts of one group, the fourth is told by its row.
    let fault = clerk.window.until("roll-fault", "第 5 行").await?;
    ensure!(fault.contains("校验"), "{fault}");
    let group = clerk.window.until("roll-group", "团组 T").await?;
    let group = group.replace("团组", "").trim().to_owned();
    clerk
        .look("list", "名单导入：三人成草稿，一行说明原因。")
        .await?;
    clerk.window.click("roll-begin").await?;
    clerk.window.until_gone("drafts-dialog").await?;
    for (nth, left) in [(1, 2), (2, 1), (3, 0)] {
        clerk.window.until("person-verdict", "名单导入").await?;
        clerk.keys.press("F5")?;
        let far = clerk
            .window
            .until("saved-group", &format!("已收件 {nth} 人"))
            .await?;
        ensure!(far.contains("共 3 人，0/3 已受理"), "{far}");
        ensure!(far.contains(&format!("还有 {left} 人")), "{far}");
        if nth == 1 {
            clerk
                .look("saved", "收件后写着团组办到哪里，F11 是团组下一位。")
                .await?;
        }
        clerk.keys.press("F11")?;
        clerk.window.until_gone("saved").await?;
    }
    // Nobody of the list is left: the desk is empty for whoever comes.
    ensure!(!clerk.window.has("person-name").await?, "the group is done");
    // The group's number finds its members, and each of them leads to the others.
    clerk.go("cases").await?;
    clerk.window.focus("cases-search").await?;
    clerk.keys.type_slowly(&group.to_lowercase())?;
    clerk.window.until("cases-count", "3 件").await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("case-group", &group).await?;
    clerk
        .look("case", "办件上写着团组号，点它看同一团组的办件。")
        .await?;
    clerk.window.click("case-group").await?;
    clerk.window.until("cases-count", "3 件").await?;
    clerk.window.close().await
}
