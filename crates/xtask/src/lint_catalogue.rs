//! `cargo xtask lint-catalogue`: item data held against the rules of `domain::catalogue::lint`.

use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::ground::Ground;

/// Runs the linter's program over the files and folders named; without any, over the practice city.
pub fn lint(ground: &Ground, args: &[String]) -> Result<ExitCode> {
    let place = std::env::current_dir().context("the current folder is gone")?;
    let named = args.iter().map(|arg| match arg.strip_prefix("--") {
        Some(_) => arg.clone(),
        // The program is run from the root; a path is meant from here.
        None => place.join(arg).display().to_string(),
    });
    let program = [
        "run",
        "--quiet",
        "--package",
        "domain",
        "--example",
        "lint_catalogue",
        "--",
    ];
    let status = ground
        .cargo(&program)
        .args(named)
        .status()
        .context("cargo could not be run")?;
    Ok(match status.code() {
        Some(0) => ExitCode::SUCCESS,
        Some(2) => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    })
}
