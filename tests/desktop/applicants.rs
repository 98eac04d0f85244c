//! Who may apply: an agent, a legal person by its staff, a guardian; a signature on paper (issue 2, point 6).

use acceptance::pictures;
use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

/// Somebody who acts for the applicant.
async fn represent(clerk: &mut Clerk, name: &str, id: &str, relation: &str) -> Result<()> {
    clerk.window.click("representative").await?;
    for (field, value) in [
        ("name", name),
        ("id", id),
        ("relation", relation),
        ("phone", "13800000001"),
    ] {
        let field = format!("representative-{field}");
        clerk.window.fill(&field, value).await?;
    }
    clerk.window.click("representative-save").await?;
    clerk.window.until_gone("representative-form").await?;
    // Shown masked: the family name alone.
    let family: String = name.chars().take(1).collect();
    let shown = format!("{family}＊＊");
    clerk.window.until("person", &shown).await.map(|_| ())
}

/// Signs on paper: a blank sheet is refused, the signed one is taken and the case with it.
async fn sign_on_paper(clerk: &mut Clerk) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let blank = folder.path().join("blank.png");
    pictures::sheet(&blank, false);
    let signed = folder.path().join("signed.png");
    pictures::sheet(&signed, true);
    clerk.window.find("sign-pad").await?;
    clerk.window.choose_file("sign-photo", &blank).await?;
    clerk.window.until("sign-fault", "空白").await?;
    clerk.window.choose_file("sign-photo", &signed).await?;
    // The page reads the file in its own time.
    clerk.window.find("saved").await.map(|_| ())
}

/// What is still open is marked as seen on paper; `plan` and the like are tolerated.
async fn papers(clerk: &mut Clerk, seen: &[&str], tolerated: &[&str]) -> Result<()> {
    for code in seen {
        clerk.seen(code).await?;
    }
    for code in tolerated {
        clerk.window.click(&format!("tolerate-{code}")).await?;
        let line = format!("[data-test=\"material-{code}\"][data-state=\"tolerated\"]");
        clerk.window.find_css(&line).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_legal_person_applies_through_its_staff_and_signs_on_paper() -> Result<()> {
    // Given a company at the window, whose number was first misread,
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.window.click("kind-legal_person").await?;
    clerk.keys.press("F2")?;
    let name = "江口市清源水务技术有限公司";
    clerk.window.fill("person-form-name", name).await?;
    clerk.window.pick("person-form-kind", "uscc").await?;
    clerk
        .window
        .fill("person-form-id", "91350100M000100Y44")
        .await?;
    clerk.window.click("person-form-save").await?;
    clerk.window.until("person-form-fault", "校验").await?;
    clerk
        .window
        .fill("person-form-id", "91350100M000100Y43")
        .await?;
    clerk.window.click("person-form-save").await?;
    clerk.window.until("person", name).await?;
    // a name copied from a document says so: no code stands behind it;
    clerk.window.until("source-name", "手工登记").await?;
    // whose staff is not yet known: nothing can be decided, and it says why;
    let why = clerk.window.read("decisions").await?;
    ensure!(why.contains("经办人"), "who acts for it is asked: {why}");
    represent(&mut clerk, "刘春梅", "430182199001010026", "职工").await?;
    // when it brings its papers, lacks the plan and signs on paper,
    clerk
        .window
        .fill("field-address", "江口镇正街 10 号")
        .await?;
    clerk.window.fill("field-phone", "13800000001").await?;
    clerk.keys.press("Tab")?;
    papers(
        &mut clerk,
        &["identity", "property", "authority"],
        &["plan"],
    )
    .await?;
    clerk.keys.press("F10")?;
    sign_on_paper(&mut clerk).await?;
    // then it is taken in, with its number.
    clerk.official_number().await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_applies_with_the_letter_of_authority() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    let (code, _) = clerk.phone("chen", "signed", "ok").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk.window.click("kind-agent").await?;
    // The letter of authority is a main paper: without it nobody acts for anybody.
    clerk.window.find("material-authority").await?;
    represent(&mut clerk, "刘春梅", "430182199001010026", "配偶").await?;
    clerk.window.fill("field-phone", "13800000001").await?;
    clerk.keys.press("Tab")?;
    papers(&mut clerk, &[], &["plan"]).await?;
    clerk.keys.press("F10")?;
    clerk.window.until("scan-message", "授权委托书").await?;
    papers(&mut clerk, &["authority"], &[]).await?;
    clerk.keys.press("F10")?;
    clerk.sign().await?;
    clerk.keys.press("Return")?;
    clerk.window.find("saved").await?;
    clerk.official_number().await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_applies_for_a_child() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    let (code, _) = clerk.phone("man", "signed", "ok").await?;
    clerk.choose_item("cjr", "残疾人证").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk.window.click("kind-guardian").await?;
    clerk.window.find("material-guardianship").await?;
    represent(&mut clerk, "陈思远", "430400200002290012", "父亲").await?;
    clerk.window.click("answer-kind-new").await?;
    clerk.window.click("answer-visit-no").await?;
    clerk.window.fill("field-phone", "13800000000").await?;
    clerk.window.pick("field-category", "听力").await?;
    clerk.keys.press("Tab")?;
    // when the child's photo and medical record come later,
    papers(&mut clerk, &["identity"], &["photo", "medical"]).await?;
    clerk.keys.press("F10")?;
    clerk.sign().await?;
    clerk.keys.press("Return")?;
    clerk.window.find("saved").await?;
    clerk.official_number().await?;
    clerk.window.close().await
}
