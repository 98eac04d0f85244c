//! Ending a child process politely, so that it can clean up after itself.

use std::process::{Child, Command};
use std::time::Duration;

use crate::run::succeeds;
use crate::wait::until;

/// How long a child may take to leave after it was asked to.
const PATIENCE: Duration = Duration::from_secs(10);

/// Asks the child to end (SIGTERM), waits, and takes it by force after ten seconds.
/// Says whether it went by itself.
pub fn stop(child: &mut Child) -> bool {
    if matches!(child.try_wait(), Ok(Some(_))) {
        return true;
    }
    let asked = cfg!(unix) && succeeds(Command::new("kill").arg(child.id().to_string()));
    let ended = || Ok(matches!(child.try_wait(), Ok(Some(_))));
    if asked && matches!(until(PATIENCE, ended), Ok(true)) {
        return true;
    }
    // Already gone is as good as killed; nothing else can be done about an error here.
    let _ = child.kill();
    let _ = child.wait();
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_child_that_listens_goes_by_itself() {
        let mut child = Command::new("sleep")
            .arg("60")
            .spawn()
            .expect("sleep is on every unix");
        assert!(stop(&mut child));
        assert!(matches!(child.try_wait(), Ok(Some(_))));
    }
}
