//! The table, and its place in the README.

use std::fmt::{Display, Formatter};
use std::path::Path;

use anyhow::{Context as _, Result};

const BEGIN: &str = "<!-- queue-bench:begin -->";
const END: &str = "<!-- queue-bench:end -->";

/// A line of the table.
pub struct Figure {
    /// What.
    pub name: String,
    /// Ours, as text.
    pub ours: String,
    /// What it is held against, as text.
    pub baseline: String,
    /// The figure, as text.
    pub figure: String,
    /// What is to be reached, as text; empty for a line that only tells.
    pub reach: String,
    /// Whether it is.
    pub reached: Option<bool>,
}

impl Figure {
    /// A ratio of ours to the baseline, at least or at most so much.
    pub fn ratio(name: &str, ours: String, baseline: String, ratio: f64, reach: Reach) -> Self {
        let (text, reached) = match reach {
            Reach::AtLeast(least) => (format!("≥ × {least}"), ratio >= least),
            Reach::AtMost(most) => (format!("≤ × {most}"), ratio <= most),
        };
        Self {
            name: name.to_owned(),
            ours,
            baseline,
            figure: format!("× {ratio:.2}"),
            reach: text,
            reached: Some(reached),
        }
    }
}

/// The line that is drawn.
pub enum Reach {
    AtLeast(f64),
    AtMost(f64),
}

impl Display for Figure {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let reached = match self.reached {
            None => "",
            Some(true) => "yes",
            Some(false) => "**no**",
        };
        writeln!(
            f,
            "| {} | {} | {} | {} | {} | {reached} |",
            self.name, self.ours, self.baseline, self.figure, self.reach
        )
    }
}

/// All of it as Markdown.
pub fn text(figures: &[Figure]) -> String {
    let lines: String = figures.iter().map(Figure::to_string).collect();
    format!(
        "{}.\n\n| | 综窗 | Baseline | Figure | Reach | Reached |\n|---|---|---|---|---|---|\n{lines}",
        machine()
    )
}

fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let info = read("/proc/cpuinfo");
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown processor", |rest| {
            rest.trim_start_matches(['\t', ':', ' '])
        });
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let kernel = read("/proc/sys/kernel/osrelease");
    let build = if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    };
    format!(
        "{cores} × {model}; Linux {}; build profile {build}",
        kernel.trim()
    )
}

/// Puts the report between the two marks.
pub fn write(readme: &Path, report: &str) -> Result<()> {
    let text = std::fs::read_to_string(readme)?;
    let marks = || format!("{} lacks {BEGIN} … {END}", readme.display());
    let (before, rest) = text.split_once(BEGIN).with_context(marks)?;
    let (_, after) = rest.split_once(END).with_context(marks)?;
    let written = format!("{before}{BEGIN}\n{}\n{END}{after}", report.trim());
    Ok(std::fs::write(readme, written)?)
}
