//! Building the screens (ui/): only when what they are made of has changed.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::ground::Ground;
use crate::machine::npm;
use crate::run::run;

/// What is made in `ui/` and therefore is not an input.
const MADE: &[&str] = &[
    "node_modules",
    "dist",
    "test-results",
    "playwright-report",
    "coverage",
];

/// Installs the packages and builds the pages into `ui/dist`.
pub fn build(ground: &Ground) -> Result<()> {
    install_packages(ground)?;
    build_pages(ground)
}

/// Runs one of the scripts of `ui/package.json`, packages installed first.
pub fn script(ground: &Ground, name: &str) -> Result<()> {
    install_packages(ground)?;
    run(npm()
        .current_dir(ground.root.join("ui"))
        .args(["run", name]))
}

fn install_packages(ground: &Ground) -> Result<()> {
    packages(&ground.root.join("ui"))
}

/// Installs the packages that a folder's lock file names, unless they are there.
pub fn packages(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    ensure!(lock.is_file(), "{} is missing", lock.display());
    let modules = folder.join("node_modules");
    let installed = Stamp {
        file: modules.join(".xtask-lock"),
        value: digest(folder, &[lock])?,
    };
    if installed.matches() {
        let modules = modules.display();
        println!("{modules} 已是最新。 / {modules} is up to date.");
        return Ok(());
    }
    run(npm()
        .current_dir(folder)
        .args(["ci", "--no-audit", "--no-fund"]))?;
    installed.write()
}

fn build_pages(ground: &Ground) -> Result<()> {
    let ui = ground.root.join("ui");
    let page = ui.join("dist").join("index.html");
    let built = Stamp {
        file: ground.notes()?.join("screens.stamp"),
        value: digest(&ui, &inputs(&ui)?)?,
    };
    if page.is_file() && built.matches() {
        println!("界面没有改动。 / The screens have not changed.");
        return Ok(());
    }
    run(npm().current_dir(&ui).args(["run", "build"]))?;
    ensure!(page.is_file(), "the build left no {}", page.display());
    built.write()
}

/// A file that remembers what the last run was made of.
struct Stamp {
    file: PathBuf,
    value: String,
}

impl Stamp {
    fn matches(&self) -> bool {
        std::fs::read_to_string(&self.file).is_ok_and(|last| last == self.value)
    }

    fn write(&self) -> Result<()> {
        std::fs::write(&self.file, &self.value)
            .with_context(|| format!("cannot write {}", self.file.display()))
    }
}

/// All files of `ui/` that are written by hand, sorted.
fn inputs(ui: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![ui.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let list = std::fs::read_dir(&folder)
            .with_context(|| format!("cannot list {}", folder.display()))?;
        for entry in list {
            let path = entry?.path();
            let made = MADE.iter().any(|name| path == ui.join(name));
            if path.is_dir() && !made {
                folders.push(path);
            } else if path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Names and contents in one number. It guards a cache, not a secret: a toolchain
/// that hashes otherwise only builds once more.
fn digest(base: &Path, files: &[PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.strip_prefix(base).unwrap_or(file).hash(&mut hasher);
        std::fs::read(file)
            .with_context(|| format!("cannot read {}", file.display()))?
            .hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("dist")).expect("the temporary folder is writable");
        folder
    }

    #[test]
    fn a_changed_or_renamed_source_changes_the_digest_and_a_built_file_does_not() {
        let ui = folder("digest");
        let now = || digest(&ui, &inputs(&ui).expect("listed")).expect("digested");
        std::fs::write(ui.join("a.ts"), "1").expect("written");
        let first = now();
        std::fs::write(ui.join("dist").join("index.html"), "built").expect("written");
        assert_eq!(now(), first);
        std::fs::write(ui.join("a.ts"), "2").expect("written");
        let second = now();
        assert_ne!(second, first);
        std::fs::rename(ui.join("a.ts"), ui.join("b.ts")).expect("renamed");
        assert_ne!(now(), second);
        std::fs::remove_dir_all(ui).expect("removed");
    }
}
