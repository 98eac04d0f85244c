//! `cargo xtask lint-catalogue`: item data held against the rules of `domain::catalogue::lint`.

use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::ground::Ground;
use crate::run::run;

/// Runs the linter's program over the files and folders named; without any, over the practice city.
pub fn lint(ground: &Ground, args: &[String]) -> Result<ExitCode> {
    let place = std::env::current_dir().context("the current folder is gone")?;
    let named = args.iter().map(|arg| match arg.strip_prefix("--") {
        Some(_) => arg.clone(),
        // The program is run from the root; a path is meant from here.
        None => place.join(arg).display().to_string(),
    });
    // The selection of the tests, so that nothing is compiled a second time with other features.
    run(&mut ground.cargo(&[
        "build",
        "--quiet",
        "--workspace",
        "--example",
        "lint_catalogue",
    ]))?;
    let status = Command::new(ground.program("debug", "examples/lint_catalogue"))
        .current_dir(&ground.root)
        .args(named)
        .status()
        .context("the linter could not be started")?;
    Ok(match status.code() {
        Some(0) => ExitCode::SUCCESS,
        Some(2) => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    })
}
