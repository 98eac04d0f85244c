//! The real window under test: WebKitGTK's own driver for what is shown, real key events for what a clerk does.

pub mod bus;
mod camera;
mod driver;
mod file;
mod input_method;
pub mod job;
mod keys;
pub mod story;

pub use camera::Camera;
pub use driver::{Window, processes_on};
pub use input_method::InputMethod;
pub use keys::Keyboard;
pub use story::Clerk;
