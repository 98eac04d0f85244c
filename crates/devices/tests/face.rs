//! The client of a device that compares faces, against a service on real sockets: every verdict and every fault (S44).

use std::time::Duration;

use devices::face::simulate::{PHOTO, Scene, Service, TEMPLATE};
use devices::face::{Address, Compared, Comparer, FaceFault, Garbled, Pace, Verdict};
use devices::local::simulate::Answer;
use tokio::time::{Instant, timeout};

const QUICK: Pace = Pace {
    whole: Duration::from_secs(3),
    version: Duration::from_secs(3),
    pause: Duration::from_millis(10),
    busy: 5,
};
const REFERENCE: &str = "2f9c6e0a7b1d4c58";

/// A client needs the process's cryptography although it only ever speaks to this machine.
fn comparer(place: Address, pace: Pace) -> Comparer {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Comparer::new(place, pace).expect("a client")
}

async fn asked(scene: Scene) -> Result<Compared, FaceFault> {
    let service = Service::start(scene).await.expect("a port");
    comparer(service.address(), QUICK).compare(REFERENCE).await
}

fn wrong(body: &[u8]) -> Scene {
    Scene::Wrong(Answer::Body(body.to_vec()))
}

#[tokio::test]
async fn s44_each_verdict_is_taken_with_its_score_and_the_reference_that_was_sent() {
    for (verdict, score) in [
        (Verdict::Match, 931),
        (Verdict::NoMatch, 120),
        (Verdict::Unsure, 0),
    ] {
        let compared = Compared {
            verdict,
            score,
            reference: REFERENCE.to_owned(),
        };
        assert_eq!(asked(Scene::Says(verdict, score)).await, Ok(compared));
    }
}

#[tokio::test]
async fn s44_nothing_of_a_person_is_sent_and_no_picture_comes_back() {
    let scene = Scene::Talkative(Verdict::Match, 931);
    let service = Service::start(scene).await.expect("a port");
    let compared = comparer(service.address(), QUICK).compare(REFERENCE).await;
    assert_eq!(
        service.last_body(),
        format!(r#"{{"reference":"{REFERENCE}"}}"#)
    );
    assert_eq!(service.last(), "POST /api/FaceCompare HTTP/1.1");
    let kept = format!("{compared:?}");
    assert!(compared.is_ok(), "{kept}");
    assert!(!kept.contains(PHOTO) && !kept.contains(TEMPLATE), "{kept}");
}

#[tokio::test]
async fn every_fault_of_device_and_service_has_a_name_of_its_own() {
    use FaceFault as F;
    for (scene, fault) in [
        (Scene::NotConnected, F::NotConnected),
        (Scene::Refused, F::Refused),
        (Scene::Another, F::Another),
        (Scene::Wrong(Answer::Hangs), F::Slow),
        (wrong(b"<html>router</html>"), F::Garbled(Garbled::Page)),
        (wrong(b"{\"verdict\":"), F::Garbled(Garbled::Broken)),
        (wrong(b"{\"hello\":1}"), F::Garbled(Garbled::Fields)),
        (
            Scene::Wrong(Answer::Half(b"{\"verdict\"".to_vec(), 900)),
            F::Garbled(Garbled::Half),
        ),
        (
            Scene::Wrong(Answer::Flood(10 << 20)),
            F::Garbled(Garbled::TooLong),
        ),
    ] {
        let told = format!("{scene:?}");
        let told = told.chars().take(60).collect::<String>();
        assert_eq!(asked(scene).await, Err(fault), "{told}");
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_is_absent_at_once() {
    let service = Service::start(Scene::Refused).await.expect("a port");
    let comparer = comparer(service.address(), QUICK);
    drop(service);
    let begun = Instant::now();
    assert_eq!(comparer.compare(REFERENCE).await, Err(FaceFault::Absent));
    assert_eq!(comparer.version().await, Err(FaceFault::Absent));
    assert!(begun.elapsed() < QUICK.whole);
}

#[tokio::test]
async fn a_busy_device_is_asked_again_a_bounded_number_of_times() {
    let service = Service::start(Scene::Busy(3)).await.expect("a port");
    let comparer = comparer(service.address(), QUICK);
    assert!(comparer.compare(REFERENCE).await.is_ok());
    assert_eq!(service.asked(), 4);
    service.play(Scene::Busy(u32::MAX));
    assert_eq!(comparer.compare(REFERENCE).await, Err(FaceFault::Busy));
    assert_eq!(service.asked(), 4 + QUICK.busy as usize);
}

#[tokio::test]
async fn a_comparison_that_is_given_up_leaves_nothing_under_way() {
    let service = Service::start(Scene::Wrong(Answer::Hangs))
        .await
        .expect("a port");
    let patient = Pace {
        whole: Duration::from_secs(60),
        ..QUICK
    };
    let comparer = comparer(service.address(), patient);
    let given_up = timeout(Duration::from_millis(100), comparer.compare(REFERENCE)).await;
    assert!(given_up.is_err(), "it was still comparing");
    service.play(Scene::Says(Verdict::Match, 931));
    assert!(comparer.compare(REFERENCE).await.is_ok());
}

#[tokio::test]
async fn an_answer_that_points_elsewhere_is_not_followed() {
    let elsewhere = Service::start(Scene::Says(Verdict::Match, 931))
        .await
        .expect("a port");
    let to = format!("http://{}/api/FaceCompare", elsewhere.place());
    let compared = asked(Scene::Wrong(Answer::Redirect(to))).await;
    assert_eq!(compared, Err(FaceFault::Garbled(Garbled::Status)));
    assert_eq!(elsewhere.last(), "", "nothing was asked of it");
}

#[tokio::test]
async fn the_service_is_found_without_looking_at_anybody() {
    let service = Service::start(Scene::NotConnected).await.expect("a port");
    let comparer = comparer(service.address(), QUICK);
    assert_eq!(comparer.version().await.as_deref(), Ok("v1.2"));
    assert_eq!(service.asked(), 0);
    service.play(Scene::Wrong(Answer::Hangs));
    assert_eq!(comparer.version().await, Err(FaceFault::Slow));
}
