//! A mend is a new act in the place of what it mends (design §4): of what was rejected or is contested, and of nothing
//! else.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use domain::act::{Gap, Header, Intake, Notice, Payload, Subject, Withdrawn};
use domain::case::{Case, Entry, Stage};
use seal::{ParsedMany, cbor};
use support::{Desk, Practice, head, water};
use uuid::Uuid;
use wire::{ActResult, WireAct};

const CHEN: (&str, &str) = ("陈思远", "430400200002290012");

fn header(act: &WireAct) -> Header {
    let parsed = ParsedMany::parse(&act.bytes.0).unwrap();
    cbor::decode_strict(parsed.payload()).unwrap()
}

/// The case as every end folds it.
async fn folded(desk: &Desk, id: Uuid) -> Case {
    let acts = desk.remote.case(id, "核对").await.unwrap().data.acts;
    let entry = |act: &wire::PositionedAct| {
        let payload = cbor::decode_strict::<Payload>(&act.act.payload.0).ok();
        Entry::of(&header(&act.act), payload)
    };
    Case::of(id, &acts.iter().map(entry).collect::<Vec<_>>())
}

fn noticed() -> Payload {
    let gap = |code: &str| Gap {
        code: code.to_owned(),
        name: code.to_owned(),
        problem: "未提交".to_owned(),
    };
    Payload::Noticed(Notice {
        gaps: vec![gap("property"), gap("plan")],
        later: None,
    })
}

/// A receipt under a version of the item that the city does not have: contested, in force, with a task.
async fn contested(desk: &mut Desk, id: Uuid) -> (WireAct, Intake) {
    let sound = water(desk, CHEN.0, CHEN.1).await;
    let mut wrong = sound.clone();
    wrong.item_version += 1;
    let act = desk.act(Subject::Case(id), &[], &Payload::Received(wrong));
    let result = desk.post_one(&act).await;
    assert!(
        matches!(&result, ActResult::Contested { code, .. } if code == "item_version"),
        "{result:?}"
    );
    (act, sound)
}

fn rejected(result: &ActResult) -> &str {
    match result {
        ActResult::Rejected { code, .. } => code,
        other => panic!("not rejected: {other:?}"),
    }
}

#[tokio::test]
async fn a_contested_receipt_is_mended_in_its_place_and_its_task_is_done() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let (wrong, sound) = contested(&mut desk, id).await;
    let notice = desk.act(Subject::Case(id), &[head(&wrong)], &noticed());
    let result = desk.post_one(&notice).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    let before = folded(&desk, id).await;
    assert_eq!((before.stage, before.contested.len()), (Stage::Noticed, 1));

    desk.replaces = Some(header(&wrong).act_id);
    let version = sound.item_version;
    let mend = desk.act(Subject::Case(id), &[], &Payload::Received(sound));
    let result = desk.post_one(&mend).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    let after = folded(&desk, id).await;
    assert_eq!(after.item_version, version);
    assert_eq!(
        after.stage,
        Stage::Noticed,
        "the notice still comes after it"
    );
    assert!(after.contested.is_empty(), "{:?}", after.contested);
    assert_eq!(after.number, before.number, "one number");

    // The backend goes on from the mended case: what is done next is judged by it.
    desk.replaces = None;
    let withdrawn = Payload::Withdrawn(Withdrawn {
        reason: "不办了".to_owned(),
    });
    let last = desk.act(Subject::Case(id), &[], &withdrawn);
    let result = desk.post_one(&last).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    // Once: another mend of the same act is not one.
    desk.replaces = Some(header(&wrong).act_id);
    let again = desk.act(
        Subject::Case(id),
        &[],
        &Payload::Received(water(&desk, CHEN.0, CHEN.1).await),
    );
    assert_eq!(rejected(&desk.post_one(&again).await), "replaces");
}

#[tokio::test]
async fn a_mend_that_is_wrong_again_stays_contested_and_can_be_mended() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let (wrong, sound) = contested(&mut desk, id).await;
    desk.replaces = Some(header(&wrong).act_id);
    let mut other = sound.clone();
    other.item_version += 2;
    let second = desk.act(Subject::Case(id), &[], &Payload::Received(other));
    let result = desk.post_one(&second).await;
    assert!(matches!(result, ActResult::Contested { .. }), "{result:?}");
    assert_eq!(
        folded(&desk, id).await.contested.len(),
        1,
        "its own task alone"
    );
    desk.replaces = Some(header(&second).act_id);
    let third = desk.act(Subject::Case(id), &[], &Payload::Received(sound));
    let result = desk.post_one(&third).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    let case = folded(&desk, id).await;
    assert_eq!((case.stage, case.contested.len()), (Stage::Received, 0));
}

#[tokio::test]
async fn what_stands_or_is_of_another_case_or_kind_is_not_mended() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let (id, other) = (Uuid::now_v7(), Uuid::now_v7());
    let intake = water(&desk, CHEN.0, CHEN.1).await;
    let sound = desk.act(Subject::Case(id), &[], &Payload::Received(intake.clone()));
    desk.post_one(&sound).await;
    desk.replaces = Some(header(&sound).act_id);
    let changed = desk.act(Subject::Case(id), &[], &Payload::Received(intake.clone()));
    assert_eq!(rejected(&desk.post_one(&changed).await), "replaces");

    desk.replaces = None;
    let (wrong, _) = contested(&mut desk, other).await;
    desk.replaces = Some(header(&wrong).act_id);
    let elsewhere = desk.act(Subject::Case(id), &[], &Payload::Received(intake));
    assert_eq!(rejected(&desk.post_one(&elsewhere).await), "replaces");
    let otherwise = desk.act(Subject::Case(other), &[head(&wrong)], &noticed());
    assert_eq!(rejected(&desk.post_one(&otherwise).await), "replaces");
    let case = folded(&desk, other).await;
    assert_eq!((case.stage, case.contested.len()), (Stage::Received, 1));
}

#[tokio::test]
async fn what_was_rejected_is_mended_by_somebody_who_may() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let intake = Payload::Received(water(&desk, CHEN.0, CHEN.1).await);
    desk.post = "decide".to_owned();
    let refused = desk.act(Subject::Case(id), &[], &intake);
    assert_eq!(rejected(&desk.post_one(&refused).await), "not_granted");
    desk.post = "accept".to_owned();
    desk.replaces = Some(header(&refused).act_id);
    let mend = desk.act(Subject::Case(id), &[], &intake);
    let result = desk.post_one(&mend).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    assert_eq!(folded(&desk, id).await.stage, Stage::Received);
}
