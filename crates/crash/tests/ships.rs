//! What ships cannot be made to crash from outside.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};

const MAIN: &str = r#"
    fn main() {
        crash::point(crash::Point::AppendCommitted);
        println!("alive");
    }
"#;

/// A program with one point in it, built with or without debug assertions as cargo's profiles do.
fn program(dir: &Path, development: bool) -> std::path::PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let assertions = format!("debug-assertions={development}");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let compile = |args: &[&str], file: &Path| {
        let status = Command::new(&rustc)
            .current_dir(dir)
            .args(["--edition", "2024", "-O", "-C", &assertions])
            .args(args)
            .arg(file)
            .status();
        assert!(status.unwrap().success());
    };
    compile(&["--crate-type", "rlib", "--crate-name", "crash"], &source);
    let main = dir.join("main.rs");
    std::fs::write(&main, MAIN).unwrap();
    compile(&["--extern", "crash=libcrash.rlib", "-o", "ship"], &main);
    dir.join("ship")
}

fn told_to_crash(program: &Path) -> Output {
    let mut command = Command::new(program);
    command.env("ZC_CRASH_AT", "append.committed");
    command.output().unwrap()
}

fn names_the_variable(program: &Path) -> bool {
    let bytes = std::fs::read(program).unwrap();
    bytes.windows(11).any(|window| window == b"ZC_CRASH_AT")
}

#[test]
fn a_shipped_build_ignores_the_variable_and_does_not_hold_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let shipped = program(dir.path(), false);
    let ran = told_to_crash(&shipped);
    assert!(ran.status.success());
    assert_eq!(ran.stdout, b"alive\n");
    assert!(!names_the_variable(&shipped));
}

#[test]
fn a_development_build_dies_there_and_only_there() {
    let dir = tempfile::tempdir().unwrap();
    let built = program(dir.path(), true);
    let ran = told_to_crash(&built);
    assert!(!ran.status.success());
    assert_eq!(ran.stdout, b"");
    assert!(
        names_the_variable(&built),
        "the look of the test above sees"
    );
    for other in [
        "append.built",
        "append.committed:2",
        "append.committed:0",
        "",
    ] {
        let ran = Command::new(&built).env("ZC_CRASH_AT", other).output();
        assert!(ran.unwrap().status.success(), "{other}");
    }
}

/// The profile that ships is cargo's release one, and nothing turns its debug assertions on.
#[test]
fn no_profile_of_the_workspace_turns_debug_assertions_on() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for file in ["Cargo.toml", ".cargo/config.toml"] {
        let text = std::fs::read_to_string(root.join(file)).unwrap_or_default();
        assert!(!text.contains("debug-assertions"), "{file}");
    }
}
