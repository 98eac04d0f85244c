//! `cargo xtask tidy`: the rules of the repository that no compiler checks.
//!
//! One file a rule. A rule is a function from what it reads to violations; each has
//! a test with a planted violation, so a rule that stopped looking would be seen.

mod air;
mod arrows;
mod door;
mod hosts;
mod length;
mod names;
mod platforms;
pub mod rows;
mod rust;
mod sources;
mod sql;
mod unfinished;

use std::fmt;

use anyhow::{Result, bail};

use crate::ground::{Ground, metadata_command};
use crate::run::read;
use sources::Sources;

/// One breach: which rule, where, what was found, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Violation {
    pub rule: &'static str,
    /// A path from the root, with `:line` where a line is known.
    pub place: String,
    pub found: String,
    pub remedy: &'static str,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}\n  {}\n  remedy: {}",
            self.rule, self.place, self.found, self.remedy
        )
    }
}

/// Checks every rule and reports all violations, not only the first.
pub fn tidy(ground: &Ground) -> Result<()> {
    let sources = Sources::read(ground)?;
    let members = arrows::members(&read(metadata_command().current_dir(&ground.root))?)?;
    let violations: Vec<Violation> = [
        arrows::check(&members),
        sql::check(&sources),
        door::check(&sources),
        air::check(&sources),
        length::check(&sources),
        names::check(&sources),
        unfinished::check(&sources),
        hosts::check(&sources),
        platforms::check(&sources),
        rows::check(&sources),
    ]
    .into_iter()
    .flatten()
    .collect();
    for violation in &violations {
        eprintln!("{violation}\n");
    }
    if violations.is_empty() {
        println!("tidy: {} files, {} packages", sources.len(), members.len());
        return Ok(());
    }
    bail!(
        "{} violations of the rules of the repository",
        violations.len()
    )
}
