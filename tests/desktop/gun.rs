//! The scanner gun at the real window: real key events under a real Chinese input method (issue 4, point 1; S28, S56).
//! A scan is read to the last sign and leaves what has the focus as it was; a hand is never a gun.

use acceptance::window::{Camera, Clerk, InputMethod};
use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use serde_json::{Value, json};

/// Small letters and digits: what an input method would eat. Named for what it is only when read whole.
const PAYMENT: &str = "wxp://f2f0abcdefghijklmnopqrstuvwxyz";
const WATER: &str = "ZC:ITEM:0225:1";
const POWER: &str = "ZC:ITEM:0228:1";
/// A field of 供水报装 that no licence fills.
const NOTE: &str = "field-note";

struct Scene {
    clerk: Clerk,
    method: InputMethod,
    /// A code whose signature holds only where every sign was read.
    signed: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_under_a_chinese_input_method_leaves_everything_as_it_was() -> Result<()> {
    let data = tempfile::tempdir()?;
    let home = tempfile::tempdir()?;
    let method = InputMethod::start(home.path()).await?;
    let mut clerk = Clerk::start(data.path(), Camera::off(), &method.variables()).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    at_sign_in(&mut clerk).await?;
    clerk.sign_in("0217").await?;
    let (signed, _) = clerk.phone("zhangwei_1991", "signed", "ok").await?;
    clerk.window.focus("box").await?;
    method.chinese(false).await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    let mut scene = Scene {
        clerk,
        method,
        signed,
    };
    scene.in_chinese().await.context("in Chinese")?;
    scene.half_composed().await.context("half composed")?;
    scene.capitals().await.context("Caps Lock")?;
    scene.full_width().await.context("full width")?;
    scene.in_a_dialog().await.context("in a dialog")?;
    scene.two_in_a_row().await.context("two in a row")?;
    scene.by_hand().await.context("by hand")?;
    scene.while_locked().await.context("while locked")?;
    scene.clerk.window.close().await
}

/// Nobody is signed in: it says so, and the password's field stays empty.
async fn at_sign_in(clerk: &mut Clerk) -> Result<()> {
    clerk.window.focus("sign-in-password").await?;
    clerk.scan(PAYMENT, "请先登录").await?;
    let password = clerk.window.value("sign-in-password").await?;
    ensure!(password.is_empty(), "the scan ran into the password");
    Ok(())
}

impl Scene {
    /// No message of a scan before.
    async fn fresh(&mut self) -> Result<()> {
        if self.clerk.window.has("scan-message").await? {
            self.clerk.keys.press("Escape")?;
            self.clerk.window.until_gone("scan-message").await?;
        }
        Ok(())
    }

    /// Which element has the focus, its text with what is being composed, and the place of the caret.
    async fn focused(&self) -> Result<Value> {
        let script = "const e = document.activeElement;
            return [e.dataset.test ?? e.tagName, e.value ?? '', e.selectionStart ?? -1, e.selectionEnd ?? -1]";
        self.clerk.window.script(script, Vec::new()).await
    }

    /// A scan that leaves the focus, the text, the composition, the caret and the language as they were.
    async fn scan(&mut self, text: &str, wanted: &str) -> Result<()> {
        let before = self.focused().await?;
        let chinese = self.method.is_chinese()?;
        self.clerk.scan(text, wanted).await?;
        let after = self.focused().await?;
        ensure!(after == before, "it was {before} and is {after}");
        ensure!(
            self.method.is_chinese()? == chinese,
            "the input method was switched"
        );
        Ok(())
    }

    async fn scan_signed(&mut self) -> Result<()> {
        let signed = self.signed.clone();
        self.scan(&signed, "凭证码有效").await
    }

    async fn until_note(&self, wanted: &str) -> Result<()> {
        self.clerk.window.until_value(NOTE, wanted).await
    }

    /// So many letters stand in the composition: the last key has come through.
    async fn until_composing(&self, letters: &str) -> Result<()> {
        let script =
            format!("return document.activeElement.value.replace(/[^a-z]/g, '') === '{letters}'");
        self.clerk.window.until_true(&script).await
    }

    /// Pinyin is on: that it is, a word shows before and after.
    async fn in_chinese(&mut self) -> Result<()> {
        self.clerk.window.focus(NOTE).await?;
        self.method.chinese(true).await?;
        self.clerk.keys.type_slowly("nihao ")?;
        self.until_note("你好").await?;
        self.scan_signed().await?;
        self.fresh().await?;
        self.scan(PAYMENT, "支付码").await?;
        self.clerk.window.focus(NOTE).await?;
        self.clerk.keys.type_slowly("hao ")?;
        self.until_note("你好好").await?;
        self.clerk.keys.press("BackSpace")?;
        self.until_note("你好").await
    }

    /// A syllable is being composed, and is composed to its end after two scans, one of which renews the desk.
    async fn half_composed(&mut self) -> Result<()> {
        self.fresh().await?;
        self.clerk.keys.type_slowly("shijie")?;
        self.until_composing("shijie").await?;
        self.scan(PAYMENT, "支付码").await?;
        self.scan(WATER, "已打开事项").await?;
        self.clerk.keys.press("space")?;
        self.until_note("你好世界").await
    }

    /// Caps Lock is on: that it is, a small letter's key shows.
    async fn capitals(&mut self) -> Result<()> {
        self.fresh().await?;
        self.clerk.keys.press("Caps_Lock")?;
        self.scan_signed().await?;
        self.fresh().await?;
        self.scan(PAYMENT, "支付码").await?;
        self.clerk.keys.type_slowly("a")?;
        self.until_note("你好世界A").await?;
        self.clerk.keys.press("BackSpace")?;
        self.clerk.keys.press("Caps_Lock")?;
        self.until_note("你好世界").await
    }

    /// Full width is on: that it is, a digit shows.
    async fn full_width(&mut self) -> Result<()> {
        self.fresh().await?;
        let flip = self.method.full_width_key();
        self.clerk.keys.press(&flip)?;
        self.clerk.keys.type_slowly("1")?;
        self.until_note("你好世界１").await?;
        self.scan_signed().await?;
        self.fresh().await?;
        self.scan(PAYMENT, "支付码").await?;
        self.clerk.keys.press(&flip)?;
        self.clerk.keys.type_slowly("1")?;
        self.until_note("你好世界１1").await?;
        self.clerk.keys.press("BackSpace")?;
        self.clerk.keys.press("BackSpace")?;
        self.until_note("你好世界").await
    }

    /// A dialog holds the focus: the verdict is seen above it, and the gun's Enter does not send it off.
    async fn in_a_dialog(&mut self) -> Result<()> {
        self.fresh().await?;
        self.clerk.keys.press("F2")?;
        self.clerk.window.focus("person-form-name").await?;
        self.clerk.keys.type_slowly("nihao ")?;
        let name = "person-form-name";
        self.clerk.window.until_value(name, "你好").await?;
        self.clerk.keys.type_slowly("shi")?;
        self.until_composing("shi").await?;
        self.scan(PAYMENT, "支付码").await?;
        self.clerk.keys.press("space")?;
        self.clerk.window.until_value(name, "你好是").await?;
        ensure!(
            self.clerk.window.has("person-form").await?,
            "it was sent off"
        );
        self.clerk.keys.press("Escape")?;
        self.clerk.window.until_gone("person-form").await
    }

    /// Two codes without a stop between them, then one whose gun sends no Enter: silence ends it.
    async fn two_in_a_row(&mut self) -> Result<()> {
        self.fresh().await?;
        self.clerk.scan(POWER, "已打开事项").await?;
        self.clerk.window.until("item", "低压").await?;
        self.fresh().await?;
        let enter: &[&str] = &["Return"];
        let scans = [(&[][..], WATER, enter), (&[][..], PAYMENT, enter)];
        self.clerk.keys.scan_all(&scans)?;
        self.clerk.window.until("scan-message", "支付码").await?;
        self.clerk.window.until("item", "供水报装").await?;
        self.fresh().await?;
        self.clerk.window.focus(NOTE).await?;
        let before = self.focused().await?;
        self.clerk.keys.scan_between(&[], PAYMENT, &[])?;
        self.clerk.window.until("scan-message", "支付码").await?;
        ensure!(self.focused().await? == before, "the field changed");
        Ok(())
    }

    /// Hands: slow, fast, rolling over keys as close as a gun's, a key that is held. Everything arrives as typed, and
    /// what the input method gives back does not arrive twice.
    async fn by_hand(&mut self) -> Result<()> {
        self.fresh().await?;
        self.clerk.window.focus(NOTE).await?;
        self.clerk.keys.type_every("nihao123 ", 80)?;
        self.clerk.keys.press("ctrl+a")?;
        self.clerk.keys.press("BackSpace")?;
        self.until_note("").await?;
        self.method.chinese(false).await?;
        self.clerk.keys.type_slowly("A slow hand, 12; ")?;
        self.clerk
            .keys
            .type_every("and a fast one: 0123456789abcdefgh", 70)?;
        let mut typed = "A slow hand, 12; and a fast one: 0123456789abcdefgh".to_owned();
        self.until_note(&typed).await?;
        for _ in 0..3 {
            self.clerk.keys.roll(&["q", "w", "e", "r", "t"])?;
            typed.push_str("qwert");
            self.until_note(&typed).await?;
        }
        self.clerk.keys.hold_key("z")?;
        let script = "return document.querySelector('[data-test=field-note]').value.endsWith('z'.repeat(12))";
        self.clerk.window.until_true(script).await?;
        self.clerk.keys.let_go_key("z")?;
        let note = self.clerk.window.value(NOTE).await?;
        ensure!(note.trim_end_matches('z') == typed, "it was {note}");
        for none in ["scan-message", "scanning"] {
            ensure!(!self.clerk.window.has(none).await?, "a hand was a gun");
        }
        Ok(())
    }

    /// The window is locked: it says so, takes nothing, and the draft is there after.
    async fn while_locked(&mut self) -> Result<()> {
        let note = self.clerk.window.value(NOTE).await?;
        self.clerk.window.click("session").await?;
        self.clerk.window.click("lock").await?;
        self.clerk.window.find("lock-screen").await?;
        self.clerk.window.focus("lock-password").await?;
        let signed = self.signed.clone();
        self.clerk.scan(&signed, "解锁").await?;
        let password = self.clerk.window.value("lock-password").await?;
        ensure!(password.is_empty(), "the scan ran into the password");
        self.clerk.keys.type_slowly("practice-0217")?;
        self.clerk.keys.press("Return")?;
        self.clerk.window.find(NOTE).await?;
        ensure!(self.clerk.window.value(NOTE).await? == note);
        ensure!(!self.clerk.window.has("scan-message").await?);
        Ok(())
    }
}

/// A function key that decides a case, and a sign, before; a sign and Tab after.
const BEFORE: &[&str] = &["F10", "asciitilde"];
const AFTER: &[&str] = &["numbersign", "Tab"];

#[tokio::test(flavor = "multi_thread")]
async fn what_the_gun_sends_around_its_codes_is_learnt_and_survives_a_restart() -> Result<()> {
    let data = tempfile::tempdir()?;
    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    teach(&mut clerk).await?;
    clerk.go("desk").await?;
    clerk.window.focus(NOTE).await?;
    clerk.keys.type_slowly("abc")?;
    scan_around(&mut clerk, BEFORE, AFTER).await?;
    // A gun that was not set to anything is read beside it.
    scan_around(&mut clerk, &[], &["Return"]).await?;
    drop(clerk);

    let mut clerk = Clerk::arrive(data.path(), Camera::off()).await?;
    clerk.sign_in("0217").await?;
    clerk.window.focus(NOTE).await?;
    scan_around(&mut clerk, BEFORE, AFTER).await?;
    clerk.go("devices").await?;
    clerk.window.until("gun-prefix", "F10").await?;
    clerk.window.click("gun-reset").await?;
    clerk.window.until("gun-suffix", "没有教过").await?;
    // Not taught, the function key or the control character (STX) before a code is still no command.
    clerk.go("desk").await?;
    clerk.window.focus(NOTE).await?;
    scan_around(&mut clerk, &["F10"], &["Return"]).await?;
    scan_around(&mut clerk, &["ctrl+b"], &["Tab"]).await?;
    clerk.window.close().await
}

/// The picture on the screen is scanned as it stands there; another code teaches nothing.
async fn teach(clerk: &mut Clerk) -> Result<()> {
    clerk.go("devices").await?;
    clerk.window.click("gun-teach").await?;
    clerk.window.find("gun-lesson").await?;
    let script = "return document.querySelector('[data-test=gun-lesson] img').src.split(',')[1]";
    let picture = clerk.window.script(script, Vec::new()).await?;
    let picture = picture.as_str().context("a picture")?;
    let picture = base64::engine::general_purpose::STANDARD.decode(picture)?;
    let start = std::time::Instant::now();
    let read = optic::read(&picture, &optic::Limits::default(), &|| start.elapsed())?;
    let sample = read.codes.first().context("a code in it")?.text.clone();
    clerk.scan(PAYMENT, "这不是样码").await?;
    clerk.keys.scan_between(BEFORE, &sample, AFTER)?;
    clerk.window.until("scan-message", "学会").await?;
    ensure!(clerk.window.read("gun-prefix").await? == "F10~");
    ensure!(clerk.window.read("gun-suffix").await? == "#Tab");
    Ok(())
}

/// A scan with these keys around it is read, presses no button, and leaves the field alone.
async fn scan_around(clerk: &mut Clerk, before: &[&str], after: &[&str]) -> Result<()> {
    if clerk.window.has("scan-message").await? {
        clerk.window.click("message-close").await?;
        clerk.window.until_gone("scan-message").await?;
        clerk.window.focus(NOTE).await?;
    }
    clerk.keys.scan_between(before, PAYMENT, after)?;
    clerk.window.until("scan-message", "支付码").await?;
    let script = "return [document.activeElement.dataset.test, document.activeElement.value,
        document.querySelector('[role=dialog]') === null]";
    let seen = clerk.window.script(script, Vec::new()).await?;
    ensure!(seen == json!([NOTE, "abc", true]), "{before:?}: {seen}");
    Ok(())
}
