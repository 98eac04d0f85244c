//! Unsent work carried by hand: whoever brings it, however often, it takes effect once, byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use acceptance::city::Place;
use acceptance::items;
use acceptance::pictures::qr;
use acceptance::zc::Ran;
use desk::{Config, Desk};
use serde_json::{Value, json};
use uuid::Uuid;

/// 供水报装 with a photographed paper.
fn water(reference: &str, file: &str) -> Value {
    let materials = json!([
        {"code": "identity", "paper": true},
        {"code": "property", "file": file},
        {"code": "plan", "lack": "tolerance"},
    ]);
    items::water(reference, "tolerance", materials)
}

/// A laptop with two unsent cases in a village, a second station of its outlet, and the bundle.
struct Village {
    place: Place,
    bundle: PathBuf,
    cases: Vec<String>,
    made: Value,
}

impl Village {
    /// The city is down when it returns.
    fn new() -> Self {
        let mut place = Place::new();
        for (station, user) in [("second", "0218"), ("station", "0217")] {
            place.zc_at(station, user, &["sync", "--once"]).done();
        }
        // Whoever was enrolled before learns of those after with the next session.
        place.zc_at("second", "0218", &["sync", "--once"]).done();
        place.kill_city();
        let picture = place.file("paper.png");
        qr(&picture, "房屋权属证明");
        let picture = picture.display().to_string();
        let ran = place
            .intake(&[water("1", &picture), water("2", &picture)])
            .done();
        let cases = ran
            .lines
            .iter()
            .map(|line| line["case_id"].as_str().unwrap().to_owned());
        let (cases, bundle) = (cases.collect(), place.file("work.zcb"));
        let before = rows(&place, "station", "0217");
        let made = place
            .zc(&["queue", "export", &bundle.display().to_string()])
            .done();
        let made = made.line().clone();
        assert!(made["acts"].as_u64() >= Some(4), "{made}");
        assert_eq!(made["files"], 2, "one a case: {made}");
        let after = rows(&place, "station", "0217");
        for (act, row) in &before {
            assert_eq!(after.get(act), Some(row), "export changed a row");
        }
        Self {
            place,
            bundle,
            cases,
            made,
        }
    }

    fn import(&self, station: &str, user: &str) -> Ran {
        let file = self.bundle.display().to_string();
        self.place.zc_at(station, user, &["queue", "import", &file])
    }

    fn direct(&self, station: &str, user: &str) -> Ran {
        let file = self.bundle.display().to_string();
        self.place
            .zc_at(station, user, &["queue", "import", "--direct", &file])
    }

    fn sync(&self, station: &str, user: &str) {
        let ran = self.place.zc_at(station, user, &["sync"]).done();
        assert_eq!(ran.lines.last().unwrap()["unsent"], 0, "{station}: {ran:?}");
    }

    /// At a third station, which knows the cases from the backend alone: every act of the origin, once, with its own
    /// bytes, and nothing contested.
    async fn stands_once(&self) {
        self.sync("third", "0217");
        let origin = open(&self.place, "station", "0217").await;
        let third = open(&self.place, "third", "0217").await;
        for case in &self.cases {
            let whole = self.place.zc_at("third", "0217", &["case", case]).done();
            assert_eq!(whole.line()["case"]["contested"], json!([]), "{whole:?}");
            let id: Uuid = case.parse().unwrap();
            let held = |desk: &Desk| {
                let acts = desk.station().unwrap().store().acts_of(id).unwrap();
                acts.into_iter()
                    .map(|act| (act.act_id, (act.bytes, act.payload, act.salt, act.position)))
                    .collect::<BTreeMap<_, _>>()
            };
            let (made, stored) = (held(&origin), held(&third));
            assert!(
                stored.len() >= 4,
                "received, requested, registered, confirmed"
            );
            let kinds = whole.line()["acts"].as_array().unwrap().clone();
            for kind in [
                "received",
                "acceptance_requested",
                "registered",
                "acceptance_confirmed",
            ] {
                let count = kinds.iter().filter(|act| act["kind"] == kind).count();
                assert_eq!(count, 1, "{kind}: {whole:?}");
            }
            for (act, bytes) in &made {
                assert_eq!(stored.get(act), Some(bytes), "{act}");
            }
        }
    }
}

/// Rows of the queue by their act.
fn rows(place: &Place, station: &str, user: &str) -> BTreeMap<String, Value> {
    let listed = place.zc_at(station, user, &["queue", "list"]).done();
    let rows = listed.lines.into_iter();
    rows.filter(|row| row["kind"] != "station")
        .map(|row| (row["act"].as_str().unwrap().to_owned(), row))
        .collect()
}

async fn open(place: &Place, station: &str, user: &str) -> Desk {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let desk = Desk::new(Config {
        dir: place.file(station),
        now: Arc::new(|| 1_900_000_000_000),
        seed: 1,
    });
    desk.sign_in(user, &format!("practice-{user}"))
        .await
        .unwrap();
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn brought_by_another_station_then_by_its_own_it_takes_effect_once() {
    let mut village = Village::new();
    let acts = village.made["acts"].clone();
    let first = village.import("second", "0218").done();
    assert_eq!(first.line()["added"], acts, "{first:?}");
    let again = village.import("second", "0218").done();
    assert_eq!(
        (&again.line()["added"], &again.line()["known"]),
        (&json!(0), &acts)
    );
    // The carrier's own log is whole, and what it carries is nobody's gap.
    let audited = village.place.zc_at("second", "0218", &["audit", "verify"]);
    assert_eq!(audited.done().line()["ok"], true);
    // What is in a bundle is no reason to keep the laptop from being cleared.
    let status = village.place.zc(&["station", "status"]).done();
    assert_eq!(status.line()["unsent"], 0, "{status:?}");
    village.place.start_city();
    village.sync("second", "0218");
    village.sync("station", "0217");
    village.stands_once().await;
    let direct = village.direct("second", "0218").done();
    assert_eq!(direct.line()["duplicate"], acts, "{direct:?}");
    let late = village.import("station", "0217").done();
    assert_eq!(late.line()["known"], acts, "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn read_by_the_backend_it_is_stored_before_any_station_sends() {
    let mut village = Village::new();
    village.place.start_city();
    let acts = village.made["acts"].clone();
    let direct = village.direct("second", "0218").done();
    assert_eq!(direct.line()["durable"], acts, "{direct:?}");
    assert_eq!(direct.line()["files"], 2);
    let again = village.direct("second", "0218").done();
    assert_eq!(again.line()["duplicate"], acts, "{again:?}");
    village.import("second", "0218").done();
    village.sync("second", "0218");
    village.sync("station", "0217");
    village.stands_once().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sent_by_both_machines_at_the_same_time_it_takes_effect_once() {
    let mut village = Village::new();
    village.import("second", "0218").done();
    village.place.start_city();
    let mut own = village.place.spawn(&["sync"]);
    village.place.zc_at("second", "0218", &["sync"]);
    own.wait().unwrap();
    village.sync("second", "0218");
    village.sync("station", "0217");
    village.stands_once().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_carrier_adds_to_a_case_follows_what_it_carries() {
    let mut village = Village::new();
    village.import("second", "0218").done();
    let case = &village.cases[0];
    let paper = village.place.file("paper.png").display().to_string();
    let add = json!({"ref": "s1", "case": case, "do": "supplement",
        "materials": [{"code": "plan", "file": paper}]});
    village.place.at("second", "0218", &[add]).done();
    village.place.start_city();
    village.sync("second", "0218");
    village.sync("station", "0217");
    let whole = village
        .place
        .zc_at("second", "0218", &["case", case])
        .done();
    assert_eq!(whole.line()["case"]["contested"], json!([]), "{whole:?}");
}

/// What a refused bundle must leave as it was: the queue, the cases.
fn untouched(village: &Village, what: &str, code: &str, file: &std::path::Path) {
    let before = rows(&village.place, "second", "0218");
    let path = file.display().to_string();
    let ran = village
        .place
        .zc_at("second", "0218", &["queue", "import", &path]);
    assert_eq!(ran.code, 4, "{what}: {ran:?}");
    assert!(ran.lines.is_empty(), "{what}: {ran:?}");
    assert!(
        ran.said.contains("什么都没有导入"),
        "{what} ({code}): {ran:?}"
    );
    assert_eq!(rows(&village.place, "second", "0218"), before, "{what}");
}

#[test]
fn a_bundle_that_is_no_good_changes_nothing_at_a_station() {
    let village = Village::new();
    let good = fs::read(&village.bundle).unwrap();
    let file = village.place.file("bad.zcb");
    let mut flipped = good.clone();
    let at = good.len() - 100;
    flipped[at] ^= 4;
    let half = good.len() / 2;
    for (what, bytes) in [
        ("empty", Vec::new()),
        ("not a bundle", b"%PDF-1.7 not a bundle".to_vec()),
        ("cut in the middle", good[..half].to_vec()),
        ("cut by a byte", good[..good.len() - 1].to_vec()),
        ("a flipped bit", flipped),
        ("something behind it", [good.as_slice(), b"x"].concat()),
        ("a later version", [b"ZCB9", &good[4..]].concat()),
        (
            "a header of 4 GiB",
            [b"ZCB1".as_slice(), &[0xff; 4], b"x"].concat(),
        ),
    ] {
        fs::write(&file, bytes).unwrap();
        untouched(&village, what, "", &file);
    }
    let missing = village
        .place
        .zc_at("second", "0218", &["queue", "import", "/nowhere.zcb"]);
    assert_eq!(missing.code, 3, "{missing:?}");
    let again = village
        .place
        .zc(&["queue", "export", &village.bundle.display().to_string()]);
    assert_eq!(
        (again.code, fs::read(&village.bundle).unwrap() == good),
        (1, true)
    );
    // Another city's station: it is told whose bundle it is, and keeps nothing.
    let other = Village::new();
    fs::write(other.place.file("foreign.zcb"), &good).unwrap();
    untouched(
        &other,
        "another city's keys",
        "",
        &other.place.file("foreign.zcb"),
    );
}

#[test]
fn a_bundle_that_is_no_good_changes_nothing_at_the_backend() {
    let mut village = Village::new();
    village.place.start_city();
    let good = fs::read(&village.bundle).unwrap();
    let file = village.place.file("bad.zcb");
    let mut flipped = good.clone();
    let at = good.len() - 100;
    flipped[at] ^= 4;
    for bytes in [
        Vec::new(),
        b"%PDF".to_vec(),
        good[..good.len() / 2].to_vec(),
        flipped,
    ] {
        fs::write(&file, bytes).unwrap();
        let path = file.display().to_string();
        let ran = village
            .place
            .zc_at("second", "0218", &["queue", "import", "--direct", &path]);
        assert_ne!(ran.code, 0, "{ran:?}");
        assert!(ran.said.contains("没有接收"), "{ran:?}");
    }
    // Nothing of it is in the log: the whole bundle is new.
    let direct = village.direct("second", "0218").done();
    assert_eq!(direct.line()["durable"], village.made["acts"], "{direct:?}");
}

#[test]
fn a_station_of_another_outlet_reads_nothing_and_a_code_opens_what_no_key_does() {
    let mut place = Place::new();
    place.zc_at("elsewhere", "0219", &["sync", "--once"]).done();
    place.zc(&["sync", "--once"]).done();
    place.kill_city();
    let picture = place.file("paper.png");
    qr(&picture, "房屋权属证明");
    place
        .intake(&[water("1", &picture.display().to_string())])
        .done();
    let file = place.file("work.zcb").display().to_string();
    let made = place.zc(&["queue", "export", "--code", &file]).done();
    let code = made.line()["code"].as_str().unwrap().to_owned();
    let refused = place.zc_at("elsewhere", "0219", &["queue", "import", &file]);
    assert_eq!(refused.code, 4);
    assert!(refused.said.contains("不是给本机的"), "{refused:?}");
    // A laptop that was enrolled after the bundle was made: no slot is for it, the code is.
    place.start_city();
    place.zc_at("later", "0218", &["sync", "--once"]).done();
    let keyless = place.zc_at("later", "0218", &["queue", "import", &file]);
    assert_eq!(keyless.code, 4);
    let wrong = place.zc_at(
        "later",
        "0218",
        &["queue", "import", "--code", "0000000000000000000A", &file],
    );
    assert_eq!(wrong.code, 4);
    let typed = code.to_lowercase().replace('-', " ");
    let opened = place
        .zc_at(
            "later",
            "0218",
            &["queue", "import", "--code", &typed, &file],
        )
        .done();
    assert_eq!(opened.line()["added"], made.line()["acts"]);
    let synced = place.zc_at("later", "0218", &["sync"]).done();
    assert_eq!(synced.lines.last().unwrap()["unsent"], 0, "{synced:?}");
}
