//! A station of a city: made by the administrator's paper, joined by a second member, recovered, and cleared only when
//! nothing unsent is in it.

use std::path::PathBuf;

use acceptance::city::{City, office};
use acceptance::items;
use acceptance::zc::{self, Ran};
use serde_json::{Value, json};
use tempfile::TempDir;

struct Town {
    dir: TempDir,
    city: City,
}

impl Town {
    fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let city = City::start_with(&dir.path().join("city"), &["--realm", "lianxi"]);
        Self { dir, city }
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    async fn paper(&self) -> String {
        let paper = office(&self.city.url, "enrol-code", json!({"minutes": 60})).await;
        paper["code"].as_str().unwrap().to_owned()
    }

    /// `zc` at the station as this member, whose password is `USER-password`.
    fn zc(&self, user: &str, args: &[&str]) -> Ran {
        self.zc_by(user, &format!("{user}-password"), args)
    }

    fn zc_by(&self, user: &str, password: &str, args: &[&str]) -> Ran {
        let password = self.file(&format!("password-of-{user}"), password);
        let output = zc::command()
            .args(["--json", "--backend", &self.city.url, "--user", user])
            .arg("--data")
            .arg(self.dir.path().join("station"))
            .arg("--password-file")
            .arg(password)
            .args(args)
            .output();
        zc::ran(&output.expect("the program starts"))
    }
}

fn water(reference: &str) -> Value {
    items::water(reference, "receive", json!([]))
}

#[tokio::test]
async fn a_paper_makes_one_station_and_what_is_wrong_with_it_is_said() {
    let town = Town::start();
    for (code, word) in [
        ("practice", "登记码不对"),
        ("AAAAA-BBBBB", "35 个字符"),
        ("00000-00000-00000-00000-00000-00000-00000", "输错"),
    ] {
        let ran = town.zc("0217", &["enrol", "--code", code]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.said.contains(word), "{ran:?}");
    }
    let paper = town.paper().await;
    let made = town.zc("0217", &["enrol", "--code", &paper]).done();
    assert_eq!(made.line()["realm"], "lianxi");
    let again = town.zc("0217", &["enrol", "--code", &paper]);
    assert!(
        again.code == 1 && again.said.contains("已经登记过"),
        "{again:?}"
    );
    town.zc("0217", &["sync", "--once"]).done();

    // A second member, a changed password, and the recovery key.
    let secret = town.file("new", "0305-password").display().to_string();
    let code = town.paper().await;
    let add = ["member", "add", "--member", "0305", "--new-password-file"];
    let added = town.zc("0217", &[&add[..], &[&secret, "--code", &code]].concat());
    assert_eq!(added.done().line()["users"], json!(["0217", "0305"]));
    town.zc("0305", &["sync", "--once"]).done();
    let other = town.file("other", "quite another").display().to_string();
    town.zc(
        "0305",
        &["member", "password", "--new-password-file", &other],
    )
    .done();
    assert_eq!(town.zc("0305", &["sync", "--once"]).code, 1);
    town.zc_by("0305", "quite another", &["sync", "--once"])
        .done();
    let key = office(&town.city.url, "recovery-key", json!({})).await;
    let key = town.file("recovery.key", key["secret"].as_str().unwrap());
    let (key, code) = (key.display().to_string(), town.paper().await);
    let recover = ["member", "recover", "--key-file", &key, "--code", &code];
    let back = ["--member", "0305", "--new-password-file", &secret];
    town.zc("0305", &[&recover[..], &back].concat()).done();
    town.zc("0305", &["sync", "--once"]).done();
}

#[tokio::test]
async fn a_station_with_unsent_work_is_not_cleared_and_an_empty_one_is_when_confirmed() {
    let mut town = Town::start();
    let paper = town.paper().await;
    town.zc("0217", &["enrol", "--code", &paper]).done();
    let lines = town.file("intake.jsonl", &format!("{}\n", water("1")));
    let intake = format!("@{}", lines.display());
    let url = std::mem::replace(&mut town.city.url, "http://127.0.0.1:9".to_owned());
    let taken = town.zc("0217", &["intake", &intake]).done();
    assert_eq!(taken.line()["ref"], "1");
    let status = town.zc("0217", &["station", "status"]).done();
    let confirm = status.line()["confirm"].as_str().unwrap().to_owned();
    assert_eq!(status.line()["unsent"], 1);
    let refused = town.zc("0217", &["station", "clear", "--confirm", &confirm]);
    assert!(
        refused.code == 1 && refused.said.contains("没有清除"),
        "{refused:?}"
    );
    assert_eq!(
        town.zc("0217", &["station", "status"]).done().line()["unsent"],
        1
    );

    town.city.url = url;
    let unconfirmed = town.zc("0217", &["station", "retire", "--confirm", "yes"]);
    assert_eq!(unconfirmed.code, 2, "{unconfirmed:?}");
    town.zc("0217", &["station", "retire", "--confirm", &confirm])
        .done();
    let station = town.dir.path().join("station");
    for gone in ["keys.json", "zongchuang.db", "journal", "enrolled"] {
        assert!(!station.join(gone).exists(), "{gone}");
    }
    // The folder is free for another station.
    let paper = town.paper().await;
    town.zc("0217", &["enrol", "--code", &paper]).done();
}

#[tokio::test]
async fn a_settable_clock_is_refused_in_a_city() {
    let town = Town::start();
    let paper = town.paper().await;
    town.zc("0217", &["enrol", "--code", &paper]).done();
    let clock = town.file("clock.json", r#"{"ahead_ms": 86400000}"#);
    let password = town.file("password", "0217-password");
    let output = zc::command()
        .args(["--json", "--backend", &town.city.url, "--password-file"])
        .arg(password)
        .arg("--data")
        .arg(town.dir.path().join("station"))
        .args(["sync", "--once"])
        .env("ZC_CLOCK", clock)
        .output();
    let ran = zc::ran(&output.expect("the program starts"));
    assert!(ran.code == 1 && ran.said.contains("练习时钟"), "{ran:?}");
}
