//! The main job as a clerk does it, step by step, with what must be seen at each: told once, photographed by the tour
//! and asserted by the tests.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{Camera, Keyboard, Window};

/// Keys from a scan to *saved* for 供水报装: mark the plan 容缺, press 容缺受理, confirm the signature.
pub const WATER_KEYS: [&str; 3] = ["alt+4", "F10", "Return"];

/// After a reconnect the city is not stormed: the first try is spread over ten seconds.
const DRAIN: Duration = Duration::from_secs(60);

/// A clerk at the window.
pub struct Clerk {
    /// What is shown.
    pub window: Window,
    /// What the hands do.
    pub keys: Keyboard,
    /// What is kept of it.
    pub camera: Camera,
    /// One window at a time: the display has one keyboard.
    _turn: OwnedMutexGuard<()>,
}

static TURN: LazyLock<Arc<Mutex<()>>> = LazyLock::new(Arc::default);

impl Clerk {
    /// Starts the program on a fresh folder and waits for the sign-in screen.
    pub async fn arrive(data: &std::path::Path, camera: Camera) -> Result<Self> {
        let mut clerk = Self::start(data, camera, &[]).await?;
        clerk.window.find("sign-in-password").await?;
        clerk.keys.find("综窗")?;
        clerk.camera.take(
            "sign-in",
            "登录：选择工号，输入密码。练习城市把密码写在屏幕上。",
        )?;
        Ok(clerk)
    }

    /// A picture of what the screen says by now, and one at 200 % text, where somebody wants to look.
    pub async fn look(&mut self, name: &str, says: &str) -> Result<()> {
        if !self.camera.is_on() {
            return Ok(());
        }
        self.painted().await?;
        self.camera.take(name, says)?;
        let size = "document.documentElement.style.fontSize = arguments[0]";
        self.window.script(size, vec![json!("30px")]).await?;
        self.painted().await?;
        self.camera.take(&format!("{name}-200"), says)?;
        self.window.script(size, vec![json!("")]).await?;
        self.painted().await
    }

    /// The display is behind what can be read of the page.
    async fn painted(&self) -> Result<()> {
        let frames = "return new Promise((then) => { let left = 3;
            const frame = () => (left-- ? requestAnimationFrame(frame) : then(true)); frame(); })";
        self.window.script(frames, Vec::new()).await.map(|_| ())
    }

    /// Starts the program with these variables and waits for nothing.
    pub async fn start(
        data: &std::path::Path,
        camera: Camera,
        variables: &[(&str, &str)],
    ) -> Result<Self> {
        let turn = Arc::clone(&TURN).lock_owned().await;
        let window = Window::open_with(data, variables).await?;
        Ok(Self {
            _turn: turn,
            window,
            keys: Keyboard::default(),
            camera,
        })
    }

    /// Signs in with the keyboard.
    pub async fn sign_in(&mut self, user: &str) -> Result<()> {
        self.window.click(&format!("clerk-{user}")).await?;
        self.window.focus("sign-in-password").await?;
        self.keys.type_slowly(&format!("practice-{user}"))?;
        self.keys.press("Return")?;
        self.window.find("box").await.map(|_| ())
    }

    /// Signs out.
    pub async fn sign_out(&mut self) -> Result<()> {
        self.window.click("session").await?;
        self.window.click("sign-out").await?;
        self.window.find("sign-in-password").await.map(|_| ())
    }

    /// Goes to a screen by the rail at the left.
    pub async fn go(&mut self, screen: &str) -> Result<()> {
        self.window.click(&format!("nav-{screen}")).await
    }

    /// The citizen shows a code on the phone; answers what the picture holds, and the PNG's path.
    pub async fn phone(
        &mut self,
        citizen: &str,
        kind: &str,
        scene: &str,
    ) -> Result<(String, PathBuf)> {
        self.go("phone").await?;
        self.window
            .click(&format!("phone-citizen-{citizen}"))
            .await?;
        self.window.click(&format!("phone-kind-{kind}")).await?;
        self.window.click(&format!("phone-scene-{scene}")).await?;
        self.window.click("phone-show").await?;
        let text = self.window.content("phone-code").await?;
        let file = self.window.read("phone-file").await?;
        Ok((text, PathBuf::from(file)))
    }

    /// Types an item's initials into the box and takes the first hit.
    pub async fn choose_item(&mut self, typed: &str, name: &str) -> Result<()> {
        self.go("desk").await?;
        self.keys.press("F3")?;
        self.keys.type_slowly(typed)?;
        self.window.until("box-hits", name).await?;
        self.keys.press("Return")?;
        self.window.until("item", name).await.map(|_| ())
    }

    /// The scanner gun reads a code while a field has the focus; the field stays as it was.
    pub async fn scan_into_field(&mut self, field: &str, text: &str) -> Result<()> {
        let name = format!("field-{field}");
        self.window.focus(&name).await?;
        let before = self.window.value(&name).await?;
        self.keys.scan(text)?;
        self.window.find("scan-message").await?;
        let after = self.window.value(&name).await?;
        ensure!(!after.contains("ZC1"), "the code ran into the field");
        ensure!(
            after == before || before.is_empty(),
            "the field changed from “{before}” to “{after}”"
        );
        Ok(())
    }

    /// The original of a line on the desk was seen, and its review points hold by the line's one button.
    pub async fn seen(&mut self, code: &str) -> Result<()> {
        self.window.click(&format!("paper-{code}")).await?;
        // A settled line folds its buttons away, and the lines below move up.
        self.window.until_gone(&format!("paper-{code}")).await?;
        self.holds(code).await
    }

    /// The review points of what stands for a line hold by its one button.
    pub async fn holds(&mut self, code: &str) -> Result<()> {
        self.window.click(&format!("hold-{code}")).await?;
        self.window.find(&format!("held-{code}")).await?;
        Ok(())
    }

    /// The same of an open line of a case, which is then handed in.
    pub async fn supplement(&mut self, code: &str) -> Result<()> {
        self.window.click(&format!("case-paper-{code}")).await?;
        self.case_holds(code).await?;
        self.window.click("case-supplement").await
    }

    /// The review points of what is chosen for a line of a case hold by its one button.
    pub async fn case_holds(&mut self, code: &str) -> Result<()> {
        self.window.click(&format!("case-hold-{code}")).await?;
        self.window.until_gone(&format!("case-hold-{code}")).await
    }

    /// The applicant signs on the pad with the pointer.
    pub async fn sign(&mut self) -> Result<()> {
        let (left, top, width, height) = self.window.place("sign-pad").await?;
        let at = |x: i64, y: i64| (left + width * x / 100, top + height * y / 100);
        self.keys
            .draw(&[at(20, 40), at(30, 60), at(40, 35), at(50, 65), at(60, 40)])?;
        self.keys.draw(&[at(65, 30), at(70, 70), at(80, 50)])?;
        // A key may overtake the pointer inside the webview; no hand is that fast.
        self.window
            .find_css("[data-test=\"sign-pad\"][data-strokes=\"2\"]")
            .await
            .map(|_| ())
    }

    /// What the message band says.
    pub async fn message(&self) -> Result<String> {
        self.window.read("scan-message").await
    }

    /// Scans a text and waits for a message that has this in it.
    pub async fn scan(&mut self, text: &str, wanted: &str) -> Result<String> {
        self.keys.scan(text)?;
        self.window.until("scan-message", wanted).await
    }

    /// Waits until nothing is unsent.
    pub async fn until_sent(&mut self) -> Result<()> {
        self.window
            .until_for("strip-unsent", "没有待发送", DRAIN)
            .await
            .map(|_| ())
    }

    /// The number on the saved panel once it is official.
    pub async fn official_number(&mut self) -> Result<String> {
        let number = self
            .window
            .until_for("saved-number", "430400", DRAIN)
            .await?;
        number
            .split_whitespace()
            .last()
            .map(str::to_owned)
            .context("a number")
    }
}
