//! What a scan costs on the line, and what of a licence stays: counted by the proxy, read in the decrypted database.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use acceptance::proxy::{Seen, Weather, serial};
use acceptance::tamper::plaintext;
use acceptance::world::{Ended, World};
use desk::{Config, Desk, Event, Words};
use store::slots::Slots;

/// What a round trip costs, milliseconds: long enough that what is asked side by side is seen to be.
const LATE: u64 = 100;
/// Of 陈思远's 不动产权证书, on no form: a field of it, the licence's identifier.
const BODY: [&str; 2] = ["KZ_GYQK", "11430400MB000022X4.20260000002"];

/// A clerk's desk behind the proxy.
fn desk(world: &World) -> Desk {
    // A second test of the same process finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let now = || {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        since.as_millis() as i64
    };
    let desk = Desk::new(Config {
        dir: world.station(),
        now: Arc::new(now),
        seed: 1,
    });
    desk.set_backend(Some(&world.proxy.url())).unwrap();
    desk
}

async fn open(world: &World) -> Desk {
    let desk = desk(world);
    desk.sign_in("0217", "practice-0217").await.unwrap();
    assert!(desk.drain(Event::Tick).await.unwrap().online);
    desk
}

/// The licence calls of what passed.
fn asked(passed: &[Seen]) -> Vec<&Seen> {
    let calls = [
        "/v1/proof-codes/",
        "/v1/licences/",
        "/v1/credit",
        "/v1/checks",
    ];
    let is_one = |seen: &&Seen| calls.iter().any(|call| seen.path.contains(call));
    passed.iter().filter(is_one).collect()
}

fn world() -> World {
    let mut world = World::new();
    assert_eq!(world.run(&["sync"], None), Ended::Code(0), "enrolled");
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn s28_a_scan_fills_the_form_in_three_round_trips_however_many_licences() {
    let mut world = tokio::task::block_in_place(world);
    let desk = open(&world).await;
    for (item, citizen, kind, licences, most) in [
        ("0225", "chen", "opaque", 2, 3),
        ("0601", "liu", "opaque", 4, 3),
        // Other offices are asked, too, and cost no round trip more.
        ("0715", "zhangwei_1991", "opaque", 4, 3),
        // Judged here: what is left is to authorise and to fetch.
        ("0225", "chen", "signed", 0, 1),
    ] {
        desk.next().unwrap();
        let code = desk.phone_code(citizen, kind, "ok", None).await.unwrap();
        desk.choose_item(item).await.unwrap();
        let before = world.proxy.seen().len();
        world.proxy.weather(Weather::late(LATE));
        let scanned = desk.scan_text(&code.text).await.unwrap();
        world.proxy.weather(Weather::clear());
        assert_eq!(scanned.code, "valid", "{}", scanned.say);
        let passed = world.proxy.seen().split_off(before);
        let asked = asked(&passed);
        let count = |part: &str| asked.iter().filter(|seen| seen.path.contains(part)).count();
        assert_eq!(count("/v1/credit"), 1, "{passed:?}");
        assert_eq!(
            count("/v1/licences/") - count("authorise"),
            licences,
            "{passed:?}"
        );
        let checked = usize::from(item == "0715");
        assert_eq!(count("/v1/checks"), checked, "{passed:?}");
        let deep = serial(&asked);
        println!(
            "{item} by a {kind} code: {} calls, {deep} deep",
            asked.len()
        );
        assert!((1..=most).contains(&deep), "{deep} round trips: {passed:?}");
        let form = scanned.desk.unwrap().form;
        assert!(form.filled >= 4, "{form:?}");
    }
    tokio::task::block_in_place(|| world.kill_city());
}

fn holds(text: &str) -> Vec<&'static str> {
    BODY.into_iter()
        .filter(|part| text.contains(part))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_body_of_a_licence_leaves_the_store_when_its_case_is_taken_in_or_thrown_away() {
    let mut world = tokio::task::block_in_place(world);
    let desk = open(&world).await;
    let slots = Slots::load(&world.station()).unwrap();
    let dek = slots.open("0217", "practice-0217").unwrap().dek;
    for ends in ["tolerance", "discard"] {
        desk.next().unwrap();
        let code = desk.phone_code("chen", "opaque", "ok", None).await.unwrap();
        desk.choose_item("0225").await.unwrap();
        desk.scan_text(&code.text).await.unwrap();
        let during = plaintext(&world.station(), &dek);
        assert_eq!(
            holds(&during),
            BODY,
            "the draft has it while it is worked on"
        );
        desk.journal_now().unwrap();
        if ends == "discard" {
            desk.discard_draft().unwrap();
        } else {
            desk.set_field("people", "3").unwrap();
            desk.material("plan", "tolerate").unwrap();
            let drawn = optic::make::png("signed", 4, 1).unwrap();
            desk.sign("pad", &drawn, 3).unwrap();
            desk.decide(ends, &Words::default()).await.unwrap();
        }
        let after = plaintext(&world.station(), &dek);
        assert_eq!(holds(&after), [""; 0], "{ends}");
    }
    // What the journal would bring back has it neither.
    desk.journal_now().unwrap();
    drop(desk);
    tokio::task::block_in_place(|| world.kill_city());
    let station = world.station();
    for file in ["zongchuang.db", "zongchuang.db-wal", "zongchuang.db-shm"] {
        drop(std::fs::remove_file(station.join(file)));
    }
    store::rescue::rebuild(&station, &dek).unwrap();
    let rebuilt = plaintext(&station, &dek);
    assert!(rebuilt.contains("陈思远"), "the case came back");
    assert_eq!(holds(&rebuilt), [""; 0]);
}
