//! 告知承诺 at the real window: told, chosen by keys, the licence given in the same sitting, checked, revoked by two
//! (domain reference S10, S12–S14, S45).

use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};

/// 临江旅馆 opens a kitchen: its own code has the business licence, its operator's card lies on the reader.
async fn inn_at_the_desk(clerk: &mut Clerk) -> Result<()> {
    clerk.go("devices").await?;
    clerk.window.pick("play-citizen", "li").await?;
    clerk.window.until("scan-message", "已换好").await?;
    let (code, _) = clerk.phone("inn", "opaque", "ok").await?;
    clerk.choose_item("spjyxk", "食品经营许可").await?;
    clerk.window.click("kind-legal_person").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk
        .window
        .until("material-business_licence", "免于提交")
        .await?;
    clerk.window.click("answer-trade-small").await?;
    clerk.window.find("material-equipment").await.map(|_| ())
}

async fn fill_form(clerk: &mut Clerk) -> Result<()> {
    clerk.window.pick("field-products", "hot").await?;
    for (field, value) in [("area", "60"), ("staff", "3"), ("manager", "li")] {
        clerk.window.fill(&format!("field-{field}"), value).await?;
    }
    clerk.keys.press("Tab")?;
    clerk.window.until("source-manager", "手工填写").await?;
    for code in ["identity", "authority"] {
        clerk.seen(code).await?;
    }
    Ok(())
}

/// Each line by its own digit; a second press takes the choice back.
async fn choose(clerk: &mut Clerk) -> Result<()> {
    for (key, code) in [
        ("alt+4", "layout"),
        ("alt+5", "rules"),
        ("alt+6", "equipment"),
        ("alt+7", "manager"),
    ] {
        clerk.keys.press(key)?;
        let chosen = format!("[data-test=\"material-{code}\"][data-state=\"committed\"]");
        clerk.window.find_css(&chosen).await?;
    }
    clerk.keys.press("alt+5")?;
    clerk.window.until("material-rules", "缺，可承诺").await?;
    let note = clerk.window.read("material-rules").await?;
    ensure!(note.contains("不选择的照常交材料"), "free choice: {note}");
    clerk.keys.press("alt+5")?;
    clerk
        .window
        .until("material-rules", "办结后书面核查")
        .await
        .map(|_| ())
}

/// The check that waits is looked at, found wanting, and the licence is taken back by two.
async fn check_and_revoke(clerk: &mut Clerk, number: &str) -> Result<()> {
    clerk.sign_out().await?;
    clerk.sign_in("0305").await?;
    clerk.go("cases").await?;
    clerk.window.click("filter-checks").await?;
    clerk.window.until("case-row", number).await?;
    clerk
        .look("checks", "待核查清单：按核查期限排，超期标红。")
        .await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("follow-stage", "待核查").await?;
    clerk.window.click("inspect-rectify").await?;
    clerk
        .window
        .fill("inspect-reason", "现场查看，缺防蝇设施")
        .await?;
    // Enter in a field hands the finding in, as everywhere.
    clerk.window.focus("inspect-by").await?;
    clerk.keys.press("Return")?;
    clerk.window.until("inspect-fault", "整改截止日期").await?;
    clerk.window.fill("inspect-by", "2027-12-01").await?;
    clerk.window.fill("inspect-what", "补装防蝇设施").await?;
    clerk.keys.press("Return")?;
    clerk.window.until("follow-stage", "限期整改").await?;
    clerk.look("rectify", "限期整改：内容、期限。").await?;
    clerk.window.click("inspect-revoke").await?;
    clerk.window.find("inspect-password").await?;
    // As a wheel does it: the supervisor's fields are below the fold.
    let down = "document.querySelector('[data-test=\"case\"]').scrollTop = 9999";
    clerk.window.script(down, Vec::new()).await?;
    clerk
        .window
        .fill("inspect-reason", "整改后复查仍不符合")
        .await?;
    clerk.window.fill("inspect-user", "0401").await?;
    clerk
        .window
        .fill("inspect-password", "practice-0401")
        .await?;
    clerk.keys.press("Return")?;
    clerk
        .window
        .until("follow-barred", "不得再以告知承诺方式申请")
        .await?;
    clerk.window.until("case-stage", "许可已撤销").await?;
    clerk.look("revoked", "撤销：两人，期限写明。").await?;
    clerk.until_sent().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s12_s13_s14_told_promised_given_on_the_spot_checked_and_revoked() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::asked("promise")?).await?;
    clerk.sign_in("0217").await?;
    inn_at_the_desk(&mut clerk).await?;
    // 告知 comes first: the letter can be read before anything is chosen.
    clerk.keys.press("alt+g")?;
    clerk
        .window
        .find_css("[data-test=\"paper-pages\"][data-drawn=\"commitment\"]")
        .await?;
    clerk
        .look("told", "告知承诺书：选择之前给申请人看。")
        .await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("promise-dialog").await?;
    // Nobody has seen who stands there: typed by hand the operator is not verified, and the button says so.
    clerk.keys.press("alt+r")?;
    clerk
        .window
        .until("scan-message", "请核对与申请人的关系")
        .await?;
    fill_form(&mut clerk).await?;
    choose(&mut clerk).await?;
    clerk
        .window
        .find_css("[data-test=\"decision-spot\"][data-primary]")
        .await?;
    clerk
        .look("chosen", "四份材料承诺代替，承诺当场办结可按。")
        .await?;
    clerk.keys.press("alt+d")?;
    clerk.window.find("sign-pad").await?;
    clerk.sign().await?;
    clerk.keys.press("Return")?;
    let saved = clerk.window.until("saved", "已当场办结").await?;
    ensure!(!saved.contains("现场核查"), "no site check before: {saved}");
    let number = clerk.official_number().await?;
    clerk.until_sent().await?;
    clerk.go("cases").await?;
    clerk.window.until("case-row", &number).await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("case-stage", "待核查").await?;
    let signed = clerk.window.read("follow-promise").await?;
    ensure!(
        signed.contains("签批屏签名") && signed.contains("承诺文本校验"),
        "{signed}"
    );
    clerk
        .look(
            "given",
            "当场领证；核查从今天起算，承诺书写明签名人、时间、校验值。",
        )
        .await?;
    check_and_revoke(&mut clerk, &number).await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s12_without_a_person_seen_the_spot_is_off_and_says_why() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    inn_at_the_desk(&mut clerk).await?;
    clerk.window.click("representative").await?;
    for (field, value) in [
        ("name", "李㛃"),
        ("id", "430400196204050042"),
        ("relation", "经营者"),
        ("phone", "13800000118"),
    ] {
        clerk
            .window
            .fill(&format!("representative-{field}"), value)
            .await?;
    }
    clerk.window.click("representative-save").await?;
    clerk.window.until_gone("representative-form").await?;
    fill_form(&mut clerk).await?;
    choose(&mut clerk).await?;
    clerk
        .window
        .until("why-spot", "到场人的身份没有核验通过")
        .await?;
    clerk
        .window
        .find_css("[data-test=\"decision-commitment\"][data-primary]")
        .await?;
    // The operator's card is read after all: the spot is open.
    clerk.keys.press("alt+r")?;
    clerk
        .window
        .find_css("[data-test=\"decision-spot\"][data-primary]")
        .await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s45_bad_credit_turns_a_fast_way_off_and_says_how_it_comes_back() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    let (code, _) = clerk.phone("zhangwei_1985", "opaque", "ok").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk.window.until("person-credit", "失信未修复").await?;
    clerk.window.click("tolerate-plan").await?;
    let why = clerk
        .window
        .until("why-tolerance", "失信记录尚未修复")
        .await?;
    ensure!(
        why.contains("普通程序") && why.contains("修复后恢复"),
        "{why}"
    );
    let off = "[data-test=\"decision-tolerance\"][aria-disabled=\"true\"]";
    clerk.window.find_css(off).await?;
    clerk.window.close().await
}
