//! The system's keystore: it holds one half of a slot's key and opens nothing alone (design §5).

mod system;

use store::slots::Factor;

pub use system::system;

use crate::fault::Outcome;

/// Where a half of a key is kept beside the data folder: the Secret Service of a Linux session, say.
pub trait Keystore: Send + Sync {
    /// What is kept for a station; nothing where there is none.
    ///
    /// # Errors
    /// A keystore that is locked or does not answer.
    fn get(&self, station: &str) -> Outcome<Option<Factor>>;

    /// Keeps it, in place of what was there.
    ///
    /// # Errors
    /// As [`Keystore::get`].
    fn put(&self, station: &str, factor: &Factor) -> Outcome<()>;
}
