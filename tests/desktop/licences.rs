//! Licences at the real window: a case that nobody types, every scene of a code, sources that differ and are decided by a
//! key, a parent's code for a child (issue 5, points 3, 4 and 6).

use std::time::{SystemTime, UNIX_EPOCH};

use ::devices::id_reader::simulate::{Played, Scene, Service};
use acceptance::city::Place;
use acceptance::window::{Camera, Clerk};
use anyhow::{Context as _, Result, ensure};
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
    clerk.keys.scan("ZC:ITEM:0225:8")?;
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

/// Whether this element has the focus.
fn holds(test: &str) -> String {
    format!("return document.activeElement?.dataset.test === '{test}'")
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
    // Each is a button that does what its key does.
    clerk.window.click("way-signed").await?;
    clerk.window.until_true(&holds("box")).await?;
    clerk.scan(&code, "连不上市平台").await?;
    clerk.window.click("way-paper").await?;
    clerk.window.until_true(&holds("paper-plan")).await?;
    clerk.keys.press("alt+p")?;
    clerk.window.until("material-plan", "已核原件").await?;
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
        .until("material-property", "没有持证人的电子证照")
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

/// S89: what was used yesterday on the citizen's consent is offered by it today and had with one key, by an authorisation
/// of its own; the citizen shows a card and no code.
#[tokio::test(flavor = "multi_thread")]
async fn s89_a_licence_used_yesterday_is_had_again_with_a_key() -> Result<()> {
    const HOUSE: &str = "不动产权证书";
    const DAY_S: u64 = 86_400;
    let today = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut place = Place::at_time(&(today - DAY_S).to_string());
    // Given a case of yesterday on a code of 陈思远,
    let code = place.phone_code("chen", "opaque", "ok").await;
    let line = json!({
        "ref": "yesterday",
        "item": "0225",
        "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012"},
        "form": {"address": "江口镇枫林路 18 号 3 栋 502 室", "phone": "13800000000"},
        "materials": [
            {"code": "identity", "proof": code},
            {"code": "property", "proof": code},
            {"code": "plan", "lack": "tolerance"},
        ],
        "do": "tolerance",
    });
    place.intake(&[line]).done();
    place.zc(&["sync", "--once"]).done();
    place.kill_city();
    place.set_time(&today.to_string());
    place.start_city();
    let of_house = |lines: &[serde_json::Value], what: &str| -> Vec<String> {
        let of = lines.iter();
        of.filter(|one| one["what"] == what && one["licence"] == HOUSE)
            .map(|one| one["case"].to_string())
            .collect()
    };
    let before = place.audited().await;
    ensure!(of_house(&before, "authorise").len() == 1, "{before:?}");
    // when his card is read today for another matter,
    let service = Service::start(Scene::Card(chen())).await?;
    let kept = json!({"reader": {"address": service.address().to_string()}});
    std::fs::write(place.station().join("devices.json"), kept.to_string())?;
    let backend = [("ZC_BACKEND", place.url())];
    let mut clerk = Clerk::start(&place.station(), Camera::off(), &backend).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    clerk.window.until("strip-online", "在线").await?;
    clerk.choose_item("0228", "低压用电报装").await?;
    clerk.keys.press("alt+r")?;
    clerk.window.until("person-verdict", "本人证件已核").await?;
    // the line offers it with the day of that consent, and the key on the button takes it.
    let offered = clerk.window.until("material-property", "不用再交").await?;
    let millis = i64::try_from((today - DAY_S) * 1000)?;
    let day = domain::moment::day(millis).to_string();
    ensure!(offered.contains(&day), "{day}: {offered}");
    let button = clerk.window.read("again-property").await?;
    let key = button.chars().find(char::is_ascii_digit);
    let key = key.context("the button has its key")?;
    clerk.keys.press(&format!("alt+{key}"))?;
    clerk.window.until("material-property", "免于提交").await?;
    let now = place.audited().await;
    let cases = of_house(&now, "authorise");
    ensure!(cases.len() == 2 && cases[0] != cases[1], "{now:?}");
    ensure!(of_house(&now, "fetch").len() == 2, "fetched anew: {now:?}");
    clerk.window.close().await
}

/// What 陈思远's card says on the reader.
fn chen() -> Played {
    Played {
        kind: "0".to_owned(),
        name: "陈思远".to_owned(),
        number: "430400200002290012".to_owned(),
        sex: "男".to_owned(),
        nation: "汉".to_owned(),
        born: "20000229".to_owned(),
        address: "江口镇枫林路 18 号 3 栋 502 室".to_owned(),
        from: "20200229".to_owned(),
        until: "20400229".to_owned(),
    }
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
