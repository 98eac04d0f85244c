use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Milliseconds between the keys of a gun: as close as the display takes them. A sender that sleeps between two keys is
/// woken late on a busy machine, and stutters as no gun does.
const GUN: &str = "0";

/// Real key events on the display (XTEST): what a hand and a scanner gun send.
#[derive(Debug, Default)]
pub struct Keyboard {
    window: Option<String>,
    /// Keys pressed since the last [`Keyboard::count_from_here`].
    pressed: u32,
}

impl Keyboard {
    /// Finds the window of this process (by its title) and gives it the focus; there is no window manager.
    pub fn find(&mut self, title: &str) -> Result<()> {
        let found = output(&["search", "--sync", "--onlyvisible", "--name", title])?;
        let window = found
            .lines()
            .next()
            .context("no window of this title")?
            .trim()
            .to_owned();
        run(&["windowfocus", "--sync", &window])?;
        self.window = Some(window);
        Ok(())
    }

    /// One key or chord, e.g. `F10`, `Return`, `alt+4`.
    pub fn press(&mut self, key: &str) -> Result<()> {
        self.pressed += 1;
        run(&["key", key])
    }

    /// A person types: slowly.
    pub fn type_slowly(&mut self, text: &str) -> Result<()> {
        self.pressed += text.chars().count() as u32;
        run(&["type", "--delay", "160", text])
    }

    /// A scanner gun, Enter at the end.
    pub fn scan(&self, text: &str) -> Result<()> {
        self.scan_between(&[], text, &["Return"])
    }

    /// A scanner gun that was set to send these keys before its code and those after it: one run, without a stop.
    pub fn scan_between(&self, before: &[&str], text: &str, after: &[&str]) -> Result<()> {
        self.scan_all(&[(before, text, after)])
    }

    /// Several scans without a stop between them.
    pub fn scan_all(&self, scans: &[(&[&str], &str, &[&str])]) -> Result<()> {
        let mut chain: Vec<&str> = Vec::new();
        let keys = ["key", "--delay", GUN];
        for (before, text, after) in scans {
            if !before.is_empty() {
                chain.extend(keys);
                chain.extend(*before);
            }
            chain.extend(["type", "--delay", GUN, "--args", "1", text]);
            if !after.is_empty() {
                chain.extend(keys);
                chain.extend(*after);
            }
        }
        run(&chain)
    }

    /// A person who types as fast as hands do, so many milliseconds a key.
    pub fn type_every(&mut self, text: &str, milliseconds: u32) -> Result<()> {
        self.pressed += text.chars().count() as u32;
        run(&["type", "--delay", &milliseconds.to_string(), text])
    }

    /// Keys rolled over by a hand: as close together as a gun's.
    pub fn roll(&mut self, keys: &[&str]) -> Result<()> {
        self.pressed += keys.len() as u32;
        let mut chain = vec!["key", "--delay", GUN];
        chain.extend(keys);
        run(&chain)
    }

    /// A key goes down and stays there: the display repeats it.
    pub fn hold_key(&mut self, key: &str) -> Result<()> {
        self.pressed += 1;
        run(&["keydown", key])
    }

    /// It comes up.
    pub fn let_go_key(&self, key: &str) -> Result<()> {
        run(&["keyup", key])
    }

    /// Draws with the pointer: down at the first point, through the others, up at the last.
    pub fn draw(&self, points: &[(i64, i64)]) -> Result<()> {
        let Some(((x, y), rest)) = points.split_first() else {
            return Ok(());
        };
        run(&[
            "mousemove",
            &x.to_string(),
            &y.to_string(),
            "mousedown",
            "1",
        ])?;
        for (x, y) in rest {
            run(&["mousemove", &x.to_string(), &y.to_string()])?;
        }
        run(&["mouseup", "1"])
    }

    /// The pointer's first button goes down here.
    pub fn hold(&self, x: i64, y: i64) -> Result<()> {
        self.move_to(x, y)?;
        run(&["mousedown", "1"])
    }

    /// The pointer goes there.
    pub fn move_to(&self, x: i64, y: i64) -> Result<()> {
        run(&["mousemove", &x.to_string(), &y.to_string()])
    }

    /// The pointer's first button comes up.
    pub fn let_go(&self) -> Result<()> {
        run(&["mouseup", "1"])
    }

    /// Starts counting key presses.
    pub fn count_from_here(&mut self) {
        self.pressed = 0;
    }

    /// Key presses since then; a scan is none of them.
    #[must_use]
    pub fn pressed(&self) -> u32 {
        self.pressed
    }
}

fn run(args: &[&str]) -> Result<()> {
    let status = Command::new("xdotool")
        .args(args)
        .status()
        .context("xdotool")?;
    ensure!(status.success(), "xdotool {} failed", args[0]);
    Ok(())
}

fn output(args: &[&str]) -> Result<String> {
    let output = Command::new("xdotool")
        .args(args)
        .output()
        .context("xdotool")?;
    ensure!(output.status.success(), "xdotool {} failed", args[0]);
    Ok(String::from_utf8(output.stdout)?)
}
