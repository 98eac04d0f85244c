//! The machine's clock: the programs read it here, the libraries are told.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::fault::Fault;
use crate::options::Common;

/// Milliseconds since the Unix epoch; 0 where the machine's clock stands before it.
#[must_use]
pub fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
}

/// The machine's clock, or the one of `--now`, which goes on from there.
///
/// # Errors
/// A time that cannot be read.
pub fn chosen(common: &Common) -> Result<Arc<dyn Fn() -> i64 + Send + Sync>, Fault> {
    let ahead = ahead(common)?.unwrap_or(0);
    Ok(Arc::new(move || now() + ahead))
}

/// How far `--now` is ahead of the machine's clock, milliseconds.
///
/// # Errors
/// A time that cannot be read.
pub fn ahead(common: &Common) -> Result<Option<i64>, Fault> {
    let Some(text) = &common.now else {
        return Ok(None);
    };
    let set = desk::ask::moment(text).map_err(|fault| Fault::usage(&fault.say))?;
    Ok(Some(set - now()))
}
