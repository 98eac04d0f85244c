//! Photographing a material (拍照): the camera in use, the watched folder, and the pages they bring to a line (S75).

mod codes;
mod folder;
mod look;
mod page;
mod picture;

use std::sync::Arc;

use devices::camera::{CameraFault, Session};

use crate::fault::DeskFault;
pub(crate) use folder::Watching;
pub(crate) use page::forget;
pub use picture::page_corners;
pub(crate) use picture::{Bench, found, moved};

/// What stands between the counter's cameras and the desk while the program runs; nothing of it is on the disk.
#[derive(Default)]
pub(crate) struct Capture {
    /// The camera in use: its id and its frames.
    pub(crate) camera: Option<(String, Arc<Session>)>,
    /// The watched folder since it is watched.
    pub(crate) watching: Option<Watching>,
}

fn fault(fault: CameraFault) -> DeskFault {
    let code = match fault {
        CameraFault::Absent => "camera_absent",
        CameraFault::Refused => "camera_refused",
        CameraFault::Busy => "camera_busy",
        CameraFault::Vanished => "camera_vanished",
        CameraFault::Silent => "camera_silent",
        CameraFault::Broken => "camera_broken",
    };
    DeskFault::new(code, devices::camera::say(fault))
}
