//! 办理过程 at the real window: each step behind its number, asked before it is done, and what it leaves on the case
//! (docs/adr/0020).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use acceptance::city::Place;
use acceptance::window::{Camera, Clerk};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// Behind every day that a promise could have.
const FORTY_DAYS: Duration = Duration::from_secs(40 * 24 * 3600);

/// A line of `zc intake` with papers for these materials.
fn line(item: &str, form: &Value, papers: &[&str], more: &[Value], action: &str) -> Value {
    let papers = papers
        .iter()
        .map(|code| json!({"code": code, "paper": true}));
    let materials: Vec<Value> = papers.chain(more.iter().cloned()).collect();
    json!({
        "ref": format!("{item}-{action}"),
        "item": item,
        "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012", "phone": "13800000000"},
        "form": form,
        "materials": materials,
        "do": action,
    })
}

async fn open(clerk: &mut Clerk, number: &str) -> Result<()> {
    clerk.go("cases").await?;
    clerk.window.fill("cases-search", number).await?;
    clerk.window.until("cases-count", "1 件").await?;
    clerk.window.until("case-row", number).await?;
    clerk.window.click("case-row").await?;
    clerk.window.until("case-number", number).await.map(|_| ())
}

/// Opens a step by the number that stands on it.
async fn step(clerk: &mut Clerk, action: &str) -> Result<()> {
    let button = clerk.window.read(&format!("step-{action}")).await?;
    let digit = button.chars().next().context("a number")?;
    clerk.keys.press(&digit.to_string())?;
    clerk.window.find("step-dialog").await.map(|_| ())
}

/// The second person, with their password.
async fn second(clerk: &mut Clerk, user: &str) -> Result<()> {
    clerk.window.pick("second-user", user).await?;
    let password = format!("practice-{user}");
    clerk.window.fill("second-password", &password).await
}

async fn go(clerk: &mut Clerk) -> Result<()> {
    clerk.window.click("step-go").await?;
    clerk.window.until_gone("step-dialog").await?;
    clerk
        .window
        .until("scan-title", "已保存到本机")
        .await
        .map(|_| ())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_is_opened_by_its_number_and_says_what_it_did() -> Result<()> {
    // Given four cases of one citizen, each at another place of its way,
    let place = Place::new();
    place.zc(&["sync", "--once"]).done();
    for user in ["0305", "0401"] {
        place.member(user).await;
    }
    let home = "练习市示范区测试路1号";
    let water = json!({"address": home, "phone": "13800000000"});
    let received = line(
        "0225",
        &water,
        &["identity", "property", "plan"],
        &[],
        "receive",
    );
    let lacks = json!({"code": "plan", "lack": "tolerance"});
    let tolerated = line(
        "0225",
        &water,
        &["identity", "property"],
        &[lacks],
        "tolerance",
    );
    let rent = json!({
        "school": "练习大学", "level": "本科", "graduated": "2024-06-30", "phone": "13800000000",
        "employer": "练习市枫林茶饮有限公司", "bank": "0001", "address": home, "rent": "1200",
    });
    let lease = json!({"code": "lease", "commit": true});
    let promised = line(
        "0715",
        &rent,
        &["identity", "degree", "insurance"],
        &[lease],
        "commitment",
    );
    let driver =
        json!({"category": "C1", "first": "2018-03-05", "address": home, "phone": "13800000000"});
    let accepted = line("0935", &driver, &["identity", "driving"], &[], "accept");
    let (_, received) = place.official(&received);
    let (_, tolerated) = place.official(&tolerated);
    let (_, promised) = place.official(&promised);
    let (_, accepted) = place.official(&accepted);
    let url = place.url().to_owned();
    let backend = [("ZC_BACKEND", url.as_str())];
    let mut clerk = Clerk::start(&place.station(), Camera::asked("steps")?, &backend).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;

    // 更正: what was wrong is mended on the spot and the old value stays;
    open(&mut clerk, &received).await?;
    step(&mut clerk, "correct").await?;
    clerk.window.pick("step-field", "address").await?;
    clerk
        .window
        .fill("step-value", "练习市示范区测试路2号")
        .await?;
    clerk
        .look("correct", "当场更正：哪一栏、改成什么。")
        .await?;
    go(&mut clerk).await?;
    clerk.window.until("case", "更正 1 栏，原值留存").await?;
    clerk.window.until("case", "练习市示范区测试路2号").await?;
    // 顺延: alone it is refused with the ground, by two the day moves;
    open(&mut clerk, &tolerated).await?;
    let before = clerk.window.read("case-supplement-due").await?;
    step(&mut clerk, "defer").await?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)? + FORTY_DAYS;
    let later = domain::moment::day(i64::try_from(now.as_millis())?);
    clerk.window.fill("step-due", &later.to_string()).await?;
    clerk.window.fill("step-reason", "洪水断路").await?;
    clerk.window.until_value("second-user", "0401").await?;
    clerk
        .look("defer", "顺延：新的日期、理由、批准人。")
        .await?;
    clerk.window.click("step-go").await?;
    clerk.window.until("step-fault", "密码").await?;
    second(&mut clerk, "0401").await?;
    go(&mut clerk).await?;
    let after = clerk.window.read("case-supplement-due").await?;
    ensure!(after != before, "the day moves: {before}");
    // 登记事件: what was promised is owed from the event on.
    open(&mut clerk, &promised).await?;
    step(&mut clerk, "trigger").await?;
    clerk.window.pick("step-event", "选定房号").await?;
    clerk.look("trigger", "登记事件：发生了什么。").await?;
    go(&mut clerk).await?;
    clerk.window.until("course-clock", "房屋租赁合同").await?;
    clerk.until_sent().await?;
    clerk.sign_out().await?;

    // 延长期限: the deciding post and a supervisor.
    clerk.sign_in("0305").await?;
    open(&mut clerk, &accepted).await?;
    let before = clerk.window.read("course-due").await?;
    step(&mut clerk, "extend").await?;
    clerk.window.fill("step-days", "5").await?;
    clerk.window.fill("step-reason", "需向外省核实").await?;
    clerk.window.until_value("second-user", "0401").await?;
    second(&mut clerk, "0401").await?;
    clerk
        .look("extend", "延长期限：几天、理由、批准人。")
        .await?;
    go(&mut clerk).await?;
    let after = clerk.window.read("course-due").await?;
    ensure!(after != before, "the day moves: {before}");
    clerk.window.until("case", "需向外省核实").await?;
    clerk.until_sent().await?;
    clerk.window.close().await
}
