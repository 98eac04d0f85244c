//! `cargo xtask bench`: the benchmark on release programs, beside its baseline.

use std::process::ExitCode;

use anyhow::Result;

use crate::display::{self, VirtualDisplay};
use crate::ground::Ground;
use crate::machine::{self, Stage};
use crate::run::run;
use crate::screens;

/// Builds what is measured, then runs `bench` of the acceptance package.
pub fn bench(ground: &Ground, args: &[String]) -> Result<ExitCode> {
    machine::prepare(&[Stage::Build, Stage::Desk, Stage::Window])?;
    screens::build(ground)?;
    let programs = ["build", "--release", "-p", "zongchuang", "-p", "cli"];
    run(&mut ground.cargo(&programs))?;
    let mut bench = ground.cargo(&["run", "--release", "-p", "acceptance", "--bin", "bench"]);
    bench
        .env("ZC_BIN", ground.program("release", "zongchuang"))
        .env("ZC_CLI", ground.program("release", "zc"))
        .args(args);
    let screen = if display::is_there() {
        None
    } else {
        Some(VirtualDisplay::start(ground)?)
    };
    if let Some(screen) = &screen {
        screen.lend(&mut bench);
    }
    run(&mut bench)?;
    Ok(ExitCode::SUCCESS)
}
