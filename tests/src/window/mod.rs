//! The real window under test: WebKitGTK's own driver for what is shown, real key events for what a clerk does.

mod camera;
mod driver;
mod file;
pub mod job;
mod keys;
pub mod story;

pub use camera::Camera;
pub use driver::{Window, processes_on};
pub use keys::Keyboard;
pub use story::Clerk;
