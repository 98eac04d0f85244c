//! The table at the end: each step, how it ended, how long it took.

use std::fmt;
use std::time::Duration;

/// How a step ended.
#[derive(Clone, Copy, Debug)]
pub enum Outcome {
    Passed(Duration),
    Failed(Duration),
    NotRun,
}

/// The steps in the order they came; its last line is `N passed, N failed`.
#[derive(Default)]
pub struct Report {
    rows: Vec<(&'static str, Outcome)>,
}

impl Report {
    pub fn add(&mut self, name: &'static str, outcome: Outcome) {
        self.rows.push((name, outcome));
    }

    pub fn passed(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Passed(_)))
    }

    pub fn failed(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Failed(_)))
    }

    fn count(&self, like: impl Fn(&Outcome) -> bool) -> usize {
        self.rows
            .iter()
            .filter(|(_, outcome)| like(outcome))
            .count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n━━ 小结 / summary")?;
        for (name, outcome) in &self.rows {
            match outcome {
                Outcome::Passed(took) => writeln!(f, "{name:<10} passed   {:>9}", spoken(*took))?,
                Outcome::Failed(took) => writeln!(f, "{name:<10} FAILED   {:>9}", spoken(*took))?,
                Outcome::NotRun => writeln!(f, "{name:<10} not run")?,
            }
        }
        writeln!(f)?;
        writeln!(f, "{} passed, {} failed", self.passed(), self.failed())
    }
}

/// `3 min 07 s`, or `0.4 s` below a minute.
fn spoken(took: Duration) -> String {
    let whole = took.as_secs();
    if whole < 60 {
        return format!("{:.1} s", took.as_secs_f64());
    }
    format!("{} min {:02} s", whole / 60, whole % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_how_each_step_ended_and_ends_in_the_counts() {
        let mut report = Report::default();
        report.add("fmt", Outcome::Passed(Duration::from_millis(1_340)));
        report.add("tidy", Outcome::Failed(Duration::from_secs(187)));
        report.add("window", Outcome::NotRun);
        let text = report.to_string();
        assert!(text.contains("fmt        passed       1.3 s"), "{text}");
        assert!(text.contains("tidy       FAILED   3 min 07 s"), "{text}");
        assert!(text.contains("window     not run"), "{text}");
        assert!(text.ends_with("\n1 passed, 1 failed\n"), "{text}");
    }
}
