//! `cargo xtask test`: every test there is, step by step, window included.

pub mod report;
mod steps;
mod targets;

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::ground::Ground;
use report::{Outcome, Report};
use steps::{STEPS, Step};

/// Runs the steps asked for, in their order; stops at the first that fails.
pub fn test(ground: &Ground, args: &[String]) -> Result<ExitCode> {
    let chosen = match asked(args)? {
        Asked::List => {
            list();
            return Ok(ExitCode::SUCCESS);
        }
        Asked::Run(steps) => steps,
    };
    let report = walk(&chosen, |step| (step.run)(ground));
    print!("{report}");
    Ok(if report.failed() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn walk(steps: &[&'static Step], run: impl Fn(&Step) -> Result<()>) -> Report {
    let mut report = Report::default();
    for (index, step) in steps.iter().enumerate() {
        if report.failed() > 0 {
            report.add(step.name, Outcome::NotRun);
            continue;
        }
        println!(
            "\n━━ {}/{} {} · {} / {}",
            index + 1,
            steps.len(),
            step.name,
            step.zh,
            step.en
        );
        let begun = Instant::now();
        let ended = run(step);
        let took = begun.elapsed();
        report.add(
            step.name,
            match ended {
                Ok(()) => Outcome::Passed(took),
                Err(error) => {
                    eprintln!("\n{}: {error:#}", step.name);
                    Outcome::Failed(took)
                }
            },
        );
    }
    report
}

enum Asked {
    List,
    Run(Vec<&'static Step>),
}

fn asked(args: &[String]) -> Result<Asked> {
    let mut names: Vec<&str> = Vec::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--list" => return Ok(Asked::List),
            "--only" => match args.next() {
                Some(name) => names.push(name),
                None => bail!("--only needs the name of a step; --list shows them"),
            },
            other => bail!("`{other}` is not understood; see `cargo xtask help`"),
        }
    }
    if let Some(unknown) = names
        .iter()
        .find(|name| STEPS.iter().all(|step| step.name != **name))
    {
        bail!("no step `{unknown}`; `cargo xtask test --list` shows them");
    }
    let wanted = |step: &&Step| names.is_empty() || names.contains(&step.name);
    Ok(Asked::Run(STEPS.iter().filter(wanted).collect()))
}

fn list() {
    for step in STEPS {
        println!("{:<10} {} / {}", step.name, step.zh, step.en);
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    fn steps(line: &str) -> Vec<&'static str> {
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        match asked(&args).expect("understood") {
            Asked::Run(steps) => steps.iter().map(|step| step.name).collect(),
            Asked::List => panic!("asked for a list"),
        }
    }

    #[test]
    fn without_arguments_every_step_runs() {
        assert_eq!(steps("").len(), STEPS.len());
    }

    #[test]
    fn only_keeps_the_order_of_the_list() {
        assert_eq!(steps("--only tidy --only fmt"), ["fmt", "tidy"]);
    }

    #[test]
    fn an_unknown_step_is_refused_rather_than_passed_over() {
        let args = ["--only".to_owned(), "tydi".to_owned()];
        assert!(asked(&args).is_err());
    }

    #[test]
    fn the_first_failure_stops_the_rest_and_is_counted() {
        let all: Vec<&Step> = STEPS.iter().collect();
        let report = walk(&all, |step| match step.name {
            "tidy" => Err(anyhow!("a planted failure")),
            _ => Ok(()),
        });
        let passed = all.iter().position(|step| step.name == "tidy");
        assert_eq!(report.failed(), 1);
        assert_eq!(Some(report.passed()), passed);
        let last = report.to_string();
        let last = last.lines().last().expect("a last line");
        assert_eq!(last, format!("{} passed, 1 failed", report.passed()));
    }
}
