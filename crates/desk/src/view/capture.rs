use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What can be photographed with.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CamerasView {
    /// Every camera there is.
    pub cameras: Vec<CameraView>,
    /// The id of the one to take.
    pub chosen: Option<String>,
    /// Its mode; the camera's first where none was chosen.
    pub mode: Option<ModeView>,
    /// Why there is none, and what to do.
    pub say: Option<String>,
    /// The watched folder.
    pub folder: FolderView,
}

/// A camera.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct CameraView {
    /// Under which it is known again.
    pub id: String,
    /// As its maker calls it.
    pub name: String,
    /// Played by the practice city.
    pub simulated: bool,
    /// Best first.
    pub modes: Vec<ModeView>,
    /// Why it cannot be used, and what to do.
    pub fault: Option<String>,
}

/// A size and rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ModeView {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Frames a second.
    pub rate: u32,
}

/// The watched folder.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FolderView {
    /// Its path; empty: none is watched.
    pub path: String,
    /// New pictures that have come to rest.
    pub waiting: u32,
    /// It cannot be read now.
    pub lost: bool,
    /// Files that were taken and could not be removed, each with why.
    pub left: Vec<String>,
}

/// A page of a material.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PageView {
    /// Its name for commands; another one when it is cut anew.
    pub id: String,
    /// `1071×1515，312 KB，10:44:07`.
    pub text: String,
    /// What is wrong, with its remedy.
    pub warnings: Vec<String>,
    /// It is the whole original, byte for byte.
    pub original: bool,
    /// Quarters it was turned clockwise.
    pub quarters: u32,
    /// What was cut out, in parts of the original: x and y of the four corners, top left first, clockwise; empty: all.
    pub corners: Vec<f32>,
    /// Width and height of the original, pixels.
    pub size: (u32, u32),
}

/// One thing done to the pages of a material of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum PageStep {
    /// What lies under the camera becomes the next page.
    Take,
    /// The picture that the watched folder offers becomes the next page.
    TakeFile,
    /// A page is cut anew out of its original, then turned clockwise by so many quarters.
    Cut {
        /// Its name.
        page: String,
        /// As in [`PageView`]; empty: all of it.
        corners: Vec<f32>,
        /// 0 to 3.
        quarters: u8,
    },
    /// A page moves by so many places.
    Move {
        /// Its name.
        page: String,
        /// Towards the end where positive.
        by: i32,
    },
    /// A page is taken away.
    Remove {
        /// Its name.
        page: String,
    },
}
