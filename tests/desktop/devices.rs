//! The counter's devices in the real window: a card reader with all its faults, a scanner box that is pulled out, the
//! panel (issue 4, points 3, 4 and 7; S44, S28).

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ::devices::face::Verdict;
use ::devices::face::simulate as face;
use ::devices::id_reader::simulate::{Played, Scene, Service};
use acceptance::window::{Camera, Clerk};
use anyhow::{Context, Result, ensure};
use serde_json::json;

/// Longer than the slowest answer of the reader.
const TRY: Duration = Duration::from_secs(15);
/// Two virtual ports are there within this.
const PLUG: Duration = Duration::from_secs(10);

fn card(name: &str, number: &str, until: &str) -> Played {
    Played {
        kind: "0".to_owned(),
        name: name.to_owned(),
        number: number.to_owned(),
        sex: "男".to_owned(),
        nation: "汉".to_owned(),
        born: number[6..14].to_owned(),
        address: "江口镇枫林路 18 号 3 栋 502 室".to_owned(),
        from: "20150101".to_owned(),
        until: until.to_owned(),
    }
}

fn chen() -> Played {
    card("陈思远", "430400200002290012", "20400229")
}

/// A station whose machine keeps these settings.
async fn arrive(shots: &str, data: &Path, kept: &serde_json::Value) -> Result<Clerk> {
    std::fs::write(data.join("devices.json"), kept.to_string())?;
    let mut clerk = Clerk::arrive(data, Camera::asked(shots)?).await?;
    clerk.sign_in("0217").await?;
    Ok(clerk)
}

/// Reads once more. The dialog grows with the sentence before: a click in that very frame may fall beside the button, and
/// a hand would click again.
async fn read_again(clerk: &Clerk, said: &str) -> Result<()> {
    clerk.window.click("card-again").await?;
    let first = clerk.window.until_for("card-fault", said, TRY).await;
    if first.is_err() {
        clerk.window.click("card-again").await?;
        clerk.window.until("card-fault", said).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn s44_each_fault_of_the_reader_is_told_and_a_card_fills_the_person() -> Result<()> {
    // Given a counter whose reader is not plugged in,
    let data = tempfile::tempdir()?;
    let service = Service::start(Scene::NotConnected).await?;
    let compares = face::Service::start(face::Scene::Talkative(Verdict::NoMatch, 124)).await?;
    let kept = json!({
        "reader": {"address": service.address().to_string()},
        "face": {"address": compares.address().to_string()},
    });
    let mut clerk = arrive("reader", data.path(), &kept).await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    clerk.keys.press("alt+r")?;
    clerk.window.until("card-fault", "没有接上").await?;
    clerk
        .look("not-connected", "读卡器没有接上，说明怎么办。")
        .await?;
    // when one fault follows the other, each has its own sentence,
    let other = Played {
        kind: "9".to_owned(),
        ..chen()
    };
    let page = b"<html><title>router</title></html>".to_vec();
    for (scene, said) in [
        (Scene::Unreadable, "没有读出来"),
        (Scene::Card(other), "不是身份证件"),
        (
            Scene::Card(card("刘春梅", "430182199001010026", "20251231")),
            "过期",
        ),
        (
            Scene::Card(card("陈思远", "430400200002290013", "长期")),
            "校验不对",
        ),
        (Scene::Body(page), "不是读卡服务"),
        (Scene::Half(b"{\"retcode".to_vec(), 900), "中断"),
        (Scene::Flood(10 << 20), "看不懂"),
        (Scene::Busy(u32::MAX, chen()), "占用"),
        (Scene::Hangs, "没有应答"),
    ] {
        service.play(scene);
        read_again(&clerk, said).await?;
    }
    clerk
        .look("slow", "读卡服务没有应答，可以再读或手工登记。")
        .await?;
    ensure!(
        !clerk.window.has("person-name").await?,
        "nobody was registered"
    );
    // when the clerk gives a hanging reading up, the desk is at hand at once,
    clerk.window.click("card-again").await?;
    clerk.window.find("card-reading").await?;
    clerk.look("reading", "正在读卡，Esc 取消。").await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("card-dialog").await?;
    // and when a card lies on it, the person is there, seen, with the source of each field.
    service.play(Scene::Card(chen()));
    clerk.keys.press("alt+r")?;
    clerk.window.until("person-name", "陈＊＊").await?;
    clerk.window.until("person-verdict", "本人证件已核").await?;
    clerk.window.until("source-name", "身份证读卡器").await?;
    clerk.window.until("material-identity", "读卡核验").await?;
    clerk
        .look("read", "读卡登记：来源写明身份证读卡器，身份材料已核验。")
        .await?;
    a_face_is_compared_with_consent_alone(&mut clerk, &compares).await?;
    another_card_is_asked_about(&mut clerk, &service).await?;
    // A service that has gone is said to have.
    drop(service);
    clerk.keys.press("alt+r")?;
    clerk
        .window
        .until("card-fault", "没有找到身份证读卡服务")
        .await?;
    clerk.keys.press("Escape")?;
    clerk.window.until("strip-reader", "已断开").await?;
    clerk.window.close().await
}

async fn a_face_is_compared_with_consent_alone(
    clerk: &mut Clerk,
    compares: &face::Service,
) -> Result<()> {
    clerk.window.until("presence", "读卡器").await?;
    clerk.window.click("presence-face").await?;
    clerk.window.until("face-ask", "单独同意").await?;
    clerk
        .look("face-ask", "人脸比对之前：征得本人单独同意。")
        .await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("face-dialog").await?;
    ensure!(compares.asked() == 0, "nothing was sent without consent");
    clerk.window.click("presence-face").await?;
    clerk.window.click("face-yes").await?;
    clerk.window.until("presence", "不一致 0.12").await?;
    ensure!(compares.asked() == 1, "asked once");
    clerk.window.until("strip-face", "可用").await?;
    clerk.window.click("presence-eye").await?;
    clerk.window.until("presence", "人工核对").await?;
    clerk
        .look("seen", "本人核验一行：读卡器、人脸比对不一致、人工核对。")
        .await
}

async fn another_card_is_asked_about(clerk: &mut Clerk, service: &Service) -> Result<()> {
    service.play(Scene::Card(card("周国栋", "150826195505050031", "长期")));
    clerk.keys.press("alt+r")?;
    let asked = clerk.window.until("card-ask", "周＊＊").await?;
    ensure!(!asked.contains("国栋"), "masked: {asked}");
    clerk
        .look("asked", "台面上已有别人：问这是谁的证件。")
        .await?;
    clerk.keys.press("Escape")?;
    clerk.window.until_gone("card-dialog").await?;
    clerk.window.until("person-name", "陈＊＊").await?;
    clerk.keys.press("alt+r")?;
    clerk.window.click("card-applicant").await?;
    clerk.window.until("person-name", "周＊＊").await?;
    // Who came has been seen by the reader alone.
    let seen = clerk.window.until("presence", "读卡器").await?;
    ensure!(!seen.contains("人脸"), "of the one before: {seen}");
    Ok(())
}

/// Two virtual serial ports tied to each other; pulled out when dropped.
struct Pair {
    socat: Child,
    far: PathBuf,
}

impl Pair {
    fn plug(folder: &Path) -> Result<Self> {
        let (device, far) = (folder.join("box"), folder.join("far"));
        let end = |path: &Path| format!("pty,raw,echo=0,link={}", path.display());
        let socat = Command::new("socat")
            .args([end(&device), end(&far)])
            .stderr(Stdio::null())
            .spawn()
            .context("socat is among what the tests need: cargo xtask test installs it")?;
        let until = Instant::now() + PLUG;
        while !(device.exists() && far.exists()) {
            ensure!(Instant::now() < until, "socat made no ports");
            std::thread::yield_now();
        }
        Ok(Self { socat, far })
    }

    fn send(&self, text: &str) -> Result<()> {
        let mut far = File::options().write(true).open(&self.far)?;
        Ok(far.write_all(text.as_bytes())?)
    }

    fn pull(&mut self) -> Result<()> {
        self.socat.kill()?;
        self.socat.wait()?;
        Ok(())
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        drop(self.socat.kill());
        drop(self.socat.wait());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_box_is_read_pulled_out_and_plugged_in_again_and_the_panel_says_so() -> Result<()> {
    // Given a counter with a scanner box on a serial line,
    let (data, ports) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let mut pair = Pair::plug(ports.path())?;
    let port = ports.path().join("box").display().to_string();
    let mut clerk = arrive("box", data.path(), &json!({"serial": {"port": port}})).await?;
    // what it reads opens as if the gun had read it, in halves too;
    clerk.window.until("strip-serial", "可用").await?;
    pair.send("ZC:ITEM:02")?;
    pair.send("25:1\r\n")?;
    clerk.window.until("item", "供水报装").await?;
    // pulled out, it is told wherever the clerk is,
    clerk.go("cases").await?;
    pair.pull()?;
    clerk.window.until("scan-message", "扫码盒已断开").await?;
    clerk.window.until("strip-serial", "已断开").await?;
    clerk
        .look("pulled", "扫码盒拔掉：任何界面都说明，状态条也有。")
        .await?;
    clerk.go("devices").await?;
    clerk.window.until("device-state-serial", "已断开").await?;
    // and plugged in again it reads.
    pair = Pair::plug(ports.path())?;
    clerk.window.until("scan-message", "又可以用了").await?;
    pair.send("ZC:ITEM:0228:1\t")?;
    clerk.window.until("item", "低压").await?;
    the_panel(&mut clerk).await?;
    clerk.window.close().await
}

/// The panel, its test, its settings and the practice city's reader.
async fn the_panel(clerk: &mut Clerk) -> Result<()> {
    clerk.go("devices").await?;
    clerk.window.until("device-state-reader", "模拟").await?;
    clerk.window.click("device-test-reader").await?;
    clerk.window.until("scan-message", "v3.3.4").await?;
    let used = clerk.window.read("device-serial").await?;
    ensure!(used.contains(':'), "the box's last use: {used}");
    // Asking the reader whether it is there is no use of it; nothing was shot with the gun yet.
    for unused in ["device-reader", "device-gun"] {
        let row = clerk.window.read(unused).await?;
        ensure!(row.contains('—'), "{row}");
    }
    clerk.scan("ZC:ITEM:0225:8", "与现行").await?;
    clerk.go("devices").await?;
    clerk.window.until("device-gun", ":").await?;
    clerk
        .look("panel", "设备：状态、上次使用、测试、本机设置。")
        .await?;
    clerk
        .window
        .fill("set-reader", "http://10.0.0.7:8989")
        .await?;
    clerk.keys.press("Return")?;
    clerk.window.until("set-fault", "本机").await?;
    // What lies on the practice reader is read at the desk.
    clerk.window.pick("play-citizen", "ouyang").await?;
    clerk.window.until("scan-message", "已换好").await?;
    clerk.go("desk").await?;
    clerk.keys.press("alt+r")?;
    clerk.window.until("person-name", "欧阳＊＊").await?;
    clerk.keys.press("alt+r")?;
    clerk.window.until("person-verdict", "本人证件已核").await?;
    clerk.look("desk", "受理台，读卡之后。").await
}
