//! The desk's side: starts the worker, waits no longer than a picture may take, and replaces it.

use std::io::{BufReader, BufWriter};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use super::ARGUMENT;
use super::message::{Asked, Frame, Reply, Request, receive, send};
use crate::live::{self, Effort};
use crate::view::{Glance, Sheet, Unviewable};
use crate::{Found, Limits, Reading, Unreadable, cascade};

/// What starting the worker and the two pipes may take on a slow machine.
const ROOM: Duration = Duration::from_secs(2);

/// What a frame may take beside a busy machine: its passes take a thirtieth of a second.
const LONGEST_FRAME: Duration = Duration::from_secs(1);

/// Who looks into pictures. One picture at a time; callers wait their turn.
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
        let mut whole = Whole::default();
        loop {
            let asked = Asked::File(Request {
                limits: limits.clone(),
                picture: picture.to_vec(),
                skip: whole.done,
            });
            let Some(worker) = asking(&mut running, program, &asked) else {
                // Nobody can be started: this process looks, as far as it may.
                return whole.or_here(picture, limits, now);
            };
            let heard = worker.answer(limits);
            if heard.ended {
                *running = None;
            }
            if whole.take(heard) {
                return whole.reading();
            }
        }
    }
}

impl Decoder {
    /// Looks into one camera frame, as [`crate::read_luma`] has it. Never waits its turn: `None` where a picture is just
    /// being looked into; the next frame is as good.
    ///
    /// # Errors
    /// As [`Decoder::read`].
    pub fn frame(
        &self,
        luma: Vec<u8>,
        (width, height): (u32, u32),
        effort: Effort,
        now: &dyn Fn() -> Duration,
    ) -> Option<Result<Vec<Found>, Unreadable>> {
        let mut running = match self.running.try_lock() {
            Ok(running) => running,
            Err(TryLockError::Poisoned(running)) => running.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        let frame = Frame {
            width,
            height,
            effort,
            luma,
        };
        let Some(program) = &self.program else {
            return Some(here(&frame, now));
        };
        let asked = Asked::Frame(frame);
        let Some(worker) = asking(&mut running, program, &asked) else {
            let Asked::Frame(frame) = asked else {
                return None;
            };
            return Some(here(&frame, now));
        };
        let (codes, ended) = worker.seen(effort);
        if ended {
            *running = None;
        }
        Some(codes)
    }
}

impl Decoder {
    /// Draws a page of a licence's file, and judges its seals where that is asked. In the worker alone: the files come
    /// from other systems, and reading them may end whoever does.
    ///
    /// # Errors
    /// [`Unviewable`]: why no page is shown.
    pub fn view(&self, glance: Glance) -> Result<Sheet, Unviewable> {
        let program = self.program.as_ref().ok_or(Unviewable::NoWorker)?;
        if glance.file.len() as u64 > glance.limits.file_bytes {
            return Err(Unviewable::TooLarge);
        }
        let longest = glance.limits.time;
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = Asked::Glance(glance);
        let worker = asking(&mut running, program, &asked).ok_or(Unviewable::NoWorker)?;
        let sheet = match worker.replies.recv_timeout(longest) {
            Ok(Reply::Sheet(sheet)) => return sheet,
            Err(RecvTimeoutError::Timeout) => Unviewable::TimedOut,
            Ok(_) | Err(RecvTimeoutError::Disconnected) => Unviewable::Died,
        };
        *running = None;
        Err(sheet)
    }
}

/// A frame in this process, without the decoder that may never end.
fn here(frame: &Frame, now: &dyn Fn() -> Duration) -> Result<Vec<Found>, Unreadable> {
    let luma = cascade::frame(&frame.luma, frame.width, frame.height)?;
    live::look(&luma, frame.effort, now, None)
}

/// A running worker that has taken the request.
fn asking<'a>(
    running: &'a mut Option<Running>,
    program: &PathBuf,
    asked: &Asked,
) -> Option<&'a mut Running> {
    if running.as_mut().is_none_or(|worker| !worker.ask(asked)) {
        *running = Running::start(program);
        if running.as_mut().is_none_or(|worker| !worker.ask(asked)) {
            *running = None;
        }
    }
    running.as_mut()
}

/// What one worker told of a file.
struct Heard {
    reading: Reading,
    /// What went wrong: with everything, or with the page it was at.
    wrong: Option<Unreadable>,
    /// Pages of the file that are looked into; 1 where it did not say.
    pages: u32,
    /// Pages it was done with.
    done: u32,
    /// It told everything it had to.
    whole: bool,
    /// It has to be replaced.
    ended: bool,
}

/// What the workers told of one file, one after the other: each page that stops one is given up.
#[derive(Default)]
struct Whole {
    reading: Reading,
    wrong: Option<Unreadable>,
    done: u32,
}

impl Whole {
    /// Adds it; answers whether that was all.
    fn take(&mut self, heard: Heard) -> bool {
        let new = heard.reading;
        self.reading.codes.extend(new.codes);
        self.reading.tier = self.reading.tier.or(new.tier);
        self.reading.pages += new.pages;
        self.reading.left += new.left;
        if new.width > 0 {
            (self.reading.width, self.reading.height) = (new.width, new.height);
        }
        self.wrong = self.wrong.or(heard.wrong);
        self.done += heard.done;
        if heard.whole {
            return true;
        }
        self.done += 1;
        self.reading.left += 1;
        self.done >= heard.pages
    }

    fn reading(self) -> Result<Reading, Unreadable> {
        match self.wrong {
            Some(error) if self.reading.codes.is_empty() => Err(error),
            _ => Ok(self.reading),
        }
    }

    fn or_here(
        self,
        picture: &[u8],
        limits: &Limits,
        now: &dyn Fn() -> Duration,
    ) -> Result<Reading, Unreadable> {
        match self.done {
            0 => crate::read(picture, limits, now),
            _ => self.reading(),
        }
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

    fn ask(&mut self, request: &Asked) -> bool {
        send(&mut self.input, request).is_ok()
    }

    /// What it finds in a frame, and whether it has to be replaced.
    fn seen(&mut self, effort: Effort) -> (Result<Vec<Found>, Unreadable>, bool) {
        let longest = match effort {
            Effort::All(decoding) => decoding,
            Effort::First | Effort::Further(_) => LONGEST_FRAME,
        };
        match self.replies.recv_timeout(longest + ROOM) {
            Ok(Reply::Seen { codes, last }) => (codes, last),
            Err(RecvTimeoutError::Timeout) => (Err(Unreadable::TimedOut), true),
            Ok(_) | Err(RecvTimeoutError::Disconnected) => (Err(Unreadable::Died), true),
        }
    }

    /// What it finds. Each step has its time; what was found before a step that took longer, or died, stands.
    fn answer(&mut self, limits: &Limits) -> Heard {
        let mut longest = limits.loading + ROOM;
        let mut heard = Heard {
            reading: Reading::default(),
            wrong: None,
            pages: 1,
            done: 0,
            whole: false,
            ended: false,
        };
        loop {
            match self.replies.recv_timeout(longest) {
                Ok(Reply::Opened(pages, left)) => {
                    (heard.pages, longest) = (pages, limits.drawing);
                    heard.reading.left = left;
                }
                Ok(Reply::Loaded) => longest = limits.decoding,
                Ok(Reply::Looked(reading)) => {
                    // Drawing the next page, or saying that there is none.
                    (heard.reading, longest) = (reading, limits.drawing);
                    heard.done += 1;
                }
                Ok(Reply::Done { reading, last }) => {
                    match reading {
                        Ok(reading) => heard.reading = reading,
                        Err(error) => heard.wrong = Some(error),
                    }
                    (heard.whole, heard.ended) = (true, last);
                    return heard;
                }
                // No answer to a file.
                Ok(Reply::Seen { .. } | Reply::Sheet(_)) => {
                    heard.wrong = Some(Unreadable::Died);
                    heard.ended = true;
                    return heard;
                }
                Err(error) => {
                    heard.wrong = Some(match error {
                        RecvTimeoutError::Timeout => Unreadable::TimedOut,
                        RecvTimeoutError::Disconnected => Unreadable::Died,
                    });
                    heard.ended = true;
                    return heard;
                }
            }
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
