//! The figures' place in the README.

use std::path::Path;

use anyhow::{Context, Result};

const BEGIN: &str = "<!-- bench:begin -->";
const END: &str = "<!-- bench:end -->";

/// Puts the report between the two marks.
pub fn write(readme: &Path, report: &str) -> Result<()> {
    let text = std::fs::read_to_string(readme)?;
    let written = placed(&text, report)
        .with_context(|| format!("{} lacks {BEGIN} … {END}", readme.display()))?;
    Ok(std::fs::write(readme, written)?)
}

fn placed(text: &str, report: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{}\n{END}{after}", report.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_marks_changes_and_twice_is_once() {
        let text = "# a\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nb\n";
        let once = placed(text, "| new |\n").expect("both marks");
        assert_eq!(
            once,
            "# a\n<!-- bench:begin -->\n| new |\n<!-- bench:end -->\nb\n"
        );
        assert_eq!(placed(&once, "| new |\n"), Some(once));
    }

    #[test]
    fn without_a_mark_nothing_is_written() {
        assert_eq!(placed("# a\n<!-- bench:begin -->\n", "x"), None);
        assert_eq!(placed("<!-- bench:end --><!-- bench:begin -->", "x"), None);
    }
}
