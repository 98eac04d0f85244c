//! The folder itself.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

use super::Entry;

/// Endings of the pictures that are taken, small letters.
const PICTURES: [&str; 8] = ["jpg", "jpeg", "png", "bmp", "tif", "tiff", "webp", "jfif"];

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// As it was found.
    pub entry: Entry,
    /// Its content.
    pub content: Vec<u8>,
}

/// Why a file that was kept is still in the folder.
#[derive(Debug, thiserror::Error)]
pub enum LeftBehind {
    /// It is not what was read: something was written to it since.
    #[error("it changed")]
    Changed,
    /// The system does not let us.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The pictures of a folder: plain files by their ending, no links, nothing hidden.
///
/// # Errors
/// The folder is not there or may not be read.
pub fn entries(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder)? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        // Not followed where it is a link: nobody may point us at a file elsewhere. One that is gone again is no file.
        let Ok(about) = fs::symlink_metadata(file.path()) else {
            continue;
        };
        if about.is_file() && is_picture(&name) {
            found.push(entry(name, &about));
        }
    }
    Ok(found)
}

/// Reads a file that was found, if it is still the same afterwards; `None` where it changed under the reading or is
/// longer than `most` bytes.
///
/// # Errors
/// It is gone or may not be read.
pub fn read(folder: &Path, entry: &Entry, most: u64) -> io::Result<Option<Held>> {
    let path = folder.join(&entry.name);
    if entry.bytes > most {
        return Ok(None);
    }
    let mut content = Vec::new();
    File::open(&path)?.take(most).read_to_end(&mut content)?;
    let same = is_same(&path, entry)? && content.len() as u64 == entry.bytes;
    Ok(same.then(|| Held {
        entry: entry.clone(),
        content,
    }))
}

/// Removes a file after its content was kept elsewhere, if it still is what was read. What the disk remembers of a
/// removed file is the disk's.
///
/// # Errors
/// It changed, or the system does not let us; one that is gone already is removed.
pub fn remove(folder: &Path, entry: &Entry) -> Result<(), LeftBehind> {
    let path = folder.join(&entry.name);
    match is_same(&path, entry) {
        Ok(true) => {}
        Ok(false) => return Err(LeftBehind::Changed),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    Ok(fs::remove_file(path)?)
}

fn is_same(path: &Path, wanted: &Entry) -> io::Result<bool> {
    let about = fs::symlink_metadata(path)?;
    Ok(about.is_file() && entry(wanted.name.clone(), &about) == *wanted)
}

fn entry(name: String, about: &Metadata) -> Entry {
    let modified = about
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        });
    Entry {
        name,
        bytes: about.len(),
        modified,
    }
}

fn is_picture(name: &str) -> bool {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    !name.starts_with('.') && ending.is_some_and(|ending| PICTURES.contains(&ending.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s75_pictures_are_found_read_and_removed_and_nothing_else() {
        let dir = tempfile::tempdir().expect("temp");
        let put = |name: &str, content: &str| {
            fs::write(dir.path().join(name), content).expect("written");
        };
        put("page.JPG", "a page");
        put("notes.txt", "no picture");
        put(".hidden.jpg", "hidden");
        fs::create_dir(dir.path().join("folder.png")).expect("made");
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/hostname", dir.path().join("link.png")).expect("linked");
        let found = entries(dir.path()).expect("readable");
        assert_eq!(found.len(), 1, "{found:?}");
        let held = read(dir.path(), &found[0], 100)
            .expect("there")
            .expect("same");
        assert_eq!(held.content, b"a page");
        assert!(
            read(dir.path(), &found[0], 3).expect("there").is_none(),
            "too long"
        );
        put("page.JPG", "another page");
        let changed = remove(dir.path(), &found[0]);
        assert!(matches!(changed, Err(LeftBehind::Changed)));
        let found = entries(dir.path()).expect("readable");
        remove(dir.path(), &found[0]).expect("removed");
        assert!(!dir.path().join("page.JPG").exists());
        remove(dir.path(), &found[0]).expect("gone already");
    }
}
