//! One request through the weather.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use super::message::Message;
use super::{Fault, Moment, Seen, Shared, held};

/// A socket on which nothing comes any more.
const DEAD: Duration = Duration::from_secs(40);
/// Crumbs of a message, and the pause between two.
const CRUMBS: usize = 24;
const PAUSE: Duration = Duration::from_millis(2);
const PAGE: &str = "<!DOCTYPE html><title>Wi-Fi</title><p>Please sign in to the network.";

/// Reads one request, carries it as the weather says, closes.
pub(super) fn carry(mut desk: TcpStream, shared: &Arc<Shared>) -> io::Result<()> {
    desk.set_read_timeout(Some(DEAD))?;
    let Some(mut request) = Message::request(&mut desk)? else {
        return Ok(());
    };
    request.alone();
    let fault = shared.fate();
    let (method, _) = request.asked();
    let at = note(shared, &request, fault);
    shared.come_to(Moment::Asked);
    let Some(address) = *held(&shared.upstream) else {
        return Ok(());
    };
    if let Fault::Status(status) = fault {
        return answer(&mut desk, status);
    }
    if fault == Fault::Page {
        return answer(&mut desk, 200);
    }
    if let Fault::Delay(ms) = fault {
        std::thread::sleep(Duration::from_millis(ms));
    }
    let ask = || -> io::Result<Message> {
        let mut backend = TcpStream::connect(address)?;
        backend.set_read_timeout(Some(DEAD))?;
        send(&mut backend, &request, fault)?;
        Message::reply(&mut backend, method == "HEAD")
    };
    let mut reply = ask()?;
    if fault == Fault::Duplicate {
        reply = ask()?;
    }
    if let Some(seen) = held(&shared.seen).get_mut(at) {
        seen.status = reply.status();
        seen.stored = number(&reply, "upload-offset");
    }
    shared.come_to(Moment::Answered);
    // Counted before the bytes go: whoever asks upon them comes after.
    if let Some(seen) = held(&shared.seen).get_mut(at) {
        seen.told = Some(shared.moment());
    }
    give(&mut desk, &reply, fault)?;
    shared.come_to(Moment::Told);
    Ok(())
}

fn note(shared: &Shared, request: &Message, fault: Fault) -> usize {
    let (method, path) = request.asked();
    let mut seen = held(&shared.seen);
    seen.push(Seen {
        method,
        path,
        body: request.body.len() as u64,
        offset: number(request, "upload-offset"),
        fault,
        status: None,
        stored: None,
        came: shared.moment(),
        told: None,
    });
    seen.len() - 1
}

fn number(message: &Message, header: &str) -> Option<u64> {
    message.header(header)?.parse().ok()
}

/// The way up. What the desk did not finish is not finished for it.
fn send(backend: &mut TcpStream, request: &Message, fault: Fault) -> io::Result<()> {
    let bytes = request.bytes();
    match fault {
        Fault::CutRequest(at) => {
            backend.write_all(&bytes[..share(bytes.len(), at)])?;
            backend.shutdown(Shutdown::Both)?;
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Fault::Drip => crumbs(backend, &bytes)?,
        _ => backend.write_all(&bytes)?,
    }
    if fault == Fault::HalfClose || !request.whole {
        backend.shutdown(Shutdown::Write)?;
    }
    Ok(())
}

/// The way down.
fn give(desk: &mut TcpStream, reply: &Message, fault: Fault) -> io::Result<()> {
    let bytes = reply.bytes();
    match fault {
        Fault::CutReply(at) => {
            desk.write_all(&bytes[..share(bytes.len(), at)])?;
            desk.shutdown(Shutdown::Both)
        }
        Fault::Drip => crumbs(desk, &bytes),
        Fault::PageAfter => answer(desk, 200),
        Fault::StatusAfter(status) => answer(desk, status),
        Fault::HalfClose => {
            desk.write_all(&bytes)?;
            desk.shutdown(Shutdown::Write)?;
            // The other half stays open until the desk has had enough.
            io::copy(&mut desk.take(1 << 20), &mut io::sink()).map(|_| ())
        }
        _ => desk.write_all(&bytes),
    }
}

fn crumbs(to: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    to.set_nodelay(true)?;
    for crumb in bytes.chunks(bytes.len().div_ceil(CRUMBS).max(1)) {
        to.write_all(crumb)?;
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

/// Somebody between answers.
fn answer(desk: &mut TcpStream, status: u16) -> io::Result<()> {
    let length = PAGE.len();
    desk.write_all(
        format!(
            "HTTP/1.1 {status} Between\r\ncontent-type: text/html\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n{PAGE}"
        )
        .as_bytes(),
    )
}

fn share(length: usize, per_mille: u64) -> usize {
    (length as u64 * per_mille / 1000) as usize
}
