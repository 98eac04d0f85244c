//! A camera in use: its thread waits for the device, nobody else does.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{CameraFault, Cameras, Feed, Mode, Seen};

/// How long a camera that was let go of may take to close: as long as it may wait for its last frame.
const LETS_GO: Duration = Duration::from_secs(3);
/// How often it is asked meanwhile.
const ASKED: Duration = Duration::from_millis(50);

/// How long a device may say nothing before it is called silent.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until it is open and has given its first frame.
    pub open: Duration,
    /// Between two frames.
    pub frame: Duration,
}

impl Default for Patience {
    /// Document cameras take seconds to wake up; then frames come many times a second.
    fn default() -> Self {
        Self {
            open: Duration::from_secs(8),
            frame: Duration::from_secs(3),
        }
    }
}

/// How a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// The device wakes up.
    Opening,
    /// Frames come.
    Live(Mode),
    /// Nothing has come for too long; it may yet.
    Silent,
    /// It is over.
    Ended(CameraFault),
}

/// A camera in use. Dropping it ends it; a device that hangs is left to its thread.
pub struct Session {
    shared: Arc<Shared>,
    patience: Patience,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    over: AtomicBool,
}

struct State {
    mode: Option<Mode>,
    newest: Option<(u64, Arc<Seen>)>,
    ended: Option<CameraFault>,
    /// Of the beginning or the newest frame.
    since: Instant,
}

impl Session {
    /// Begins; answers at once.
    #[must_use]
    pub fn begin(
        cameras: Arc<dyn Cameras>,
        id: &str,
        mode: Option<Mode>,
        patience: Patience,
    ) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                mode: None,
                newest: None,
                ended: None,
                since: Instant::now(),
            }),
            changed: Condvar::new(),
            over: AtomicBool::new(false),
        });
        let (told, id) = (Arc::clone(&shared), id.to_owned());
        thread::spawn(move || told.run(cameras.as_ref(), &id, mode));
        Self { shared, patience }
    }

    /// How it stands now.
    #[must_use]
    pub fn stand(&self) -> Stand {
        let state = self.shared.state();
        let (silent, waited) = (
            match state.newest {
                Some(_) => self.patience.frame,
                None => self.patience.open,
            },
            state.since.elapsed(),
        );
        match (state.ended, state.mode) {
            (Some(fault), _) => Stand::Ended(fault),
            _ if waited >= silent => Stand::Silent,
            (None, Some(mode)) if state.newest.is_some() => Stand::Live(mode),
            (None, _) => Stand::Opening,
        }
    }

    /// The newest frame where it is newer than the one numbered `after` (0: any), waited for at most `wait`. Frames
    /// between are never seen: nothing queues.
    #[must_use]
    pub fn after(&self, after: u64, wait: Duration) -> Option<(u64, Arc<Seen>)> {
        let until = Instant::now() + wait;
        let mut state = self.shared.state();
        loop {
            match &state.newest {
                Some((number, seen)) if *number > after => {
                    return Some((*number, Arc::clone(seen)));
                }
                _ if state.ended.is_some() => return None,
                _ => {}
            }
            let left = until.checked_duration_since(Instant::now())?;
            let waited = self.shared.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Ends it: no frame comes any more.
    pub fn end(&self) {
        self.shared.over.store(true, Ordering::SeqCst);
        let mut state = self.shared.state();
        state.ended.get_or_insert(CameraFault::Absent);
        self.shared.changed.notify_all();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.end();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, cameras: &dyn Cameras, id: &str, mode: Option<Mode>) {
        if let Err(fault) = self.pull(cameras, id, mode) {
            let fault = self.told(fault, cameras, id);
            self.state().ended.get_or_insert(fault);
        }
        self.changed.notify_all();
    }

    /// A read that failed of a device that is not there any more: it was pulled out. Asked without holding anything,
    /// because the system may take its time.
    fn told(&self, fault: CameraFault, cameras: &dyn Cameras, id: &str) -> CameraFault {
        if fault != CameraFault::Broken || self.state().newest.is_none() {
            return fault;
        }
        match cameras.list() {
            Ok(found) if found.iter().all(|found| found.id != id) => CameraFault::Vanished,
            _ => fault,
        }
    }

    /// A camera that this program let go of a moment ago is busy until its thread has seen the last frame.
    fn open(
        &self,
        cameras: &dyn Cameras,
        id: &str,
        mode: Option<Mode>,
    ) -> Result<Box<dyn Feed>, CameraFault> {
        let until = Instant::now() + LETS_GO;
        loop {
            let opened = cameras.open(id, mode);
            let busy = matches!(opened, Err(CameraFault::Busy));
            if !busy || self.over.load(Ordering::SeqCst) || Instant::now() >= until {
                return opened;
            }
            thread::sleep(ASKED);
        }
    }

    fn pull(&self, cameras: &dyn Cameras, id: &str, mode: Option<Mode>) -> Result<(), CameraFault> {
        let mut feed = self.open(cameras, id, mode)?;
        self.state().mode = Some(feed.mode());
        let mut number = 0;
        while !self.over.load(Ordering::SeqCst) {
            let frame = feed.next()?;
            number += 1;
            let mut state = self.state();
            state.newest = Some((number, Arc::new(Seen::new(frame))));
            state.since = Instant::now();
            self.changed.notify_all();
        }
        Ok(())
    }
}
