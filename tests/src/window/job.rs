//! The whole main job: scan, licences, tolerance, dead network, arrival, supplement, decision.

use anyhow::{Result, ensure};

use super::Clerk;
use super::story::WATER_KEYS;

/// What the job came to, for the report.
#[derive(Debug, Default)]
pub struct Job {
    /// 办件编号 of the case taken in online.
    pub online: String,
    /// 临时编号 of the case taken in offline.
    pub provisional: String,
    /// Its 办件编号 once the network was back.
    pub offline: String,
    /// Key presses from the scan to *saved*.
    pub presses: u32,
}

/// 只收件: 供水报装 of 陈思远 by his code, with one field typed.
pub async fn receive(clerk: &mut Clerk) -> Result<()> {
    let (code, _) = clerk.phone("chen", "opaque", "ok").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk.window.until("material-property", "免于提交").await?;
    clerk.window.focus("field-people").await?;
    clerk.keys.type_slowly("3")?;
    clerk.keys.press("Tab")?;
    clerk.window.until("source-people", "手工填写").await?;
    clerk.keys.press("F5")?;
    clerk.window.find("saved").await?;
    Ok(())
}

/// Online: 陈思远's one-use code, 供水报装, the plan is missing.
pub async fn take_in_online(clerk: &mut Clerk, job: &mut Job) -> Result<()> {
    let (code, _) = clerk.phone("chen", "opaque", "ok").await?;
    clerk
        .camera
        .take("phone", "办事人的手机：陈思远亮出一次性凭证码。")?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.camera.take(
        "item",
        "输入首字母 gsbz，回车，选定供水报装；还没有登记办事人。",
    )?;
    clerk.scan_into_field("phone", &code).await?;
    clerk.window.until("scan-message", "凭证码有效").await?;
    clerk.window.until("material-identity", "免于提交").await?;
    clerk.window.until("material-property", "免于提交").await?;
    clerk.camera.take(
        "scanned",
        "焦点在“联系电话”里时扫码：字段原样，办事人已登记，两份材料免于提交，表格已带来源填好。",
    )?;
    let source = clerk.window.read("source-address").await?;
    ensure!(
        source.contains("不动产权证书"),
        "the address says where it came from: {source}"
    );
    edit_keeps_the_old_value(clerk).await?;
    clerk.keys.count_from_here();
    clerk.keys.press(WATER_KEYS[0])?;
    clerk.window.until("material-plan", "容缺").await?;
    clerk.camera.take(
        "tolerated",
        "户内给水平面图标为容缺；受理仍不可按，理由写在旁边。",
    )?;
    clerk.keys.press(WATER_KEYS[1])?;
    clerk.window.find("sign-pad").await?;
    clerk.keys.press("Return")?;
    clerk.window.until("sign-fault", "空白").await?;
    clerk
        .camera
        .take("blank-refused", "空白签名不收，说明要做什么。")?;
    clerk.sign().await?;
    clerk.camera.take("signed", "申请人在签批屏上签名。")?;
    clerk.keys.press(WATER_KEYS[2])?;
    clerk.window.find("saved").await?;
    job.presses = WATER_KEYS.len() as u32;
    clerk
        .camera
        .take("saved", "已保存在本机；正式编号随后到。保存不等于已发送。")?;
    job.online = clerk.official_number().await?;
    clerk.camera.take("official", "市平台确认，正式编号已到。")
}

async fn edit_keeps_the_old_value(clerk: &mut Clerk) -> Result<()> {
    clerk.window.focus("field-area").await?;
    clerk.keys.press("ctrl+a")?;
    clerk.keys.type_slowly("98.7")?;
    clerk.keys.press("Tab")?;
    clerk.window.until("source-area", "98.60").await?;
    clerk
        .camera
        .take("edited", "改过的字段写明人工修改和原值。")
}

/// The papers of the case just saved.
pub async fn look_at_papers(clerk: &mut Clerk) -> Result<()> {
    clerk.window.click("saved-print").await?;
    for kind in ["receipt", "tolerance_commitment", "tolerance_notice"] {
        clerk.window.click(&format!("paper-{kind}")).await?;
        clerk
            .window
            .find_css(&format!(
                "[data-test=\"paper-pages\"][data-drawn=\"{kind}\"]"
            ))
            .await?;
        clerk
            .camera
            .take(&format!("paper-{kind}"), "文书预览：与打印的一样。")?;
    }
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("paper-dialog").await
}

/// 断网: another citizen, another code; the case is kept and waits.
pub async fn take_in_offline(clerk: &mut Clerk, job: &mut Job) -> Result<()> {
    let (opaque, _) = clerk.phone("zhangwei_1991", "opaque", "ok").await?;
    let (signed, _) = clerk.phone("zhangwei_1991", "signed", "ok").await?;
    clerk.window.click("cut").await?;
    clerk.window.until("strip", "离线").await?;
    clerk
        .camera
        .take("cut", "断网。状态条写明离线、原因和未发送件数。")?;
    clerk.choose_item("gsbz", "供水报装").await?;
    let said = clerk.scan(&opaque, "连不上市平台").await?;
    ensure!(said.contains("签名码"), "the way out is named: {said}");
    clerk
        .camera
        .take("opaque-offline", "一次性凭证码离线不能核验，说明改用什么。")?;
    clerk.scan(&signed, "凭证码有效").await?;
    clerk.window.until("material-identity", "免于提交").await?;
    clerk.window.until("person", "未核验").await?;
    for line in ["property", "plan"] {
        let material = format!("material-{line}");
        if clerk.window.read(&material).await?.contains("缺，可容缺") {
            clerk.window.click(&format!("tolerate-{line}")).await?;
        }
    }
    clerk.window.focus("field-phone").await?;
    clerk.keys.type_slowly("13800000001")?;
    clerk.keys.press("Tab")?;
    clerk.camera.take(
        "offline-desk",
        "离线受理台：按钮写着登记待确认受理，信用未核验。",
    )?;
    let label = clerk.window.read("decision-tolerance").await?;
    ensure!(
        label.contains("登记待确认受理"),
        "law 7 on the button: {label}"
    );
    clerk.keys.press("F10")?;
    clerk.sign().await?;
    clerk.keys.press("Return")?;
    let saved = clerk.window.until("saved", "待确认受理").await?;
    ensure!(!saved.contains("通知书已"), "no notice offline: {saved}");
    job.provisional = clerk.window.read("saved-number").await?;
    clerk.camera.take(
        "offline-saved",
        "离线登记：只有收件凭证和承诺书，临时编号永远可查，不承诺日期。",
    )?;
    clerk.go("queue").await?;
    clerk.window.find("queue-row").await?;
    clerk
        .camera
        .take("offline-queue", "待发送：每一条的状态、原因、下次尝试。")
}

/// The network is back: it drains by itself and the official number arrives.
pub async fn network_back(clerk: &mut Clerk, job: &mut Job) -> Result<()> {
    clerk.go("phone").await?;
    clerk.window.click("cut").await?;
    clerk.until_sent().await?;
    clerk.go("queue").await?;
    clerk
        .camera
        .take("drained", "联网后自己发完，每条都有市平台签名的回执。")?;
    clerk.go("cases").await?;
    clerk.window.find("case-row").await?;
    clerk
        .camera
        .take("cases", "办件：编号、事项、阶段、时限、未发送数。")?;
    clerk.window.focus("cases-search").await?;
    let tail: String = job
        .provisional
        .chars()
        .rev()
        .take(8)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    clerk.keys.type_slowly(&tail)?;
    clerk.window.until("case-row", "430400").await?;
    clerk.window.click("case-row").await?;
    job.offline = clerk.window.until("case-number", "430400").await?;
    clerk.window.until("case-stage", "容缺受理").await?;
    clerk.window.until("case-verified", "已核验").await?;
    clerk.camera.take(
        "confirmed",
        "待确认受理得到确认，从收件起算，通知书可以打印。",
    )
}

/// The supplement comes: the decision was blocked, and is not any more.
pub async fn supplement_and_decide(clerk: &mut Clerk, number: &str) -> Result<()> {
    clerk.go("cases").await?;
    clerk.window.focus("cases-search").await?;
    clerk.keys.press("ctrl+a")?;
    clerk.keys.type_slowly(number)?;
    clerk.window.until("case-row", number).await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("case-number", number).await?;
    let why = clerk.window.read("case-decide-why").await?;
    ensure!(
        why.contains("容缺材料还没有补齐"),
        "the decision says why it waits: {why}"
    );
    clerk
        .camera
        .take("blocked", "决定被挡住：容缺材料还没有补齐。")?;
    clerk.supplement("plan").await?;
    clerk.window.until("case-stage", "已受理").await?;
    clerk.camera.take("supplemented", "补交后转为已受理。")?;
    clerk.until_sent().await?;
    clerk.sign_out().await?;
    clerk.sign_in("0305").await?;
    clerk.go("cases").await?;
    clerk.window.focus("cases-search").await?;
    clerk.keys.type_slowly(number)?;
    clerk.window.until("case-row", number).await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("case-number", number).await?;
    clerk.window.click("case-granted").await?;
    clerk.window.until("case-stage", "已办结").await?;
    clerk.camera.take("decided", "审批岗作出决定，办结。")?;
    clerk.until_sent().await
}

/// Five failures of a code, five sentences (S28).
pub async fn five_failures(clerk: &mut Clerk) -> Result<Vec<String>> {
    let mut said = Vec::new();
    for (kind, scene) in [
        ("opaque", "expired"),
        ("opaque", "used"),
        ("opaque", "other_city"),
        ("opaque", "malformed"),
        ("opaque", "payment"),
    ] {
        let (text, _) = clerk.phone("zhou", kind, scene).await?;
        clerk.choose_item("gsbz", "供水报装").await?;
        clerk.keys.press("Escape")?;
        clerk.keys.scan(&text)?;
        clerk.window.find("scan-message").await?;
        let says = clerk.message().await?;
        clerk.camera.take(&format!("code-{scene}"), &says)?;
        said.push(says);
    }
    let mut different = said.clone();
    different.sort();
    different.dedup();
    ensure!(
        different.len() == said.len(),
        "two failures say the same: {said:?}"
    );
    Ok(said)
}
