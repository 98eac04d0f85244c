//! From the last key of a scan to its verdict on the screen, beside the verdict alone in the same scan.

use std::fmt::{Display, Formatter};
use std::path::Path;
use std::time::{Duration, Instant};

use acceptance::window::{Camera, Clerk};
use anyhow::{Context, Result, ensure};

use crate::report::{Figure, reached};
use crate::start::{self, Line};

/// What the screen may take beyond the verdict, milliseconds.
const LIMIT: f64 = 50.0;
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at the file; the times in it are the window's own.
const LOOK: Duration = Duration::from_millis(20);
/// Nobody scans a code before the verdict on the one before is read; the desk behind it is renewed meanwhile.
const READING: Duration = Duration::from_millis(600);
/// Said to be what it is, with nothing looked up.
const PAYMENT: &str = "wxp://f2f0abcdefghijklmnopqrstuvwxyz";

/// One scan. Milliseconds.
struct Scan {
    /// What the desk took to judge the text.
    verdict: f64,
    /// From the last key in the window's event handler until the frame with the text of the verdict is painted.
    painted: f64,
}

/// All scans of each kind of code.
pub struct Report {
    machine: String,
    kinds: Vec<(&'static str, Vec<Scan>)>,
}

/// So many scans of each kind, one after the other, in one window of the practice city.
pub fn measure(rounds: usize, machine: String) -> Result<Report> {
    let runtime = tokio::runtime::Runtime::new()?;
    let kinds = runtime.block_on(scans(rounds))?;
    Ok(Report { machine, kinds })
}

async fn scans(rounds: usize) -> Result<Vec<(&'static str, Vec<Scan>)>> {
    let folder = tempfile::tempdir()?;
    let timing = folder.path().join("timing.jsonl");
    let told = timing.display().to_string();
    let data = folder.path().join("station");
    let mut clerk = Clerk::start(&data, Camera::off(), &[("ZC_TIMING", &told)]).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    let (signed, _) = clerk.phone("zhangwei_1991", "signed", "ok").await?;
    clerk.choose_item("gsbz", "供水报装").await?;
    let codes = [
        ("a payment code, refused", PAYMENT),
        ("an item's guide code", "ZC:ITEM:0225:1"),
        ("a signed proof code", signed.as_str()),
    ];
    let mut kinds: Vec<(&'static str, Vec<Scan>)> =
        codes.iter().map(|(name, _)| (*name, Vec::new())).collect();
    let mut count = 0;
    // The first round is not counted: it opens what the others find open.
    for round in 0..=rounds {
        for ((_, text), (_, all)) in codes.iter().zip(&mut kinds) {
            tokio::time::sleep(READING).await;
            clerk.keys.scan(text)?;
            count += 1;
            let scan = heard(&timing, count).await?;
            if round > 0 {
                all.push(scan);
            }
        }
    }
    clerk.window.close().await?;
    Ok(kinds)
}

/// The scan of this number, once the window has told both its ends.
async fn heard(timing: &Path, number: usize) -> Result<Scan> {
    let end = Instant::now() + PATIENCE;
    loop {
        let text = std::fs::read_to_string(timing).unwrap_or_default();
        let keys = start::all(&text, "last_key")?;
        let painted = start::all(&text, "scan")?;
        if let (Some(key), Some(line)) = (keys.get(number - 1), painted.get(number - 1)) {
            ensure!(keys.len() == number, "a scan came in two");
            return of(key, line);
        }
        ensure!(Instant::now() < end, "scan {number} was never painted");
        tokio::time::sleep(LOOK).await;
    }
}

fn of(key: &Line, painted: &Line) -> Result<Scan> {
    let from = key.at.context("a last key has its moment")?;
    let to = painted.at.context("a painted verdict has its moment")?;
    Ok(Scan {
        verdict: key.ms.context("a verdict has its length")?,
        painted: to - from,
    })
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}.\n", self.machine)?;
        writeln!(
            f,
            "| Last key of a scan to its verdict on the screen | Verdict alone | On the screen | More | Limit | Reached |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|")?;
        for (name, scans) in &self.kinds {
            let verdict = Figure::of(scans, |scan| scan.verdict);
            let painted = Figure::of(scans, |scan| scan.painted);
            let more = Figure::of(scans, |scan| scan.painted - scan.verdict);
            writeln!(
                f,
                "| {name} | {} | {} | + {} | ≤ + {LIMIT:.0} ms | {} |",
                verdict.milliseconds(),
                painted.milliseconds(),
                more.milliseconds(),
                reached(more.median() <= LIMIT)
            )?;
        }
        let rounds = self.kinds.first().map_or(0, |(_, scans)| scans.len());
        writeln!(
            f,
            "\nMedians of {rounds} scans of each, in turn, least and most in brackets: real key events on a virtual \
             display, Enter last, from that key in the window's event handler until the frame with the verdict's text \
             is painted and told; the verdict alone is the same call within the same scan."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_screen_adds_is_judged_not_the_verdict() {
        let scans = |more: f64| {
            [10.0, 200.0, 400.0]
                .map(|verdict| Scan {
                    verdict,
                    painted: verdict + more,
                })
                .into()
        };
        let report = Report {
            machine: "a machine".to_owned(),
            kinds: vec![("near", scans(50.0)), ("far", scans(51.0))],
        }
        .to_string();
        assert!(report.contains(
            "| near | 200 ms (10–400) | 250 ms (60–450) | + 50 ms (50–50) | ≤ + 50 ms | yes |"
        ));
        assert!(report.contains("| + 51 ms (51–51) | ≤ + 50 ms | **no** |"));
    }
}
