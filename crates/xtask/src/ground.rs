//! Where the repository stands and where cargo puts what it builds.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::run::read;

/// The two folders everything here is measured from.
pub struct Ground {
    /// The root of the repository: `Cargo.toml` and `tauri.conf.json` are in it.
    pub root: PathBuf,
    /// Cargo's target folder, wherever the developer has put it.
    pub target: PathBuf,
}

#[derive(Deserialize)]
struct Metadata {
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

impl Ground {
    /// Asks cargo, starting from the manifest of this very package.
    pub fn find() -> Result<Self> {
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let answer = read(metadata_command().current_dir(here))?;
        let found: Metadata =
            serde_json::from_str(&answer).context("cargo metadata answered something else")?;
        Ok(Self {
            root: found.workspace_root,
            target: found.target_directory,
        })
    }

    /// A cargo command that starts in the root, as if from a shell: what cargo told this program about itself would
    /// make build scripts that watch it (ring's) run again at each change between the two ways of calling.
    pub fn cargo(&self, args: &[&str]) -> Command {
        let mut command = Command::new(cargo());
        command.current_dir(&self.root).args(args);
        let names = std::env::vars_os().map(|(name, _)| name);
        for name in names.filter(|name| is_of_this_package(&name.to_string_lossy())) {
            command.env_remove(name);
        }
        command
    }

    /// A built program, `debug` or `release`.
    pub fn program(&self, profile: &str, name: &str) -> PathBuf {
        let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
        self.target.join(profile).join(file)
    }

    /// Where xtask keeps its own stamps and logs.
    pub fn notes(&self) -> Result<PathBuf> {
        let folder = self.target.join("xtask");
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(folder)
    }

    /// A path as a reader of the repository would write it.
    pub fn relative(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        inside.to_string_lossy().replace('\\', "/")
    }
}

/// `cargo metadata` of the members only: offline, and within milliseconds.
pub fn metadata_command() -> Command {
    let mut command = Command::new(cargo());
    command.args(["metadata", "--no-deps", "--format-version", "1"]);
    command
}

fn is_of_this_package(name: &str) -> bool {
    let said = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];
    said.iter().any(|start| name.starts_with(start))
        || ["CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"].contains(&name)
}

fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_windows_configuration() {
        let ground = Ground::find().expect("cargo knows this workspace");
        assert!(ground.root.join("tauri.conf.json").is_file());
        assert_eq!(
            ground.relative(&ground.root.join("crates").join("xtask")),
            "crates/xtask"
        );
    }

    #[test]
    fn a_cargo_command_is_not_told_of_the_package_that_starts_it() {
        let ground = Ground::find().expect("cargo knows this workspace");
        let command = ground.cargo(&["--version"]);
        let taken: Vec<_> = command.get_envs().filter(|(_, to)| to.is_none()).collect();
        assert!(taken.iter().any(|(name, _)| *name == "CARGO_MANIFEST_DIR"));
        assert!(!is_of_this_package("CARGO_HOME") && !is_of_this_package("CARGO_INCREMENTAL"));
    }
}
