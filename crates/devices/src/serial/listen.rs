use std::io::{ErrorKind, Read};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, atomic::AtomicBool, atomic::Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::{Frame, Frames, Line, Ports, choose};

/// What happens on the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It is open under this name.
    Opened(String),
    /// It is not there, or not ours to open.
    Missing(ErrorKind),
    /// The system does not come back from opening it.
    Hangs,
    /// It was open, and is gone.
    Gone,
    /// A code was read.
    Code(String),
    /// Something came that is no code.
    Noise,
}

/// How the listener waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Between two looks for a line that is not there.
    pub again: Duration,
    /// The longest opening.
    pub opening: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            again: Duration::from_millis(500),
            opening: Duration::from_secs(3),
        }
    }
}

/// Keeps a line open on a thread of its own and tells what comes. Dropping it ends the listening; it waits for no device.
pub struct Listener {
    stop: Arc<AtomicBool>,
    /// Ends a wait at once.
    wake: mpsc::Sender<()>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Begins to listen; `tell` is called on the listener's thread.
    #[must_use]
    pub fn start(
        line: Line,
        ports: Arc<dyn Ports>,
        pace: Pace,
        tell: impl Fn(Event) + Send + 'static,
    ) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (wake, woken) = mpsc::channel();
        let mut ear = Ear {
            line,
            ports,
            pace,
            stop: Arc::clone(&stop),
            woken,
            tell: Box::new(tell),
            told: None,
            begun: Instant::now(),
        };
        let thread = std::thread::Builder::new()
            .name("serial".to_owned())
            .spawn(move || ear.listen());
        Self {
            stop,
            wake,
            // Without a thread there is no box: the panel keeps saying so.
            thread: thread.ok(),
        }
    }

    /// Whether its thread still runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.thread
            .as_ref()
            .is_some_and(|thread| !thread.is_finished())
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = self.wake.send(());
        // Not joined: a driver that hangs would hold the caller.
    }
}

struct Ear {
    line: Line,
    ports: Arc<dyn Ports>,
    pace: Pace,
    stop: Arc<AtomicBool>,
    woken: Receiver<()>,
    tell: Box<dyn Fn(Event) + Send>,
    /// The last state that was told: nobody is told the same twice.
    told: Option<Event>,
    begun: Instant,
}

type Opened = std::io::Result<Box<dyn Read + Send>>;

impl Ear {
    fn listen(&mut self) {
        while !self.is_over() {
            if let Some((name, port)) = self.open() {
                self.state(Event::Opened(name.clone()));
                self.read(&name, port);
                if !self.is_over() {
                    self.state(Event::Gone);
                }
            }
            self.wait();
        }
    }

    fn is_over(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Until the next look, or the end.
    fn wait(&self) {
        // Woken, timed out or left alone: what to do next is decided by `stop`.
        let _ = self.woken.recv_timeout(self.pace.again);
    }

    fn state(&mut self, event: Event) {
        let after_loss = self.told == Some(Event::Gone) && matches!(event, Event::Missing(_));
        // What was lost is still lost while it is looked for.
        if self.told.as_ref() == Some(&event) || after_loss {
            return;
        }
        self.told = Some(event.clone());
        (self.tell)(event);
    }

    fn open(&mut self) -> Option<(String, Box<dyn Read + Send>)> {
        let (answer, answered) = mpsc::channel::<Option<(String, Opened)>>();
        let (ports, line) = (Arc::clone(&self.ports), self.line.clone());
        let opening = move || {
            let name = choose(&line, &ports.list());
            let opened = name.map(|name| {
                let port = ports.open(&name, line.speed());
                (name, port)
            });
            // The listener may have ended meanwhile.
            let _ = answer.send(opened);
        };
        let spawned = std::thread::Builder::new()
            .name("serial-open".to_owned())
            .spawn(opening);
        if spawned.is_err() {
            self.state(Event::Missing(ErrorKind::OutOfMemory));
            return None;
        }
        match self.opened(&answered)? {
            Some((name, Ok(port))) => Some((name, port)),
            Some((_, Err(error))) => {
                self.state(Event::Missing(error.kind()));
                None
            }
            None => {
                self.state(Event::Missing(ErrorKind::NotFound));
                None
            }
        }
    }

    /// One opening at a time, however long it takes: a second one would hang as well.
    fn opened(
        &mut self,
        answered: &Receiver<Option<(String, Opened)>>,
    ) -> Option<Option<(String, Opened)>> {
        loop {
            match answered.recv_timeout(self.pace.opening) {
                Ok(opened) => return Some(opened),
                Err(RecvTimeoutError::Timeout) => self.state(Event::Hangs),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
            if self.is_over() {
                return None;
            }
        }
    }

    /// Until the line is gone or nobody listens any more.
    fn read(&self, name: &str, mut port: Box<dyn Read + Send>) {
        let mut frames = Frames::default();
        let mut part = [0; 1024];
        let mut looked = Instant::now();
        while !self.is_over() {
            match port.read(&mut part) {
                Ok(0) => return,
                Ok(read) => self.codes(frames.push(&part[..read], self.begun.elapsed())),
                Err(error) if is_quiet(&error) => {}
                Err(_) => return,
            }
            self.codes(frames.elapse(self.begun.elapsed()));
            // Some drivers go on timing out after the device has gone.
            if looked.elapsed() >= self.pace.again {
                looked = Instant::now();
                if is_removed(name) {
                    return;
                }
            }
        }
    }

    fn codes(&self, frames: impl IntoIterator<Item = Frame>) {
        for frame in frames {
            (self.tell)(match frame {
                Frame::Text(text) => Event::Code(text),
                Frame::Noise => Event::Noise,
            });
        }
    }
}

fn is_quiet(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::TimedOut | ErrorKind::WouldBlock | ErrorKind::Interrupted
    )
}

/// A device file that is gone; other systems' names are no files.
fn is_removed(name: &str) -> bool {
    cfg!(unix) && name.starts_with('/') && !std::path::Path::new(name).exists()
}
