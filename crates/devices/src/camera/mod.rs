//! Cameras (高拍仪、摄像头): which there are, what they see. [`Cameras`] is the true edge: [`uvc`] stands there for what
//! is plugged in, [`Played`] for pictures that are played. A [`Session`] keeps whoever looks from ever waiting for a
//! device: each camera has a thread of its own, and only its newest frame is kept.

mod choice;
mod frame;
mod line;
mod list;
mod played;
mod session;
pub mod uvc;

use serde::{Deserialize, Serialize};

pub use choice::{Choice, Choices, Use};
pub use frame::{Frame, Pixels, Seen};
pub use line::{line, say};
pub use list::{Several, list_within};
pub use played::{Played, Scene};
pub use session::{Patience, Session, Stand};

/// A size and rate at which a camera gives frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mode {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Frames a second.
    pub rate: u32,
}

impl Mode {
    /// Pixels of a frame.
    #[must_use]
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// A camera that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The same again after it was unplugged, as far as the system knows it by.
    pub id: String,
    /// As its maker calls it.
    pub name: String,
    /// Best first: most pixels, then most frames.
    pub modes: Vec<Mode>,
    /// Played, not plugged in.
    pub simulated: bool,
    /// Why it cannot be used, where that is known without opening it for good.
    pub fault: Option<CameraFault>,
}

/// Why there is no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CameraFault {
    /// No such camera is plugged in.
    #[error("no such camera")]
    Absent,
    /// The system lets this account not use it.
    #[error("not allowed")]
    Refused,
    /// Another program has it.
    #[error("in use")]
    Busy,
    /// It was there and is gone.
    #[error("vanished")]
    Vanished,
    /// It is there and says nothing.
    #[error("silent")]
    Silent,
    /// It is there and what it says is of no use.
    #[error("broken")]
    Broken,
}

/// Where cameras come from.
pub trait Cameras: Send + Sync {
    /// Every camera there is now. May take as long as the devices take: see [`list_within`].
    ///
    /// # Errors
    /// The system cannot say.
    fn list(&self) -> Result<Vec<Found>, CameraFault>;

    /// Opens one; used and dropped on the thread that opened it. Without `mode` the camera's best.
    ///
    /// # Errors
    /// Absent, refused, busy or broken.
    fn open(&self, id: &str, mode: Option<Mode>) -> Result<Box<dyn Feed>, CameraFault>;
}

/// An open camera. Dropping it closes it.
pub trait Feed {
    /// What it gives.
    fn mode(&self) -> Mode;

    /// Waits for the next frame, for ever where the device hangs.
    ///
    /// # Errors
    /// It vanished or broke; there is no frame after that.
    fn next(&mut self) -> Result<Frame, CameraFault>;
}
