//! A file handed to the window from outside: dragged in, or on the clipboard. On Linux the webview's own drop and
//! paste events bring no file, so the shell takes it and reads it when the screen says what it is for. The screen
//! never learns a path, and can ask for no file but the one that was handed over last.

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use desk::{DeskFault, Outcome};

/// One byte more than the desk takes, so that a longer file is refused as too long and never held whole.
pub const READ_MOST: u64 = (64 << 20) + 1;

/// The file that was handed over last, until it is taken.
#[derive(Debug, Default)]
pub struct Handed(Mutex<Option<Held>>);

/// How it was handed over.
#[derive(Debug)]
pub enum Held {
    /// Let fall on the window or copied as a file.
    File(PathBuf),
    /// A picture on the clipboard.
    Picture(Vec<u8>),
}

/// What was handed over.
#[derive(Debug)]
pub struct Taken {
    /// Its name, as the clerk knows it; empty for a picture without one.
    pub name: String,
    /// Its content, at most [`READ_MOST`] bytes of it.
    pub content: Vec<u8>,
}

impl Handed {
    /// Holds this from now on, or nothing.
    pub fn hold(&self, held: Option<Held>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = held;
    }

    /// Reads what was handed over last; it can be read once.
    ///
    /// # Errors
    /// Nothing was handed over, it is no file, or it cannot be read.
    pub fn take(&self) -> Outcome<Taken> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        match held {
            Some(Held::Picture(content)) => Ok(Taken {
                name: "粘贴的图片".to_owned(),
                content,
            }),
            Some(Held::File(path)) if path.is_file() => read(&path),
            _ => Err(no_file()),
        }
    }
}

fn read(path: &std::path::Path) -> Outcome<Taken> {
    let mut content = Vec::new();
    File::open(path)
        .and_then(|file| file.take(READ_MOST).read_to_end(&mut content))
        .map_err(|_| no_file())?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    Ok(Taken { name, content })
}

fn no_file() -> DeskFault {
    let say = "这不是可以读取的文件，没有收下。请从文件夹里拖一个文件，或用按钮选择。";
    DeskFault::new("not_a_file", say)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_handed_over_is_read_once_and_nothing_else_ever() {
        let dir = tempfile::tempdir().expect("temp");
        let path = dir.path().join("平面图.png");
        std::fs::write(&path, b"paper").expect("written");
        let handed = Handed::default();
        assert_eq!(handed.take().expect_err("nothing").code, "not_a_file");
        handed.hold(Some(Held::File(path)));
        let taken = handed.take().expect("it was handed over");
        assert_eq!(
            (taken.name.as_str(), taken.content.as_slice()),
            ("平面图.png", &b"paper"[..])
        );
        assert!(handed.take().is_err(), "once");
        handed.hold(Some(Held::File(dir.path().to_owned())));
        assert!(handed.take().is_err(), "a folder is no file");
    }

    #[test]
    fn a_file_that_is_too_long_is_never_held_whole() {
        let dir = tempfile::tempdir().expect("temp");
        let path = dir.path().join("long.png");
        File::create(&path)
            .and_then(|file| file.set_len(200 << 20))
            .expect("a sparse file");
        let handed = Handed::default();
        handed.hold(Some(Held::File(path)));
        let taken = handed.take().expect("read");
        assert_eq!(taken.content.len() as u64, READ_MOST);
    }
}
