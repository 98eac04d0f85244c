//! The desk's side: starts the worker, waits no longer than a picture may take, and replaces it.

use std::io::{BufReader, BufWriter};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::ARGUMENT;
use super::message::{Reply, Request, receive, send};
use crate::{Limits, Reading, Unreadable};

/// What starting the worker and the two pipes may take on a slow machine.
const ROOM: Duration = Duration::from_secs(2);

/// Who looks into still pictures. One picture at a time; callers wait their turn.
#[derive(Debug)]
pub struct Decoder {
    program: Option<PathBuf>,
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    input: BufWriter<ChildStdin>,
    replies: Receiver<Reply>,
}

impl Decoder {
    /// This process, without the decoder that may never end.
    #[must_use]
    pub fn here() -> Self {
        Self {
            program: None,
            running: Mutex::new(None),
        }
    }

    /// A worker process: `program` with [`ARGUMENT`]. Started with the first picture.
    #[must_use]
    pub fn worker(program: PathBuf) -> Self {
        Self {
            program: Some(program),
            running: Mutex::new(None),
        }
    }

    /// As [`crate::read`], in the worker where there is one; `now` is used where there is none. Where no worker can be
    /// started this process looks.
    ///
    /// # Errors
    /// As [`crate::read`]; [`Unreadable::TimedOut`] too where the worker had to be killed, [`Unreadable::Died`] where
    /// it died of the picture.
    pub fn read(
        &self,
        picture: &[u8],
        limits: &Limits,
        now: &dyn Fn() -> Duration,
    ) -> Result<Reading, Unreadable> {
        let Some(program) = &self.program else {
            return crate::read(picture, limits, now);
        };
        crate::load::check_length(picture, limits)?;
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = Request {
            limits: limits.clone(),
            picture: picture.to_vec(),
        };
        if running.as_mut().is_none_or(|worker| !worker.ask(&asked)) {
            *running = Running::start(program);
            if running.as_mut().is_none_or(|worker| !worker.ask(&asked)) {
                *running = None;
                return crate::read(picture, limits, now);
            }
        }
        let worker = running.as_mut().ok_or(Unreadable::Died)?;
        let (reading, ended) = worker.answer(limits);
        if ended {
            *running = None;
        }
        reading
    }
}

impl Running {
    fn start(program: &PathBuf) -> Option<Self> {
        let mut child = Command::new(program)
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = BufWriter::new(child.stdin.take()?);
        let mut output = BufReader::new(child.stdout.take()?);
        let (told, replies) = mpsc::channel();
        // Ends with the worker, whose death closes the pipe.
        thread::spawn(move || {
            while let Ok(reply) = receive::<Reply>(&mut output) {
                if told.send(reply).is_err() {
                    return;
                }
            }
        });
        Some(Self {
            child,
            input,
            replies,
        })
    }

    fn ask(&mut self, request: &Request) -> bool {
        send(&mut self.input, request).is_ok()
    }

    /// What it finds, and whether it has to be replaced. Each step has its time; what was found before a step that
    /// took longer, or died, stands.
    fn answer(&mut self, limits: &Limits) -> (Result<Reading, Unreadable>, bool) {
        let mut longest = limits.loading + ROOM;
        let mut so_far = Reading::default();
        loop {
            let failed = match self.replies.recv_timeout(longest) {
                Ok(Reply::Loaded) => {
                    longest = limits.decoding;
                    continue;
                }
                Ok(Reply::Looked(reading)) => {
                    // Drawing the next page, or saying that there is none.
                    (so_far, longest) = (reading, limits.drawing);
                    continue;
                }
                Ok(Reply::Done { reading, last }) => return (reading, last),
                Err(RecvTimeoutError::Timeout) => Unreadable::TimedOut,
                Err(RecvTimeoutError::Disconnected) => Unreadable::Died,
            };
            so_far.left += 1;
            let kept = match so_far.codes.is_empty() {
                true => Err(failed),
                false => Ok(so_far),
            };
            return (kept, true);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Gone already is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
