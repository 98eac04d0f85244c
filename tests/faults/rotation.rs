//! The data key is replaced because a member is gone, and the process dies at every step of it.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use acceptance::city::{Place, office};
use acceptance::items;
use acceptance::pictures::qr;
use acceptance::zc::Ran;
use crash::Point;
use desk::{Config, Desk};
use serde_json::{Value, json};

/// `zc` as the member who stays, to die at a crash point.
fn dying(place: &Place, station: &str, args: &[&str], at: &str) -> Output {
    let mut command = place.command(station, "0218");
    command.args(args).env("ZC_CRASH_AT", at);
    command.output().expect("the program starts")
}

fn died(output: &Output) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    output.status.signal() == Some(6)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        match from.is_dir() {
            true => copy(&from, &to),
            false => drop(fs::copy(&from, &to).unwrap()),
        }
    }
}

/// What must not change: acts and how they stand, but the sign-in of the asking itself.
fn rows(ran: &Ran) -> Vec<(Value, Value)> {
    let (_, rows) = ran.lines.split_last().expect("it signed in");
    let rows = rows.iter();
    rows.map(|row| (row["act"].clone(), row["state"].clone()))
        .collect()
}

fn water(reference: &str, file: &Path) -> Value {
    let materials = json!([
        {"code": "identity", "paper": true},
        {"code": "property", "file": file},
        {"code": "plan", "lack": "tolerance"},
    ]);
    items::water(reference, "tolerance", materials)
}

async fn opened(place: &Place) -> Desk {
    let now = || {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        since.as_millis() as i64
    };
    let desk = Desk::new(Config {
        dir: place.station(),
        now: Arc::new(now),
        seed: 1,
    });
    desk.sign_in("0218", "practice-0218").await.unwrap();
    desk
}

/// A station with unsent work of 0218 whose data key is to be replaced, as 0217 is gone; the city is down.
async fn to_be_rotated() -> Place {
    let mut place = Place::new();
    place.zc(&["sync", "--once"]).done();
    let secret = place.file("secret");
    fs::write(&secret, "practice-0218").unwrap();
    let secret = secret.display().to_string();
    let code = office(place.url(), "enrol-code", json!({"minutes": 60})).await;
    let code = code["code"].as_str().unwrap();
    let add = ["member", "add", "--member", "0218", "--code", code];
    let add = [&add[..], &["--new-password-file", &secret]].concat();
    place.zc(&add).done();
    place.zc_at("station", "0218", &["sync", "--once"]).done();
    office(place.url(), "revoke", json!({"user": "0217"})).await;
    // While somebody has the folder open the key cannot be replaced, and work goes on.
    let open = opened(&place).await;
    place.zc_at("station", "0218", &["sync", "--once"]).done();
    place.kill_city();
    let paper = place.file("paper.png");
    qr(&paper, "房屋权属证明");
    let lines = [water("1", &paper), water("2", &paper)];
    place.at("station", "0218", &lines).done();
    drop(open);
    let slots = fs::read_to_string(place.station().join("keys.json")).unwrap();
    assert!(
        slots.contains("rotate") && !slots.contains("0217"),
        "{slots}"
    );
    place
}

#[tokio::test]
async fn killed_at_every_step_of_a_rotation_nothing_unsent_is_lost_and_the_next_start_ends_it() {
    let mut place = to_be_rotated().await;
    let check = |station: &str| fs::read(place.file(station).join("key.check")).unwrap();
    let old = check("station");
    let whole = "whole";
    copy(&place.station(), &place.file(whole));
    let expected = rows(&place.zc_at(whole, "0218", &["queue", "list"]).done());
    assert!(expected.len() >= 4, "{expected:?}");
    assert_ne!(check(whole), old, "not killed, it ends at once");

    let points = Point::ALL.iter().map(|point| point.name());
    let points: Vec<_> = points.filter(|name| name.starts_with("rotate.")).collect();
    for at in &points {
        copy(&place.station(), &place.file(at));
        let output = dying(&place, at, &["queue", "list"], at);
        assert!(died(&output), "{at}: {output:?}");
        let after = place.zc_at(at, "0218", &["queue", "list"]).done();
        assert_eq!(rows(&after), expected, "{at}");
        let slots = fs::read_to_string(place.file(at).join("keys.json")).unwrap();
        assert!(
            !slots.contains("rotate") && !slots.contains("next"),
            "{at}: {slots}"
        );
        assert_ne!(check(at), old, "{at}: the key was not replaced");
        place.zc_at(at, "0218", &["audit", "verify"]).done();
    }
    // Twice cut off at other steps, and then sent.
    for at in ["rotate.copied", "rotate.retired"] {
        assert!(
            died(&dying(&place, "station", &["queue", "list"], at)),
            "{at}"
        );
    }
    place.start_city();
    let sent = place.zc_at("station", "0218", &["sync", "--once"]);
    assert_eq!(sent.code, 0, "{sent:?}");
    let left = place.zc_at("station", "0218", &["queue", "list"]).done();
    let left = rows(&left);
    assert!(left.len() > expected.len(), "{left:?}");
    assert!(left.iter().all(|(_, state)| state == "durable"), "{left:?}");
    println!(
        "died at {} steps, {} rows each",
        points.len(),
        expected.len()
    );
}
