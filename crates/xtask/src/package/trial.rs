//! `cargo xtask deb-test`: the package put in, opened and taken out on this machine.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail, ensure};

use super::Profile;
use crate::display::VirtualDisplay;
use crate::ground::Ground;
use crate::machine::{self, Stage, privileged};
use crate::run::{read, run};
use crate::stop::stop;
use crate::wait::until;

/// The name of the package, of its program and of tauri.conf.json's product.
const PACKAGE: &str = "zongchuang";
const WINDOW: &str = "/usr/bin/zongchuang";
const ZC: &str = "/usr/bin/zc";
/// A first start makes keys and enrols; on a busy machine that takes a while.
const WINDOW_WITHIN: Duration = Duration::from_secs(90);
const STATION_WITHIN: Duration = Duration::from_secs(60);
/// The practice backend is the window's child and ends with it.
const BACKEND_GONE_WITHIN: Duration = Duration::from_secs(10);

/// Makes the package, installs it, uses what it installed, removes it, and checks
/// that the programs are gone and the data are not.
pub fn trial(ground: &Ground, profile: Profile) -> Result<()> {
    machine::prepare(&[Stage::Build, Stage::Desk, Stage::Window])?;
    let package = super::build(ground, profile)?;
    let data = DataFolder::new()?;
    let installed = Installed::from(&package)?;
    open_the_window(ground, data.path())?;
    use_the_command_line(data.path())?;
    let before = files_below(data.path())?;
    ensure!(before > 0, "the window left nothing in its data folder");
    installed.remove()?;
    for program in [WINDOW, ZC] {
        ensure!(
            !Path::new(program).exists(),
            "{program} is still there after the removal"
        );
    }
    let after = files_below(data.path())?;
    ensure!(
        after == before,
        "the removal touched the data: {before} files before, {after} after"
    );
    println!("installed, opened, removed; the programs are gone, {after} data files stayed");
    Ok(())
}

/// The package while it is on the machine; dropped early (a failed check), it is still taken out.
struct Installed {
    there: bool,
}

impl Installed {
    fn from(package: &Path) -> Result<Self> {
        ensure!(
            !is_installed(),
            "{PACKAGE} is installed here already; this test would remove it. Remove it yourself first: sudo apt-get remove {PACKAGE}"
        );
        let mut install = as_root("env")?;
        install
            .args([
                "DEBIAN_FRONTEND=noninteractive",
                "apt-get",
                "install",
                "--yes",
            ])
            .args(["--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"])
            .arg(package);
        run(&mut install)?;
        let installed = Self { there: true };
        for program in [WINDOW, ZC] {
            ensure!(
                Path::new(program).is_file(),
                "the package brought no {program}"
            );
        }
        Ok(installed)
    }

    fn remove(mut self) -> Result<()> {
        self.there = false;
        take_out()
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        if self.there
            && let Err(error) = take_out()
        {
            eprintln!("{PACKAGE} is still installed: {error:#}");
        }
    }
}

/// Purged, not only removed: even then the data stay.
fn take_out() -> Result<()> {
    run(as_root("dpkg")?.args(["--purge", PACKAGE]))
}

fn is_installed() -> bool {
    read(Command::new("dpkg-query").args(["--show", "--showformat=${db:Status-Status}", PACKAGE]))
        .is_ok_and(|status| status == "installed")
}

fn as_root(program: &str) -> Result<Command> {
    privileged(program).ok_or_else(|| {
        anyhow!("neither root nor sudo here: a package cannot be installed, so it is not tested")
    })
}

/// Starts the installed program and waits until its window is on the screen.
fn open_the_window(ground: &Ground, data: &Path) -> Result<()> {
    let screen = VirtualDisplay::start(ground)?;
    let log = ground.notes()?.join("installed-window.log");
    let said = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    let mut window = Command::new(WINDOW);
    screen
        .lend(&mut window)
        .arg("--data")
        .arg(data)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(said.try_clone()?)
        .stderr(said);
    let mut window = window
        .spawn()
        .with_context(|| format!("cannot start {WINDOW}"))?;
    let seen = wait_for_window(&screen, &mut window).and_then(|()| wait_for_the_station(data));
    stop(&mut window);
    seen.with_context(|| format!("what it said is in {}", log.display()))?;
    let alone = until(BACKEND_GONE_WITHIN, || Ok(!zc_runs()?))?;
    ensure!(
        alone,
        "the window is closed and its practice backend ({ZC}) still runs"
    );
    Ok(())
}

fn wait_for_window(screen: &VirtualDisplay, window: &mut Child) -> Result<()> {
    let begun = Instant::now();
    let seen = until(WINDOW_WITHIN, || {
        if let Some(status) = window.try_wait()? {
            bail!("{WINDOW} ended by itself ({status}) before its window was up");
        }
        let mut search = Command::new("xdotool");
        search.args(["search", "--onlyvisible", "--name", "综窗"]);
        Ok(read(screen.lend(&mut search)).is_ok_and(|found| !found.trim().is_empty()))
    })?;
    ensure!(seen, "no window within {} s", WINDOW_WITHIN.as_secs());
    println!(
        "the window is up after {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    Ok(())
}

/// The first start makes a station of the folder; a clerk would see the sign-in screen only then.
fn wait_for_the_station(data: &Path) -> Result<()> {
    let made = until(STATION_WITHIN, || Ok(data.join("enrolled").exists()))?;
    ensure!(
        made,
        "no station was made in the data folder within {} s",
        STATION_WITHIN.as_secs()
    );
    Ok(())
}

/// Whether any process here runs the installed `zc`.
fn zc_runs() -> Result<bool> {
    let processes = std::fs::read_dir("/proc").context("cannot list /proc")?;
    Ok(processes
        .flatten()
        .filter_map(|process| std::fs::read_link(process.path().join("exe")).ok())
        .any(|program| program == Path::new(ZC)))
}

fn use_the_command_line(data: &Path) -> Result<()> {
    run(Command::new(ZC).arg("--version"))?;
    run(Command::new(ZC).args([OsStr::new("--data"), data.as_os_str(), OsStr::new("doctor")]))
}

/// A data folder outside the package's reach, removed when the trial is over.
struct DataFolder(PathBuf);

impl DataFolder {
    fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("zongchuang-deb-test-{}", std::process::id()));
        std::fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        // Left behind at worst, in the folder for temporary things.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn files_below(folder: &Path) -> Result<usize> {
    let mut count = 0;
    let list =
        std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in list {
        let path = entry?.path();
        count += if path.is_dir() {
            files_below(&path)?
        } else {
            1
        };
    }
    Ok(count)
}
