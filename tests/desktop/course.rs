//! 办件 on its way to the decision, at the real window: a gap told too late, a special procedure.

use acceptance::window::{Camera, Clerk, job};
use anyhow::{Result, ensure};

/// Opens the only case of the list.
async fn open_case(clerk: &mut Clerk) -> Result<()> {
    clerk.go("cases").await?;
    clerk.window.until("case-row", "430400").await?;
    clerk.window.click("case-row").await?;
    clerk
        .window
        .until("case-number", "430400")
        .await
        .map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn s71_a_gap_told_after_the_first_notice_is_red_and_wants_a_reason_and_a_supervisor()
-> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::asked("later-gap")?).await?;
    clerk.sign_in("0217").await?;
    let (code, _) = clerk.phone("chen", "opaque", "ok").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.scan(&code, "凭证码有效").await?;
    clerk.window.until("material-property", "免于提交").await?;
    // The first notice: everything that is wanting, and it is the plan alone.
    clerk.keys.press("F6")?;
    clerk.window.find("notice-go").await?;
    clerk.window.click("notice-go").await?;
    clerk.window.find("saved").await?;
    clerk.until_sent().await?;
    open_case(&mut clerk).await?;
    clerk.window.until("case-stage", "待补正").await?;

    // When a point of what lay there all the time is raised, it is said in red and nothing is saved;
    clerk.window.click("step-notice").await?;
    clerk.window.click("gap-identity-0").await?;
    clerk.window.click("notice-step-go").await?;
    let warned = clerk.window.until("later-gap", "事后追加").await?;
    ensure!(
        warned.contains("申请人身份证明") && warned.contains("主管"),
        "{warned}"
    );
    ensure!(
        !clerk.window.has("course-alarm").await?,
        "nothing was told yet"
    );
    clerk
        .look("later-gap", "事后追加的缺项：红色，要理由和主管。")
        .await?;
    // a colleague who supervises nothing is not enough;
    clerk
        .window
        .fill("later-reason", "补正后才看清证件")
        .await?;
    // The list of colleagues comes a moment after its dialog.
    clerk.window.until_value("second-user", "0901").await?;
    clerk.window.pick("second-user", "0305").await?;
    clerk
        .window
        .fill("second-password", "practice-0305")
        .await?;
    clerk.window.click("notice-step-go").await?;
    clerk
        .window
        .until("notice-step-fault", "没有主管权限")
        .await?;
    // a supervisor is, and the alarm stays with the case.
    clerk.window.until_value("second-password", "").await?;
    clerk.window.pick("second-user", "0401").await?;
    clerk
        .window
        .fill("second-password", "practice-0401")
        .await?;
    clerk.window.click("notice-step-go").await?;
    clerk.window.until_gone("notice-step").await?;
    let alarm = clerk.window.until("course-alarm", "事后追加告知").await?;
    clerk
        .look("alarm", "红灯留在办件上，写明理由和两人。")
        .await?;
    ensure!(
        alarm.contains("补正后才看清证件") && alarm.contains("0401"),
        "{alarm}"
    );
    clerk.until_sent().await?;
    clerk.window.find("course-alarm").await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn s75_a_supplement_is_photographed_and_handed_in() -> Result<()> {
    // Given a case that waits for its plan, which the applicant has brought,
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::asked("course")?).await?;
    clerk.sign_in("0217").await?;
    job::take_in_online(&mut clerk, &mut job::Job::default()).await?;
    clerk.until_sent().await?;
    open_case(&mut clerk).await?;
    // when it is photographed with a key,
    clerk.window.click("case-shoot-plan").await?;
    clerk.window.find("sight-frame").await?;
    clerk.keys.press("F4")?;
    clerk.window.until("pages", "已拍 1 页").await?;
    clerk
        .look("supplement-pages", "补交材料：拍下一页，已裁正。")
        .await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("capture-dialog").await?;
    // then it is chosen, and handed in with one more press once its points hold.
    clerk
        .window
        .until("case-material-plan", "已选，要点未核")
        .await?;
    clerk.case_holds("plan").await?;
    clerk
        .window
        .until("case-material-plan", "已选，待提交")
        .await?;
    let shown = clerk.window.read("case-shoot-plan").await?;
    ensure!(shown.contains("已有 1 页"), "{shown}");
    clerk
        .look("supplement-chosen", "补交材料：一页待提交。")
        .await?;
    clerk.window.click("case-supplement").await?;
    clerk.window.until("case-stage", "已受理").await?;
    clerk.until_sent().await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_only_received_is_accepted_in_its_case() -> Result<()> {
    // Given a case that was received unsigned and with its plan lacking,
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::asked("course")?).await?;
    clerk.sign_in("0217").await?;
    job::receive(&mut clerk).await?;
    clerk.until_sent().await?;
    // when it is opened later, then it says why it cannot be accepted;
    open_case(&mut clerk).await?;
    let why = clerk.window.read("case-accept-why").await?;
    ensure!(why.contains("用水申请表"), "{why}");
    clerk
        .look("received", "已收件：缺什么，受理和不予受理在哪里。")
        .await?;
    // when the signed form and the plan are brought, then it is accepted by a button.
    clerk.window.click("case-paper-application").await?;
    clerk.case_holds("application").await?;
    clerk.supplement("plan").await?;
    clerk.window.until_gone("case-accept-why").await?;
    clerk.window.click("case-accept").await?;
    clerk.window.until("case-stage", "已受理").await?;
    clerk.window.until_gone("case-accept").await?;
    clerk.until_sent().await?;
    clerk.window.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_special_procedure_stops_the_clock_holds_the_decision_and_explains_itself() -> Result<()>
{
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::asked("course")?).await?;
    clerk.sign_in("0217").await?;
    job::take_in_online(&mut clerk, &mut job::Job::default()).await?;
    clerk.until_sent().await?;
    open_case(&mut clerk).await?;
    clerk.supplement("plan").await?;
    clerk.window.until("case-stage", "已受理").await?;
    clerk.until_sent().await?;
    clerk.sign_out().await?;
    clerk.sign_in("0305").await?;
    open_case(&mut clerk).await?;
    let before = clerk.window.read("course-due").await?;
    // A step has its number; what stands behind it asks before anything is done.
    let suspend = clerk.window.read("step-suspend").await?;
    clerk.keys.press(&suspend[..1])?;
    clerk.window.find("step-dialog").await?;
    clerk.window.pick("step-procedure", "inspection").await?;
    clerk.window.fill("step-reason", "送检水样").await?;
    clerk.look("suspend", "特别程序：种类、原因。").await?;
    clerk.window.click("step-go").await?;
    clerk
        .window
        .until("course-clock", "特别程序（检验）进行中")
        .await?;
    clerk.window.until("case-decide-why", "恢复计时").await?;
    clerk
        .look("suspended", "停表：办结按钮写明先恢复计时。")
        .await?;
    let after = clerk.window.read("course-due").await?;
    ensure!(after != before, "the due date moves: {before}");
    clerk.window.click("course-due-how").await?;
    clerk.window.until("due-dialog", "特别程序（检验）").await?;
    clerk.look("due", "逐日说明。").await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("due-dialog").await?;
    clerk.until_sent().await?;
    clerk.window.click("paper-open-special_procedure").await?;
    let drawn = "[data-test=\"paper-pages\"][data-drawn=\"special_procedure\"]";
    clerk.window.find_css(drawn).await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("paper-dialog").await?;
    clerk.window.click("step-resume").await?;
    clerk.window.fill("step-reason", "检验合格").await?;
    clerk.window.click("step-go").await?;
    clerk.window.until("course-clock", "恢复计时").await?;
    clerk.window.click("case-granted").await?;
    clerk.window.until("case-stage", "已办结").await?;
    clerk.until_sent().await?;
    clerk.window.close().await
}
