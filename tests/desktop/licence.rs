//! A licence's file beside the form, and a data check that stops before papers, at the real window.

use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

async fn with_a_person(data: &std::path::Path, item: (&str, &str), who: &str) -> Result<Clerk> {
    let mut clerk = Clerk::arrive(data, Camera::off()).await?;
    clerk.sign_in("0217").await?;
    let (code, _) = clerk.phone(who, "opaque", "ok").await?;
    clerk.choose_item(item.0, item.1).await?;
    clerk.scan(&code, "凭证码有效").await?;
    Ok(clerk)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_licence_is_looked_at_beside_the_form_while_the_form_is_typed() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = with_a_person(data.path(), ("gsbz", "供水报装"), "chen").await?;
    clerk.window.find("view-identity").await?;
    // When Alt+L is pressed in a field, the licence takes the place of the materials and the form stays in sight;
    clerk.window.focus("field-people").await?;
    clerk.keys.press("alt+l")?;
    clerk.window.until("licence-page", "第 1 / 2 页").await?;
    clerk.window.until("licence-seal", "印章有效").await?;
    let drawn =
        "return document.querySelector('[data-test=\"licence-picture\"]').naturalWidth >= 900";
    clerk.window.until_true(drawn).await?;
    let (left, _, _, _) = clerk.window.place("licence-pane").await?;
    let (form, _, width, _) = clerk.window.place("form").await?;
    ensure!(
        form + width <= left,
        "the form ends at {}, the licence begins at {left}",
        form + width
    );
    // the clerk types what is read, and turns pages without leaving the field;
    clerk.window.focus("field-people").await?;
    clerk.keys.type_slowly("12")?;
    clerk.keys.press("Page_Down")?;
    clerk.window.until("licence-page", "第 2 / 2 页").await?;
    ensure!(
        clerk.window.value("field-people").await? == "12",
        "typed beside it"
    );
    // it is turned and made larger by bare keys where it has the focus, and Escape gives the materials back.
    clerk.window.focus("licence-sight").await?;
    clerk.keys.press("r")?;
    let turned =
        "return document.querySelector('[data-test=\"licence-sight\"]').dataset.turns === '1'";
    clerk.window.until_true(turned).await?;
    clerk.keys.press("plus")?;
    clerk.window.until("licence-fit", "150%").await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("licence-pane").await?;
    clerk.window.find("materials").await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_licences_file_that_lies_is_named_and_the_desk_goes_on() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = with_a_person(data.path(), ("gsbz", "供水报装"), "zhangwei_1985").await?;
    clerk.keys.press("alt+l")?;
    let fault = clerk.window.until("licence-fault", "文件说是 PDF").await?;
    ensure!(
        fault.contains("实际是OFD") && fault.contains("核对原件"),
        "{fault}"
    );
    clerk.window.click("licence-close").await?;
    clerk.window.find("materials").await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s59_a_hard_fail_stops_before_papers_and_two_people_take_it_over() -> Result<()> {
    let data = tempfile::tempdir()?;
    let item = ("gxbys", "高校毕业生住房补贴");
    let clerk = with_a_person(data.path(), item, "zhangwei_1985").await?;
    clerk
        .window
        .until("check-insurance_months", "核查不通过")
        .await?;
    ensure!(
        !clerk.window.has("camera-degree").await?,
        "no paper is asked for"
    );
    clerk.window.click("override-insurance_months").await?;
    clerk.window.find("override-user").await?;
    clerk
        .window
        .fill("override-reason", "缴费已补足，记录次日更新")
        .await?;
    clerk.window.pick("override-user", "0305").await?;
    clerk
        .window
        .fill("override-password", "practice-0305")
        .await?;
    clerk.window.click("override-go").await?;
    clerk
        .window
        .until("check-insurance_months", "不通过，已复核")
        .await?;
    clerk.window.find("camera-degree").await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_copied_out_of_the_window_leaves_the_clipboard_by_itself() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    let street = "zhengjie10";
    clerk.window.fill("field-address", street).await?;
    clerk.window.focus("field-address").await?;
    clerk.keys.press("ctrl+a")?;
    clerk.keys.press("ctrl+c")?;
    let begun = std::time::Instant::now();
    while clerk.clipboard()? != street {
        ensure!(begun.elapsed().as_secs() < 20, "nothing was copied");
    }
    let copied = std::time::Instant::now();
    while clerk.clipboard()? == street {
        ensure!(
            copied.elapsed().as_secs() < 60,
            "still there after a minute"
        );
        clerk.window.find("field-address").await?;
    }
    let stayed = copied.elapsed().as_secs();
    ensure!(
        (25..60).contains(&stayed),
        "gone after {stayed} s: too soon to be pasted"
    );
    clerk.window.close().await
}
