//! A camera that is played: a folder of pictures, given frames, or a made sheet. For the practice city alone; whoever
//! puts cameras together leaves it out elsewhere (design §5).

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use image::{Rgb, RgbImage, imageops};

use super::{CameraFault, Cameras, Feed, Found, Frame, Mode};

/// What lies under a played camera.
#[derive(Debug, Clone)]
pub enum Scene {
    /// The pictures of a folder, in the order of their names, read again whenever they change. Where the folder is
    /// gone the camera was pulled out; where it is empty the camera hangs. With folders in it, each is a camera.
    Folder(PathBuf),
    /// These, one after the other, then the last for ever.
    Frames(Vec<RgbImage>),
    /// A sheet of text on a dark ground, a little askew.
    Sheet,
}

/// Cameras that are played.
#[derive(Debug, Clone)]
pub struct Played {
    scene: Scene,
    pace: Duration,
}

/// Modes of a played camera, best first: an A4 sheet at 150 dpi and more, half of that, and too little.
const MODES: [Mode; 3] = [
    Mode {
        width: 2592,
        height: 1944,
        rate: 10,
    },
    Mode {
        width: 1600,
        height: 1200,
        rate: 10,
    },
    Mode {
        width: 640,
        height: 480,
        rate: 10,
    },
];
/// Frames of one picture before the next.
const HOLD: usize = 20;
/// What lies around a picture of another shape.
const MAT: Rgb<u8> = Rgb([38, 40, 42]);
const NAME: &str = "模拟高拍仪";

impl Played {
    /// A frame every `pace`.
    #[must_use]
    pub fn new(scene: Scene, pace: Duration) -> Self {
        Self { scene, pace }
    }

    /// The cameras and what lies under each, by id.
    fn cameras(&self) -> Vec<(Found, Scene)> {
        let found = |id: &str, name: &str| Found {
            id: id.to_owned(),
            name: name.to_owned(),
            modes: MODES.to_vec(),
            simulated: true,
            fault: None,
        };
        let Scene::Folder(folder) = &self.scene else {
            return vec![(found("played", NAME), self.scene.clone())];
        };
        let inside = folders(folder);
        if inside.is_empty() {
            let one = (found("played", NAME), self.scene.clone());
            return folder.is_dir().then_some(one).into_iter().collect();
        }
        inside
            .into_iter()
            .map(|(name, path)| {
                let shown = format!("{NAME} {name}");
                (
                    found(&format!("played-{name}"), &shown),
                    Scene::Folder(path),
                )
            })
            .collect()
    }
}

impl Cameras for Played {
    fn list(&self) -> Result<Vec<Found>, CameraFault> {
        Ok(self.cameras().into_iter().map(|(found, _)| found).collect())
    }

    fn open(&self, id: &str, mode: Option<Mode>) -> Result<Box<dyn Feed>, CameraFault> {
        let (_, scene) = self
            .cameras()
            .into_iter()
            .find(|(found, _)| found.id == id)
            .ok_or(CameraFault::Absent)?;
        Ok(Box::new(Playing {
            scene,
            mode: mode.unwrap_or(MODES[0]),
            pace: self.pace,
            shown: 0,
            held: None,
        }))
    }
}

/// Folders in a folder, by name.
fn folders(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut inside: Vec<(String, PathBuf)> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| {
            (
                entry.file_name().to_string_lossy().into_owned(),
                entry.path(),
            )
        })
        .collect();
    inside.sort();
    inside
}

/// A picture file as it was when it was read.
type Read = (PathBuf, SystemTime, u64);

struct Playing {
    scene: Scene,
    mode: Mode,
    pace: Duration,
    shown: usize,
    held: Option<(Read, RgbImage)>,
}

impl Feed for Playing {
    fn mode(&self) -> Mode {
        self.mode
    }

    fn next(&mut self) -> Result<Frame, CameraFault> {
        thread::sleep(self.pace);
        let picture = match &self.scene {
            Scene::Frames(frames) => {
                let at = self.shown.min(frames.len().saturating_sub(1));
                frames.get(at).cloned().ok_or(CameraFault::Broken)?
            }
            Scene::Sheet => sheet(),
            Scene::Folder(folder) => {
                let folder = folder.clone();
                self.from(&folder)?
            }
        };
        self.shown += 1;
        Ok(Frame::of(fitted(&picture, self.mode)))
    }
}

impl Playing {
    /// The picture whose turn it is; waits for one as a camera that hangs.
    fn from(&mut self, folder: &Path) -> Result<RgbImage, CameraFault> {
        loop {
            if !folder.is_dir() {
                return Err(CameraFault::Vanished);
            }
            let files = pictures(folder);
            if !files.is_empty() {
                let read = files[self.shown / HOLD % files.len()].clone();
                if let Some((held, picture)) = &self.held
                    && *held == read
                {
                    return Ok(picture.clone());
                }
                // One that is just being written is tried again.
                if let Ok(picture) = image::open(&read.0) {
                    let picture = picture.into_rgb8();
                    self.held = Some((read, picture.clone()));
                    return Ok(picture);
                }
            }
            thread::sleep(self.pace);
        }
    }
}

fn pictures(folder: &Path) -> Vec<Read> {
    let mut files: Vec<Read> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let about = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
            let path = entry.path();
            image::ImageFormat::from_path(&path).ok()?;
            Some((path, about.modified().ok()?, about.len()))
        })
        .collect();
    files.sort();
    files
}

/// As large as it may be within a frame of that mode, never larger than it is.
fn fitted(picture: &RgbImage, mode: Mode) -> RgbImage {
    if picture.dimensions() == (mode.width, mode.height) {
        return picture.clone();
    }
    let across = f64::from(mode.width) / f64::from(picture.width().max(1));
    let down = f64::from(mode.height) / f64::from(picture.height().max(1));
    let scale = across.min(down).min(1.0);
    let side = |full: u32| ((f64::from(full) * scale) as u32).max(1);
    let small = imageops::thumbnail(picture, side(picture.width()), side(picture.height()));
    let mut frame = RgbImage::from_pixel(mode.width, mode.height, MAT);
    let left = i64::from((mode.width - small.width()) / 2);
    let top = i64::from((mode.height - small.height()) / 2);
    imageops::replace(&mut frame, &small, left, top);
    frame
}

/// The made sheet: A4 across a frame of the best mode, turned by two degrees, with bars where lines would be.
fn sheet() -> RgbImage {
    let (width, height) = (MODES[0].width, MODES[0].height);
    let (sine, cosine) = 2.0_f32.to_radians().sin_cos();
    RgbImage::from_fn(width, height, |x, y| {
        let (right, below) = (
            x as f32 - width as f32 / 2.0,
            y as f32 - height as f32 / 2.0,
        );
        let across = (right * cosine + below * sine) / 2200.0 + 0.5;
        let down = (below * cosine - right * sine) / 1556.0 + 0.5;
        if !(0.0..1.0).contains(&across) || !(0.0..1.0).contains(&down) {
            return MAT;
        }
        let (line, sign) = (down * 24.0, across * 70.0);
        let text = (0.08..0.92).contains(&across) && (0.1..0.9).contains(&down);
        let gap = (sign as u32 * 7 + line as u32 * 13).is_multiple_of(11);
        let ink = text && !gap && line.fract() < 0.4 && sign.fract() > 0.2;
        Rgb(if ink { [45; 3] } else { [236, 234, 228] })
    })
}
