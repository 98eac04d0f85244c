//! 重复收件: what two windows took in without knowing of each other is a task in the second case (docs/adr/0024).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use domain::act::{Again, Payload, Subject, Withdrawn};
use domain::case::Case;
use seal::cbor;
use support::{Desk, Practice, head, water};
use uuid::Uuid;
use wire::{ActResult, WireAct};

const CHEN: (&str, &str) = ("陈思远", "430400200002290012");
const DAY_MS: i64 = 86_400_000;

async fn receipt(desk: &mut Desk, case: Uuid) -> WireAct {
    let intake = Payload::Received(water(desk, CHEN.0, CHEN.1).await);
    desk.act(Subject::Case(case), &[], &intake)
}

#[track_caller]
fn durable(result: &ActResult) {
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
}

#[track_caller]
fn doubled(result: &ActResult) {
    let told = matches!(result, ActResult::Contested { code, .. } if code == "duplicate");
    assert!(told, "{result:?}");
}

async fn case(desk: &Desk, id: Uuid) -> Case {
    let acts = desk.remote.case(id, "核对").await.unwrap().data.acts;
    let mut case = Case::new(id);
    for positioned in acts {
        let parsed = seal::ParsedMany::parse(&positioned.act.bytes.0).unwrap();
        let header: domain::act::Header = cbor::decode_strict(parsed.payload()).unwrap();
        let payload: Payload = cbor::decode_strict(&positioned.act.payload.0).unwrap();
        case.apply(&header.captured, &payload);
    }
    case
}

#[tokio::test]
async fn the_second_windows_case_carries_a_task_that_names_the_first() {
    let practice = Practice::start().await;
    let (mut one, mut other) = (practice.desk("0217").await, practice.desk("0218").await);
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    let here = receipt(&mut one, first).await;
    let there = receipt(&mut other, second).await;
    durable(&one.post_one(&here).await);
    let result = other.post_one(&there).await;
    doubled(&result);
    other.believe(&result, &there);

    let (kept, told) = (case(&one, first).await, case(&other, second).await);
    assert_eq!(kept.contested, Vec::<String>::new());
    let number = kept.number.unwrap();
    assert!(
        told.contested.len() == 1 && told.contested[0].contains(&number),
        "{:?}",
        told.contested
    );
    assert!(told.number.is_some(), "it is a case all the same");

    // Sent again it is the same answer; mended by a person it stands and is asked no more.
    let again = other.post_one(&there).await;
    assert!(matches!(again, ActResult::Duplicate { .. }), "{again:?}");
    let ActResult::Contested { act_id, .. } = result else {
        unreachable!("it is contested");
    };
    other.replaces = Some(act_id);
    let mend = receipt(&mut other, second).await;
    durable(&other.post_one(&mend).await);
}

#[tokio::test]
async fn a_window_that_knew_of_the_first_says_why_and_is_not_asked_again() {
    let practice = Practice::start().await;
    let (mut one, mut other) = (practice.desk("0217").await, practice.desk("0218").await);
    let here = receipt(&mut one, Uuid::now_v7()).await;
    durable(&one.post_one(&here).await);
    // What one window took in twice, that window was asked about.
    let twice = receipt(&mut one, Uuid::now_v7()).await;
    durable(&one.post_one(&twice).await);

    let mut intake = water(&other, CHEN.0, CHEN.1).await;
    intake.again = Some(Again {
        other: "T-1".to_owned(),
        reason: "另一处房屋".to_owned(),
    });
    let said = other.act(
        Subject::Case(Uuid::now_v7()),
        &[],
        &Payload::Received(intake),
    );
    durable(&other.post_one(&said).await);
}

#[tokio::test]
async fn what_has_ended_or_lies_over_thirty_days_back_is_doubled_by_nothing() {
    let practice = Practice::start().await;
    let (mut one, mut other) = (practice.desk("0217").await, practice.desk("0218").await);
    let first = Uuid::now_v7();
    let begun = receipt(&mut one, first).await;
    durable(&one.post_one(&begun).await);
    let gone = Payload::Withdrawn(Withdrawn {
        reason: "不办了".to_owned(),
    });
    let gone = one.act(Subject::Case(first), &[head(&begun)], &gone);
    durable(&one.post_one(&gone).await);
    let after = receipt(&mut other, Uuid::now_v7()).await;
    durable(&other.post_one(&after).await);

    // That one stands open; what was received thirty-one days before it is another matter, twenty-nine is not.
    one.at -= 31 * DAY_MS;
    let early = receipt(&mut one, Uuid::now_v7()).await;
    let result = one.post_one(&early).await;
    let told = matches!(&result, ActResult::Contested { code, .. } if code == "duplicate");
    assert!(!told, "{result:?}");
    one.at += 2 * DAY_MS;
    let late = receipt(&mut one, Uuid::now_v7()).await;
    doubled(&one.post_one(&late).await);
}
