//! `cargo xtask deb`: the screens, the programs, the package.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use super::Profile;
use crate::ground::Ground;
use crate::machine::{self, Stage};
use crate::run::run;
use crate::{screens, start};

/// What is shipped is compiled without the features the tests ask of shared crates.
const SHIPPED: &[&str] = &["build", "--release", "-p", "zongchuang", "-p", "cli"];

/// Builds all that goes in and bundles it; answers where the package is.
///
/// The programs are built by cargo itself, the window and `zc` in one go, and the
/// bundler only wraps them: it neither builds a second time nor needs a network.
pub fn build(ground: &Ground, profile: Profile) -> Result<PathBuf> {
    ensure!(
        cfg!(target_os = "linux"),
        "a Debian package is made on Linux only"
    );
    machine::prepare(&[Stage::Build])?;
    screens::build(ground)?;
    run(&mut ground.cargo(match profile {
        Profile::Release => SHIPPED,
        Profile::Dev => start::PROGRAMS,
    }))?;
    let folder = ground
        .target
        .join(profile.folder())
        .join("bundle")
        .join("deb");
    forget_older(&folder)?;
    bundle(ground, profile)?;
    the_one_package(&folder)
}

/// The bundler has to start in the root, where `tauri.conf.json` is.
fn bundle(ground: &Ground, profile: Profile) -> Result<()> {
    let tauri = ground
        .root
        .join("ui")
        .join("node_modules")
        .join(".bin")
        .join("tauri");
    ensure!(
        tauri.exists(),
        "{} is missing: @tauri-apps/cli belongs to the devDependencies of ui/package.json",
        tauri.display()
    );
    let zc = ground.program(profile.folder(), "zc");
    let placed = json!({ "bundle": { "linux": { "deb": { "files": { "/usr/bin/zc": zc } } } } });
    let mut bundler = Command::new(tauri);
    bundler
        .current_dir(&ground.root)
        .env("TAURI_FRONTEND_PATH", ground.root.join("ui"))
        // Exported by a developer or left by another tool, it would hide the target folder in use.
        .env("CARGO_TARGET_DIR", &ground.target)
        .args(["bundle", "--bundles", "deb", "--no-sign"])
        .arg("--config")
        .arg(placed.to_string());
    if profile == Profile::Dev {
        bundler.arg("--debug");
    }
    run(&mut bundler)
}

fn forget_older(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)
            .with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

fn the_one_package(folder: &Path) -> Result<PathBuf> {
    let list = std::fs::read_dir(folder)
        .with_context(|| format!("the bundler left no {}", folder.display()))?;
    let mut packages: Vec<PathBuf> = list
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "deb"))
        .collect();
    ensure!(
        packages.len() == 1,
        "{} packages in {}, one expected",
        packages.len(),
        folder.display()
    );
    packages.pop().context("the bundler left no package")
}
