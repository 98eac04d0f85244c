//! Developer commands: `cargo xtask <verb>`. `cargo xtask help` lists them.
//!
//! Compiled first on a fresh machine, so it depends on next to nothing and on no
//! crate of ours: it runs `cargo`, `npm` and the system's package manager.

mod bench;
mod bindings;
mod display;
mod ground;
mod lint_catalogue;
mod long;
mod machine;
mod openapi;
mod package;
mod run;
mod screens;
mod start;
mod stop;
mod tidy;
mod trial;
mod wait;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::ground::Ground;

const HELP: &str = include_str!("help.txt");

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<ExitCode> {
    let Some((verb, rest)) = args.split_first() else {
        print!("{HELP}");
        return Ok(ExitCode::from(2));
    };
    if matches!(verb.as_str(), "help" | "--help" | "-h") {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let ground = Ground::find()?;
    match verb.as_str() {
        "start" => start::start(&ground, rest),
        "test" => trial::test(&ground, rest),
        "deb" => {
            no_more(allowing(rest, "--debug"))?;
            let made = package::build(&ground, package::Profile::from_flags(rest))?;
            println!("{}", made.display());
            Ok(ExitCode::SUCCESS)
        }
        "deb-test" => {
            no_more(allowing(rest, "--debug"))?;
            package::trial(&ground, package::Profile::from_flags(rest))?;
            Ok(ExitCode::SUCCESS)
        }
        "tidy" => {
            no_more(rest)?;
            tidy::tidy(&ground)?;
            Ok(ExitCode::SUCCESS)
        }
        "bindings" => {
            no_more(rest)?;
            bindings::write(&ground)?;
            Ok(ExitCode::SUCCESS)
        }
        "openapi" => {
            no_more(rest)?;
            openapi::write(&ground)?;
            Ok(ExitCode::SUCCESS)
        }
        "rows" => {
            no_more(rest)?;
            tidy::rows::write(&ground)?;
            Ok(ExitCode::SUCCESS)
        }
        "lint-catalogue" => lint_catalogue::lint(&ground, rest),
        "bench" => bench::bench(&ground, rest),
        "long" => long::long(&ground, rest),
        unknown => bail!("no verb `{unknown}`; `cargo xtask help` lists them"),
    }
}

/// The arguments left over once one optional flag is taken away.
fn allowing<'a>(args: &'a [String], flag: &str) -> &'a [String] {
    match args.split_first() {
        Some((first, rest)) if first == flag => rest,
        _ => args,
    }
}

fn no_more(args: &[String]) -> Result<()> {
    match args.first() {
        None => Ok(()),
        Some(extra) => bail!("`{extra}` is not understood here; see `cargo xtask help`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn an_unknown_verb_is_refused_by_name() {
        let refused = dispatch(&words("strat")).expect_err("a misspelt verb must not pass");
        assert!(refused.to_string().contains("`strat`"));
    }

    #[test]
    fn an_unknown_argument_is_refused_by_name() {
        let refused = dispatch(&words("deb --fast")).expect_err("must not pass");
        assert!(refused.to_string().contains("`--fast`"));
    }

    #[test]
    fn every_verb_is_in_the_help_text() {
        for verb in [
            "start", "test", "deb", "deb-test", "tidy", "bindings", "bench", "long",
        ] {
            let heading = format!("cargo xtask {verb}");
            assert!(
                HELP.lines()
                    .any(|line| line.split("  ").next().is_some_and(
                        |head| head == heading || head.starts_with(&format!("{heading} "))
                    )),
                "`{heading}` is missing from help.txt"
            );
        }
    }
}
