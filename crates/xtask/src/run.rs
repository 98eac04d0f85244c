//! Running other programs, with failures that name the command.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Prints the command, runs it in the foreground and fails when it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let line = spelled(command);
    println!("$ {line}");
    let status = command
        .status()
        .with_context(|| format!("cannot start `{line}`"))?;
    if status.success() {
        return Ok(());
    }
    bail!("`{line}` failed ({status})")
}

/// Runs the command quietly and gives what it wrote to stdout.
pub fn read(command: &mut Command) -> Result<String> {
    let line = spelled(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{line}`"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{line}` failed ({}): {}", output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether the command can be started and ends well; what it says is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The full path of a program, looked for where a shell would and in the system's
/// `sbin` folders, which are not on everybody's path.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let sbin = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    std::env::split_paths(&path)
        .chain(sbin)
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}

/// The command as one would type it.
fn spelled(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| {
        let arg = arg.to_string_lossy();
        let plain = |c: char| c.is_alphanumeric() || "-_=./:,@+%".contains(c);
        if !arg.is_empty() && arg.chars().all(plain) {
            arg.into_owned()
        } else {
            format!("'{}'", arg.replace('\'', "'\\''"))
        }
    }));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command() {
        let failed = run(Command::new("cargo").args(["no-such-verb", "two words"]))
            .expect_err("cargo has no such verb");
        assert!(
            failed
                .to_string()
                .contains("cargo no-such-verb 'two words'")
        );
    }

    #[test]
    fn a_command_is_spelled_so_that_a_shell_would_take_it() {
        let mut command = Command::new("tauri");
        command.args(["--config", "{\"a\":\"it's\"}", "", "综窗"]);
        assert_eq!(
            spelled(&command),
            r#"tauri --config '{"a":"it'\''s"}' '' 综窗"#
        );
    }

    #[test]
    fn a_program_that_is_not_there_is_not_found() {
        assert!(find_program("no-such-program-anywhere").is_none());
        assert!(find_program("cargo").is_some());
    }
}
