//! The table: medians, spread, ratio, limit, and whether it is reached.

use std::fmt::{Display, Formatter, Result};

use acceptance::window::story::WATER_KEYS;

use crate::sample::{Empty, Ours};

/// Cold start to a usable desk, of the empty window's.
const START_LIMIT: f64 = 1.6;
/// Memory of all processes beyond the empty window's, bytes.
const MEMORY_LIMIT: f64 = 120e6;
/// Key presses from the scan to *saved*.
const KEYS_LIMIT: usize = 6;

/// All that was measured.
pub struct Report {
    /// Where.
    pub machine: String,
    /// A baseline a round.
    pub empty: Vec<Empty>,
    /// A window a round.
    pub ours: Vec<Ours>,
}

/// Values of one figure, a round each.
pub struct Figure(Vec<f64>);

impl Figure {
    /// Of these runs.
    pub fn of<T>(runs: &[T], value: impl Fn(&T) -> f64) -> Self {
        let mut values: Vec<f64> = runs.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// In the middle.
    pub fn median(&self) -> f64 {
        let middle = self.0.len() / 2;
        match self.0.len() {
            0 => f64::NAN,
            odd if odd % 2 == 1 => self.0[middle],
            _ => f64::midpoint(self.0[middle - 1], self.0[middle]),
        }
    }

    /// `median (least–most)`.
    fn shown(&self, unit: &str, scale: f64) -> String {
        let (Some(least), Some(most)) = (self.0.first(), self.0.last()) else {
            return "–".to_owned();
        };
        let median = self.median() / scale;
        format!(
            "{median:.0} {unit} ({:.0}–{:.0})",
            least / scale,
            most / scale
        )
    }

    /// `median (least–most)` in milliseconds.
    pub fn milliseconds(&self) -> String {
        self.shown("ms", 1.0)
    }

    fn megabytes(&self) -> String {
        self.shown("MB", 1e6)
    }
}

/// The last column.
pub fn reached(reached: bool) -> &'static str {
    if reached { "yes" } else { "**no**" }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(f, "{}.\n", self.machine)?;
        writeln!(
            f,
            "Medians of {} starts of each, alternating, warm file cache; least and most in brackets.\n",
            self.ours.len()
        )?;
        writeln!(
            f,
            "| | Empty window | 综窗 | Difference | Limit | Reached |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|")?;
        self.start(f)?;
        self.memory(f)?;
        self.keys(f)?;
        self.notes(f)
    }
}

impl Report {
    fn start(&self, f: &mut Formatter<'_>) -> Result {
        let empty = Figure::of(&self.empty, |run| run.painted);
        let ours = Figure::of(&self.ours, Ours::usable);
        let ratio = ours.median() / empty.median();
        writeln!(
            f,
            "| Cold start to a usable desk | {} | {} | × {ratio:.2} | ≤ × {START_LIMIT} | {} |",
            empty.milliseconds(),
            ours.milliseconds(),
            reached(ratio <= START_LIMIT)
        )?;
        let sign_in = Figure::of(&self.ours, |run| run.sign_in);
        writeln!(
            f,
            "| · start to the painted sign-in screen | | {} | | | |",
            sign_in.milliseconds()
        )?;
        let desk = Figure::of(&self.ours, |run| run.desk - run.key.unwrap_or(0.0));
        writeln!(
            f,
            "| · Enter to the painted desk | | {} | | | |",
            desk.milliseconds()
        )?;
        let key = match self.key() {
            Some(key) => key.milliseconds(),
            None => "not told apart: within the figures above".to_owned(),
        };
        writeln!(
            f,
            "| Key derivation (Argon2id), not in the figures above | | {key} | | | |"
        )
    }

    /// Only where every start told it.
    fn key(&self) -> Option<Figure> {
        let told = self.ours.iter().all(|run| run.key.is_some());
        told.then(|| Figure::of(&self.ours, |run| run.key.unwrap_or(f64::NAN)))
    }

    fn memory(&self, f: &mut Formatter<'_>) -> Result {
        let empty = Figure::of(&self.empty, |run| run.memory.total() as f64);
        let ours = Figure::of(&self.ours, |run| run.memory.total() as f64);
        let more = ours.median() - empty.median();
        writeln!(
            f,
            "| Memory of all processes (PSS) at rest | {} | {} | {:+.0} MB | ≤ +{:.0} MB | {} |",
            empty.megabytes(),
            ours.megabytes(),
            more / 1e6,
            MEMORY_LIMIT / 1e6,
            reached(more <= MEMORY_LIMIT)
        )?;
        for name in self.programs() {
            let empty = Figure::of(&self.empty, |run| run.memory.of(name) as f64);
            let ours = Figure::of(&self.ours, |run| run.memory.of(name) as f64);
            writeln!(
                f,
                "| · `{name}` | {} | {} | | | |",
                empty.megabytes(),
                ours.megabytes()
            )?;
        }
        Ok(())
    }

    /// Every program that ran in a start, sorted, each once.
    fn programs(&self) -> Vec<&str> {
        let empty = self.empty.iter().map(|run| &run.memory);
        let all = empty.chain(self.ours.iter().map(|run| &run.memory));
        let mut names: Vec<&str> = all
            .flat_map(|memory| memory.0.keys())
            .map(String::as_str)
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn keys(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(
            f,
            "| Key presses from the scan to *saved*, 供水报装 | | {} (`{}`) | | ≤ {KEYS_LIMIT} | {} |",
            WATER_KEYS.len(),
            WATER_KEYS.join("`, `"),
            reached(WATER_KEYS.len() <= KEYS_LIMIT)
        )
    }

    fn notes(&self, f: &mut Formatter<'_>) -> Result {
        writeln!(
            f,
            "\nA start is measured from the starting of the process to the second frame after the page's layout, with \
             an enrolled station and its practice city; the clerk's typing is in none of the figures. Memory is that \
             of the window, its webview and the practice city together, when two looks differ by less than 1 %. The \
             key presses are those the window test sends."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Memory;

    fn memory(programs: &[(&str, u64)]) -> Memory {
        Memory(
            programs
                .iter()
                .map(|(name, bytes)| ((*name).to_owned(), *bytes))
                .collect(),
        )
    }

    fn report(desk: f64, key: Option<f64>, bytes: u64) -> String {
        let empty = [300.0, 310.0, 290.0].map(|painted| Empty {
            painted,
            memory: memory(&[("empty_window", 100_000_000)]),
        });
        let ours = [0.0, 10.0, -10.0].map(|more| Ours {
            sign_in: 380.0 + more,
            desk,
            key,
            memory: memory(&[("zongchuang", bytes), ("zc", 20_000_000)]),
        });
        let (empty, ours) = (empty.into(), ours.into());
        Report {
            machine: "a machine".to_owned(),
            empty,
            ours,
        }
        .to_string()
    }

    fn row<'a>(report: &'a str, name: &str) -> &'a str {
        let found = report
            .lines()
            .find(|line| line.starts_with(&format!("| {name}")));
        found.expect("the row is there")
    }

    #[test]
    fn the_key_derivation_is_shown_apart() {
        let report = report(500.0, Some(400.0), 200_000_000);
        let start = row(&report, "Cold start");
        assert!(
            start.contains("300 ms (290–310) | 480 ms (470–490) | × 1.60 | ≤ × 1.6 | yes"),
            "{start}"
        );
        assert!(row(&report, "Key derivation").contains("400 ms"));
    }

    #[test]
    fn a_key_derivation_that_is_not_told_stays_in_the_start() {
        let report = report(500.0, None, 200_000_000);
        assert!(
            row(&report, "Cold start")
                .ends_with("| 880 ms (870–890) | × 2.93 | ≤ × 1.6 | **no** |")
        );
        assert!(row(&report, "Key derivation").contains("not told apart"));
    }

    #[test]
    fn the_practice_city_counts_as_memory_of_ours() {
        let within = report(500.0, Some(400.0), 200_000_000);
        assert!(row(&within, "Memory").ends_with("| +120 MB | ≤ +120 MB | yes |"));
        let beyond = report(500.0, Some(400.0), 200_600_000);
        assert!(row(&beyond, "Memory").ends_with("| +121 MB | ≤ +120 MB | **no** |"));
        assert!(row(&within, "· `zc`").contains("| 0 MB (0–0) | 20 MB (20–20) |"));
    }

    #[test]
    fn a_median_of_an_even_number_is_between_the_middle_two() {
        assert_eq!(
            Figure::of(&[4.0, 1.0, 2.0, 10.0], |value| *value).median(),
            3.0
        );
    }
}
