//! A station and its city with a bad network between them: everything in it may be killed at any moment.

mod judge;
mod work;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

pub use judge::{Verdict, ends, judge, judge_answers};
pub use work::Work;

use crate::city::City;
use crate::proxy::Proxy;
use crate::zc;

/// Rounds of `zc sync` in which a queue without faults is empty.
const MOST_ROUNDS: u32 = 12;
/// Nothing in here takes longer.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a process of ours ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By itself, with this code.
    Code(i32),
    /// By SIGKILL.
    Killed,
    /// At the crash point it was told to.
    Crashed,
}

/// A station, a proxy, a city.
pub struct World {
    dir: TempDir,
    /// The network.
    pub proxy: Proxy,
    city: Option<City>,
    /// Every line that was printed, by its reference.
    pub printed: BTreeMap<String, Value>,
    runs: u32,
}

impl World {
    /// A running city and an empty station.
    ///
    /// # Panics
    /// When the city does not start.
    #[must_use]
    pub fn new() -> Self {
        let mut world = Self {
            dir: tempfile::tempdir().expect("a temporary folder"),
            proxy: Proxy::start(),
            city: None,
            printed: BTreeMap::new(),
            runs: 0,
        };
        world.start_city(None);
        world
    }

    /// A file or folder of this world.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// All of it.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    /// The station's folder.
    #[must_use]
    pub fn station(&self) -> PathBuf {
        self.file("station")
    }

    /// The city's folder.
    #[must_use]
    pub fn city_folder(&self) -> PathBuf {
        self.file("city")
    }

    /// Starts the city on its folder, to die at a crash point if one is named; plugs it in.
    pub fn start_city(&mut self, crash_at: Option<&str>) {
        self.kill_city();
        let city = City::open(&self.city_folder(), crash_at);
        self.city = city;
        self.plug();
    }

    /// SIGKILL; true where it was alive.
    pub fn kill_city(&mut self) -> bool {
        self.proxy.lead_to(None);
        let Some(mut city) = self.city.take() else {
            return false;
        };
        let lived = city.lives();
        city.kill();
        lived
    }

    /// Whether the city is alive.
    pub fn city_lives(&mut self) -> bool {
        self.city.as_mut().is_some_and(City::lives)
    }

    /// Its process.
    #[must_use]
    pub fn city_id(&self) -> Option<u32> {
        self.city.as_ref().map(City::id)
    }

    /// The network is gone; the city lives.
    pub fn unplug(&self) {
        self.proxy.lead_to(None);
    }

    /// The network is there.
    pub fn plug(&self) {
        self.proxy
            .lead_to(self.city.as_ref().map(|city| city.url.as_str()));
    }

    /// `zc --json --data STATION --backend PROXY ARGS`, to die at a crash point if one is named.
    #[must_use]
    pub fn command(&self, station: &str, args: &[&str], crash_at: Option<&str>) -> Command {
        let program = zc::program();
        let mut command = Command::new("sh");
        // A crash must leave no core of citizens' data behind, here as on a real machine.
        command
            .args(["-c", "ulimit -c 0; exec \"$@\"", "sh"])
            .arg(program)
            .env_remove("ZC_DATA")
            .env_remove("ZC_BACKEND")
            .env_remove("ZC_CRASH_AT")
            .args(["--json", "--user", "0217", "--backend", &self.proxy.url()])
            .arg("--data")
            .arg(self.file(station))
            .args(args)
            .env("TMPDIR", self.file("tmp"))
            .env("HOME", self.file("home"));
        if let Some(at) = crash_at {
            command.env("ZC_CRASH_AT", at);
        }
        command
    }

    /// Starts it; what it prints goes to a file, so that a kill loses nothing that was printed.
    ///
    /// # Panics
    /// When it does not start.
    pub fn spawn(&mut self, args: &[&str], crash_at: Option<&str>) -> Running {
        self.runs += 1;
        std::fs::create_dir_all(self.file("tmp")).expect("a folder for temporary files");
        std::fs::create_dir_all(self.file("home")).expect("a folder for a home");
        std::fs::create_dir_all(self.file("out")).expect("a folder for what is printed");
        let out = self.file("out").join(format!("{:04}.jsonl", self.runs));
        let file = File::create(&out).expect("a file for what is printed");
        let errors = File::create(out.with_extension("err")).expect("a file for what is said");
        let child = self
            .command("station", args, crash_at)
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(errors)
            .spawn()
            .expect("the program starts");
        Running {
            child,
            out,
            begun: Instant::now(),
        }
    }

    /// Notes what a run printed.
    ///
    /// # Panics
    /// When a reference got another answer than before.
    pub fn note(&mut self, running: &Running) {
        let text = std::fs::read_to_string(&running.out).expect("what was printed can be read");
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        for line in whole.lines() {
            let value: Value = serde_json::from_str(line).expect("a JSON object a line");
            let Some(reference) = value["ref"]
                .as_str()
                .filter(|_| value["case_id"].is_string())
            else {
                continue;
            };
            let before = self.printed.insert(reference.to_owned(), value.clone());
            assert!(
                before.as_ref().is_none_or(|before| *before == value),
                "{reference} was answered twice and differently:\n{before:?}\n{value}"
            );
        }
    }

    /// Runs to the end.
    pub fn run(&mut self, args: &[&str], crash_at: Option<&str>) -> Ended {
        let mut running = self.spawn(args, crash_at);
        let ended = running.wait();
        self.note(&running);
        ended
    }

    /// Sends until nothing is unsent; faults must be over.
    ///
    /// # Panics
    /// When that never comes.
    pub fn send_all(&mut self) {
        for _ in 0..MOST_ROUNDS {
            let mut running = self.spawn(&["sync"], None);
            let ended = running.wait();
            let text = std::fs::read_to_string(&running.out).unwrap_or_default();
            let last = text.lines().last().unwrap_or_default();
            let totals: Value = serde_json::from_str(last).unwrap_or_default();
            if ended == Ended::Code(0) && totals["unsent"] == 0 {
                return;
            }
        }
        let listed = self.command("station", &["queue", "list"], None).output();
        panic!("after {MOST_ROUNDS} rounds something is unsent: {listed:?}");
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// A process under way.
pub struct Running {
    child: Child,
    out: PathBuf,
    begun: Instant,
}

impl Running {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How long it has been running.
    #[must_use]
    pub fn age(&self) -> Duration {
        self.begun.elapsed()
    }

    /// What it has printed so far.
    #[must_use]
    pub fn text(&self) -> String {
        std::fs::read_to_string(&self.out).unwrap_or_default()
    }

    /// SIGKILL, unless it has ended.
    pub fn kill(&mut self) -> Ended {
        // It may have ended by itself.
        drop(self.child.kill());
        self.wait()
    }

    /// Whether it has ended.
    ///
    /// # Panics
    /// When it cannot be asked.
    pub fn is_over(&mut self) -> bool {
        self.child
            .try_wait()
            .expect("a child can be asked")
            .is_some()
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// When it never ends, or ends in a way nobody asked for.
    pub fn wait(&mut self) -> Ended {
        use std::os::unix::process::ExitStatusExt as _;
        while !self.is_over() {
            assert!(
                self.age() < PATIENCE,
                "it hangs; it printed {}",
                self.text()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        let status = self.child.wait().expect("a child can be waited for");
        match (status.code(), status.signal()) {
            (Some(code), _) => Ended::Code(code),
            (None, Some(9)) => Ended::Killed,
            (None, Some(6)) => Ended::Crashed,
            other => panic!("it ended as {other:?} and printed {}", self.text()),
        }
    }
}
