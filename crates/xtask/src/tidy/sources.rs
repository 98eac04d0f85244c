//! The files the rules look at: everything written by hand.

use std::path::Path;

use anyhow::{Context, Result};

use crate::ground::Ground;

/// Folders that hold what others made: builds, packages, generated schemas.
const PASSED_OVER: &[&str] = &["target", "node_modules", "dist", "test-results", "coverage"];
/// The same, at the root only.
const PASSED_OVER_AT_ROOT: &[&str] = &["gen", "permissions"];
/// Endings of the files that are read; the names of all others are still checked.
const READ: &[&str] = &[
    "rs", "toml", "lock", "sql", "ts", "vue", "js", "mjs", "css", "html", "json", "md", "sh",
    "yml", "npmrc",
];

/// One file, its path from the root with `/` between the parts.
pub struct Source {
    pub path: String,
    /// Empty for files that are not text.
    pub text: String,
}

/// All of them, sorted by path.
pub struct Sources(Vec<Source>);

impl Sources {
    pub fn read(ground: &Ground) -> Result<Self> {
        let mut files = Vec::new();
        walk(ground, &ground.root, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self(files))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    /// Those whose names end in `.ending`.
    pub fn ending(&self, ending: &str) -> impl Iterator<Item = &Source> {
        self.0
            .iter()
            .filter(move |source| source.ending() == ending)
    }

    #[cfg(test)]
    pub fn planted(files: &[(&str, &str)]) -> Self {
        let plant = |(path, text): &(&str, &str)| Source {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        Self(files.iter().map(plant).collect())
    }
}

impl Source {
    /// What stands after the last dot of the name.
    pub fn ending(&self) -> &str {
        self.path
            .rsplit('/')
            .next()
            .and_then(|name| name.rsplit_once('.'))
            .map_or("", |(_, e)| e)
    }

    /// Whether the whole file is test code: the acceptance package, a crate's
    /// `tests/`, or a module file kept under `#[cfg(test)]`.
    pub fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || name == "tests.rs"
            || name.ends_with("_tests.rs")
    }
}

fn walk(ground: &Ground, folder: &Path, files: &mut Vec<Source>) -> Result<()> {
    let list =
        std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in list {
        let entry = entry?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if kind.is_dir() && !is_passed_over(&name, folder == ground.root) {
            walk(ground, &path, files)?;
        } else if kind.is_file() {
            files.push(load(ground, &path)?);
        }
    }
    Ok(())
}

fn is_passed_over(name: &str, at_root: bool) -> bool {
    name == ".git"
        || PASSED_OVER.contains(&name)
        || (at_root && PASSED_OVER_AT_ROOT.contains(&name))
}

fn load(ground: &Ground, path: &Path) -> Result<Source> {
    let mut source = Source {
        path: ground.relative(path),
        text: String::new(),
    };
    if READ.contains(&source.ending()) || source.path == ".ci/run" {
        let bytes =
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        source.text = String::from_utf8_lossy(&bytes).into_owned();
    }
    Ok(source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_files_are_known_by_their_place_or_name() {
        let planted = Sources::planted(&[
            ("tests/desktop/main.rs", ""),
            ("crates/store/tests/power.rs", ""),
            ("crates/store/src/tests.rs", ""),
            ("crates/store/src/contests.rs", ""),
        ]);
        let tests: Vec<bool> = planted.iter().map(Source::is_test).collect();
        assert_eq!(tests, [true, true, true, false]);
    }

    #[test]
    fn this_repository_is_read_and_what_is_built_is_not() {
        let ground = Ground::find().expect("cargo knows this workspace");
        let sources = Sources::read(&ground).expect("readable");
        assert!(
            sources
                .iter()
                .any(|s| s.path == "crates/xtask/src/tidy/sources.rs")
        );
        assert!(sources.iter().all(|s| !s.path.starts_with("target/")));
    }
}
