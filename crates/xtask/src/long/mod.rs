//! `cargo xtask long`: the long forms of tests that the ordinary run holds a small dose of.

mod camera;
mod parts;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::ground::Ground;
use crate::trial::report::{Outcome, Report};
use parts::{PARTS, Part};

/// Runs the parts asked for. They do not build on each other: one that fails stops no other.
pub fn long(ground: &Ground, args: &[String]) -> Result<ExitCode> {
    let chosen = match asked(args)? {
        Asked::List => {
            for part in PARTS {
                println!("{:<10} {}", part.name, part.proves);
            }
            return Ok(ExitCode::SUCCESS);
        }
        Asked::Run(parts) => parts,
    };
    let report = walk(&chosen, |part| (part.run)(ground));
    print!("{report}");
    Ok(if report.failed() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn walk(parts: &[&'static Part], run: impl Fn(&Part) -> Result<()>) -> Report {
    let mut report = Report::default();
    for part in parts {
        println!("\n━━ {} · {}", part.name, part.proves);
        let begun = Instant::now();
        let ended = run(part);
        let took = begun.elapsed();
        let outcome = match ended {
            Ok(()) => Outcome::Passed(took),
            Err(error) => {
                eprintln!("\n{}: {error:#}", part.name);
                Outcome::Failed(took)
            }
        };
        report.add(part.name, outcome);
    }
    report
}

enum Asked {
    List,
    Run(Vec<&'static Part>),
}

fn asked(args: &[String]) -> Result<Asked> {
    let mut names: Vec<&str> = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--list" => return Ok(Asked::List),
            "--only" => match args.next() {
                Some(name) => names.push(name),
                None => bail!("--only needs the name of a part; --list shows them"),
            },
            other => bail!("`{other}` is not understood; see `cargo xtask help`"),
        }
    }
    if let Some(unknown) = names
        .iter()
        .find(|name| PARTS.iter().all(|part| part.name != **name))
    {
        bail!("no part `{unknown}`; `cargo xtask long --list` shows them");
    }
    let wanted = |part: &&Part| names.is_empty() || names.contains(&part.name);
    Ok(Asked::Run(PARTS.iter().filter(wanted).collect()))
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn an_unknown_part_is_refused_rather_than_passed_over() {
        let args = ["--only".to_owned(), "smi".to_owned()];
        assert!(asked(&args).is_err());
    }

    #[test]
    fn every_part_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = PARTS.iter().map(|part| part.name).collect();
        assert_eq!(names.len(), PARTS.len());
    }

    #[test]
    fn a_part_that_fails_stops_no_other_and_is_counted() {
        let all: Vec<&Part> = PARTS.iter().chain(PARTS).collect();
        let ran = std::cell::Cell::new(0);
        let report = walk(&all, |_| {
            ran.set(ran.get() + 1);
            if ran.get() == 1 {
                return Err(anyhow!("a planted failure"));
            }
            Ok(())
        });
        assert_eq!(ran.get(), all.len());
        assert_eq!((report.failed(), report.passed()), (1, all.len() - 1));
    }
}
