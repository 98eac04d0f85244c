//! A watched folder (监视文件夹): the document camera's own program saves pictures there. Which of them are new, whole
//! and not yet dealt with; taking one away after it was kept. Files that were there before the watching are nobody's
//! business.

mod disk;
mod watch;

pub use disk::{Held, LeftBehind, entries, read, remove};
pub use watch::{Entry, Watch};
