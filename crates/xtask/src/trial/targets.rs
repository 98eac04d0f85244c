//! Which test programs drive a window and which do not.
//!
//! Every cargo command of a test run selects the whole workspace: with fewer packages
//! selected cargo chooses other features for the crates they share, and compiles
//! hundreds of them a second time. The steps are told apart by test targets instead.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// The package whose tests drive the built programs.
const ACCEPTANCE: &str = "acceptance";
/// The one of them that kills and cuts and needs no window.
const FAULTS: &str = "faults";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// The names of the integration tests, sorted, each once.
#[derive(Debug, PartialEq, Eq)]
pub struct TestTargets {
    /// Those of the acceptance package, the next one apart.
    pub window: Vec<String>,
    /// What kills the programs and cuts their network.
    pub faults: Vec<String>,
    /// All others. A name that both have counts as a window's.
    pub rules: Vec<String>,
}

impl TestTargets {
    /// From what `cargo metadata --no-deps` printed. That there is nothing to drive
    /// the window with is an error: the step would pass and prove nothing.
    pub fn read(metadata: &str) -> Result<Self> {
        let metadata: Metadata =
            serde_json::from_str(metadata).context("cargo metadata answered something else")?;
        let tests = |acceptance: bool| {
            let mut names: Vec<String> = metadata
                .packages
                .iter()
                .filter(|package| (package.name == ACCEPTANCE) == acceptance)
                .flat_map(|package| &package.targets)
                .filter(|target| target.kind.iter().any(|kind| kind == "test"))
                .map(|target| target.name.clone())
                .collect();
            names.sort();
            names.dedup();
            names
        };
        let (faults, window): (Vec<_>, Vec<_>) =
            tests(true).into_iter().partition(|name| name == FAULTS);
        ensure!(!faults.is_empty(), "{ACCEPTANCE} has no test `{FAULTS}`");
        ensure!(!window.is_empty(), "the package {ACCEPTANCE} has no tests");
        let mut rules = tests(false);
        rules.retain(|name| !window.contains(name) && !faults.contains(name));
        Ok(Self {
            window,
            faults,
            rules,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(acceptance_kind: &str) -> String {
        format!(
            r#"{{"packages":[
                {{"name":"store","targets":[{{"name":"store","kind":["lib"]}},{{"name":"power","kind":["test"]}},{{"name":"sync","kind":["test"]}}]}},
                {{"name":"acceptance","targets":[{{"name":"tour","kind":["bin"]}},{{"name":"sync","kind":["{acceptance_kind}"]}},{{"name":"faults","kind":["{acceptance_kind}"]}}]}}]}}"#
        )
    }

    #[test]
    fn tests_are_told_apart_by_package() {
        let found = TestTargets::read(&metadata("test")).expect("well-formed");
        assert_eq!(found.window, ["sync"]);
        assert_eq!(found.faults, ["faults"]);
        assert_eq!(found.rules, ["power"]);
    }

    #[test]
    fn an_acceptance_package_without_tests_is_an_error() {
        assert!(TestTargets::read(&metadata("bench")).is_err());
    }
}
