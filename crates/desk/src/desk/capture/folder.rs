//! The watched folder (监视文件夹): pictures that the document camera's own program saves. What is new is offered for
//! the line; once it is kept, its file is removed (law 5).

use std::path::{Path, PathBuf};

use devices::folder::{Entry, Held, LeftBehind, Watch, entries, read, remove};
use devices::page::is_whole;

use super::super::{Desk, locked};
use super::picture::{Taken, decoded};
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;
use crate::view::{DeskView, FolderView};

/// Where the folder's path is kept, in `meta`.
const PATH: &str = "capture.folder";
/// A file that stays the same for so long has been written, milliseconds.
const REST: i64 = 800;
/// Longer files are no page.
const MOST: u64 = 64 << 20;

/// A folder since it is watched.
pub(crate) struct Watching {
    path: PathBuf,
    watch: Watch,
    /// New and at rest, oldest first.
    ready: Vec<Entry>,
    /// Files that were kept and could not be removed: names, and why.
    left: Vec<String>,
    /// The folder cannot be read.
    lost: bool,
}

impl Desk {
    /// Sets the watched folder; an empty path ends the watching. What is in it already is older than the watching.
    ///
    /// # Errors
    /// No such folder, the station's own, the store's.
    pub fn folder_set(&self, path: &str) -> Outcome<FolderView> {
        let station = self.station()?;
        let path = path.trim();
        if !path.is_empty() {
            self.fit(Path::new(path))?;
        }
        station.store().meta_put(PATH, path.as_bytes())?;
        locked(&self.0.capture).watching = None;
        self.folder_look()?;
        self.folder_view(&station)
    }

    /// Another look at the watched folder; whether what is offered changed. Nothing where nobody is signed in.
    ///
    /// # Errors
    /// The store's.
    pub fn folder_look(&self) -> Outcome<bool> {
        let Ok(station) = self.station() else {
            // Whoever signs in next watches from then on.
            locked(&self.0.capture).watching = None;
            return Ok(false);
        };
        let Some(path) = folder(&station)? else {
            return Ok(false);
        };
        let found = entries(&path);
        let up = (self.0.edge.machine)().up;
        let mut capture = locked(&self.0.capture);
        let watching = capture.watching.get_or_insert_with(|| Watching {
            watch: Watch::begin(found.as_deref().unwrap_or_default()),
            path: path.clone(),
            ready: Vec::new(),
            left: Vec::new(),
            lost: false,
        });
        let Ok(found) = found else {
            // Not an empty folder: what was there stays known, as a network drive comes back.
            return Ok(!std::mem::replace(&mut watching.lost, true));
        };
        let ready = watching.watch.look(&found, up, REST);
        let changed = watching.lost || ready != watching.ready;
        watching.lost = false;
        watching.ready = ready;
        Ok(changed)
    }

    /// The picture that is offered next, small; `None` where nothing is.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn folder_picture(&self, longest: u32) -> Outcome<Option<Vec<u8>>> {
        self.station()?;
        let Some(held) = self.offered()? else {
            return Ok(None);
        };
        let picture = decoded(&held.content)?;
        let small = devices::page::thumbnail(&picture, longest.clamp(32, 2400));
        Ok(devices::page::jpeg(&small, 75).ok())
    }

    /// Takes the offered picture as the next page of a line; then, and only then, its file is removed.
    ///
    /// # Errors
    /// Nothing is offered, it is no picture, the store's: its file stays.
    pub fn folder_take(&self, code: &str) -> Outcome<DeskView> {
        self.take_from_folder(|taken| self.page_keep(code, taken))
    }

    /// Hands the offered picture over; where it was kept, its file is removed.
    pub(crate) fn take_from_folder<T>(
        &self,
        keep: impl FnOnce(&Taken) -> Outcome<T>,
    ) -> Outcome<T> {
        let Some(held) = self.offered()? else {
            let say = "文件夹里没有新的完整图片。请先用高拍仪软件拍照并保存，再按空格收下。";
            return Err(DeskFault::new("folder_empty", say));
        };
        let taken = Taken {
            picture: decoded(&held.content)?,
            file: held.content,
        };
        let done = keep(&taken)?;
        self.dealt_with(&held.entry, true);
        Ok(done)
    }

    /// The offered picture is not for this desk; its file stays where it is.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn folder_skip(&self) -> Outcome<FolderView> {
        let station = self.station()?;
        let first = {
            let capture = locked(&self.0.capture);
            capture
                .watching
                .as_ref()
                .and_then(|held| held.ready.first().cloned())
        };
        if let Some(entry) = first {
            self.dealt_with(&entry, false);
        }
        self.folder_view(&station)
    }

    /// What the dialog says of the folder.
    pub(super) fn folder_view(&self, station: &Station) -> Outcome<FolderView> {
        let path = folder(station)?;
        let capture = locked(&self.0.capture);
        let watching = capture.watching.as_ref();
        Ok(FolderView {
            path: path.map_or(String::new(), |path| path.display().to_string()),
            waiting: watching.map_or(0, |held| held.ready.len() as u32),
            lost: watching.is_some_and(|held| held.lost),
            left: watching.map_or_else(Vec::new, |held| held.left.clone()),
        })
    }

    /// As [`Desk::folder_set`] answered, as it is now.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn folder(&self) -> Outcome<FolderView> {
        self.folder_look()?;
        self.folder_view(&self.station()?)
    }

    /// The content of the first that is whole; one that is not yet waits.
    fn offered(&self) -> Outcome<Option<Held>> {
        self.folder_look()?;
        let (path, ready) = {
            let capture = locked(&self.0.capture);
            let Some(watching) = &capture.watching else {
                return Ok(None);
            };
            (watching.path.clone(), watching.ready.clone())
        };
        for entry in ready {
            let gone = |_| {
                let say = "文件夹里的图片读不出来，没有收下。请检查文件夹权限，或改用导入文件。";
                DeskFault::new("folder_unreadable", say)
            };
            let held = read(&path, &entry, MOST).map_err(gone)?;
            if let Some(held) = held.filter(|held| is_whole(&held.content)) {
                return Ok(Some(held));
            }
        }
        Ok(None)
    }

    fn dealt_with(&self, entry: &Entry, kept: bool) {
        let mut capture = locked(&self.0.capture);
        let Some(watching) = &mut capture.watching else {
            return;
        };
        watching.watch.done(entry);
        watching.ready.retain(|ready| ready != entry);
        if !kept {
            return;
        }
        let left = match remove(&watching.path, entry) {
            Ok(()) => return,
            Err(LeftBehind::Changed) => "保存后又被改动",
            Err(LeftBehind::Io(_)) => "没有删除权限",
        };
        watching.left.push(format!("{}（{left}）", entry.name));
    }

    /// A folder that is there, and none of ours: nothing of the station's is ever offered as a page.
    fn fit(&self, path: &Path) -> Outcome<()> {
        let bad = |say: &str| Err(DeskFault::new("folder_bad", say));
        let Ok(real) = path.canonicalize() else {
            return bad("没有这个文件夹。请核对路径，例如 D:\\高拍仪 或 /home/用户/高拍仪。");
        };
        if !real.is_dir() || !path.is_absolute() {
            return bad("这不是文件夹的完整路径。请填写从盘符或根目录开始的路径。");
        }
        let own = self.0.config.dir.canonicalize().unwrap_or_default();
        if real.starts_with(&own) || own.starts_with(&real) {
            return bad("不能监视综窗自己的数据文件夹。请另建一个文件夹给高拍仪软件使用。");
        }
        Ok(())
    }
}

fn folder(station: &Station) -> Outcome<Option<PathBuf>> {
    let kept = station.store().meta_get(PATH)?.unwrap_or_default();
    let path = String::from_utf8_lossy(&kept).into_owned();
    Ok((!path.is_empty()).then(|| PathBuf::from(path)))
}
