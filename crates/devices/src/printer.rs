//! The printer (打印机): a paper goes to the system's spooler by pipe, never through a file of ours.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a paper did not get to the spooler.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// This machine has no `lp`.
    #[error("no spooler")]
    Absent,
    /// `lp` ended with a failure, most often: no default printer.
    #[error("spooler refused")]
    Refused,
    /// The pipe broke or `lp` could not be started.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Whether papers can be given to a spooler here.
#[must_use]
pub fn is_present() -> bool {
    std::env::var_os("PATH").is_some_and(|path| find("lp", &path).is_some())
}

/// Gives a PDF to the default printer.
///
/// # Errors
/// No spooler, its refusal, or the pipe's.
pub fn print(pdf: &[u8]) -> Result<(), PrintError> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    pipe(&find("lp", &path).ok_or(PrintError::Absent)?, pdf)
}

fn pipe(lp: &Path, pdf: &[u8]) -> Result<(), PrintError> {
    // `-s`: says nothing, so that no job title with a name ends in anybody's log.
    let mut child = Command::new(lp)
        .args(["-s", "-t", "zongchuang"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // Taken, so that it closes: `lp` waits for the end. One that has already ended with a refusal breaks the pipe;
    // its refusal says more than the broken pipe.
    let written = child
        .stdin
        .take()
        .map_or(Ok(()), |mut stdin| stdin.write_all(pdf));
    if !child.wait()?.success() {
        return Err(PrintError::Refused);
    }
    Ok(written?)
}

fn find(name: &str, path: &std::ffi::OsStr) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(path)
        .map(|folder| folder.join(&file))
        .find(|candidate| candidate.is_file())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A spooler that keeps its input beside itself and ends with `code`.
    fn spooler(dir: &Path, code: u8) -> PathBuf {
        let lp = dir.join("lp");
        let text = format!(
            "#!/bin/sh\ncat > '{}'\nexit {code}\n",
            dir.join("job").display()
        );
        std::fs::write(&lp, text).expect("writable");
        std::fs::set_permissions(&lp, PermissionsExt::from_mode(0o755)).expect("own file");
        lp
    }

    #[test]
    fn the_bytes_reach_the_spooler_unchanged() {
        let dir = tempfile::tempdir().expect("temp");
        let pdf: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
        pipe(&spooler(dir.path(), 0), &pdf).expect("printed");
        assert_eq!(std::fs::read(dir.path().join("job")).expect("kept"), pdf);
    }

    #[test]
    fn a_refusal_and_an_absent_spooler_are_told_apart() {
        let dir = tempfile::tempdir().expect("temp");
        assert!(find("lp", dir.path().as_os_str()).is_none());
        let lp = spooler(dir.path(), 1);
        assert!(find("lp", dir.path().as_os_str()).is_some());
        assert!(matches!(pipe(&lp, b"%PDF"), Err(PrintError::Refused)));
        assert!(matches!(
            pipe(&dir.path().join("none"), b"%PDF"),
            Err(PrintError::Io(_))
        ));
    }
}
