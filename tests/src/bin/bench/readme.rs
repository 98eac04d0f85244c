//! The figures' place in the README.

use std::path::Path;

use anyhow::{Context, Result};

/// Puts the report between the two marks of this name.
pub fn write(readme: &Path, name: &str, report: &str) -> Result<()> {
    let text = std::fs::read_to_string(readme)?;
    let written = placed(&text, name, report)
        .with_context(|| format!("{} lacks the marks of {name}", readme.display()))?;
    Ok(std::fs::write(readme, written)?)
}

fn placed(text: &str, name: &str, report: &str) -> Option<String> {
    let (begin, end) = (
        format!("<!-- {name}:begin -->"),
        format!("<!-- {name}:end -->"),
    );
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{}\n{end}{after}", report.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_marks_changes_and_twice_is_once() {
        let text = "# a\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nb\n";
        let once = placed(text, "bench", "| new |\n").expect("both marks");
        assert_eq!(
            once,
            "# a\n<!-- bench:begin -->\n| new |\n<!-- bench:end -->\nb\n"
        );
        assert_eq!(placed(&once, "bench", "| new |\n"), Some(once));
    }

    #[test]
    fn without_a_mark_nothing_is_written() {
        assert_eq!(placed("# a\n<!-- bench:begin -->\n", "bench", "x"), None);
        assert_eq!(
            placed("<!-- bench:end --><!-- bench:begin -->", "bench", "x"),
            None
        );
    }
}
