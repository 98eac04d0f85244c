//! What a desk took in without the city's word is looked up as the act arrives (docs/adr/0019): it holds, it is
//! contradicted and becomes a task, or nobody can tell and that is said.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use domain::act::{
    AcceptanceMode, Header, Intake, LineSource, Payload, Requested, Subject, Supplement, UsedCode,
};
use domain::case::{Case, Entry, Stage};
use domain::check::Answer;
use domain::verify::Matter;
use seal::{ParsedMany, cbor};
use support::{Desk, Practice, head, line, water};
use uuid::Uuid;
use wire::{ActResult, WireAct};

const CHEN: (&str, &str) = ("陈思远", "430400200002290012");
const LIU: (&str, &str) = ("刘春梅", "430182199001010026");
/// Not in the city's register; a synthetic number with a right check character.
const STRANGER: (&str, &str) = ("赵不在册", "430400200002290530");
const HOUSE: &str = "练（2020）练习市不动产权第0003521号";
const CTI: [u8; 16] = [7; 16];

fn licence(kind: &str, number: &str, authority: &str) -> LineSource {
    LineSource::Licence {
        licence: kind.to_owned(),
        number: number.to_owned(),
        authority: authority.to_owned(),
        valid_to: String::new(),
    }
}

/// A receipt whose 房屋权属证明 stands on this.
async fn receipt(desk: &Desk, (name, id): (&str, &str), property: LineSource) -> Intake {
    let mut intake = water(desk, name, id).await;
    intake.materials[1] = line("property", property);
    intake
}

/// Sends a receipt that stands on the signed code [`CTI`].
async fn send(desk: &mut Desk, case: Uuid, intake: Intake) -> (WireAct, ActResult) {
    desk.codes = vec![UsedCode {
        issuer: "practice-issuer".to_owned(),
        cti: CTI.to_vec(),
    }];
    let act = desk.act(Subject::Case(case), &[], &Payload::Received(intake));
    desk.codes.clear();
    let result = desk.post_one(&act).await;
    (act, result)
}

#[track_caller]
fn durable(result: &ActResult) {
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
}

#[track_caller]
fn not_verified(result: &ActResult) {
    let told = matches!(result, ActResult::Contested { code, .. } if code == "not_verified");
    assert!(told, "{result:?}");
}

fn header(act: &WireAct) -> Header {
    let parsed = ParsedMany::parse(&act.bytes.0).unwrap();
    cbor::decode_strict(parsed.payload()).unwrap()
}

async fn folded(desk: &Desk, id: Uuid) -> Case {
    let acts = desk.remote.case(id, "核对").await.unwrap().data.acts;
    let entry = |act: &wire::PositionedAct| {
        let payload = cbor::decode_strict::<Payload>(&act.act.payload.0).ok();
        Entry::of(&header(&act.act), payload)
    };
    Case::of(id, &acts.iter().map(entry).collect::<Vec<_>>())
}

fn property() -> Matter {
    Matter::Licence("property".to_owned())
}

/// What the case says of a matter: the answer and why.
#[track_caller]
fn said<'a>(case: &'a Case, matter: &Matter) -> (Answer, &'a str) {
    let known = case.known(matter);
    let known = known.unwrap_or_else(|| panic!("nothing of {matter:?}: {:?}", case.verified));
    (known.found.answer, &known.found.why)
}

#[tokio::test]
async fn what_the_registers_hold_is_verified_with_the_number() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let signed = licence("不动产权证书", HOUSE, &hex::encode(CTI));
    let intake = receipt(&desk, CHEN, signed).await;
    practice.later(support::MINUTE);
    let (_, result) = send(&mut desk, id, intake).await;
    durable(&result);
    let case = folded(&desk, id).await;
    assert_eq!(said(&case, &Matter::Applicant), (Answer::Pass, ""));
    assert_eq!(said(&case, &property()), (Answer::Pass, ""));
    assert_eq!(case.known(&property()).unwrap().at, practice.now());
    assert!(case.number.is_some() && case.contested.is_empty());
}

#[tokio::test]
async fn a_licence_of_a_code_that_the_register_contradicts_is_a_task() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let cti = hex::encode(CTI);
    let other = "练（2020）练习市不动产权第9999999号";
    let cases = [
        (CHEN, 1, ("不动产权证书", other), "number_differs"),
        (LIU, 1, ("不动产权证书", other), "not_held"),
        (LIU, 0, ("居民身份证", LIU.1), "expired"),
    ];
    for (person, at, (kind, number), why) in cases {
        // A city each: the code is one case's.
        let practice = Practice::start().await;
        let mut desk = practice.desk("0217").await;
        let id = Uuid::now_v7();
        let mut intake = water(&desk, person.0, person.1).await;
        intake.materials[at].source = licence(kind, number, &cti);
        let matter = Matter::Licence(intake.materials[at].code.clone());
        let (_, result) = send(&mut desk, id, intake).await;
        not_verified(&result);
        let case = folded(&desk, id).await;
        assert_eq!(said(&case, &matter), (Answer::Fail, why), "{kind}");
        assert_eq!(case.contested.len(), 1, "{:?}", case.contested);
        assert!(case.contested[0].contains('请'), "{:?}", case.contested);
        assert_eq!(case.stage, Stage::Received, "in force all the same");
    }
    // A number that somebody typed may be of a paper that no register has: nobody can tell.
    let id = Uuid::now_v7();
    let typed = receipt(&desk, CHEN, licence("不动产权证书", "LX-0001", "")).await;
    let (_, result) = send(&mut desk, id, typed).await;
    durable(&result);
    let case = folded(&desk, id).await;
    assert_eq!(
        said(&case, &property()),
        (Answer::Unknown, "number_differs")
    );
}

#[tokio::test]
async fn a_person_is_known_contradicted_or_a_stranger_to_the_city() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let (wrong, stranger) = (Uuid::now_v7(), Uuid::now_v7());
    let intake = receipt(&desk, ("陈思源", CHEN.1), LineSource::Open).await;
    let act = desk.act(Subject::Case(wrong), &[], &Payload::Received(intake));
    not_verified(&desk.post_one(&act).await);
    let case = folded(&desk, wrong).await;
    assert_eq!(
        said(&case, &Matter::Applicant),
        (Answer::Fail, "name_differs")
    );
    // The task names nobody.
    assert!(!case.contested[0].contains("陈"), "{:?}", case.contested);

    let cti = hex::encode(CTI);
    let intake = receipt(&desk, STRANGER, licence("不动产权证书", HOUSE, &cti)).await;
    let (_, result) = send(&mut desk, stranger, intake).await;
    durable(&result);
    let case = folded(&desk, stranger).await;
    let unknown = (Answer::Unknown, "unknown_person");
    assert_eq!(said(&case, &Matter::Applicant), unknown);
    assert_eq!(said(&case, &property()), unknown);
}

/// Who the city itself named is not asked about, nor is a licence that it gave for this case.
#[tokio::test]
async fn what_came_from_the_city_is_not_asked_again() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let mut intake = water(&desk, CHEN.0, CHEN.1).await;
    intake.applicant.party.seen_by = "opaque_code".to_owned();
    let act = desk.act(Subject::Case(id), &[], &Payload::Received(intake));
    durable(&desk.post_one(&act).await);
    let case = folded(&desk, id).await;
    assert!(
        case.verified.is_empty() && case.number.is_some(),
        "{:?}",
        case.verified
    );
    // A desk that only says so is looked up all the same.
    let supplied = Payload::Supplemented(Supplement {
        materials: vec![line(
            "property",
            licence("不动产权证书", HOUSE, "0123456789abcdef0123456789abcdef"),
        )],
    });
    let act = desk.act(Subject::Case(id), &[head(&act)], &supplied);
    desk.post_one(&act).await;
    let case = folded(&desk, id).await;
    assert_eq!(said(&case, &property()), (Answer::Pass, ""));
}

#[tokio::test]
async fn what_is_contradicted_is_not_confirmed_and_a_mend_is_looked_up_anew() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let cti = hex::encode(CTI);
    let wrong = receipt(
        &desk,
        ("陈思源", CHEN.1),
        licence("不动产权证书", HOUSE, &cti),
    )
    .await;
    let (first, result) = send(&mut desk, id, wrong).await;
    not_verified(&result);
    let asked = Payload::AcceptanceRequested(Requested {
        mode: AcceptanceMode::Full,
        tolerance: None,
        commitment: None,
        checks: Vec::new(),
    });
    let asked = desk.act(Subject::Case(id), &[head(&first)], &asked);
    desk.post_one(&asked).await;
    let before = folded(&desk, id).await;
    assert_eq!(before.stage, Stage::AcceptanceRequested, "not confirmed");

    desk.replaces = Some(header(&first).act_id);
    let right = receipt(&desk, CHEN, LineSource::Paper).await;
    let mend = desk.act(Subject::Case(id), &[], &Payload::Received(right));
    durable(&desk.post_one(&mend).await);
    let after = folded(&desk, id).await;
    assert_eq!(said(&after, &Matter::Applicant), (Answer::Pass, ""));
    assert_eq!(after.known(&property()), None, "it stands on paper now");
    assert_eq!(after.number, before.number);
}
