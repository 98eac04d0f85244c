//! Why a file is not shown.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Kind;

/// Why no page is shown. Carries no content of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Unviewable {
    /// It is said to be one thing and is another.
    #[error("said to be {said:?}, is {found:?}")]
    Lies {
        /// What was said.
        said: Kind,
        /// What its bytes are.
        found: Kind,
    },
    /// Nothing that is shown here.
    #[error("a {0:?} is not shown")]
    NotShown(Kind),
    /// The file contradicts its own format.
    #[error("damaged")]
    Broken,
    /// It opens with a password alone.
    #[error("locked by a password")]
    Locked,
    /// Over a limit of length, parts, pixels or what it unpacks to.
    #[error("too large")]
    TooLarge,
    /// A part of it would unpack to a place outside of it.
    #[error("a part has a path that leads out of the file")]
    Path,
    /// It has no such page.
    #[error("no such page")]
    NoSuchPage,
    /// The page was not drawn in time.
    #[error("time is up")]
    TimedOut,
    /// The worker process died of it.
    #[error("the worker died of it")]
    Died,
    /// No worker process, and no file is opened without.
    #[error("no worker process")]
    NoWorker,
}

impl Unviewable {
    /// Stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Lies { .. } => "lies",
            Self::NotShown(_) => "not_shown",
            Self::Broken => "broken",
            Self::Locked => "locked",
            Self::TooLarge => "too_large",
            Self::Path => "path",
            Self::NoSuchPage => "no_such_page",
            Self::TimedOut => "timed_out",
            Self::Died => "died",
            Self::NoWorker => "no_worker",
        }
    }
}
