//! A slow and unreliable line before a city: every byte comes later, and some requests are cut somewhere.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until};

/// Of a cut request, the cut falls into so many bytes of it, or of its reply.
const CUT_WITHIN: usize = 60_000;

/// A line; ended when dropped.
pub struct Line {
    pub address: SocketAddr,
    pub cuts: Arc<Mutex<u32>>,
    task: JoinHandle<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Chance {
    rng: StdRng,
    share: f64,
}

impl Line {
    /// A line to `city` with this round trip, which cuts this share of the requests.
    pub async fn start(city: SocketAddr, round_trip: Duration, share: f64) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let cuts = Arc::new(Mutex::new(0));
        let chance = Arc::new(Mutex::new(Chance {
            rng: StdRng::seed_from_u64(20_260_211),
            share,
        }));
        let counted = Arc::clone(&cuts);
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (chance, counted) = (Arc::clone(&chance), Arc::clone(&counted));
                tokio::spawn(async move {
                    // The handshake is a round trip too.
                    sleep(round_trip).await;
                    if let Ok(far) = TcpStream::connect(city).await {
                        join(near, far, round_trip / 2, chance, counted).await;
                    }
                });
            }
        });
        Ok(Self {
            address,
            cuts,
            task,
        })
    }
}

/// Where a connection is to be cut: after so many bytes there, or back.
type Cut = watch::Sender<Option<(bool, usize)>>;

async fn join(
    near: TcpStream,
    far: TcpStream,
    late: Duration,
    chance: Arc<Mutex<Chance>>,
    cuts: Arc<Mutex<u32>>,
) {
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    let cut: Arc<Cut> = Arc::new(watch::channel(None).0);
    let (there, back) = (Arc::clone(&cut), cut);
    let decide = move |bytes: &[u8]| {
        if !bytes.starts_with(b"POST ") && !bytes.starts_with(b"GET ") {
            return;
        }
        let mut chance = chance.lock().unwrap_or_else(PoisonError::into_inner);
        let share = chance.share;
        if chance.rng.random_bool(share) {
            let on_the_way = chance.rng.random_bool(0.5);
            let after = chance.rng.random_range(0..CUT_WITHIN);
            there.send_replace(Some((on_the_way, after)));
            *cuts.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        }
    };
    let back_cut = Arc::clone(&back);
    tokio::select! {
        () = carry(near_read, far_write, late, &decide, &back, true) => {}
        () = carry(far_read, near_write, late, &|_| {}, &back_cut, false) => {}
    }
}

/// Carries bytes one way, each so much later, until an end closes or the cut comes.
async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    late: Duration,
    look: &(dyn Fn(&[u8]) + Sync),
    cut: &Cut,
    there: bool,
) {
    let waiting: Mutex<VecDeque<(Instant, Vec<u8>)>> = Mutex::default();
    let more = Notify::new();
    let read = async {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(count @ 1..) = from.read(&mut buffer).await {
            look(&buffer[..count]);
            let due = Instant::now() + late;
            let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.push_back((due, buffer[..count].to_vec()));
            more.notify_one();
        }
        sleep(late).await;
    };
    let write = async {
        let mut since_cut = 0;
        loop {
            let next = waiting
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_front();
            let Some((due, bytes)) = next else {
                more.notified().await;
                continue;
            };
            sleep_until(due).await;
            let place = *cut.borrow();
            if let Some((way, after)) = place.filter(|(way, _)| *way == there) {
                debug_assert_eq!(way, there);
                let left = after.saturating_sub(since_cut).min(bytes.len());
                since_cut += left;
                if to.write_all(&bytes[..left]).await.is_err() || since_cut >= after {
                    return;
                }
            } else if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = read => {}
        () = write => {}
    }
}
