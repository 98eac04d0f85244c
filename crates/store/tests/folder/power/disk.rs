//! A disk that keeps what was synced and, of the rest, whatever it likes: any subset of the writes, each torn into
//! sectors, and any beginning of the changes of names that their folder has not been synced after.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _};

use super::record::Change;

const SECTOR: usize = 512;

#[derive(Debug, Clone)]
enum Unsynced {
    Write(usize, Vec<u8>),
    Cut(usize),
}

#[derive(Debug, Clone, Default)]
struct File {
    synced: Vec<u8>,
    unsynced: Vec<Unsynced>,
}

#[derive(Debug, Clone)]
enum Naming {
    Is(PathBuf, u64),
    Moved(PathBuf, PathBuf),
    Gone(PathBuf),
}

/// The disk at one moment.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
    files: BTreeMap<u64, File>,
    /// As after the last sync of each folder.
    names: BTreeMap<PathBuf, u64>,
    namings: Vec<Naming>,
    /// Folders by inode, to know what a sync of one makes durable.
    folders: BTreeMap<u64, PathBuf>,
    /// As the running program sees the names.
    live: BTreeMap<PathBuf, u64>,
}

/// What the power cut left of what was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Luck {
    Nothing,
    Everything,
    Some,
}

impl Disk {
    /// A folder as it stands, all of it synced.
    pub fn of(root: &Path) -> Self {
        let mut disk = Self {
            root: root.to_owned(),
            files: BTreeMap::new(),
            names: BTreeMap::new(),
            namings: Vec::new(),
            folders: BTreeMap::new(),
            live: BTreeMap::new(),
        };
        disk.take_in(root);
        disk.live = disk.names.clone();
        disk
    }

    fn take_in(&mut self, folder: &Path) {
        use std::os::unix::fs::MetadataExt as _;
        self.folders
            .insert(fs::metadata(folder).unwrap().ino(), folder.to_owned());
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.take_in(&path);
            } else if !path.to_string_lossy().ends_with("-shm") {
                let inode = fs::metadata(&path).unwrap().ino();
                let file = File {
                    synced: fs::read(&path).unwrap(),
                    unsynced: Vec::new(),
                };
                self.files.insert(inode, file);
                self.names.insert(path, inode);
            }
        }
    }

    /// The next change.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Opened(inode, path) => {
                if !self.files.contains_key(inode) {
                    self.folders.insert(*inode, path.clone());
                }
            }
            Change::Created(inode, path) => {
                self.files.insert(*inode, File::default());
                self.live.insert(path.clone(), *inode);
                self.namings.push(Naming::Is(path.clone(), *inode));
            }
            Change::Write(inode, at, data) => {
                let write = Unsynced::Write(usize::try_from(*at).unwrap(), data.clone());
                self.files.get_mut(inode).unwrap().unsynced.push(write);
            }
            Change::Cut(inode, length) => {
                let cut = Unsynced::Cut(usize::try_from(*length).unwrap());
                self.files.get_mut(inode).unwrap().unsynced.push(cut);
            }
            Change::Sync(inode) => self.sync(*inode),
            Change::Renamed(from, to) => {
                if let Some(inode) = self.live.remove(from) {
                    self.live.insert(to.clone(), inode);
                    self.namings.push(Naming::Moved(from.clone(), to.clone()));
                }
            }
            Change::Removed(path) => {
                self.live.remove(path);
                self.namings.push(Naming::Gone(path.clone()));
            }
            Change::Folder | Change::Mark(_) => {}
        }
    }

    fn sync(&mut self, inode: u64) {
        if let Some(file) = self.files.get_mut(&inode) {
            for change in std::mem::take(&mut file.unsynced) {
                whole(&mut file.synced, &change);
            }
            return;
        }
        let Some(folder) = self.folders.get(&inode).cloned() else {
            return;
        };
        let (done, left) = std::mem::take(&mut self.namings)
            .into_iter()
            .partition::<Vec<_>, _>(|naming| naming.path().parent() == Some(&folder));
        self.namings = left;
        done.iter()
            .for_each(|naming| rename(&mut self.names, naming));
    }

    /// Writes what a power cut leaves into `into`.
    pub fn cut_off(&self, into: &Path, luck: Luck, rng: &mut StdRng) {
        let mut names = self.names.clone();
        let kept = match luck {
            Luck::Nothing => 0,
            Luck::Everything => self.namings.len(),
            Luck::Some => rng.random_range(0..=self.namings.len()),
        };
        self.namings[..kept]
            .iter()
            .for_each(|naming| rename(&mut names, naming));
        for (path, inode) in names {
            let to = into.join(path.strip_prefix(&self.root).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            let file = &self.files[&inode];
            let mut bytes = file.synced.clone();
            for change in &file.unsynced {
                match luck {
                    Luck::Nothing => {}
                    Luck::Everything => whole(&mut bytes, change),
                    Luck::Some => torn(&mut bytes, change, rng),
                }
            }
            fs::write(to, bytes).unwrap();
        }
    }
}

impl Naming {
    fn path(&self) -> &Path {
        match self {
            Self::Is(path, _) | Self::Moved(_, path) | Self::Gone(path) => path,
        }
    }
}

fn rename(names: &mut BTreeMap<PathBuf, u64>, naming: &Naming) {
    match naming {
        Naming::Is(path, inode) => {
            names.insert(path.clone(), *inode);
        }
        Naming::Moved(from, to) => {
            if let Some(inode) = names.remove(from) {
                names.insert(to.clone(), inode);
            }
        }
        Naming::Gone(path) => {
            names.remove(path);
        }
    }
}

fn whole(bytes: &mut Vec<u8>, change: &Unsynced) {
    match change {
        Unsynced::Write(at, data) => over(bytes, *at, data),
        Unsynced::Cut(length) => bytes.resize(*length, 0),
    }
}

/// Whole, not at all, or sector by sector.
fn torn(bytes: &mut Vec<u8>, change: &Unsynced, rng: &mut StdRng) {
    match (rng.random_range(0..3), change) {
        (0, _) => {}
        (1, Unsynced::Write(at, data)) => {
            let first = (SECTOR - at % SECTOR).min(data.len());
            let mut from = 0;
            for part in std::iter::once(&data[..first]).chain(data[first..].chunks(SECTOR)) {
                if rng.next_u32() & 1 == 0 {
                    over(bytes, at + from, part);
                }
                from += part.len();
            }
        }
        _ => whole(bytes, change),
    }
}

fn over(bytes: &mut Vec<u8>, at: usize, data: &[u8]) {
    if bytes.len() < at + data.len() {
        bytes.resize(at + data.len(), 0);
    }
    bytes[at..at + data.len()].copy_from_slice(data);
}
