//! Licences at the real window: a case that nobody types, every scene of a code, sources that differ and are decided by a
//! key, a parent's code for a child (issue 5, points 3, 4 and 6).

use ::devices::id_reader::simulate::{Played, Scene, Service};
use acceptance::window::{Camera, Clerk};
use anyhow::{Result, ensure};
use serde_json::json;

async fn at_the_window(data: &std::path::Path) -> Result<Clerk> {
    let mut clerk = Clerk::arrive(data, Camera::off()).await?;
    clerk.sign_in("0217").await?;
    Ok(clerk)
}

#[tokio::test(flavor = "multi_thread")]
async fn s21_a_case_with_full_licences_is_taken_in_and_nobody_types() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = at_the_window(data.path()).await?;
    // Given a citizen with a code and the guide of the item on the counter,
    let (code, _) = clerk.phone("chen", "opaque", "ok").await?;
    clerk.go("desk").await?;
    clerk.keys.count_from_here();
    // when both are scanned, everything that the form needs is there with its source;
    clerk.keys.scan("ZC:ITEM:0225:7")?;
    clerk.window.until("item", "供水报装").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk.window.until("material-identity", "免于提交").await?;
    let house = clerk.window.until("material-property", "免于提交").await?;
    ensure!(house.contains("证照标识符合标准"), "{house}");
    // Only how many live there stands on no licence, and nobody waits for it to begin.
    clerk.window.until("form-count", "需填 1 项").await?;
    // when the plan is left for later and the applicant signs, it is accepted.
    clerk.keys.press("alt+4")?;
    clerk.window.until("material-plan", "容缺").await?;
    clerk.keys.press("F10")?;
    clerk.sign().await?;
    clerk.keys.press("Return")?;
    clerk.window.find("saved").await?;
    ensure!(
        clerk.keys.pressed() == 3,
        "a tick, a function key, Enter: {}",
        clerk.keys.pressed()
    );
    clerk.official_number().await?;
    clerk.window.close().await
}

/// Each scene says what it is and names a way on; nothing is registered by a bad one.
#[tokio::test(flavor = "multi_thread")]
async fn s28_every_scene_of_a_code_says_what_it_is_and_what_to_do() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = at_the_window(data.path()).await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    let mut said = Vec::new();
    for (citizen, scene, wanted) in [
        ("chen", "expired", "已过期"),
        ("chen", "used", "已用过"),
        ("chen", "other_city", "邻江市"),
        ("chen", "other_item", "不是本事项"),
        ("chen", "malformed", "不完整"),
        ("chen", "payment", "支付码"),
        ("chen", "server_error", "没有给出结果"),
        ("zhou", "ok", "已注销"),
    ] {
        let (text, _) = clerk.phone(citizen, "opaque", scene).await?;
        clerk.go("desk").await?;
        let says = clerk.scan(&text, wanted).await?;
        ensure!(
            says.contains('请') || says.contains("可"),
            "{scene}: no way on: {says}"
        );
        clerk.window.until("person", "还没有办事人").await?;
        said.push(says);
        clerk.keys.press("Escape")?;
        clerk.window.until_gone("scan-message").await?;
    }
    // A slow one is waited for, and the desk is not frozen meanwhile.
    let (slow, _) = clerk.phone("chen", "opaque", "slow").await?;
    clerk.go("desk").await?;
    clerk.keys.scan(&slow)?;
    clerk.window.fill("field-people", "3").await?;
    clerk.window.until("scan-message", "凭证码有效").await?;
    ensure!(
        clerk.window.value("field-people").await? == "3",
        "what was typed meanwhile stays"
    );
    // Without a network every other way is named, with its key.
    let (code, _) = clerk.phone("chen", "opaque", "ok").await?;
    clerk.window.click("cut").await?;
    clerk.window.until("strip", "离线").await?;
    clerk.go("desk").await?;
    let says = clerk.scan(&code, "连不上市平台").await?;
    for way in ["签名码", "读身份证（Alt+R）", "F2", "原件"] {
        ensure!(says.contains(way), "{way}: {says}");
    }
    said.push(says);
    let mut different = said.clone();
    different.sort();
    different.dedup();
    ensure!(
        different.len() == said.len(),
        "two scenes say the same: {said:?}"
    );
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s17_a_line_says_why_its_licence_does_not_stand() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = at_the_window(data.path()).await?;
    // Given a citizen whose card has expired and who owns no house,
    let (code, _) = clerk.phone("liu", "opaque", "ok").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.scan(&code, "凭证码有效").await?;
    // each line stays open and says why, and what to do.
    let card = clerk
        .window
        .until("material-identity", "已于 2025-12-31 过期")
        .await?;
    ensure!(card.contains("请换发"), "{card}");
    let house = clerk
        .window
        .until("material-property", "没有申请人的电子证照")
        .await?;
    ensure!(house.contains("请提交原件"), "{house}");
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s23_a_parents_code_closes_the_childs_lines_and_a_strangers_does_not() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = at_the_window(data.path()).await?;
    let (stranger, _) = clerk.phone("zhangwei_1991", "opaque", "ok").await?;
    let (father, _) = clerk.phone("chen", "opaque", "ok").await?;
    // Given a child who is registered as the applicant of a guardian,
    clerk.choose_item("cjr", "残疾人证").await?;
    clerk.window.click("kind-guardian").await?;
    clerk.keys.press("F2")?;
    clerk.window.fill("person-form-name", "陈小满").await?;
    clerk
        .window
        .fill("person-form-id", "430400202306150018")
        .await?;
    clerk.window.click("person-form-save").await?;
    clerk.window.until("person", "陈＊＊").await?;
    // a stranger's code opens nothing of the child's,
    clerk.scan(&stranger, "凭证码有效").await?;
    clerk
        .window
        .until("material-guardianship", "亲属关系")
        .await?;
    // the father's closes the lines, and the city's register says what he is to the child.
    clerk.scan(&father, "凭证码有效").await?;
    clerk
        .window
        .until("material-guardianship", "免于提交")
        .await?;
    clerk.window.until("person", "父亲").await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s21_two_sources_that_differ_are_decided_with_a_key() -> Result<()> {
    let data = tempfile::tempdir()?;
    // Given a card that was made before its owner moved,
    let moved = Played {
        kind: "0".to_owned(),
        name: "李㛃".to_owned(),
        number: "430400196204050042".to_owned(),
        sex: "女".to_owned(),
        nation: "汉".to_owned(),
        born: "19620405".to_owned(),
        address: "江口镇旧码头 3 号".to_owned(),
        from: "20120405".to_owned(),
        until: "长期".to_owned(),
    };
    let service = Service::start(Scene::Card(moved)).await?;
    let kept = json!({"reader": {"address": service.address().to_string()}});
    std::fs::write(data.path().join("devices.json"), kept.to_string())?;
    let mut clerk = at_the_window(data.path()).await?;
    let (code, _) = clerk.phone("li", "opaque", "ok").await?;
    clerk.choose_item("lnr", "老年人优待证").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk.keys.press("alt+r")?;
    clerk.window.until("person-verdict", "本人证件已核").await?;
    // when both have said where she lives, both stand there and nothing is accepted before one is chosen;
    let offers = clerk
        .window
        .until("offers-address", "江口镇旧码头 3 号")
        .await?;
    ensure!(
        offers.contains("江口镇老街 15 号") && offers.contains("身份证读卡器"),
        "{offers}"
    );
    clerk.window.until("error-address", "来源不一致").await?;
    // when the clerk presses the key of the card, it stands; a change keeps it and is taken back with a key.
    clerk.window.focus("field-address").await?;
    clerk.keys.press("alt+b")?;
    clerk
        .window
        .until_value("field-address", "江口镇旧码头 3 号")
        .await?;
    clerk.window.until_gone("error-address").await?;
    clerk
        .window
        .fill("field-address", "江口镇新码头 4 号")
        .await?;
    clerk.keys.press("Tab")?;
    clerk
        .window
        .until("source-address", "江口镇旧码头 3 号")
        .await?;
    clerk.window.focus("field-address").await?;
    clerk.keys.press("alt+z")?;
    clerk
        .window
        .until_value("field-address", "江口镇旧码头 3 号")
        .await?;
    clerk.window.close().await
}
