//! The worker's side.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use super::message::{Reply, Request, receive, send};
use crate::cascade::{self, Alone};
use crate::foreign::quirc;
use crate::luma::Luma;
use crate::{Reading, Unreadable};

/// The family without an end takes under 30 ms on nearly every picture.
const LONGEST_ALONE: Duration = Duration::from_millis(300);

/// Memory of the whole worker, in bytes: a picture at its limit, its changed copies and room.
#[cfg(unix)]
const MEMORY: u64 = 3 << 30;

/// Answers until the input ends.
pub fn serve(mut input: impl Read, mut output: impl Write) {
    bound_memory();
    // Whatever goes wrong with the pipes, nobody is left to be told.
    while let Ok(request) = receive::<Request>(&mut input) {
        let reply = look(&request);
        let last = reply.last;
        if send(&mut output, &reply).is_err() || last {
            return;
        }
    }
}

fn look(request: &Request) -> Reply {
    let mut left_behind = false;
    let mut alone = |luma: &Luma| {
        let (found, ended) = quirc::scan(luma.clone(), LONGEST_ALONE);
        left_behind |= !ended;
        found
    };
    let reading = read(request, &mut alone);
    Reply {
        reading,
        last: left_behind,
    }
}

fn read(request: &Request, alone: Alone<'_>) -> Result<Reading, Unreadable> {
    let start = Instant::now();
    let now: &dyn Fn() -> Duration = &|| start.elapsed();
    cascade::read(&request.picture, &request.limits, now, Some(alone))
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
