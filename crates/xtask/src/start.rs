//! `cargo xtask start`: from a fresh machine to the open window.

use std::process::{Command, ExitCode};

use anyhow::{Result, ensure};

use crate::display::{self, VirtualDisplay};
use crate::ground::Ground;
use crate::machine::{self, Stage};
use crate::run::run;
use crate::screens;

/// Builds all our programs. The whole workspace is selected, as in the tests: with
/// fewer packages cargo would choose other features for the crates they share and
/// compile them again. All but the program that is running.
pub const PROGRAMS: &[&str] = &["build", "--workspace", "--bins", "--exclude", "xtask"];

/// What the window tests need besides: a file manager's part in a drag.
pub const TEST_PROGRAMS: &[&str] = &["--example", "drag_source"];

/// Prepares the machine, builds, and opens the window, or tours it where nobody can see it.
pub fn start(ground: &Ground, args: &[String]) -> Result<ExitCode> {
    let args = match args.split_first() {
        Some((first, rest)) if first == "--" => rest,
        _ => args,
    };
    let seen = display::is_there();
    let stages: &[Stage] = if seen {
        &[Stage::Build, Stage::Desk]
    } else {
        &[Stage::Build, Stage::Desk, Stage::Window]
    };
    machine::prepare(stages)?;
    screens::build(ground)?;
    run(&mut ground.cargo(PROGRAMS))?;
    if seen {
        open_window(ground, args)
    } else {
        ensure!(args.is_empty(), "a tour takes no arguments for the window");
        println!(
            "\n没有显示器：在虚拟显示器上打开同一个窗口，自动走一遍主流程。 / No display here: the same window opens on a virtual one and walks the main job by itself.\n"
        );
        tour(ground)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn open_window(ground: &Ground, args: &[String]) -> Result<ExitCode> {
    println!("打开窗口，关闭窗口即结束。 / Opening the window; closing it ends this command.");
    run(Command::new(ground.program("debug", "zongchuang")).args(args))?;
    Ok(ExitCode::SUCCESS)
}

/// Drives the built window through the main job and leaves pictures and a report.
pub fn tour(ground: &Ground) -> Result<()> {
    let out = ground.root.join("target").join("tour");
    let screen = VirtualDisplay::start(ground)?;
    let mut tour = Command::new(ground.program("debug", "tour"));
    tour.current_dir(&ground.root).arg("--out").arg(&out);
    run(screen.lend(with_programs(ground, &mut tour)))?;
    println!("导览报告： / The report of the tour: {}", out.display());
    Ok(())
}

/// Tells the acceptance package which programs to drive.
pub fn with_programs<'a>(ground: &Ground, command: &'a mut Command) -> &'a mut Command {
    command
        .env("ZC_BIN", ground.program("debug", "zongchuang"))
        .env("ZC_CLI", ground.program("debug", "zc"))
        .env(
            "ZC_DRAG_SOURCE",
            ground.program("debug", "examples/drag_source"),
        )
}
