//! The other end of the reader's client: a service on a loopback port that plays a reader, its cards and its faults over
//! real sockets. The practice city's reader and the tests' are this one; a city never starts it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::Address;

/// More than a request of ours has.
const REQUEST: usize = 8 << 10;

/// A card as the service says it: every field a text, dates as eight digits or 长期.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Played {
    /// `CardType`.
    pub kind: String,
    /// 姓名.
    pub name: String,
    /// 证件号码.
    pub number: String,
    /// 性别.
    pub sex: String,
    /// 民族 or country.
    pub nation: String,
    /// 出生日期.
    pub born: String,
    /// 住址.
    pub address: String,
    /// First day of validity.
    pub from: String,
    /// Last day of validity.
    pub until: String,
}

impl Played {
    /// The reply to a reading.
    #[must_use]
    pub fn reply(&self) -> String {
        json!({
            "code": "0", "retcode": "0x90 0x1", "retmsg": "操作成功||相片解码解码正确", "errmsg": "",
            "name": self.name, "sex": self.sex, "nation": self.nation, "born": self.born, "address": self.address,
            "cardno": self.number, "userlifeb": self.from, "userlifee": self.until, "police": "练习市公安局",
            "photobase64": "", "FpData": null, "CardType": self.kind, "EngName": "", "CertVol": "01",
        })
        .to_string()
    }
}

/// What the service does when it is asked to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scene {
    /// A card lies on it.
    Card(Played),
    /// Nobody put a card on it.
    NoCard,
    /// The reader is not plugged in.
    NotConnected,
    /// Another program reads, for so many calls; then the card.
    Busy(u32, Played),
    /// The card is worn out.
    Unreadable,
    /// It takes the question and never answers.
    Hangs,
    /// These bytes as the body, whole.
    Body(Vec<u8>),
    /// These bytes as the body, of which it announced so many.
    Half(Vec<u8>, usize),
    /// So many bytes, without an end in sight.
    Flood(usize),
    /// Points elsewhere.
    Redirect(String),
}

struct Play {
    scene: Mutex<Scene>,
    asked: AtomicUsize,
    last: Mutex<String>,
}

/// A running service; it ends when this is dropped.
pub struct Service {
    place: SocketAddr,
    play: Arc<Play>,
    serving: JoinHandle<()>,
}

impl Service {
    /// Starts on a free loopback port.
    ///
    /// # Errors
    /// The system's.
    pub async fn start(scene: Scene) -> std::io::Result<Self> {
        Self::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), scene).await
    }

    /// Starts at a place, as a service that was restarted.
    ///
    /// # Errors
    /// The system's.
    pub async fn start_at(place: SocketAddr, scene: Scene) -> std::io::Result<Self> {
        let listener = TcpListener::bind(place).await?;
        let place = listener.local_addr()?;
        let play = Arc::new(Play {
            scene: Mutex::new(scene),
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

    /// From now on it does this.
    pub fn play(&self, scene: Scene) {
        *self
            .play
            .scene
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = scene;
    }

    /// How often it was asked to read.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.play.asked.load(Ordering::SeqCst)
    }

    /// The last request's line.
    #[must_use]
    pub fn last(&self) -> String {
        let last = self.play.last.lock();
        last.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, play: Arc<Play>) {
    // A hanging call must not keep the next one waiting for its turn. They end with the service.
    let mut calls = tokio::task::JoinSet::new();
    while let Ok((socket, _)) = listener.accept().await {
        calls.spawn(answer(socket, Arc::clone(&play)));
    }
}

/// A client that went away is no fault of the service.
async fn answer(mut socket: TcpStream, play: Arc<Play>) {
    let Some(line) = request(&mut socket).await else {
        return;
    };
    let is_reading = line.contains("/api/ReadMsg");
    *play.last.lock().unwrap_or_else(PoisonError::into_inner) = line;
    let scene = if is_reading {
        play.asked.fetch_add(1, Ordering::SeqCst);
        next(&play)
    } else {
        asked_otherwise(&play)
    };
    let _ = perform(&mut socket, scene).await;
}

/// The scene, one busy call further.
fn next(play: &Play) -> Scene {
    let mut held = play.scene.lock().unwrap_or_else(PoisonError::into_inner);
    let scene = held.clone();
    if let Scene::Busy(left, card) = &scene {
        *held = match left {
            0 | 1 => Scene::Card(card.clone()),
            left => Scene::Busy(left - 1, card.clone()),
        };
    }
    scene
}

/// What is wrong with the service is wrong with every call; what is wrong with the card is not.
fn asked_otherwise(play: &Play) -> Scene {
    let held = play.scene.lock().unwrap_or_else(PoisonError::into_inner);
    match &*held {
        Scene::Hangs | Scene::Body(_) | Scene::Half(..) | Scene::Flood(_) | Scene::Redirect(_) => {
            held.clone()
        }
        _ => Scene::Body(said("0", "0", "v3.3.4")),
    }
}

async fn request(socket: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    let mut part = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = socket.read(&mut part).await.ok().filter(|read| *read > 0)?;
        head.extend_from_slice(&part[..read]);
        if head.len() > REQUEST {
            return None;
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    head.lines().next().map(str::to_owned)
}

fn said(code: &str, retcode: &str, retmsg: &str) -> Vec<u8> {
    json!({"code": code, "retcode": retcode, "retmsg": retmsg, "errmsg": ""})
        .to_string()
        .into_bytes()
}

async fn perform(socket: &mut TcpStream, scene: Scene) -> std::io::Result<()> {
    let body = match scene {
        Scene::Card(card) => card.reply().into_bytes(),
        Scene::NoCard => said("128", "0x80", "寻找居民身份证失败"),
        Scene::NotConnected => said("1", "0x1", "读卡器未连接"),
        Scene::Busy(..) => said("1", "0x1", "读卡中"),
        Scene::Unreadable => said("65", "0x41", "读居民身份证操作失败"),
        Scene::Body(body) => body,
        Scene::Hangs => return hang(socket).await,
        Scene::Half(body, announced) => {
            head(socket, announced).await?;
            socket.write_all(&body).await?;
            return socket.shutdown().await;
        }
        Scene::Flood(bytes) => return flood(socket, bytes).await,
        Scene::Redirect(to) => {
            let head = format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
            return socket.write_all(head.as_bytes()).await;
        }
    };
    head(socket, body.len()).await?;
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

/// A pace for a practice city, whose reader answers at once.
#[must_use]
pub fn pace() -> super::Pace {
    super::Pace {
        whole: Duration::from_secs(6),
        wait_s: 1,
        ..super::Pace::default()
    }
}
