//! The practice city as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::zc::{self, Ran};

/// A running `zc practice`; ended when dropped.
#[derive(Debug)]
pub struct City {
    child: Child,
    /// Where it answers.
    pub url: String,
}

impl City {
    /// Starts it in this folder and waits for its address.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    /// The same with further arguments.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start_with(folder: &Path, more: &[&str]) -> Self {
        let mut command = zc::command();
        command.arg("practice").args(more);
        Self::spawned(command, folder)
            .unwrap_or_else(|said| panic!("`zc practice` printed no address: {said:?}"))
    }

    /// The same without a token in its address, and dying at this point if one is named (see `crash`); none where it
    /// died before it had an address.
    ///
    /// # Panics
    /// When it does not start although nobody told it to die.
    #[must_use]
    pub fn open(folder: &Path, crash_at: Option<&str>) -> Option<Self> {
        let mut command = zc::command();
        if let Some(at) = crash_at {
            command.env("ZC_CRASH_AT", at);
        }
        let beside = folder.with_file_name("tmp");
        drop(std::fs::create_dir_all(&beside));
        command.env("TMPDIR", beside);
        command.env("HOME", folder.with_file_name("home"));
        command.args(["practice", "--listen", "127.0.0.1:0"]);
        match Self::spawned(command, folder) {
            Ok(city) => Some(city),
            Err(said) => {
                assert!(
                    crash_at.is_some(),
                    "`zc practice` printed no address: {said:?}"
                );
                None
            }
        }
    }

    fn spawned(mut command: Command, folder: &Path) -> Result<Self, String> {
        let mut child = command
            .args(["--json", "--until-stdin-closes", "--folder"])
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut first = String::new();
        let stdout = child.stdout.take().expect("stdout is piped");
        BufReader::new(stdout)
            .read_line(&mut first)
            .expect("stdout can be read");
        let line: Value = serde_json::from_str(&first).unwrap_or_default();
        let Some(url) = line["url"].as_str().map(str::to_owned) else {
            // It has ended, or has nothing to say.
            drop(child.kill());
            drop(child.wait());
            return Err(first);
        };
        Ok(Self { child, url })
    }

    /// Kills it: no farewell, nothing flushed.
    ///
    /// # Panics
    /// When the process cannot be waited for.
    pub fn kill(mut self) {
        self.end();
    }

    /// Its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it runs.
    ///
    /// # Panics
    /// When the process cannot be asked.
    pub fn lives(&mut self) -> bool {
        let ended = self.child.try_wait().expect("a child can be asked");
        ended.is_none()
    }

    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for City {
    fn drop(&mut self) {
        self.end();
    }
}

/// A folder for a city and one for a station; the city runs or does not.
#[derive(Debug)]
pub struct Place {
    dir: TempDir,
    city: Option<City>,
    url: String,
    /// What all programs take for the time; none: the machine's.
    now: Option<String>,
}

impl Place {
    /// A running city and an empty station.
    ///
    /// # Panics
    /// When the city does not start.
    #[must_use]
    pub fn new() -> Self {
        Self::begin(None)
    }

    /// The same at this time, e.g. `2026-03-02T10:00`.
    ///
    /// # Panics
    /// When the city does not start.
    #[must_use]
    pub fn at_time(now: &str) -> Self {
        Self::begin(Some(now.to_owned()))
    }

    fn begin(now: Option<String>) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let mut place = Self {
            dir,
            city: None,
            url: String::new(),
            now,
        };
        place.start_city();
        place
    }

    /// What is started from now on takes this for the time; a running city goes on with its own.
    pub fn set_time(&mut self, now: &str) {
        self.now = Some(now.to_owned());
    }

    fn clock(&self) -> Vec<&str> {
        let now = self.now.as_deref();
        now.map_or_else(Vec::new, |now| vec!["--now", now])
    }

    /// The station's folder.
    #[must_use]
    pub fn station(&self) -> PathBuf {
        self.file("station")
    }

    /// A file beside both.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Where the city answers, or answered last.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Kills the city.
    pub fn kill_city(&mut self) {
        if let Some(city) = self.city.take() {
            city.kill();
        }
    }

    /// Starts it again in the same folder.
    pub fn start_city(&mut self) {
        self.start_city_with(&[]);
    }

    /// The same with further arguments.
    pub fn start_city_with(&mut self, more: &[&str]) {
        let arguments = [self.clock().as_slice(), more].concat();
        let city = City::start_with(&self.dir.path().join("city"), &arguments);
        self.url.clone_from(&city.url);
        self.city = Some(city);
    }

    /// `zc --json --data STATION --backend URL ARGS` as clerk 0217.
    pub fn zc(&self, args: &[&str]) -> Ran {
        self.zc_at("station", "0217", args)
    }

    /// The same at another station, as another member.
    ///
    /// # Panics
    /// When the program does not start.
    pub fn zc_at(&self, station: &str, user: &str, args: &[&str]) -> Ran {
        let output = self.command(station, user).args(args).output();
        zc::ran(&output.expect("the program starts"))
    }

    /// Starts it and does not wait.
    ///
    /// # Panics
    /// When the program does not start.
    pub fn spawn(&self, args: &[&str]) -> Child {
        let mut command = self.command("station", "0217");
        command
            .args(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.spawn().expect("the program starts")
    }

    /// `zc --json --data STATION --backend URL` as a member, still without a verb.
    #[must_use]
    pub fn command(&self, station: &str, user: &str) -> Command {
        let mut command = zc::command();
        command
            .arg("--json")
            .arg("--data")
            .arg(self.file(station))
            .args(["--backend", &self.url, "--user", user])
            .args(self.clock());
        command
    }

    /// What the citizen's phone shows.
    ///
    /// # Panics
    /// When the city gives no code.
    pub async fn phone_code(&self, citizen: &str, kind: &str, scene: &str) -> String {
        // Another test of this process may have installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let asked = serde_json::json!({"citizen": citizen, "kind": kind, "scene": scene});
        let request = reqwest::Client::new()
            .post(format!("{}/practice/code", self.url()))
            .header("content-type", "application/json")
            .body(asked.to_string());
        let answer = request.send().await.expect("the city answers");
        let text = answer.text().await.expect("a whole answer");
        let reply: Value = serde_json::from_str(&text).unwrap_or_default();
        let text = reply["data"]["text"].as_str();
        text.unwrap_or_else(|| panic!("no code: {reply}"))
            .to_owned()
    }

    /// Who used which data for what, as the city has it.
    ///
    /// # Panics
    /// When the city does not answer.
    pub async fn audited(&self) -> Vec<Value> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let answer = reqwest::get(format!("{}/practice/audit", self.url())).await;
        let text = answer.expect("the city answers").text().await;
        let reply: Value = serde_json::from_str(&text.expect("a whole answer")).unwrap_or_default();
        let lines = reply["data"]["lines"].as_array().cloned();
        lines.unwrap_or_else(|| panic!("no audit: {reply}"))
    }

    /// One more member of the station, with the practice city's password.
    ///
    /// # Panics
    /// When the city gives no code, the file cannot be written, or the station refuses.
    pub async fn member(&self, user: &str) {
        let paper = office(&self.url, "enrol-code", json!({"minutes": 60})).await;
        let password = self.file(user);
        std::fs::write(&password, format!("practice-{user}\n")).expect("the file can be written");
        let password = password.display().to_string();
        let code = paper["code"].as_str().expect("a code");
        let of = [
            "--code",
            code,
            "--member",
            user,
            "--new-password-file",
            &password,
        ];
        self.zc(&[&["member", "add"][..], &of].concat()).done();
    }

    /// `zc intake` of these lines.
    pub fn intake(&self, lines: &[Value]) -> Ran {
        self.at("station", "0217", lines)
    }

    /// Takes one case in and sends it: its id and its official number.
    ///
    /// # Panics
    /// When it is refused, or the city gives no number.
    pub fn official(&self, line: &Value) -> (String, String) {
        let ran = self.intake(std::slice::from_ref(line)).done();
        let id = ran.line()["case_id"].as_str().expect("an id").to_owned();
        self.zc(&["sync"]).done();
        let whole = self.zc(&["case", &id]).done();
        let number = whole.line()["case"]["number"].as_str();
        (id, number.expect("a number").to_owned())
    }

    /// The same at another station, as another member.
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn at(&self, station: &str, user: &str, lines: &[Value]) -> Ran {
        let file = self.file("intake.jsonl");
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(&file, text).expect("the file can be written");
        self.zc_at(station, user, &["intake", &format!("@{}", file.display())])
    }
}

/// What a city's administrator does: `POST /practice/CALL`, and the answer's data.
///
/// # Panics
/// When the city refuses.
pub async fn office(url: &str, call: &str, body: Value) -> Value {
    // Another test of this process may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let sent = reqwest::Client::new()
        .post(format!("{url}/practice/{call}"))
        .header("content-type", "application/json")
        .body(body.to_string())
        .send();
    let text = sent.await.expect("the city answers").text().await;
    let reply: Value = serde_json::from_str(&text.expect("text")).expect("JSON");
    assert!(reply["data"].is_object(), "{reply}");
    reply["data"].clone()
}

impl Default for Place {
    fn default() -> Self {
        Self::new()
    }
}
