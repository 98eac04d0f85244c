//! A bad network in one process: it stands between a desk and a backend, at TCP and HTTP, and does to each request
//! what the weather says.

mod carry;
mod fault;
mod message;

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

pub use fault::{Fault, Weather};

/// When something is done about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// It has come and was not carried on.
    Asked,
    /// The backend has answered and nobody knows.
    Answered,
    /// The reply has been carried back.
    Told,
}

/// What passed.
#[derive(Debug, Clone)]
pub struct Seen {
    /// `POST`, `PATCH` …
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Bytes of the body that came from the desk.
    pub body: u64,
    /// `Upload-Offset` of a piece.
    pub offset: Option<u64>,
    /// What was done to it.
    pub fault: Fault,
    /// The backend's own answer, where it gave one.
    pub status: Option<u16>,
    /// `Upload-Offset` of the answer.
    pub stored: Option<u64>,
    /// When it came, among everything that came and was told here.
    pub came: u64,
    /// When its reply had been carried back, counted likewise.
    pub told: Option<u64>,
}

/// How many of these followed one another: each that came only after the reply to one before was told. What passed side
/// by side counts once, whatever it took.
#[must_use]
pub fn serial(passed: &[&Seen]) -> usize {
    let mut depths: Vec<usize> = Vec::new();
    for (at, seen) in passed.iter().enumerate() {
        let after = passed[..at].iter().zip(&depths);
        let before = after.filter(|(one, _)| one.told.is_some_and(|told| told < seen.came));
        let deepest = before.map(|(_, depth)| *depth).max();
        depths.push(deepest.unwrap_or(0) + 1);
    }
    depths.into_iter().max().unwrap_or(0)
}

type Action = Box<dyn FnOnce() + Send>;

/// Something to be done once, at a moment of a request that is yet to come.
struct Trap {
    /// So many requests go by before it.
    after: u32,
    moment: Moment,
    action: Action,
}

#[derive(Default)]
struct Shared {
    upstream: Mutex<Option<SocketAddr>>,
    weather: Mutex<Option<Weather>>,
    seen: Mutex<Vec<Seen>>,
    trap: Mutex<Option<Trap>>,
    over: AtomicBool,
    /// Requests that came and replies that were told.
    moments: AtomicU64,
}

/// A running proxy; it ends when dropped.
pub struct Proxy {
    shared: Arc<Shared>,
    address: SocketAddr,
    accepting: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Listens on a free port of this machine; nothing is behind it yet.
    ///
    /// # Panics
    /// When there is no port.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let shared = Arc::new(Shared::default());
        let for_thread = Arc::clone(&shared);
        let accepting = std::thread::spawn(move || accept(&listener, &for_thread));
        Self {
            shared,
            address,
            accepting: Some(accepting),
        }
    }

    /// Where a desk finds it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What stands behind it: `http://HOST:PORT`; nothing: connections are closed at once.
    ///
    /// # Panics
    /// When that is no address.
    pub fn lead_to(&self, url: Option<&str>) {
        let address = url.map(|url| {
            let bare = url.trim_start_matches("http://").trim_end_matches('/');
            bare.parse().expect("http://IP:PORT")
        });
        *held(&self.shared.upstream) = address;
    }

    /// From now on.
    pub fn weather(&self, weather: Weather) {
        *held(&self.shared.weather) = Some(weather);
    }

    /// Does this once, after so many more requests. What was set before and did not come is forgotten.
    pub fn trap(&self, after: u32, moment: Moment, action: impl FnOnce() + Send + 'static) {
        let action = Box::new(action);
        *held(&self.shared.trap) = Some(Trap {
            after,
            moment,
            action,
        });
    }

    /// Takes the trap away; true where it had not been sprung.
    pub fn disarm(&self) -> bool {
        held(&self.shared.trap).take().is_some()
    }

    /// What passed so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        held(&self.shared.seen).clone()
    }

    /// How often each kind of fault came.
    #[must_use]
    pub fn faults(&self) -> BTreeMap<&'static str, u64> {
        let mut faults = BTreeMap::new();
        for seen in held(&self.shared.seen).iter() {
            *faults.entry(seen.fault.word()).or_default() += 1;
        }
        faults
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        drop(TcpStream::connect(self.address));
        if let Some(accepting) = self.accepting.take() {
            drop(accepting.join());
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for socket in listener.incoming() {
        if shared.over.load(Ordering::SeqCst) {
            return;
        }
        let shared = Arc::clone(shared);
        if let Ok(socket) = socket {
            // A connection that breaks is what this is for.
            std::thread::spawn(move || drop(carry::carry(socket, &shared)));
        }
    }
}

impl Shared {
    fn moment(&self) -> u64 {
        self.moments.fetch_add(1, Ordering::SeqCst)
    }

    fn fate(&self) -> Fault {
        let mut weather = held(&self.weather);
        weather.as_mut().map_or(Fault::Clear, Weather::draw)
    }

    /// Springs the trap if it is for this moment of this request.
    fn come_to(&self, moment: Moment) {
        let mut trap = held(&self.trap);
        let due = trap.as_mut().is_some_and(|trap| {
            let due = trap.moment == moment && trap.after == 0;
            if trap.moment == moment && !due {
                trap.after -= 1;
            }
            due
        });
        let sprung = if due { trap.take() } else { None };
        drop(trap);
        if let Some(trap) = sprung {
            (trap.action)();
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(came: u64, told: u64) -> Seen {
        Seen {
            method: "GET".to_owned(),
            path: String::new(),
            body: 0,
            offset: None,
            fault: Fault::Clear,
            status: Some(200),
            stored: None,
            came,
            told: Some(told),
        }
    }

    #[test]
    fn what_passes_side_by_side_counts_once() {
        let count = |all: &[(u64, u64)]| {
            let all: Vec<Seen> = all
                .iter()
                .map(|(came, told)| passed(*came, *told))
                .collect();
            serial(&all.iter().collect::<Vec<_>>())
        };
        assert_eq!(count(&[]), 0);
        assert_eq!(count(&[(0, 1), (2, 3), (4, 5)]), 3);
        assert_eq!(count(&[(0, 3), (1, 4), (2, 5)]), 1);
        // Two after one, the second of them waits for the first.
        assert_eq!(count(&[(0, 1), (2, 6), (3, 4), (5, 7)]), 3);
    }
}
