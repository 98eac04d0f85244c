//! The files the rules look at: everything written by hand.

use std::path::Path;

use anyhow::{Context, Result};

use super::rust::Lexed;
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
    test: bool,
}

/// All of them, sorted by path.
pub struct Sources(Vec<Source>);

impl Sources {
    pub fn read(ground: &Ground) -> Result<Self> {
        let mut files = Vec::new();
        walk(ground, &ground.root, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self::told_apart(files))
    }

    /// Marks what is test code as a whole: by its place, its name, or by the
    /// `#[cfg(test)] mod …;` that leads to it.
    fn told_apart(mut files: Vec<Source>) -> Self {
        let led_to: Vec<String> = files
            .iter()
            .filter(|source| source.ending() == "rs")
            .flat_map(test_modules)
            .collect();
        for source in &mut files {
            let stem = source.path.strip_suffix(".rs").unwrap_or(&source.path);
            let under = |module: &String| {
                stem.strip_prefix(module.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            source.test = is_test_by_name(&source.path) || led_to.iter().any(under);
        }
        Self(files)
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
            test: false,
        };
        Self::told_apart(files.iter().map(plant).collect())
    }
}

impl Source {
    /// What stands after the last dot of the name.
    pub fn ending(&self) -> &str {
        let (_, name) = split(&self.path);
        name.rsplit_once('.').map_or("", |(_, ending)| ending)
    }

    /// Whether the whole file is test code.
    pub fn is_test(&self) -> bool {
        self.test
    }
}

/// The acceptance package, a crate's `tests/`, or a file called after being tests.
fn is_test_by_name(path: &str) -> bool {
    let (_, name) = split(path);
    path.starts_with("tests/")
        || path.contains("/tests/")
        || name == "tests.rs"
        || name.ends_with("_tests.rs")
}

/// The paths, without ending, of the modules a file keeps for tests.
fn test_modules(source: &Source) -> Vec<String> {
    let (folder, name) = split(&source.path);
    let beside = match name {
        "lib.rs" | "main.rs" | "mod.rs" => folder.to_owned(),
        _ => format!("{folder}{}/", name.trim_end_matches(".rs")),
    };
    Lexed::new(&source.text)
        .test_modules()
        .into_iter()
        .map(|module| format!("{beside}{module}"))
        .collect()
}

/// The folder with its slash, and the name.
fn split(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |slash| slash + 1))
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
        test: false,
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
    fn a_module_kept_for_tests_is_test_code_with_all_below_it() {
        let planted = Sources::planted(&[
            (
                "crates/sync/src/lib.rs",
                "#[cfg(test)]\nmod sim;\nmod simple;\n",
            ),
            ("crates/sync/src/sim/mod.rs", ""),
            ("crates/sync/src/sim/world.rs", ""),
            ("crates/sync/src/simple.rs", "#[cfg(test)]\nmod hostile;\n"),
            ("crates/sync/src/simple/hostile.rs", ""),
        ]);
        let tests: Vec<bool> = planted.iter().map(Source::is_test).collect();
        assert_eq!(tests, [false, true, true, false, true]);
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
