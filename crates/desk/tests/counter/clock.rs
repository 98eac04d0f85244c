//! A machine's clock is wrong: warned by name, work goes on, nothing expires or comes back wrongly (design §6).

use domain::act::ClockQuality;
use sync::Event;

use crate::town::{DAY, HOUR, MINUTE, START, Town, drain, receive, sign_in};

/// The same hour of 2020 and of 2035.
const Y2020: i64 = START - 6 * 365 * DAY;
const Y2035: i64 = START + 9 * 365 * DAY;

/// The captured time of the case's receipt, from its signed header.
fn captured(desk: &desk::Desk, case: &str) -> domain::act::Captured {
    let station = desk.station().unwrap();
    let acts = station.store().acts_of(case.parse().unwrap()).unwrap();
    let act = acts.iter().find(|act| act.kind == "received").unwrap();
    let parsed = seal::ParsedMany::parse(&act.bytes).unwrap();
    let header: domain::act::Header = seal::cbor::decode_strict(parsed.payload()).unwrap();
    header.captured
}

#[tokio::test]
async fn a_machine_set_to_2020_or_2035_while_it_runs_is_named_and_works_on() {
    let town = Town::open(None).await;
    for (name, set_to, word) in [("a", Y2020, "慢 6 年"), ("b", Y2035, "快 9 年")] {
        let machine = town.machine();
        let desk = town.station(name, &machine, &["0217"]).await;
        machine.set_wall(set_to);
        let shown = desk.connection();
        assert!(
            shown.clock_bad && shown.clock.contains(word),
            "{}",
            shown.clock
        );
        let doctor = desk.doctor().await;
        let clock = doctor.iter().find(|check| check.name == "clock").unwrap();
        assert!(
            clock.ok == Some(false) && clock.say.contains(word),
            "{}",
            clock.say
        );
        let case = receive(&desk).await;
        let captured = captured(&desk, &case);
        assert_eq!(captured.quality, ClockQuality::Anchored);
        assert_eq!(captured.wall, set_to);
        assert!(captured.credible().abs_diff(town.now()) <= 2_000);
        drain(&desk).await;
        assert_eq!(desk.connection().unsent, 0);
    }
}

#[tokio::test]
async fn a_machine_that_starts_in_2020_opens_a_session_once_the_backend_told_the_time() {
    let mut town = Town::open(None).await;
    let machine = town.machine();
    let desk = town.station("a", &machine, &["0217"]).await;
    drop(desk);
    town.stop().await;
    town.later(10 * HOUR);
    machine.set_wall(Y2020);
    machine.reboot();
    let desk = town.desk("a", &machine);
    sign_in(&desk, "0217").await.unwrap();
    let shown = desk.connection();
    assert!(
        shown.clock_bad && shown.clock.contains("倒走"),
        "{}",
        shown.clock
    );
    let case = receive(&desk).await;
    let broken = captured(&desk, &case);
    assert_eq!(broken.quality, ClockQuality::Broken);
    assert!(
        broken.earliest >= START && broken.credible() >= START,
        "nothing comes back"
    );
    // Its wall clock still says 2020; a session is proved at the backend's time.
    town.start().await;
    desk.set_backend(Some(&town.url())).unwrap();
    assert!(desk.drain(Event::Online).await.unwrap().online);
    drain(&desk).await;
    assert_eq!(desk.connection().unsent, 0);
    assert!(desk.connection().clock.contains("慢 6 年"));
}

#[tokio::test]
async fn a_machine_that_starts_in_2035_expires_nobody_and_no_work() {
    let mut town = Town::open(None).await;
    let machine = town.machine();
    drop(town.station("a", &machine, &["0217"]).await);
    town.stop().await;
    machine.set_wall(Y2035);
    machine.reboot();
    let desk = town.desk("a", &machine);
    sign_in(&desk, "0217").await.expect("2035 is not believed");
    assert!(desk.connection().clock.contains("跳到了很久以后"));
    let case = receive(&desk).await;
    assert!(captured(&desk, &case).credible() < START + HOUR);
}

#[tokio::test]
async fn a_week_offline_rebooted_nightly_carries_the_time_and_says_how_far() {
    let mut town = Town::open(None).await;
    let machine = town.machine();
    drop(town.station("a", &machine, &["0217"]).await);
    town.stop().await;
    for night in 1..=7 {
        town.later(DAY);
        machine.reboot();
        let desk = town.desk("a", &machine);
        sign_in(&desk, "0217").await.unwrap();
        let shown = desk.connection();
        assert!(!shown.clock_bad, "{}", shown.clock);
        let case = receive(&desk).await;
        let captured = captured(&desk, &case);
        assert_eq!(captured.quality, ClockQuality::Carried);
        assert!((captured.earliest..=captured.latest).contains(&town.now()));
        let half = (captured.latest - captured.earliest) / 2;
        assert_eq!(
            half,
            MINUTE + night * (2_000 + 10 * MINUTE),
            "night {night}"
        );
    }
    let desk = town.desk("a", &machine);
    sign_in(&desk, "0217").await.unwrap();
    town.start().await;
    desk.set_backend(Some(&town.url())).unwrap();
    drain(&desk).await;
    assert_eq!(desk.connection().unsent, 0, "a week's work arrives");
}

/// A paused virtual machine: the machine's own count of the time stood still, too.
#[tokio::test]
async fn a_machine_that_stood_still_for_nine_days_takes_the_time_from_the_refusal() {
    let town = Town::open(None).await;
    let machine = town.machine();
    drop(town.station("a", &machine, &["0217"]).await);
    town.later(9 * DAY);
    machine.stand_still(9 * DAY);
    let desk = town.desk("a", &machine);
    sign_in(&desk, "0217").await.unwrap();
    assert!(
        !desk.connection().clock_bad,
        "it believes that it is anchored"
    );
    let case = receive(&desk).await;
    assert!(desk.drain(Event::Online).await.unwrap().online);
    drain(&desk).await;
    assert_eq!(desk.connection().unsent, 0);
    let next = receive(&desk).await;
    assert_ne!(case, next);
    let captured = captured(&desk, &next);
    assert_eq!(captured.quality, ClockQuality::Anchored);
    assert!(captured.credible().abs_diff(town.now()) <= 2_000);
}
