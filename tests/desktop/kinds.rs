//! Codes of every kind at the real window: a draft of the phone, several codes in one picture, a door plate, a case.

use acceptance::pictures;
use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

#[tokio::test(flavor = "multi_thread")]
async fn s69_a_draft_of_the_phone_goes_on_at_the_window() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    // Given a draft begun on the phone, and another citizen's work on the desk,
    clerk.go("phone").await?;
    clerk.window.click("phone-citizen-chen").await?;
    clerk.window.click("phone-kind-draft").await?;
    clerk.window.pick("phone-item", "0225").await?;
    clerk.window.click("phone-show").await?;
    let code = clerk.window.content("phone-code").await?;
    ensure!(code.starts_with("ZC:DRAFT:430400-"), "{code}");
    clerk.choose_item("dyydbz", "低压").await?;
    clerk.window.focus("field-address").await?;
    clerk.keys.type_slowly("zhengjie10")?;
    // when the gun reads it while a field has the focus, the clerk is asked first;
    clerk.keys.scan(&code)?;
    clerk.window.until("choice-dialog", "留在“未办完”").await?;
    clerk.window.until("item", "低压").await?;
    // when the clerk says yes, the form is filled with its source and the photo is there;
    clerk.keys.press("1")?;
    clerk.window.until("scan-message", "已接手手机暂存").await?;
    clerk.window.until("item", "供水报装").await?;
    clerk.window.until("source-people", "手机暂存").await?;
    clerk.window.until("material-plan", "手机暂存").await?;
    clerk.window.until("person", "身份未核验").await?;
    // and what lay on the desk is among the drafts, with the text that was just typed.
    clerk.window.click("drafts").await?;
    clerk.window.until("drafts-dialog", "低压").await?;
    clerk
        .window
        .script(
            "document.querySelector('[data-test=\"drafts-dialog\"] li button').click()",
            Vec::new(),
        )
        .await?;
    clerk.window.until("item", "低压").await?;
    ensure!(
        clerk.window.value("field-address").await? == "zhengjie10",
        "the typed text stayed with its draft"
    );
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn several_codes_in_one_picture_are_offered_by_number() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    let (proof, _) = clerk.phone("chen", "signed", "ok").await?;
    let folder = tempfile::tempdir()?;
    // Given a photo of a citizen's code beside an item's guide,
    let both = folder.path().join("both.png");
    let codes = pictures::beside(
        &pictures::picture(&proof),
        &pictures::picture("ZC:ITEM:0225:8"),
    );
    codes.save(&both)?;
    clerk.go("desk").await?;
    clerk.window.choose_file("box-picture", &both).await?;
    // when it is chosen, both are listed, masked, and nobody is registered yet;
    let listed = clerk.window.until("choice-dialog", "签名凭证码").await?;
    ensure!(listed.contains("办事指南码"), "{listed}");
    ensure!(!listed.contains("思远"), "masked: {listed}");
    ensure!(
        clerk.window.read("person").await?.contains("还没有办事人"),
        "nothing was consumed"
    );
    // when a digit is pressed, that one counts: the guide's middle lies higher, so it is read first.
    ensure!(
        listed.find("办事指南码") < listed.find("签名凭证码"),
        "{listed}"
    );
    clerk.keys.press("2")?;
    clerk.window.until("scan-message", "凭证码有效").await?;
    clerk.window.until_gone("choice-dialog").await?;
    // A PDF goes the same way; the one code of ours among others is taken at once.
    let paper = folder.path().join("guide.pdf");
    let pages = ["134652879904417238", "ZC:ITEM:0225:3"].map(pictures::picture);
    std::fs::write(&paper, pictures::paper::pdf(&pages))?;
    clerk.window.choose_file("box-picture", &paper).await?;
    let said = clerk.window.until("scan-message", "已打开事项").await?;
    ensure!(
        said.contains("第 3 版") && said.contains("微信支付码"),
        "{said}"
    );
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s56_s19_a_door_plate_and_a_guide_code_open_at_the_window() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    clerk
        .scan("ZC:DOOR:430400-0102-0003", "桐子坪村代办点")
        .await?;
    clerk.window.until("place-dialog", "供水报装").await?;
    clerk.keys.press("2")?;
    clerk.window.until("item", "老年人优待证").await?;
    clerk
        .scan("ZC:DOOR:430400-9999-0001", "没有这块门牌")
        .await?;
    // The guide code on the screen is the one that opens it again.
    clerk.window.click("item-guide").await?;
    let text = clerk.window.content("guide-text").await?;
    clerk.window.click("guide-read").await?;
    let drawn = "[data-test=\"paper-pages\"][data-drawn=\"guide\"]";
    clerk.window.find_css(drawn).await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("guide-dialog").await?;
    clerk.scan("ZC:ITEM:0225:1", "第 1 版").await?;
    clerk.window.until("item", "供水报装").await?;
    clerk.scan(&text, "与现行").await?;
    clerk.window.until("item", "老年人优待证").await?;
    clerk.window.close().await
}
