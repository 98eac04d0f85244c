//! From the last key of a proof code to the form it filled, beside the round trips that wait for one another.

use std::fmt::{Display, Formatter};
use std::path::Path;
use std::time::{Duration, Instant};

use acceptance::city::City;
use acceptance::proxy::{Proxy, Seen, Weather, serial};
use acceptance::window::{Camera, Clerk};
use anyhow::{Context, Result, ensure};

use crate::report::{Figure, reached};
use crate::start;

/// What a round trip costs, milliseconds.
const TRIP: u64 = 100;
/// What may follow one another.
const TRIPS: usize = 3;
/// What everything else may take, milliseconds.
const LIMIT: f64 = 150.0;
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks at the file; the times in it are the window's own.
const LOOK: Duration = Duration::from_millis(20);
/// The calls a scan makes; others of the same moment are the queue's.
const CALLS: [&str; 4] = [
    "/v1/proof-codes/",
    "/v1/licences/",
    "/v1/credit",
    "/v1/checks",
];

/// What is scanned.
struct Kind {
    name: &'static str,
    /// Initials typed, name shown.
    item: (&'static str, &'static str),
    citizen: &'static str,
    code: &'static str,
}

const KINDS: [Kind; 3] = [
    Kind {
        name: "供水报装, a code that is looked up, two licences",
        item: ("gsbz", "供水报装"),
        citizen: "chen",
        code: "opaque",
    },
    Kind {
        name: "新生儿入户, a code that is looked up, four licences",
        item: ("xserh", "新生儿入户"),
        citizen: "liu",
        code: "opaque",
    },
    Kind {
        name: "供水报装, a signed code, judged here",
        item: ("gsbz", "供水报装"),
        citizen: "chen",
        code: "signed",
    },
];

/// One scan.
struct Filled {
    /// Calls.
    calls: usize,
    /// How many of them waited for one another.
    trips: usize,
    /// From the last key in the window's event handler until the frame with the filled form is painted, milliseconds.
    painted: f64,
}

impl Filled {
    /// What was not waiting for the line, milliseconds.
    fn own(&self) -> f64 {
        self.painted - self.trips as f64 * TRIP as f64
    }
}

/// All scans of each kind.
pub struct Report {
    machine: String,
    kinds: Vec<(&'static str, Vec<Filled>)>,
}

/// So many scans of each kind in one window whose city is a proxy away.
pub fn measure(rounds: usize, machine: String) -> Result<Report> {
    let runtime = tokio::runtime::Runtime::new()?;
    let kinds = runtime.block_on(scans(rounds))?;
    Ok(Report { machine, kinds })
}

async fn scans(rounds: usize) -> Result<Vec<(&'static str, Vec<Filled>)>> {
    let folder = tempfile::tempdir()?;
    let city = City::open(&folder.path().join("city"), None).context("the practice city runs")?;
    let proxy = Proxy::start();
    proxy.lead_to(Some(&city.url));
    let timing = folder.path().join("timing.jsonl");
    let told = timing.display().to_string();
    let url = proxy.url();
    let variables = [("ZC_TIMING", told.as_str()), ("ZC_BACKEND", &url)];
    let data = folder.path().join("station");
    let mut clerk = Clerk::start(&data, Camera::off(), &variables).await?;
    clerk.window.find("sign-in-password").await?;
    clerk.keys.find("综窗")?;
    clerk.sign_in("0217").await?;
    let mut kinds: Vec<(&'static str, Vec<Filled>)> =
        KINDS.iter().map(|kind| (kind.name, Vec::new())).collect();
    let mut count = 0;
    // The first round is not counted: it opens what the others find open.
    for round in 0..=rounds {
        for (kind, (_, all)) in KINDS.iter().zip(&mut kinds) {
            count += 1;
            let filled = scan(&mut clerk, &proxy, &timing, (kind, count)).await?;
            if round > 0 {
                all.push(filled);
            }
        }
    }
    clerk.window.close().await?;
    Ok(kinds)
}

/// The next citizen with a code of their own; the line is slow from the first key to the painted form.
async fn scan(
    clerk: &mut Clerk,
    proxy: &Proxy,
    timing: &Path,
    (kind, number): (&Kind, usize),
) -> Result<Filled> {
    let (code, _) = clerk.phone(kind.citizen, kind.code, "ok").await?;
    clerk.go("desk").await?;
    clerk.keys.press("F11")?;
    clerk.window.until_gone("form-count").await?;
    clerk.choose_item(kind.item.0, kind.item.1).await?;
    let before = proxy.seen().len();
    proxy.weather(Weather::late(TRIP));
    clerk.keys.scan(&code)?;
    let painted = heard(timing, number).await?;
    proxy.weather(Weather::clear());
    let filled = clerk.window.read("form-count").await?;
    ensure!(!filled.starts_with('0'), "nothing was filled: {filled}");
    let passed = proxy.seen().split_off(before);
    let calls = of_the_scan(&passed);
    Ok(Filled {
        calls: calls.len(),
        trips: serial(&calls),
        painted,
    })
}

fn of_the_scan(passed: &[Seen]) -> Vec<&Seen> {
    let is_one = |seen: &&Seen| CALLS.iter().any(|call| seen.path.contains(call));
    passed.iter().filter(is_one).collect()
}

/// From the last key to the painted form of the scan of this number, milliseconds.
async fn heard(timing: &Path, number: usize) -> Result<f64> {
    let end = Instant::now() + PATIENCE;
    loop {
        let text = std::fs::read_to_string(timing).unwrap_or_default();
        let keys = start::all(&text, "last_key")?;
        let forms = start::all(&text, "form")?;
        if let (Some(key), Some(form)) = (keys.get(number - 1), forms.get(number - 1)) {
            ensure!(keys.len() == number, "a scan came in two");
            let from = key.at.context("a last key has its moment")?;
            return Ok(form.at.context("a painted form has its moment")? - from);
        }
        ensure!(Instant::now() < end, "form {number} was never painted");
        tokio::time::sleep(LOOK).await;
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}.\n", self.machine)?;
        writeln!(
            f,
            "| Last key of a proof code to the filled form | Calls | One after another | On the screen | More than their sum | Limit | Reached |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|---|")?;
        for (name, scans) in &self.kinds {
            let most = |count: fn(&Filled) -> usize| scans.iter().map(count).max().unwrap_or(0);
            let (calls, trips) = (most(|scan| scan.calls), most(|scan| scan.trips));
            let own = Figure::of(scans, Filled::own);
            writeln!(
                f,
                "| {name} | {calls} | {trips} × {TRIP} ms | {} | + {} | ≤ {TRIPS}, ≤ + {LIMIT:.0} ms | {} |",
                Figure::of(scans, |scan| scan.painted).milliseconds(),
                own.milliseconds(),
                reached(trips <= TRIPS && own.median() <= LIMIT)
            )?;
        }
        let rounds = self.kinds.first().map_or(0, |(_, scans)| scans.len());
        writeln!(
            f,
            "\nMedians of {rounds} scans of each, in turn, least and most in brackets: real key events on a virtual \
             display, a city behind a proxy that lets every request wait {TRIP} ms, from the last key in the window's \
             event handler until the frame with the filled form is painted and told. What is asked side by side \
             counts once."
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trips_and_what_is_more_than_their_sum_are_judged_apart() {
        let scans = |trips: usize, own: f64| {
            let filled = || Filled {
                calls: 4,
                trips,
                painted: trips as f64 * 100.0 + own,
            };
            vec![filled(), filled(), filled()]
        };
        let report = Report {
            machine: "a machine".to_owned(),
            kinds: vec![
                ("near", scans(3, 150.0)),
                ("slow", scans(3, 151.0)),
                ("deep", scans(4, 10.0)),
            ],
        }
        .to_string();
        assert!(
            report.contains(
                "| near | 4 | 3 × 100 ms | 450 ms (450–450) | + 150 ms (150–150) | ≤ 3, ≤ + 150 ms | yes |"
            ),
            "{report}"
        );
        assert!(report.contains("+ 151 ms (151–151) | ≤ 3, ≤ + 150 ms | **no** |"));
        assert!(report.contains("| deep | 4 | 4 × 100 ms | 410 ms (410–410) | + 10 ms (10–10) | ≤ 3, ≤ + 150 ms | **no** |"));
    }
}
