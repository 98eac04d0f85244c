//! `cargo xtask bench`: the benchmarks on release programs, beside their baselines.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::display::{self, VirtualDisplay};
use crate::ground::Ground;
use crate::machine::{self, Stage, npm};
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

/// The queue's benchmark, built with the features of the programs that are shipped.
const QUEUE: &[&str] = &[
    "build",
    "--release",
    "-p",
    "zongchuang",
    "-p",
    "cli",
    "-p",
    "measure",
    "--bin",
    "queue_bench",
];
/// What PouchDB's side of it is made of.
const POUCHDB: &[&str] = &[
    "package.json",
    "package-lock.json",
    "server.js",
    "replicate.js",
];

/// The window's benchmark, or with `queue` that of saving, sending, finding and uploading.
pub fn bench(ground: &Ground, args: &[String]) -> Result<ExitCode> {
    match args.split_first() {
        Some((first, rest)) if first == "queue" => queue(ground, rest),
        Some((first, _)) if first == "pictures" => pictures(ground),
        _ => window(ground, args),
    }
}

/// Runs the benchmark of `optic` over the folder that `ZC_PICTURES` names.
fn pictures(ground: &Ground) -> Result<ExitCode> {
    machine::prepare(&[Stage::Build])?;
    run(&mut ground.cargo(&["bench", "--package", "optic", "--bench", "pictures"]))?;
    Ok(ExitCode::SUCCESS)
}

/// Builds and runs `queue_bench` of the package `measure`.
fn queue(ground: &Ground, args: &[String]) -> Result<ExitCode> {
    machine::prepare(&[Stage::Build])?;
    let scripts = lay_out_pouchdb(ground)?;
    run(npm()
        .current_dir(scripts)
        .args(["ci", "--no-audit", "--no-fund"]))?;
    run(&mut ground.cargo(QUEUE))?;
    let mut bench = Command::new(ground.program("release", "queue_bench"));
    run(bench.current_dir(&ground.root).args(args))?;
    Ok(ExitCode::SUCCESS)
}

/// Copies the scripts out of the tree, so that their packages never lie in it.
fn lay_out_pouchdb(ground: &Ground) -> Result<PathBuf> {
    let from = ground.root.join("tests").join("bench").join("pouchdb");
    let to = ground.root.join("target").join("bench").join("pouchdb");
    std::fs::create_dir_all(&to)?;
    for name in POUCHDB {
        std::fs::copy(from.join(name), to.join(name)).with_context(|| format!("no {name}"))?;
    }
    Ok(to)
}

/// Builds what is measured, then runs `bench` of the acceptance package. What measures
/// is built as for the tests: it waits and looks, its own speed is in no figure.
fn window(ground: &Ground, args: &[String]) -> Result<ExitCode> {
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
