//! 本人核验 at the counter, with an outside device that compares faces on real sockets (S44).

use desk::view::{PresenceView, Tone};
use devices::face::simulate::{PHOTO, Scene, Service, TEMPLATE};
use devices::face::{Comparer, Pace, Verdict};
use devices::id_reader::{Card, CardKind, Term};
use domain::act::Payload;
use domain::presence::{Face, FaceVerdict, How, Presence};

use crate::city::{City, ID, NAME};

fn comparer(device: &Service) -> Comparer {
    Comparer::new(device.address(), Pace::default()).unwrap()
}

async fn device(scene: Scene) -> (Service, Comparer) {
    let device = Service::start(scene).await.unwrap();
    let comparer = comparer(&device);
    (device, comparer)
}

fn card() -> Card {
    Card {
        kind: CardKind::Resident,
        name: NAME.to_owned(),
        number: ID.to_owned(),
        sex: "男".to_owned(),
        nation: "汉".to_owned(),
        born: "2000-02-29".to_owned(),
        address: "江口镇枫林路 18 号".to_owned(),
        from: "2020-02-29".to_owned(),
        term: Term::Long,
    }
}

fn presence(city: &City) -> PresenceView {
    city.desk.show().unwrap().person.presence.unwrap()
}

fn words(shown: &PresenceView) -> Vec<&str> {
    shown.seen.iter().map(|one| one.text.as_str()).collect()
}

/// The body of the case's receipt, as it was signed.
fn received(city: &City, case: &str) -> (Vec<u8>, Vec<Presence>) {
    let station = city.desk.station().unwrap();
    let acts = station.store().acts_of(case.parse().unwrap()).unwrap();
    let act = acts.into_iter().find(|act| act.kind == "received").unwrap();
    let body = act.payload.unwrap();
    match seal::cbor::decode_strict(&body).unwrap() {
        Payload::Received(intake) => (body, intake.applicant.presence),
        other => panic!("{}", other.kind()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s44_of_a_comparison_only_verdict_score_time_and_reference_are_kept() {
    // Given a device that sends the picture and the template along,
    let city = City::open().await;
    let (device, comparer) = device(Scene::Talkative(Verdict::Match, 931)).await;
    city.fill().await;
    // when it compares and the case is received,
    let said = city.desk.compare_face(&comparer, true).await.unwrap();
    assert_eq!((said.tone, said.title.as_str()), (Tone::Ok, "人脸比对一致"));
    assert_eq!(words(&presence(&city)), ["人脸比对 10:00 一致 0.93"]);
    city.desk.material("plan", "tolerate").unwrap();
    city.desk.material("property", "tolerate").unwrap();
    city.sign();
    let case = city.decide("tolerance").await;
    // then the act has these four things,
    let (body, kept) = received(&city, &case.row.id);
    let asked: serde_json::Value = serde_json::from_str(&device.last_body()).unwrap();
    let reference = asked["reference"].as_str().unwrap().to_owned();
    let face = How::Face(Face {
        verdict: FaceVerdict::Match,
        score: 931,
        reference,
    });
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].how, face);
    assert_eq!(kept[0].at, 1_772_416_800_000);
    // nothing else came in, and nothing of the person went out,
    for leak in [PHOTO, TEMPLATE] {
        let found = body.windows(leak.len()).any(|part| part == leak.as_bytes());
        assert!(!found, "{leak} is in the act");
    }
    assert_eq!(asked.as_object().unwrap().len(), 1, "{asked}");
    // and the case says how the person was seen, on every end.
    let told = [case.presence_label, case.presence[0].text.clone()];
    assert_eq!(told, ["本人核验", "人脸比对 2026-03-02 10:00 一致 0.93"]);
    city.send().await;
    assert_eq!(received(&city, &case.row.id).1, kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn s44_without_consent_nothing_is_sent_and_it_is_not_offered_again() {
    let city = City::open().await;
    let (device, comparer) = device(Scene::Says(Verdict::Match, 931)).await;
    let nobody = city.desk.compare_face(&comparer, true).await.unwrap_err();
    assert_eq!(nobody.code, "nobody_at_desk");
    city.fill().await;
    let said = city.desk.compare_face(&comparer, false).await.unwrap();
    assert_eq!(said.title, "不做人脸比对");
    assert!(said.desk.person.presence.unwrap().no_face);
    // Not even where a screen offered it all the same.
    let again = city.desk.compare_face(&comparer, true).await.unwrap_err();
    assert_eq!(again.code, "face_declined");
    assert_eq!(words(&presence(&city)), ["未核验"]);
    assert_eq!(device.last(), "", "the device heard of nothing");
    // The next person is asked for themselves.
    city.desk
        .set_person("周国栋", "resident_id", "150826195505050031", "")
        .await
        .unwrap();
    assert!(!presence(&city).no_face);
    city.desk.compare_face(&comparer, true).await.unwrap();
    assert_eq!(device.asked(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn s44_a_new_person_at_the_desk_was_not_seen_by_what_saw_the_last_one() {
    let city = City::open().await;
    let (_device, comparer) = device(Scene::Says(Verdict::NoMatch, 124)).await;
    let desk = &city.desk;
    desk.take_card(&card(), None).await.unwrap();
    let said = desk.compare_face(&comparer, true).await.unwrap();
    assert_eq!(said.tone, Tone::Bad);
    city.later(60_000);
    desk.confirm_by_eye().unwrap();
    // A glance does not hide what the device said.
    let all = [
        "读卡器 10:00",
        "人脸比对 10:00 不一致 0.12",
        "人工核对 10:01",
    ];
    assert_eq!(words(&presence(&city)), all);
    desk.confirm_by_eye().unwrap();
    assert_eq!(words(&presence(&city)), all[..2]);
    // Who acts for somebody is who stands here.
    desk.set_kind("agent").await.unwrap();
    assert!(desk.show().unwrap().person.presence.is_none());
    let nobody = desk.confirm_by_eye().unwrap_err();
    assert_eq!(nobody.code, "nobody_at_desk");
    desk.set_kind("self").await.unwrap();
    assert_eq!(words(&presence(&city)), ["未核验"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn s44_the_face_of_who_has_gone_is_not_that_of_who_came() {
    let city = City::open().await;
    let (device, comparer) = device(Scene::Busy(2)).await;
    city.fill().await;
    let desk = city.desk.clone();
    // Given a comparison that goes on while another person is registered,
    let (compared, ()) = tokio::join!(desk.compare_face(&comparer, true), async {
        while device.asked() == 0 {
            tokio::task::yield_now().await;
        }
        desk.set_person("周国栋", "resident_id", "150826195505050031", "")
            .await
            .unwrap();
    });
    // then it is nobody's.
    assert_eq!(compared.unwrap_err().code, "face_person_changed");
    assert_eq!(words(&presence(&city)), ["未核验"]);
    // And one that came to nothing leaves nothing.
    for (scene, code) in [
        (Scene::Refused, "face_refused"),
        (Scene::Another, "face_another"),
        (Scene::NotConnected, "face_not_connected"),
    ] {
        device.play(scene);
        let fault = desk.compare_face(&comparer, true).await.unwrap_err();
        assert_eq!(fault.code, code);
    }
    let gone = device.address();
    drop(device);
    let comparer = Comparer::new(gone, Pace::default()).unwrap();
    let fault = desk.compare_face(&comparer, true).await.unwrap_err();
    assert_eq!(fault.code, "face_absent");
    assert_eq!(words(&presence(&city)), ["未核验"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_of_before_and_one_that_was_typed_in_say_that_nobody_was_seen() {
    let city = City::open().await;
    let case = city.tolerated().await;
    let (body, kept) = received(&city, &case.row.id);
    assert!(kept.is_empty());
    assert!(!body.windows(8).any(|part| part == b"presence"));
    assert_eq!(case.presence[0].text, "未核验");
}
