//! `cargo xtask bench`: what the window costs beside an empty one, in the same run, as ratios; with `gun` what it takes
//! from the last key of a scan to the verdict on the screen, beside the verdict alone; with `form` what it takes to the
//! form that a proof code fills, beside the round trips it had to wait for.
//!
//! `ZC_BIN` names the window, `ZC_CLI` the command line that runs its practice city, `ZC_EMPTY` the empty window
//! (else `examples/empty_window` beside `ZC_BIN`); `DISPLAY` must be there, without a window manager.

mod form;
mod gun;
mod machine;
mod memory;
mod processes;
mod readme;
mod report;
mod sample;
mod start;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::report::Report;
use crate::sample::{Empty, Ours};
use crate::start::Programs;

/// Rounds of one empty window and one of ours.
const ROUNDS: usize = 7;
/// Scans of each kind of code.
const SCANS: usize = 20;
/// Proof codes of each kind.
const FORMS: usize = 7;
const USAGE: &str = "bench [gun|form] [--runs N] [--write-readme]";

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    Window,
    Gun,
    Form,
}

struct Options {
    what: What,
    rounds: usize,
    write_readme: bool,
}

fn main() -> Result<()> {
    let options = options(std::env::args().skip(1))?;
    let programs = Programs::from_environment()?;
    let (rounds, machine) = (options.rounds, machine::describe(&programs.ours));
    let (name, report) = match options.what {
        What::Gun => ("gun-bench", gun::measure(rounds, machine)?.to_string()),
        What::Form => ("form-bench", form::measure(rounds, machine)?.to_string()),
        What::Window => ("bench", measure(&programs, rounds)?.to_string()),
    };
    print!("{report}");
    let root = root()?;
    let folder = root.join("target").join("bench");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(format!("{name}.md")), &report)?;
    if options.write_readme {
        readme::write(&root.join("README.md"), name, &report)?;
    }
    Ok(())
}

fn options(args: impl Iterator<Item = String>) -> Result<Options> {
    let mut args = args.filter(|arg| arg != "--").peekable();
    let what = match args.peek().map(String::as_str) {
        Some("gun") => What::Gun,
        Some("form") => What::Form,
        _ => What::Window,
    };
    if what != What::Window {
        args.next();
    }
    let rounds = match what {
        What::Window => ROUNDS,
        What::Gun => SCANS,
        What::Form => FORMS,
    };
    let mut options = Options {
        what,
        rounds,
        write_readme: false,
    };
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--runs" => {
                let rounds = args.next().context(USAGE)?;
                options.rounds = rounds.parse().context(USAGE)?;
            }
            "--write-readme" => options.write_readme = true,
            _ => bail!("{arg}? {USAGE}"),
        }
    }
    ensure!(options.rounds > 0, "no rounds, no figures: {USAGE}");
    Ok(options)
}

fn root() -> Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    Ok(root.context("tests/ is in the repository")?.to_owned())
}

/// One round of each uncounted: it enrols the station and brings both programs into the file cache. Then the rounds,
/// each beginning with the other program than the one before, so that a machine that slows down slows both.
fn measure(programs: &Programs, rounds: usize) -> Result<Report> {
    let folder = tempfile::tempdir()?;
    eprintln!("enrolling the station and warming the file cache");
    sample::empty(programs, folder.path())?;
    sample::ours(programs, folder.path())?;
    let (mut empty, mut ours): (Vec<Empty>, Vec<Ours>) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        eprintln!("round {} of {rounds}", round + 1);
        if round % 2 == 0 {
            empty.push(sample::empty(programs, folder.path())?);
            ours.push(sample::ours(programs, folder.path())?);
        } else {
            ours.push(sample::ours(programs, folder.path())?);
            empty.push(sample::empty(programs, folder.path())?);
        }
    }
    Ok(Report {
        machine: machine::describe(&programs.ours),
        empty,
        ours,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(args: &[&str]) -> Result<Options> {
        options(args.iter().map(|arg| (*arg).to_owned()))
    }

    #[test]
    fn without_arguments_seven_rounds_and_nothing_written() {
        let options = given(&[]).expect("no arguments are fine");
        assert_eq!((options.rounds, options.write_readme), (ROUNDS, false));
    }

    #[test]
    fn rounds_and_the_readme_are_asked_for_also_behind_two_dashes() {
        let options = given(&["--", "--runs", "3", "--write-readme"]).expect("known arguments");
        assert_eq!((options.rounds, options.write_readme), (3, true));
    }

    #[test]
    fn what_is_measured_is_asked_for_first_and_has_rounds_of_its_own() {
        for (word, what, rounds) in [("gun", What::Gun, SCANS), ("form", What::Form, FORMS)] {
            let options = given(&[word, "--write-readme"]).expect("known arguments");
            assert_eq!(
                (options.what, options.rounds, options.write_readme),
                (what, rounds, true)
            );
        }
        assert!(given(&["--write-readme", "gun"]).is_err());
    }

    #[test]
    fn what_measures_nothing_or_is_unknown_is_refused() {
        assert!(given(&["--runs", "0"]).is_err());
        assert!(given(&["--runs"]).is_err());
        assert!(given(&["--fast"]).is_err());
    }
}
