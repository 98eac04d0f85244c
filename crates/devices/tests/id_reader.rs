//! The ID-card reader's client against a service on real sockets: every fault of the reader, of the card and of the
//! service (S44, issue 4 point 3).

use std::time::Duration;

use devices::id_reader::simulate::{Played, Scene, Service};
use devices::id_reader::{Address, Card, Garbled, Pace, ReadFault, Reader, Term};
use tokio::time::{Instant, timeout};

const QUICK: Pace = Pace {
    whole: Duration::from_secs(3),
    call: Duration::from_secs(3),
    wait_s: 0,
    pause: Duration::from_millis(10),
    busy: 5,
};

fn chen() -> Played {
    Played {
        kind: "0".to_owned(),
        name: "陈思远".to_owned(),
        number: "430400200002290012".to_owned(),
        sex: "男".to_owned(),
        nation: "汉".to_owned(),
        born: "20000229".to_owned(),
        address: "江口镇枫林路 18 号 3 栋 502 室".to_owned(),
        from: "20200229".to_owned(),
        until: "长期".to_owned(),
    }
}

/// A client needs the process's cryptography although it only ever speaks to this machine.
fn crypto() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

async fn read_of(scene: Scene) -> Result<Card, ReadFault> {
    crypto();
    let service = Service::start(scene).await.expect("a port");
    Reader::new(Some(service.address()), QUICK)
        .expect("a client")
        .read()
        .await
}

#[tokio::test]
async fn s44_a_card_on_the_reader_is_read_and_its_photo_is_not_asked_for() {
    crypto();
    let service = Service::start(Scene::Card(chen())).await.expect("a port");
    let reader = Reader::new(Some(service.address()), QUICK).expect("a client");
    let card = reader.read().await.expect("a card");
    assert_eq!(
        (card.name.as_str(), card.number.as_str()),
        ("陈思远", "430400200002290012")
    );
    assert_eq!(
        (card.from.as_str(), &card.term),
        ("2020-02-29", &Term::Long)
    );
    let asked = service.last();
    assert!(
        asked.starts_with("GET /api/ReadMsg?NoPhoto=1&waitTime="),
        "{asked}"
    );
}

#[tokio::test]
async fn every_fault_of_reader_and_service_has_a_name_of_its_own() {
    let gbk = encoding_rs::GBK
        .encode("<html>找不到网页</html>")
        .0
        .into_owned();
    let page = Scene::Body(b"<!DOCTYPE html><title>router</title>".to_vec());
    let other = Played {
        kind: "9".to_owned(),
        ..chen()
    };
    for (scene, fault) in [
        (Scene::NotConnected, ReadFault::NotConnected),
        (Scene::NoCard, ReadFault::NoCard),
        (Scene::Unreadable, ReadFault::Unreadable),
        (Scene::Hangs, ReadFault::Slow),
        (Scene::Card(other), ReadFault::OtherCard),
        (page, ReadFault::Garbled(Garbled::Page)),
        (Scene::Body(gbk), ReadFault::Garbled(Garbled::Page)),
        (
            Scene::Body(b"{\"retcode\":".to_vec()),
            ReadFault::Garbled(Garbled::Broken),
        ),
        (Scene::Body(Vec::new()), ReadFault::Garbled(Garbled::Broken)),
        (
            Scene::Body(b"{\"hello\":1}".to_vec()),
            ReadFault::Garbled(Garbled::Fields),
        ),
        (
            Scene::Half(b"{\"retcode\":\"0x90".to_vec(), 4000),
            ReadFault::Garbled(Garbled::Half),
        ),
        (Scene::Flood(10 << 20), ReadFault::Garbled(Garbled::TooLong)),
    ] {
        let told = format!("{scene:?}");
        assert_eq!(
            read_of(scene).await,
            Err(fault),
            "{}",
            &told[..told.len().min(60)]
        );
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_is_absent_at_once() {
    crypto();
    let service = Service::start(Scene::NoCard).await.expect("a port");
    let place = service.address();
    drop(service);
    let reader = Reader::new(Some(place), QUICK).expect("a client");
    let begun = Instant::now();
    assert_eq!(reader.read().await, Err(ReadFault::Absent));
    assert_eq!(reader.version().await, Err(ReadFault::Absent));
    assert!(begun.elapsed() < QUICK.whole);
}

#[tokio::test]
async fn a_busy_reader_is_asked_again_a_bounded_number_of_times() {
    crypto();
    let service = Service::start(Scene::Busy(3, chen()))
        .await
        .expect("a port");
    let reader = Reader::new(Some(service.address()), QUICK).expect("a client");
    assert!(reader.read().await.is_ok());
    assert_eq!(service.asked(), 4);
    service.play(Scene::Busy(u32::MAX, chen()));
    assert_eq!(reader.read().await, Err(ReadFault::Busy));
    assert_eq!(service.asked(), 4 + QUICK.busy as usize);
}

#[tokio::test]
async fn a_card_put_on_while_it_waits_is_read() {
    crypto();
    let service = Service::start(Scene::NoCard).await.expect("a port");
    let reader = Reader::new(Some(service.address()), QUICK).expect("a client");
    let (read, ()) = tokio::join!(reader.read(), async {
        while service.asked() < 3 {
            tokio::task::yield_now().await;
        }
        service.play(Scene::Card(chen()));
    });
    assert!(read.is_ok());
}

#[tokio::test]
async fn a_card_that_was_never_put_on_is_said_where_the_last_asking_was_cut_off() {
    crypto();
    let service = Service::start(Scene::NoCard).await.expect("a port");
    let reader = Reader::new(Some(service.address()), QUICK).expect("a client");
    let (read, ()) = tokio::join!(reader.read(), async {
        while service.asked() < 2 {
            tokio::task::yield_now().await;
        }
        service.play(Scene::Hangs);
    });
    assert_eq!(read, Err(ReadFault::NoCard));
}

#[tokio::test]
async fn a_reading_that_is_given_up_leaves_nothing_under_way() {
    crypto();
    let service = Service::start(Scene::Hangs).await.expect("a port");
    let patient = Pace {
        call: Duration::from_secs(60),
        whole: Duration::from_secs(60),
        ..QUICK
    };
    let reader = Reader::new(Some(service.address()), patient).expect("a client");
    let given_up = timeout(Duration::from_millis(100), reader.read()).await;
    assert!(given_up.is_err(), "it was still reading");
    // The reader is free for the next one.
    service.play(Scene::Card(chen()));
    assert!(reader.read().await.is_ok());
}

#[tokio::test]
async fn an_answer_that_points_elsewhere_is_not_followed() {
    let elsewhere = Service::start(Scene::Card(chen())).await.expect("a port");
    let to = format!("http://{}/api/ReadMsg", elsewhere.place());
    let read = read_of(Scene::Redirect(to)).await;
    assert_eq!(read, Err(ReadFault::Garbled(Garbled::Status)));
    assert_eq!(elsewhere.asked(), 0);
}

#[tokio::test]
async fn the_service_is_found_without_touching_a_card() {
    crypto();
    let service = Service::start(Scene::NotConnected).await.expect("a port");
    let reader = Reader::new(Some(service.address()), QUICK).expect("a client");
    assert_eq!(reader.version().await.as_deref(), Ok("v3.3.4"));
    assert_eq!(service.asked(), 0);
    service.play(Scene::Hangs);
    assert_eq!(reader.version().await, Err(ReadFault::Slow));
}

#[test]
fn no_reader_on_another_machine_can_be_set() {
    assert!(Address::parse("http://192.168.1.7:8989").is_err());
}
