//! The other end of a device's client: a service on a loopback port that plays a [`Script`] over real sockets, whatever
//! is wrong with it included.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::Address;

/// More than a request of ours has.
const REQUEST: usize = 8 << 10;

/// What goes over the socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// These bytes as the body, whole.
    Body(Vec<u8>),
    /// It takes the question and never answers.
    Hangs,
    /// These bytes as the body, of which it announced so many.
    Half(Vec<u8>, usize),
    /// So many bytes, without an end in sight.
    Flood(usize),
    /// Points elsewhere.
    Redirect(String),
}

/// What a played device does.
pub trait Script: Send + Sync + 'static {
    /// Path of the call that uses the device.
    const CALL: &'static str;

    /// Answers that call, whose body was `asked`, and goes on to what comes after it.
    fn play(&mut self, asked: &str) -> Answer;

    /// Answers every other call.
    fn other(&self) -> Answer;
}

/// What came last: the request's line, its body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Heard {
    line: String,
    body: String,
}

struct Play<S> {
    script: Mutex<S>,
    asked: AtomicUsize,
    last: Mutex<Heard>,
}

/// A running service; it ends when this is dropped.
pub struct Service<S> {
    place: SocketAddr,
    play: Arc<Play<S>>,
    serving: JoinHandle<()>,
}

impl<S: Script> Service<S> {
    /// Starts on a free loopback port.
    ///
    /// # Errors
    /// The system's.
    pub async fn start(script: S) -> std::io::Result<Self> {
        Self::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), script).await
    }

    /// Starts at a place, as a service that was restarted.
    ///
    /// # Errors
    /// The system's.
    pub async fn start_at(place: SocketAddr, script: S) -> std::io::Result<Self> {
        let listener = TcpListener::bind(place).await?;
        let place = listener.local_addr()?;
        let play = Arc::new(Play {
            script: Mutex::new(script),
            asked: AtomicUsize::new(0),
            last: Mutex::default(),
        });
        let serving = tokio::spawn(serve(listener, Arc::clone(&play)));
        Ok(Self {
            place,
            play,
            serving,
        })
    }

    /// From now on it does this.
    pub fn play(&self, script: S) {
        *held(&self.play.script) = script;
    }
}

impl<S> Service<S> {
    /// Where it listens.
    #[must_use]
    pub fn place(&self) -> SocketAddr {
        self.place
    }

    /// Where it listens, for a client.
    ///
    /// # Panics
    /// Never: it listens on a loopback port.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::parse(&self.place.to_string()).expect("it listens on a loopback port")
    }

    /// How often the device was used.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.play.asked.load(Ordering::SeqCst)
    }

    /// The last request's line, empty while there was none of whatever kind.
    #[must_use]
    pub fn last(&self) -> String {
        held(&self.play.last).line.clone()
    }

    /// The last request's body.
    #[must_use]
    pub fn last_body(&self) -> String {
        held(&self.play.last).body.clone()
    }
}

impl<S> Drop for Service<S> {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve<S: Script>(listener: TcpListener, play: Arc<Play<S>>) {
    // A hanging call must not keep the next one waiting for its turn. They end with the service.
    let mut calls = tokio::task::JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        calls.spawn(answer(socket, Arc::clone(&play)));
    }
}

/// A client that went away is no fault of the service.
async fn answer<S: Script>(mut socket: TcpStream, play: Arc<Play<S>>) {
    let Some(heard) = request(&mut socket).await else {
        return;
    };
    let answer = if heard.line.contains(S::CALL) {
        let answer = held(&play.script).play(&heard.body);
        *held(&play.last) = heard;
        play.asked.fetch_add(1, Ordering::SeqCst);
        answer
    } else {
        *held(&play.last) = heard;
        held(&play.script).other()
    };
    let _ = perform(&mut socket, answer).await;
}

async fn request(socket: &mut TcpStream) -> Option<Heard> {
    let mut taken = Vec::new();
    let mut part = [0; 1024];
    loop {
        if let Some(heard) = whole(&taken) {
            return Some(heard);
        }
        if taken.len() > REQUEST {
            return None;
        }
        let read = socket.read(&mut part).await.ok().filter(|read| *read > 0)?;
        taken.extend_from_slice(&part[..read]);
    }
}

/// Head and body, once all of both is there.
fn whole(taken: &[u8]) -> Option<Heard> {
    let end = taken.windows(4).position(|end| end == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&taken[..end]).into_owned();
    let body = &taken[end + 4..];
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_it = name.eq_ignore_ascii_case("content-length");
        is_it.then(|| value.trim().parse::<usize>().ok()).flatten()
    });
    let body = body.get(..length.unwrap_or(0))?;
    Some(Heard {
        line: head.lines().next().unwrap_or_default().to_owned(),
        body: String::from_utf8_lossy(body).into_owned(),
    })
}

async fn perform(socket: &mut TcpStream, answer: Answer) -> std::io::Result<()> {
    let (body, announced) = match answer {
        Answer::Body(body) => {
            let length = body.len();
            (body, length)
        }
        Answer::Half(body, announced) => (body, announced),
        Answer::Hangs => return hang(socket).await,
        Answer::Flood(bytes) => return flood(socket, bytes).await,
        Answer::Redirect(to) => {
            let head = format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
            return socket.write_all(head.as_bytes()).await;
        }
    };
    head(socket, announced).await?;
    socket.write_all(&body).await?;
    socket.shutdown().await
}

async fn head(socket: &mut TcpStream, length: usize) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await
}

/// Until the client gives up.
async fn hang(socket: &mut TcpStream) -> std::io::Result<()> {
    let mut nothing = [0; 16];
    while socket.read(&mut nothing).await? > 0 {}
    Ok(())
}

async fn flood(socket: &mut TcpStream, bytes: usize) -> std::io::Result<()> {
    const PART: usize = 1 << 16;
    head(socket, bytes).await?;
    let part = vec![b'x'; PART];
    for _ in 0..bytes.div_ceil(PART) {
        socket.write_all(&part).await?;
    }
    socket.flush().await
}
