//! Waiting for something outside this process, with an end to the patience.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Short beside anything waited for, long beside the cost of one look.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Looks again and again until `done` says yes or the time is up; says which it was.
/// An error from `done` ends the wait at once.
pub fn until(limit: Duration, mut done: impl FnMut() -> Result<bool>) -> Result<bool> {
    let begun = Instant::now();
    while !done()? {
        if begun.elapsed() >= limit {
            return Ok(false);
        }
        std::thread::sleep(LOOK_EVERY);
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn it_ends_when_done_when_late_and_when_failed() {
        let mut looks = 0;
        let third = until(Duration::from_secs(60), || {
            looks += 1;
            Ok(looks == 3)
        });
        assert!(third.expect("no error"));
        assert!(!until(Duration::ZERO, || Ok(false)).expect("no error"));
        assert!(until(Duration::from_secs(60), || Err(anyhow!("gone"))).is_err());
    }
}
