//! A backend with a true clock, and stations on machines whose clocks the test sets.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use backend::{Care, Server};
use desk::{Config, Desk, DeskFault, Edge, MemberPassword, Words};
use domain::clock::Reading;
use serde_json::{Value, json};
use sync::Event;
use tempfile::TempDir;

/// 2026-03-02 10:00, Monday, UTC+8.
pub const START: i64 = 1_772_416_800_000;
pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// The true time, and how one machine's clocks are wrong.
#[derive(Clone)]
pub struct Machine {
    truth: Arc<AtomicI64>,
    /// Wall clock ahead, which boot, when that began.
    own: Arc<Mutex<(i64, u32, i64)>>,
}

impl Machine {
    pub fn set_wall(&self, wall: i64) {
        self.own.lock().unwrap().0 = wall - self.truth.load(Ordering::SeqCst);
    }

    pub fn reboot(&self) {
        let mut own = self.own.lock().unwrap();
        own.1 += 1;
        own.2 = self.truth.load(Ordering::SeqCst);
    }

    /// So long the machine was paused: neither of its clocks went.
    pub fn stand_still(&self, ms: i64) {
        let mut own = self.own.lock().unwrap();
        own.0 -= ms;
        own.2 += ms;
    }

    fn read(&self) -> Reading {
        let truth = self.truth.load(Ordering::SeqCst);
        let own = self.own.lock().unwrap();
        Reading {
            wall: truth + own.0,
            boot: format!("boot-{}", own.1),
            up: truth - own.2,
        }
    }
}

pub struct Town {
    truth: Arc<AtomicI64>,
    pub server: Option<Server>,
    realm: Option<String>,
    /// A folder of items that take the place of the practice city's.
    pub catalogue: Option<PathBuf>,
    folder: TempDir,
    stations: TempDir,
}

impl Town {
    pub async fn open(realm: Option<&str>) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut town = Self {
            truth: Arc::new(AtomicI64::new(START)),
            server: None,
            realm: realm.map(str::to_owned),
            catalogue: None,
            folder: tempfile::tempdir().unwrap(),
            stations: tempfile::tempdir().unwrap(),
        };
        town.start().await;
        town
    }

    pub async fn start(&mut self) {
        let truth = Arc::clone(&self.truth);
        let config = backend::Config {
            listen: ([127, 0, 0, 1], 0).into(),
            token: None,
            folder: self.folder.path().to_owned(),
            now: Arc::new(move || truth.load(Ordering::SeqCst)),
            items: None,
        };
        let care = Care {
            realm: self.realm.clone(),
            catalogue: self.catalogue.clone(),
            ..Care::default()
        };
        self.server = Some(Server::start_with(config, care).await.unwrap());
    }

    pub async fn stop(&mut self) {
        self.server.take().expect("running").stop().await;
    }

    pub fn url(&self) -> String {
        self.server.as_ref().expect("running").url()
    }

    pub fn later(&self, ms: i64) {
        self.truth.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn now(&self) -> i64 {
        self.truth.load(Ordering::SeqCst)
    }

    pub fn machine(&self) -> Machine {
        Machine {
            truth: Arc::clone(&self.truth),
            own: Arc::new(Mutex::new((0, 1, START - HOUR))),
        }
    }

    pub fn dir(&self, name: &str) -> PathBuf {
        self.stations.path().join(name)
    }

    /// A program started on this folder.
    pub fn desk(&self, name: &str, machine: &Machine) -> Desk {
        self.desk_with(name, machine, None)
    }

    pub fn desk_with(
        &self,
        name: &str,
        machine: &Machine,
        keystore: Option<Arc<dyn desk::keystore::Keystore>>,
    ) -> Desk {
        let (own, wall) = (machine.clone(), machine.clone());
        let mut edge = Edge::of(Arc::new(move || own.read()));
        edge.keystore = keystore;
        let config = Config {
            dir: self.dir(name),
            now: Arc::new(move || wall.read().wall),
            seed: 1,
        };
        let desk = Desk::on(config, edge);
        if let Some(server) = &self.server {
            desk.set_backend(Some(&server.url())).unwrap();
        }
        desk
    }

    /// What the city's administrator does.
    pub async fn office(&self, call: &str, body: Value) -> Value {
        let url = format!("{}/practice/{call}", self.url());
        let call = reqwest::Client::new().post(url).json(&body).send();
        let reply: Value = call.await.unwrap().json().await.unwrap();
        assert!(reply["data"].is_object(), "{reply}");
        reply["data"].clone()
    }

    pub async fn paper(&self) -> String {
        let paper = self.office("enrol-code", json!({"minutes": 60})).await;
        paper["code"].as_str().unwrap().to_owned()
    }

    /// An enrolled practice station with these members, the first signed in and online.
    pub async fn station(&self, name: &str, machine: &Machine, users: &[&str]) -> Desk {
        let desk = self.desk(name, machine);
        let members: Vec<_> = users.iter().map(|user| member(user)).collect();
        desk.enrol("practice", &members).await.unwrap();
        sign_in(&desk, users[0]).await.unwrap();
        assert!(desk.drain(Event::Tick).await.unwrap().online);
        desk
    }
}

pub fn member(user: &str) -> MemberPassword {
    MemberPassword {
        user: user.to_owned(),
        password: format!("practice-{user}"),
    }
}

pub async fn sign_in(desk: &Desk, user: &str) -> Result<(), DeskFault> {
    let password = format!("practice-{user}");
    desk.sign_in(user, &password).await.map(|_| ())
}

/// 供水报装 of somebody, on the desk, every paper there.
pub async fn fill(desk: &Desk) {
    desk.choose_item("0225").await.unwrap();
    desk.set_person("陈思远", "resident_id", "430400200002290012", "13800000000")
        .await
        .unwrap();
    for code in ["identity", "property", "plan"] {
        desk.material(code, "paper").unwrap();
        desk.material(code, "hold").unwrap();
    }
    for (key, value) in [
        ("name", "陈思远"),
        ("id", "430400200002290012"),
        ("address", "江口镇枫林路 18 号"),
        ("phone", "13800000000"),
        ("people", "3"),
        ("demand", "12"),
    ] {
        desk.set_field(key, value).unwrap();
    }
}

/// Takes a case in and answers its id; one more of the same person's is for another house.
pub async fn receive(desk: &Desk) -> String {
    fill(desk).await;
    if desk.show().unwrap().doubles.is_some() {
        desk.take_again("另一处房屋").unwrap();
    }
    let shown = desk.decide("receive", &Words::default()).await.unwrap();
    shown.saved.expect("saved").case
}

pub async fn drain(desk: &Desk) {
    for _ in 0..6 {
        desk.drain(Event::Nudge).await.unwrap();
    }
}
