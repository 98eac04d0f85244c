//! `cargo xtask bench`: the benchmark on release programs, beside its baseline.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::display::{self, VirtualDisplay};
use crate::ground::Ground;
use crate::machine::{self, Stage};
use crate::run::run;
use crate::{screens, start};

/// What is measured: the programs as they are shipped, without the features the tests
/// ask of shared crates, and the empty window they are held against.
const MEASURED: &[&str] = &[
    "build",
    "--release",
    "-p",
    "zongchuang",
    "-p",
    "cli",
    "--bins",
    "--example",
    "empty_window",
];

/// Builds what is measured, then runs `bench` of the acceptance package. What measures
/// is built as for the tests: it waits and looks, its own speed is in no figure.
pub fn bench(ground: &Ground, args: &[String]) -> Result<ExitCode> {
    machine::prepare(&[Stage::Build, Stage::Desk, Stage::Window])?;
    screens::build(ground)?;
    run(&mut ground.cargo(MEASURED))?;
    run(&mut ground.cargo(start::PROGRAMS))?;
    let mut bench = Command::new(ground.program("debug", "bench"));
    let empty = format!("examples/empty_window{}", std::env::consts::EXE_SUFFIX);
    bench
        .current_dir(&ground.root)
        .env("ZC_BIN", ground.program("release", "zongchuang"))
        .env("ZC_CLI", ground.program("release", "zc"))
        .env("ZC_EMPTY", ground.target.join("release").join(empty))
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
