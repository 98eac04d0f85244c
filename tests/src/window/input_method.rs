use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::bus::{self, Bus};

/// Nothing it is asked for may take longer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(40);
/// Key that turns full width on and off.
const FULL_WIDTH: &str = "Control+Alt+Y";

/// A real Chinese input method (fcitx5 with pinyin) on a session bus of its own, for one window; both end with this
/// value.
pub struct InputMethod {
    method: Child,
    bus: Bus,
    variables: Vec<(String, String)>,
}

impl InputMethod {
    /// Starts it with its settings in this folder and waits until it answers. Every field begins in Chinese.
    pub async fn start(folder: &Path) -> Result<Self> {
        settle(folder)?;
        let home = folder.display().to_string();
        let mut variables: Vec<(String, String)> = [
            ("XDG_CONFIG_HOME", home.as_str()),
            ("XDG_DATA_HOME", &home),
            ("XDG_CACHE_HOME", &home),
            ("GTK_IM_MODULE", "fcitx"),
            ("XMODIFIERS", "@im=fcitx"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let bus = Bus::start(&pairs(&variables))?.context("no dbus-daemon (package dbus)")?;
        variables.push((bus::ADDRESS.to_owned(), bus.address.clone()));
        let method = Command::new("fcitx5")
            .args(["--disable", "wayland,waylandim,notificationitem,kimpanel"])
            .envs(variables.iter().cloned())
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("fcitx5 is not here: `cargo xtask test` installs it")?;
        let started = Self {
            method,
            bus,
            variables,
        };
        let end = Instant::now() + PATIENCE;
        while !started.has_name()? {
            ensure!(Instant::now() < end, "fcitx5 does not come to its bus");
            tokio::time::sleep(LOOK).await;
        }
        Ok(started)
    }

    /// What a window must be started with to be typed into through it.
    #[must_use]
    pub fn variables(&self) -> Vec<(&str, &str)> {
        let settings = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"];
        let all = pairs(&self.variables).into_iter();
        all.filter(|(name, _)| !settings.contains(name)).collect()
    }

    /// Chinese or not, in the field that has the focus.
    pub async fn chinese(&self, on: bool) -> Result<()> {
        self.remote(if on { "-o" } else { "-c" })?;
        let wanted = if on { "2" } else { "1" };
        let end = Instant::now() + PATIENCE;
        while self.remote("")?.trim() != wanted {
            ensure!(Instant::now() < end, "fcitx5 does not switch to {wanted}");
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Whether Chinese is on in the field that has the focus.
    pub fn is_chinese(&self) -> Result<bool> {
        Ok(self.remote("")?.trim() == "2")
    }

    /// The key that turns full width on and off, as `xdotool` calls it.
    #[must_use]
    pub fn full_width_key(&self) -> String {
        FULL_WIDTH.to_lowercase().replace("control", "ctrl")
    }

    fn remote(&self, argument: &str) -> Result<String> {
        let mut remote = Command::new("fcitx5-remote");
        let arguments = Some(argument).filter(|argument| !argument.is_empty());
        let output = remote
            .args(arguments)
            .envs(self.variables.iter().cloned())
            .output()
            .context("fcitx5-remote")?;
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Asked of the bus itself: `fcitx5-remote` would make it start a second one.
    fn has_name(&self) -> Result<bool> {
        let output = Command::new("dbus-send")
            .arg(format!("--bus={}", self.bus.address))
            .args(["--print-reply", "--dest=org.freedesktop.DBus"])
            .args(["/", "org.freedesktop.DBus.NameHasOwner"])
            .arg("string:org.fcitx.Fcitx5")
            .output()
            .context("dbus-send (package dbus)")?;
        Ok(String::from_utf8_lossy(&output.stdout).contains("true"))
    }
}

impl Drop for InputMethod {
    fn drop(&mut self) {
        // It may have ended with its bus.
        drop(self.method.kill());
        drop(self.method.wait());
    }
}

fn pairs(variables: &[(String, String)]) -> Vec<(&str, &str)> {
    let all = variables.iter();
    all.map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// Pinyin from the start in every field, one state for all fields, full width by a key.
fn settle(folder: &Path) -> Result<()> {
    let own = folder.join("fcitx5");
    std::fs::create_dir_all(own.join("conf"))?;
    std::fs::write(
        own.join("profile"),
        "[Groups/0]\nName=Default\nDefault Layout=us\nDefaultIM=pinyin\n\n\
         [Groups/0/Items/0]\nName=keyboard-us\nLayout=\n\n\
         [Groups/0/Items/1]\nName=pinyin\nLayout=\n\n\
         [GroupOrder]\n0=Default\n",
    )?;
    std::fs::write(
        own.join("config"),
        "[Behavior]\nActiveByDefault=True\nShareInputState=All\n",
    )?;
    std::fs::write(
        own.join("conf/fullwidth.conf"),
        format!("[Hotkey]\n0={FULL_WIDTH}\n"),
    )?;
    Ok(())
}
