//! Files that come from outside the window: dragged from a file manager, copied to the clipboard.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::Clerk;
use super::driver::program;

/// Where the file manager's window stands: over the frame's left end, beside everything a file is dropped on.
const SOURCE: (i64, i64) = (4, 720);

impl Clerk {
    /// Drags a file onto the element `name` and lets go once the page has seen it there: `over` is the selector of
    /// what says so.
    pub async fn drop_file(&mut self, file: &Path, name: &str, over: &str) -> Result<()> {
        let (left, top, width, height) = self.window.place(name).await?;
        let (x, y) = (left + width / 2, top + height.min(30) / 2);
        let mut source = Source::show(file)?;
        self.keys.hold(SOURCE.0 + 10, SOURCE.1 + 10)?;
        // A drag begins with a move beyond the threshold and is told by moves only: a hand never rests.
        self.keys.move_to(SOURCE.0 + 30, SOURCE.1 + 12)?;
        // The page sees the file before the drag's source hears that it may be let go, hence more than one look.
        let (mut step, mut seen) = (0, 0);
        while seen < 4 {
            ensure!(step < 200, "the page never saw the file over {name}");
            step += 1;
            self.keys.move_to(x - step % 5, y)?;
            seen += u32::from(self.window.has_css(over).await?);
        }
        self.keys.let_go()?;
        source.ended()
    }

    /// The text on the clipboard; empty where there is none.
    pub fn clipboard(&self) -> Result<String> {
        let read = Command::new("xclip")
            .args(["-selection", "clipboard", "-o"])
            .output()
            .context("xclip")?;
        Ok(String::from_utf8_lossy(&read.stdout).into_owned())
    }

    /// Puts a PNG on the clipboard, as a screenshot tool does.
    pub fn copy_picture(&self, file: &Path) -> Result<()> {
        let status = Command::new("xclip")
            .args(["-selection", "clipboard", "-t", "image/png", "-i"])
            .arg(file)
            .stdout(Stdio::null())
            .status()
            .context("xclip")?;
        ensure!(status.success(), "xclip took no picture");
        Ok(())
    }
}

/// The file manager's window.
struct Source(Child);

impl Source {
    fn show(file: &Path) -> Result<Self> {
        let mut child = Command::new(program("ZC_DRAG_SOURCE")?)
            .args([SOURCE.0.to_string(), SOURCE.1.to_string()])
            .arg(file)
            .stdout(Stdio::piped())
            .spawn()
            .context("the drag source")?;
        let said = child.stdout.take().context("its output")?;
        let source = Self(child);
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line)?;
        ensure!(line.trim() == "ready", "the drag source did not show");
        Ok(source)
    }

    fn ended(&mut self) -> Result<()> {
        ensure!(self.0.wait()?.success(), "the drag source failed");
        Ok(())
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}
