//! Cameras that are plugged in, by the system's own interface. Video4Linux is asked directly: `nokhwa` sets a camera only
//! to list its sizes, and gives up over one that another program left at a rate or a format it has no word for.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod nokhwa;

#[cfg(target_os = "linux")]
pub use linux::Uvc;
#[cfg(not(target_os = "linux"))]
pub use nokhwa::Uvc;
