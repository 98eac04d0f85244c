//! The printer (打印机): a paper goes to the system's spooler by pipe, never through a file of ours. A spooler that does
//! not answer is given up after a while.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A spooler takes a paper within this, however many pages it has.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks whether it has ended.
const LOOK: Duration = Duration::from_millis(10);

/// Why a paper did not get to the spooler.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// This machine has no `lp`.
    #[error("no spooler")]
    Absent,
    /// `lp` ended with a failure, most often: no default printer.
    #[error("spooler refused")]
    Refused,
    /// `lp` did not end: a spooler or printer that hangs.
    #[error("spooler does not answer")]
    Silent,
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
    pipe(&find("lp", &path).ok_or(PrintError::Absent)?, pdf, PATIENCE)
}

/// What the system says of its default printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spooler {
    /// It has one, by this name.
    Default(String),
    /// It has none.
    NoDefault,
    /// There is no spooler here.
    Absent,
    /// It does not answer.
    Silent,
}

/// Asks the spooler for its default printer, for no longer than `patience`.
#[must_use]
pub fn spooler(patience: Duration) -> Spooler {
    let path = std::env::var_os("PATH").unwrap_or_default();
    match find("lpstat", &path) {
        Some(lpstat) => asked(&lpstat, patience),
        None => Spooler::Absent,
    }
}

fn asked(lpstat: &Path, patience: Duration) -> Spooler {
    let spawned = Command::new(lpstat)
        .arg("-d")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = spawned else {
        return Spooler::Absent;
    };
    match ended(&mut child, patience) {
        Err(PrintError::Silent) => return Spooler::Silent,
        Err(_) => return Spooler::NoDefault,
        Ok(()) => {}
    }
    let mut said = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        // A line or two; what cannot be read says nothing.
        let _ = stdout.read_to_string(&mut said);
    }
    match said.split_once("default destination:") {
        Some((_, name)) => Spooler::Default(name.trim().to_owned()),
        None => Spooler::NoDefault,
    }
}

/// A page that shows whether the printer prints: a frame at the margins and a row of greys. Latin letters only, which
/// every printer has.
#[must_use]
pub fn test_page() -> Vec<u8> {
    let greys: String = (0..10_u32)
        .map(|step| format!("0.{step} g {} 600 40 40 re f ", 80 + 44 * step))
        .collect();
    let drawn = format!(
        "1 w 40 40 515 762 re S BT /F 24 Tf 80 720 Td (ZONGCHUANG  TEST PAGE) Tj ET \
         BT /F 12 Tf 80 690 Td (Frame complete, greys distinct: the printer is ready.) Tj ET {greys}"
    );
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>\nstream\n{drawn}\nendstream", drawn.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut table = String::new();
    for (at, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let begun = pdf.len();
    let count = objects.len() + 1;
    pdf.push_str(&format!(
        "xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{begun}\n%%EOF\n"
    ));
    pdf.into_bytes()
}

/// Until it has ended well, or for no longer than `patience`: then it is ended.
fn ended(child: &mut Child, patience: Duration) -> Result<(), PrintError> {
    let end = Instant::now() + patience;
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(_) => return Err(PrintError::Refused),
            None if Instant::now() < end => std::thread::sleep(LOOK),
            None => {
                child.kill()?;
                child.wait()?;
                return Err(PrintError::Silent);
            }
        }
    }
}

fn pipe(lp: &Path, pdf: &[u8], patience: Duration) -> Result<(), PrintError> {
    // `-s`: says nothing, so that no job title with a name ends in anybody's log.
    let mut child = Command::new(lp)
        .args(["-s", "-t", "zongchuang"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // Taken, so that it closes: `lp` waits for the end. Written on a thread of its own: a full pipe of one that does not
    // read must not outwait the patience; it breaks when `lp` is ended.
    let stdin = child.stdin.take();
    std::thread::scope(|scope| {
        let writing = scope.spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(pdf)));
        // One that has already ended with a refusal breaks the pipe; its refusal says more than the broken pipe.
        ended(&mut child, patience)?;
        let broken = || std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        Ok(writing.join().map_err(|_| broken())??)
    })
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

    /// Longer than any script here takes.
    const LONG: Duration = Duration::from_secs(20);

    fn script(dir: &Path, name: &str, text: &str) -> PathBuf {
        let path = dir.join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("writable");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("own file");
        path
    }

    #[test]
    fn a_spooler_that_hangs_is_given_up_even_with_a_full_pipe() {
        let dir = tempfile::tempdir().expect("temp");
        let lp = script(dir.path(), "lp", "exec sleep 600");
        let begun = Instant::now();
        let printed = pipe(&lp, &vec![0; 1 << 20], Duration::from_millis(50));
        assert!(matches!(printed, Err(PrintError::Silent)));
        assert!(begun.elapsed() < LONG);
    }

    #[test]
    fn the_default_printer_is_named_or_said_to_be_missing_or_silent() {
        let dir = tempfile::tempdir().expect("temp");
        let named = "echo 'system default destination: Hall-2'";
        for (text, said) in [
            (named, Spooler::Default("Hall-2".to_owned())),
            ("echo 'no system default destination'", Spooler::NoDefault),
            ("exit 1", Spooler::NoDefault),
        ] {
            assert_eq!(asked(&script(dir.path(), "lpstat", text), LONG), said);
        }
        let hangs = script(dir.path(), "lpstat", "exec sleep 600");
        assert_eq!(asked(&hangs, Duration::from_millis(50)), Spooler::Silent);
    }

    #[test]
    fn the_test_page_says_where_its_objects_are() {
        let page = String::from_utf8(test_page()).expect("letters only");
        let (_, table) = page.split_once("0000000000 65535 f \n").expect("a table");
        for (number, line) in table.lines().take(5).enumerate() {
            let at: usize = line[..10].parse().expect("an offset");
            assert!(page[at..].starts_with(&format!("{} 0 obj", number + 1)));
        }
    }

    /// A spooler that keeps its input beside itself and ends with `code`.
    fn keeping(dir: &Path, code: u8) -> PathBuf {
        let job = dir.join("job");
        script(
            dir,
            "lp",
            &format!("cat > '{}'\nexit {code}", job.display()),
        )
    }

    #[test]
    fn the_bytes_reach_the_spooler_unchanged() {
        let dir = tempfile::tempdir().expect("temp");
        let pdf: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
        pipe(&keeping(dir.path(), 0), &pdf, LONG).expect("printed");
        assert_eq!(std::fs::read(dir.path().join("job")).expect("kept"), pdf);
    }

    #[test]
    fn a_refusal_and_an_absent_spooler_are_told_apart() {
        let dir = tempfile::tempdir().expect("temp");
        assert!(find("lp", dir.path().as_os_str()).is_none());
        let lp = keeping(dir.path(), 1);
        assert!(find("lp", dir.path().as_os_str()).is_some());
        assert!(matches!(pipe(&lp, b"%PDF", LONG), Err(PrintError::Refused)));
        assert!(matches!(
            pipe(&dir.path().join("none"), b"%PDF", LONG),
            Err(PrintError::Io(_))
        ));
    }
}
