//! Half of a member's key in a real Secret Service (gnome-keyring) on a session bus of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use acceptance::city::Place;
use acceptance::zc::Ran;
use tempfile::TempDir;

/// A bus that starts nothing by itself: the system's own would start a keyring, locked, for the first who asks.
const BUS: &str = "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>\
    <policy context=\"default\"><allow send_destination=\"*\"/><allow receive_sender=\"*\"/>\
    <allow own=\"*\"/></policy></busconfig>";

/// A session bus with nobody's home but its own.
struct Session {
    bus: Child,
    address: String,
    home: TempDir,
}

impl Session {
    fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join("bus.conf");
        std::fs::write(&config, BUS).unwrap();
        let mut bus = Command::new("dbus-daemon")
            .args(["--nofork", "--print-address"])
            .arg(format!("--config-file={}", config.display()))
            .env("HOME", home.path())
            .env("XDG_DATA_HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env_remove("DISPLAY")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the tests' machine has dbus-daemon");
        let mut address = String::new();
        let said = bus.stdout.take().unwrap();
        BufReader::new(said).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        assert!(!address.is_empty(), "the bus has no address");
        Self { bus, address, home }
    }

    /// A program of this session.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("DBUS_SESSION_BUS_ADDRESS", &self.address)
            .env("HOME", self.home.path())
            .env("XDG_DATA_HOME", self.home.path())
            .env("XDG_RUNTIME_DIR", self.home.path())
            .env_remove("DISPLAY");
        command
    }

    /// The keyring as a sign-in at the desktop opens it: it answers when this returns, and ends with the bus.
    fn unlock_keyring(&self) {
        let mut daemon = self
            .command("gnome-keyring-daemon")
            .args(["--replace", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the tests' machine has gnome-keyring");
        let mut said = daemon.stdin.take().unwrap();
        said.write_all(b"the word of this account").unwrap();
        drop(said);
        assert!(daemon.wait().unwrap().success());
    }

    fn lock_keyring(&self) {
        let locked = self
            .command("dbus-send")
            .args(["--session", "--print-reply"])
            .args([
                "--dest=org.freedesktop.secrets",
                "/org/freedesktop/secrets",
                "org.freedesktop.Secret.Service.Lock",
                "array:objpath:/org/freedesktop/secrets/collection/login",
            ])
            .stdout(Stdio::null())
            .status();
        assert!(locked.unwrap().success());
    }

    /// `zc` of a station in this session.
    fn zc(&self, place: &Place, args: &[&str]) -> Ran {
        let mut command = place.command("station", "0217");
        let own = self.command("");
        for (name, value) in own.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        acceptance::zc::ran(&command.args(args).output().unwrap())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // What sits on it ends with it.
        drop(self.bus.kill());
        drop(self.bus.wait());
    }
}

/// Says so, and names the way back; opens and prints nothing.
fn refused(ran: &Ran, sentence: &str) {
    assert_ne!(ran.code, 0, "{ran:?}");
    assert!(ran.lines.is_empty(), "{ran:?}");
    assert!(ran.said.contains(sentence), "{ran:?}");
    assert!(
        ran.said.contains("恢复密钥"),
        "the way back is named: {ran:?}"
    );
}

/// The station's slot file.
fn slots(place: &Place) -> String {
    std::fs::read_to_string(place.station().join("keys.json")).unwrap()
}

#[test]
fn half_of_a_key_in_a_real_secret_service_opens_nothing_alone() {
    let place = Place::new();
    let session = Session::start();
    place.zc(&["sync", "--once"]).done();
    // No service at all: nothing changes, and who needs none is not held up.
    refused(
        &session.zc(&place, &["member", "keystore", "on"]),
        "密钥环服务没有运行",
    );
    session.zc(&place, &["queue", "list"]).done();

    session.unlock_keyring();
    session.zc(&place, &["member", "keystore", "on"]).done();
    assert!(slots(&place).contains("\"factor\""));
    session.zc(&place, &["queue", "list"]).done();
    // The password is still wanted, with the keyring open.
    let password = place.file("password");
    std::fs::write(&password, "not it at all\n").unwrap();
    let path = password.display().to_string();
    let wrong = session.zc(&place, &["--password-file", &path, "queue", "list"]);
    assert!(wrong.said.contains("密码不对"), "{wrong:?}");

    // Another account's session, as of who copied the folder: the password alone opens nothing.
    let elsewhere = Session::start();
    refused(
        &elsewhere.zc(&place, &["queue", "list"]),
        "密钥环服务没有运行",
    );
    elsewhere.unlock_keyring();
    refused(
        &elsewhere.zc(&place, &["queue", "list"]),
        "没有这个工作站的那一半",
    );

    session.lock_keyring();
    refused(&session.zc(&place, &["queue", "list"]), "上着锁");
    session.unlock_keyring();
    session.zc(&place, &["member", "keystore", "off"]).done();
    assert!(!slots(&place).contains("\"factor\""));
    elsewhere.zc(&place, &["queue", "list"]).done();
}
