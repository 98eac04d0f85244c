//! The Debian package: made, and tried on this very machine.

mod build;
mod trial;

pub use build::build;
pub use trial::trial;

/// Which of cargo's builds goes into the package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// What is shipped.
    Release,
    /// Larger and slower, but already built when the tests run.
    Dev,
}

impl Profile {
    /// `--debug` asks for the development build.
    pub fn from_flags(args: &[String]) -> Self {
        if args.iter().any(|arg| arg == "--debug") {
            Self::Dev
        } else {
            Self::Release
        }
    }

    /// The name of its folder in cargo's target folder.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "debug",
        }
    }
}
