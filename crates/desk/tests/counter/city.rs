//! A practice backend on a free port, a station enrolled with it, and one clerk's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use backend::Server;
use desk::view::{CaseView, CasesQuery};
use desk::{Config, Desk, Edge, MemberPassword, Words};
use devices::camera::{Played, Scene};
use domain::clock::Reading;
use sync::Event;
use tempfile::TempDir;

/// 2026-03-02 10:00, Monday, UTC+8.
const START: i64 = 1_772_416_800_000;
/// A synthetic applicant with good credit.
pub const NAME: &str = "陈思远";
pub const ID: &str = "430400200002290012";
/// Who is enrolled: accepts, decides, supervises.
pub const MEMBERS: [&str; 3] = ["0217", "0305", "0401"];
/// Rounds after which what is to be durable must be: attachments, acts, feed.
const ROUNDS: usize = 6;

pub struct City {
    pub desk: Desk,
    clock: Arc<AtomicI64>,
    server: Option<Server>,
    _folders: (TempDir, TempDir),
}

/// The program that looks into files for the desk: `zc`, which stands beside the test's own target folder.
fn worker() -> std::path::PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let folder = test.ancestors().nth(2).expect("it stands in deps");
    let program = folder.join(format!("zc{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "zc is not built: cargo build --workspace --bin zc"
    );
    program
}

/// A machine that has this wall clock alone, and a played camera.
fn with_a_camera(now: desk::Clock) -> Edge {
    let machine = Arc::new(move || Reading {
        wall: now(),
        boot: "test".to_owned(),
        up: now() - START,
    });
    let pace = std::time::Duration::from_millis(5);
    Edge {
        decoder: Arc::new(optic::Decoder::worker(worker())),
        played: Some(Arc::new(Played::new(Scene::Sheet, pace))),
        ..Edge::of(machine)
    }
}

impl City {
    /// A station with an accepting and a deciding clerk; the accepting one is signed in and online.
    pub async fn open() -> Self {
        Self::open_with(backend::Care::default()).await
    }

    /// In a city of its own kind.
    pub async fn open_with(care: backend::Care) -> Self {
        // A second test of the same process finds it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (backend, station) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let clock = Arc::new(AtomicI64::new(START));
        let now = {
            let clock = Arc::clone(&clock);
            Arc::new(move || clock.load(Ordering::SeqCst))
        };
        let at = backend::Config {
            listen: ([127, 0, 0, 1], 0).into(),
            token: None,
            folder: backend.path().to_owned(),
            now: now.clone(),
            items: None,
        };
        let server = Server::start_with(at, care).await.unwrap();
        let config = Config {
            // Made by the station itself, closed to others.
            dir: station.path().join("station"),
            now: Arc::clone(&now) as desk::Clock,
            seed: 1,
        };
        let desk = Desk::on(config, with_a_camera(now));
        desk.set_backend(Some(&server.url())).unwrap();
        let members: Vec<MemberPassword> = desk::practice::members()
            .into_iter()
            .filter(|member| MEMBERS.contains(&member.user.as_str()))
            .collect();
        desk.enrol("practice", &members).await.unwrap();
        let city = Self {
            desk,
            clock,
            server: Some(server),
            _folders: (backend, station),
        };
        city.sign_in("0217").await;
        assert!(city.desk.drain(Event::Tick).await.unwrap().online);
        city
    }

    pub async fn sign_in(&self, user: &str) {
        let password = format!("practice-{user}");
        self.desk.sign_in(user, &password).await.unwrap();
    }

    /// A citizen's number, as the practice city has it.
    pub fn citizen_id(&self, name: &str) -> String {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path.join("../../assets/practice/citizens.json"));
        let city: serde_json::Value = serde_json::from_str(&text.unwrap()).unwrap();
        let mut all = city["citizens"].as_array().unwrap().iter();
        let found = all.find(|one| one["name"] == name).unwrap();
        found["id"].as_str().unwrap().to_owned()
    }

    pub fn later(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn url(&self) -> String {
        self.server.as_ref().expect("running").url()
    }

    /// 停机.
    pub async fn stop(&mut self) {
        self.server.take().expect("still running").stop().await;
    }

    /// The original of a line on the desk was seen, and every review point of it holds.
    pub fn seen(&self, code: &str) {
        self.desk.material(code, "paper").unwrap();
        self.desk.material(code, "hold").unwrap();
    }

    /// The same of an open line of a case; it is chosen, not handed in yet.
    pub fn brought(&self, id: &str, code: &str) {
        self.desk.case_paper_line(id, code, true).unwrap();
        self.desk
            .case_answer_point(id, code, None, "holds")
            .unwrap();
    }

    /// Puts 供水报装 on the desk, filled, both tolerable papers lacking.
    pub async fn fill(&self) {
        let desk = &self.desk;
        desk.choose_item("0225").await.unwrap();
        desk.set_person(NAME, "resident_id", ID, "13800000000")
            .await
            .unwrap();
        self.seen("identity");
        for (key, value) in [
            ("name", NAME),
            ("id", ID),
            ("address", "江口镇枫林路 18 号"),
            ("phone", "13800000000"),
            ("people", "3"),
            ("demand", "12"),
            ("end", "2027-03-01"),
        ] {
            desk.set_field(key, value).unwrap();
        }
    }

    /// The applicant signs on the pad.
    pub fn sign(&self) {
        let drawn = optic::make::png("signed", 4, 1).unwrap();
        self.desk.sign("pad", &drawn, 3).unwrap();
    }

    /// A tolerated 供水报装: 户内给水平面图 and 房屋权属证明 follow.
    pub async fn tolerated(&self) -> CaseView {
        self.fill().await;
        self.desk.material("plan", "tolerate").unwrap();
        self.desk.material("property", "tolerate").unwrap();
        self.sign();
        self.decide("tolerance").await
    }

    /// Presses a button; one more of the same person's is for another house.
    pub async fn decide(&self, action: &str) -> CaseView {
        if self.desk.show().unwrap().doubles.is_some() {
            self.desk.take_again("另一处房屋").unwrap();
        }
        let shown = self.desk.decide(action, &Words::default()).await.unwrap();
        self.desk.case(&shown.saved.expect("saved").case).unwrap()
    }

    /// Sends until nothing is unsent.
    pub async fn send(&self) {
        for _ in 0..ROUNDS {
            self.desk.drain(Event::Nudge).await.unwrap();
        }
        assert_eq!(self.desk.connection().unsent, 0);
    }
}

pub fn query(filter: &str) -> CasesQuery {
    CasesQuery {
        text: String::new(),
        filter: filter.to_owned(),
        sort: String::new(),
        limit: 100,
        after: None,
    }
}
