//! A virtual display (Xvfb) of the size of a counter's screen.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::ground::Ground;
use crate::stop::stop;

/// Width, height and depth: the commonest screen at a counter.
const SCREEN: &str = "1366x768x24";

/// Whether a person can see windows here.
pub fn is_there() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// A running Xvfb; it ends with this value.
pub struct VirtualDisplay {
    server: Child,
    name: String,
}

impl VirtualDisplay {
    /// Starts Xvfb on a display number it finds free itself, and returns when it
    /// takes connections: it writes the number then (`-displayfd`).
    pub fn start(ground: &Ground) -> Result<Self> {
        let log = ground.notes()?.join("xvfb.log");
        let errors =
            File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", SCREEN])
            // Without -noreset the server starts afresh whenever its last client leaves.
            .args(["-noreset", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors)
            .spawn()
            .context("cannot start Xvfb (package xvfb)")?;
        let stdout = server.stdout.take().context("Xvfb has no stdout")?;
        let mut number = String::new();
        BufReader::new(stdout).read_line(&mut number)?;
        let number = number.trim();
        if number.is_empty() {
            stop(&mut server);
            bail!("Xvfb ended before it was ready; see {}", log.display());
        }
        let name = format!(":{number}");
        println!("virtual display {name}, {SCREEN}");
        Ok(Self { server, name })
    }

    /// Points a command at this display alone: a Wayland session or another
    /// display of the developer's must not catch the window.
    pub fn lend<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("DISPLAY", &self.name)
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        stop(&mut self.server);
    }
}
