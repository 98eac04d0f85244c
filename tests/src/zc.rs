//! The real `zc`, run as a person runs it.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

/// The program: `ZC_CLI`, else what stands beside the test's own target folder.
///
/// # Panics
/// When it has not been built.
#[must_use]
pub fn program() -> PathBuf {
    if let Some(path) = std::env::var_os("ZC_CLI") {
        return path.into();
    }
    let test = std::env::current_exe().expect("a running test has a path");
    let path = test
        .ancestors()
        .nth(2)
        .expect("a test stands in target/PROFILE/deps")
        .join(format!("zc{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.exists(),
        "{} is not built: run `cargo build -p cli` first, or set ZC_CLI",
        path.display()
    );
    path
}

/// What a run printed.
#[derive(Debug)]
pub struct Ran {
    /// Exit code.
    pub code: i32,
    /// Stdout, a JSON object a line.
    pub lines: Vec<Value>,
    /// Stderr.
    pub said: String,
}

impl Ran {
    /// The only line.
    ///
    /// # Panics
    /// When there are none or several.
    #[must_use]
    pub fn line(&self) -> &Value {
        assert_eq!(self.lines.len(), 1, "one line wanted: {self:?}");
        &self.lines[0]
    }

    /// A run that must have gone well.
    ///
    /// # Panics
    /// When it did not.
    pub fn done(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }
}

/// A command of the program that takes nothing from the environment of whoever runs the tests.
#[must_use]
pub fn command() -> Command {
    let mut command = Command::new(program());
    command.env_remove("ZC_DATA").env_remove("ZC_BACKEND");
    command
}

/// `zc --json ARGS`.
///
/// # Panics
/// When the program does not start, or prints what is no JSON.
pub fn zc<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Ran {
    let output = command().arg("--json").args(args).output();
    ran(&output.expect("the program starts"))
}

/// Reads what a run printed.
///
/// # Panics
/// When stdout is not a JSON object a line.
#[must_use]
pub fn ran(output: &Output) -> Ran {
    let stdout = String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8");
    let lines = stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    Ran {
        code: output.status.code().unwrap_or(-1),
        lines,
        said: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
