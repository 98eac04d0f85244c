use std::sync::mpsc;
use std::time::Duration;

/// A device did not answer in its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no answer in time")]
pub struct NoAnswer;

/// Asks a device on a thread of its own and waits no longer than `patience`. A driver that hangs in the system keeps
/// that thread, never the caller; its late answer is dropped.
///
/// # Errors
/// [`NoAnswer`] after `patience`, or where no thread can be had.
pub fn within<T: Send + 'static>(
    patience: Duration,
    ask: impl FnOnce() -> T + Send + 'static,
) -> Result<T, NoAnswer> {
    let (answer, answered) = mpsc::channel();
    std::thread::Builder::new()
        .name("device".to_owned())
        .spawn(move || {
            // Nobody may be waiting any more.
            let _ = answer.send(ask());
        })
        .map_err(|_| NoAnswer)?;
    answered.recv_timeout(patience).map_err(|_| NoAnswer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_hangs_holds_nobody_up() {
        let (release, hang) = mpsc::channel::<()>();
        let asked = within(Duration::from_millis(20), move || hang.recv().is_ok());
        assert_eq!(asked, Err(NoAnswer));
        drop(release);
    }

    #[test]
    fn a_device_that_answers_is_heard() {
        assert_eq!(within(Duration::from_secs(5), || 7), Ok(7));
    }
}
