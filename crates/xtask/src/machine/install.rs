//! Installing what is missing, by the package manager the machine has.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::need::{Need, Stage, missing};
use crate::run::{find_program, read, run};

/// The families whose package names we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manager {
    Apt,
    Dnf,
    Pacman,
    Zypper,
}

impl Manager {
    /// The one this machine has; apt first, as some distributions carry a second one.
    fn of_this_machine() -> Option<Self> {
        [Self::Apt, Self::Dnf, Self::Pacman, Self::Zypper]
            .into_iter()
            .find(|manager| find_program(manager.program()).is_some())
    }

    fn program(self) -> &'static str {
        match self {
            Self::Apt => "apt-get",
            Self::Dnf => "dnf",
            Self::Pacman => "pacman",
            Self::Zypper => "zypper",
        }
    }

    fn package(self, need: &Need) -> &'static str {
        match self {
            Self::Apt => need.apt,
            Self::Dnf => need.dnf,
            Self::Pacman => need.pacman,
            Self::Zypper => need.zypper,
        }
    }

    /// The arguments that install, to be followed by the packages.
    fn install(self) -> &'static [&'static str] {
        match self {
            Self::Apt => &[
                "install",
                "--yes",
                "--no-install-recommends",
                "-o",
                "DPkg::Lock::Timeout=300",
            ],
            Self::Dnf => &["install", "--assumeyes"],
            Self::Pacman => &["-S", "--needed", "--noconfirm"],
            Self::Zypper => &["--non-interactive", "install"],
        }
    }
}

/// Finds what the stages lack, says it, installs it with apt-get or says how to.
pub fn install_missing(stages: &[Stage]) -> Result<()> {
    let lacking = missing(stages);
    if lacking.is_empty() {
        println!("系统软件包齐全。 / System packages: nothing is missing.");
        return Ok(());
    }
    let Some(manager) = Manager::of_this_machine() else {
        explain(Manager::Apt, &lacking);
        bail!(
            "不认识本机的包管理器，请自行安装以上软件。 / No package manager known to us is here: install the above by hand"
        );
    };
    explain(manager, &lacking);
    let packages: Vec<&str> = lacking.iter().map(|need| manager.package(need)).collect();
    if manager != Manager::Apt {
        bail!(
            "本程序只在 Debian/Ubuntu 上验证过自动安装，请运行： / Installing by itself is proved on Debian and Ubuntu only; run:\n  {}",
            by_hand(manager, &packages)
        );
    }
    with_apt(&packages)?;
    still_missing(stages)
}

fn explain(manager: Manager, lacking: &[&Need]) {
    println!("\n缺少以下系统软件包： / These system packages are missing:");
    for need in lacking {
        println!("  {:<24} {} / {}", manager.package(need), need.zh, need.en);
    }
    println!();
}

fn with_apt(packages: &[&str]) -> Result<()> {
    println!("现在用 apt-get 安装。 / Installing them now with apt-get.");
    let manager = Manager::Apt;
    let Some(mut update) = privileged(manager.program()) else {
        bail!(
            "不是 root，也没有 sudo，请以管理员身份运行： / Neither root nor sudo; run as the administrator:\n  {}",
            by_hand(manager, packages)
        );
    };
    // One broken third-party source must not keep the others from being used.
    if let Err(error) = run(update.args(["update", "--quiet"])) {
        eprintln!("{error:#}");
    }
    let mut install = privileged("env").context("the privilege was there a moment ago")?;
    run(install
        .args(["DEBIAN_FRONTEND=noninteractive", manager.program()])
        .args(manager.install())
        .args(packages))
}

fn still_missing(stages: &[Stage]) -> Result<()> {
    let left: Vec<&str> = missing(stages).iter().map(|need| need.apt).collect();
    if left.is_empty() {
        println!("系统软件包已装好。 / The system packages are in place.");
        return Ok(());
    }
    bail!(
        "安装后仍未找到： / Installed, yet not found: {}",
        left.join(" ")
    )
}

fn by_hand(manager: Manager, packages: &[&str]) -> String {
    let words: Vec<&str> = manager.install().iter().chain(packages).copied().collect();
    format!("sudo {} {}", manager.program(), words.join(" "))
}

/// The command with the rights of the administrator: as it is for root, through
/// `sudo` for others, `None` where neither is possible.
pub fn privileged(program: &str) -> Option<Command> {
    let root = read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if root {
        return Some(Command::new(program));
    }
    find_program("sudo").map(|sudo| {
        let mut command = Command::new(sudo);
        command.arg(program);
        command
    })
}

#[cfg(test)]
mod tests {
    use super::super::need::NEEDS;
    use super::*;

    #[test]
    fn the_command_to_run_by_hand_is_complete() {
        assert_eq!(
            by_hand(Manager::Dnf, &["gtk3-devel", "cmake"]),
            "sudo dnf install --assumeyes gtk3-devel cmake"
        );
    }

    #[test]
    fn every_package_has_a_name_in_every_family() {
        for manager in [Manager::Apt, Manager::Dnf, Manager::Pacman, Manager::Zypper] {
            for need in NEEDS {
                assert!(
                    !manager.package(need).is_empty(),
                    "{manager:?} {}",
                    need.apt
                );
            }
        }
    }
}
