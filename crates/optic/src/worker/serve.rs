//! The worker's side.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use super::message::{Asked, Frame, Reply, Request, receive, send};
use crate::foreign::quirc;
use crate::luma::Luma;
use crate::sheets::{self, Beside, Step};
use crate::{Reading, cascade, live, view};

/// The family without an end takes under 30 ms on nearly every picture.
const LONGEST_ALONE: Duration = Duration::from_millis(300);

/// Memory of the whole worker, in bytes: a picture at its limit, its changed copies and room.
#[cfg(unix)]
const MEMORY: u64 = 3 << 30;

/// Answers until the input ends.
pub fn serve(mut input: impl Read, mut output: impl Write) {
    bound_memory();
    // Whatever goes wrong with the pipes, nobody is left to be told.
    while let Ok(asked) = receive::<Asked>(&mut input) {
        let goes_on = match asked {
            Asked::File(request) => look(&request, &mut output),
            Asked::Frame(frame) => see(&frame, &mut output),
            Asked::Glance(glance) => {
                let sheet = Reply::Sheet(view::look(&glance));
                send(&mut output, &sheet).is_ok().then_some(())
            }
        };
        if goes_on.is_none() {
            return;
        }
    }
}

/// Looks into one frame and says so; nothing where the worker ends with it.
fn see(frame: &Frame, output: &mut impl Write) -> Option<()> {
    let mut left_behind = false;
    let mut alone = |luma: &Luma| {
        let (found, ended) = quirc::scan(luma.clone(), LONGEST_ALONE);
        left_behind |= !ended;
        found
    };
    let start = Instant::now();
    let codes = cascade::frame(&frame.luma, frame.width, frame.height)
        .and_then(|luma| live::look(&luma, frame.effort, &|| start.elapsed(), Some(&mut alone)));
    let seen = Reply::Seen {
        codes,
        last: left_behind,
    };
    (send(output, &seen).is_ok() && !left_behind).then_some(())
}

/// Looks into one file and says so; nothing where the worker ends with it.
fn look(request: &Request, output: &mut impl Write) -> Option<()> {
    let mut left_behind = false;
    let mut alone = |luma: &Luma| {
        let (found, ended) = quirc::scan(luma.clone(), LONGEST_ALONE);
        left_behind |= !ended;
        found
    };
    let mut heard = true;
    let mut step = |step: Step, so_far: &Reading| {
        let reply = match step {
            Step::Opened(pages) => Reply::Opened(pages, so_far.left),
            Step::Loaded => Reply::Loaded,
            Step::Looked => Reply::Looked(so_far.clone()),
        };
        heard &= send(output, &reply).is_ok();
    };
    let start = Instant::now();
    let reading = sheets::read(
        (&request.picture, request.skip),
        &request.limits,
        &|| start.elapsed(),
        Some(Beside {
            alone: &mut alone,
            step: &mut step,
        }),
    );
    let done = Reply::Done {
        reading,
        last: left_behind,
    };
    let said = send(output, &done).is_ok();
    (heard && said && !left_behind).then_some(())
}

#[cfg(unix)]
fn bound_memory() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = Rlimit {
        current: Some(MEMORY),
        maximum: Some(MEMORY),
    };
    // Where the system refuses, the picture's own limits stand alone.
    let _ = setrlimit(Resource::As, limit);
}

#[cfg(not(unix))]
fn bound_memory() {}
