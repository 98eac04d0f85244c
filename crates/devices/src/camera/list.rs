//! Lists of cameras: several together, and one that does not come in time.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use super::{CameraFault, Cameras, Feed, Found, Mode};

/// Cameras from several places as one.
pub struct Several(pub Vec<Arc<dyn Cameras>>);

impl Cameras for Several {
    /// One place that cannot say does not hide the others.
    fn list(&self) -> Result<Vec<Found>, CameraFault> {
        let mut all = Vec::new();
        let mut fault = None;
        for place in &self.0 {
            match place.list() {
                Ok(found) => all.extend(found),
                Err(told) => fault = Some(told),
            }
        }
        match fault {
            Some(fault) if all.is_empty() => Err(fault),
            _ => Ok(all),
        }
    }

    fn open(&self, id: &str, mode: Option<Mode>) -> Result<Box<dyn Feed>, CameraFault> {
        for place in &self.0 {
            match place.open(id, mode) {
                Err(CameraFault::Absent) => {}
                opened => return opened,
            }
        }
        Err(CameraFault::Absent)
    }
}

/// The list, waited for no longer than `patience`: a device that hangs is [`CameraFault::Silent`], its thread is left
/// behind and ends with the device's answer.
///
/// # Errors
/// The system cannot say, or not in time.
pub fn list_within(
    cameras: &Arc<dyn Cameras>,
    patience: Duration,
) -> Result<Vec<Found>, CameraFault> {
    let (said, hears) = mpsc::channel();
    let cameras = Arc::clone(cameras);
    thread::spawn(move || {
        // Nobody waits any more: the answer is not wanted.
        let _ = said.send(cameras.list());
    });
    hears
        .recv_timeout(patience)
        .unwrap_or(Err(CameraFault::Silent))
}
