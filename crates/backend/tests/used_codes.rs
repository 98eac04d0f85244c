//! A signed code that two windows took without a network: at the log the second is a task for a person.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use domain::act::{Payload, Subject, UsedCode, Withdrawn};
use domain::case::Case;
use seal::cbor;
use support::{Desk, Practice, head, water};
use uuid::Uuid;
use wire::{ActResult, FaultCode, WireAct};

const CHEN: (&str, &str) = ("陈思远", "430400200002290012");

fn code(cti: u8) -> UsedCode {
    UsedCode {
        issuer: "practice-issuer".to_owned(),
        cti: vec![cti; 16],
    }
}

/// A receipt that stands on these codes.
async fn receipt(desk: &mut Desk, case: Uuid, codes: &[UsedCode]) -> WireAct {
    let intake = Payload::Received(water(desk, CHEN.0, CHEN.1).await);
    desk.codes = codes.to_vec();
    let act = desk.act(Subject::Case(case), &[], &intake);
    desk.codes.clear();
    act
}

#[track_caller]
fn durable(result: &ActResult) {
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
}

#[track_caller]
fn used(result: &ActResult) {
    let told = matches!(result, ActResult::Contested { code, .. } if code == "code_used");
    assert!(told, "{result:?}");
}

async fn tasks(desk: &Desk, id: Uuid) -> Vec<String> {
    let acts = desk.remote.case(id, "核对").await.unwrap().data.acts;
    let mut case = Case::new(id);
    for positioned in acts {
        let parsed = seal::ParsedMany::parse(&positioned.act.bytes.0).unwrap();
        let header: domain::act::Header = cbor::decode_strict(parsed.payload()).unwrap();
        let payload: Payload = cbor::decode_strict(&positioned.act.payload.0).unwrap();
        case.apply(&header.captured, &payload);
    }
    case.contested
}

#[tokio::test]
async fn a_code_used_at_two_windows_is_a_task_in_the_second_case() {
    let practice = Practice::start().await;
    let (mut one, mut other) = (practice.desk("0217").await, practice.desk("0218").await);
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    let here = receipt(&mut one, first, &[code(7)]).await;
    let there = receipt(&mut other, second, &[code(8), code(7)]).await;
    durable(&one.post_one(&here).await);
    let result = other.post_one(&there).await;
    used(&result);
    other.believe(&result, &there);

    assert_eq!(tasks(&one, first).await, Vec::<String>::new());
    let said = tasks(&other, second).await;
    assert_eq!(said.len(), 1, "{said:?}");
    // The sentence names the other case by its number, so that both can be laid side by side.
    let number = number(&one, first).await;
    assert!(
        said[0].contains(&number) && said[0].contains("一码只能用一次"),
        "{said:?}"
    );

    // Sent again it is the same answer and no second task.
    let again = other.post_one(&there).await;
    assert!(matches!(again, ActResult::Duplicate { .. }), "{again:?}");
    assert_eq!(tasks(&other, second).await.len(), 1);

    // The other code of the second act is that case's own from now on.
    let third = receipt(&mut one, Uuid::now_v7(), &[code(8)]).await;
    used(&one.post_one(&third).await);
}

#[tokio::test]
async fn a_code_serves_its_own_case_as_often_as_that_needs() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let case = Uuid::now_v7();
    let begun = receipt(&mut desk, case, &[code(1)]).await;
    durable(&desk.post_one(&begun).await);
    desk.codes = vec![code(1)];
    let gone = Payload::Withdrawn(Withdrawn {
        reason: "不办了".to_owned(),
    });
    let gone = desk.act(Subject::Case(case), &[head(&begun)], &gone);
    durable(&desk.post_one(&gone).await);
    // The same number of another issuer is another code.
    let foreign = UsedCode {
        issuer: "another-issuer".to_owned(),
        ..code(1)
    };
    let other = receipt(&mut desk, Uuid::now_v7(), &[foreign]).await;
    durable(&desk.post_one(&other).await);
}

/// A refused act took no code with it, a contested one did.
#[tokio::test]
async fn what_is_refused_uses_nothing_and_a_mend_is_asked_no_more() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let mut village = practice.desk("0219").await;
    // 0219 has no such post: rejected.
    village.post = "decide".to_owned();
    let refused = receipt(&mut village, Uuid::now_v7(), &[code(1)]).await;
    let result = village.post_one(&refused).await;
    assert!(matches!(result, ActResult::Rejected { .. }), "{result:?}");
    let first = receipt(&mut desk, Uuid::now_v7(), &[code(1)]).await;
    durable(&desk.post_one(&first).await);

    let case = Uuid::now_v7();
    let second = receipt(&mut desk, case, &[code(1)]).await;
    let result = desk.post_one(&second).await;
    used(&result);
    let ActResult::Contested { act_id, .. } = result else {
        unreachable!("it is contested");
    };
    desk.replaces = Some(act_id);
    let mend = receipt(&mut desk, case, &[code(1)]).await;
    durable(&desk.post_one(&mend).await);
}

/// The other order: an act that stood on a code off line, then somebody who asks with it on line.
#[tokio::test]
async fn a_code_that_an_act_used_authorises_nothing_else() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let asked = wire::IssueCode {
        citizen: "chen".to_owned(),
        kind: "signed".to_owned(),
        scene: "ok".to_owned(),
        licences: Vec::new(),
        item: None,
    };
    let text = desk.remote.practice_code(&asked).await.unwrap().data.text;
    let now = proof::Interval::exactly(practice.now() / 1000);
    let verdict = proof::verify(
        &text,
        &proof::Context {
            realm: "practice",
            trust: proof::Trust::of_list(&desk.trust, now),
            now,
            skew_s: 60,
            profile: proof::Profile::default(),
            used: &|_, _| false,
            revoked: &|_, _| false,
        },
    );
    let claims = verdict.claims().unwrap();
    let used = UsedCode {
        issuer: claims.iss.clone(),
        cti: claims.cti.clone(),
    };
    let first = Uuid::now_v7();
    let begun = receipt(&mut desk, first, &[used]).await;
    durable(&desk.post_one(&begun).await);
    let item = support::catalogue(&desk)
        .await
        .item("0225")
        .unwrap()
        .code
        .clone();
    let ask = |case| wire::Authorise {
        subject: None,
        request_id: Uuid::new_v4().to_string(),
        consent: format!("signed:{text}"),
        item: item.clone(),
        item_name: "供水报装".to_owned(),
        case,
        purpose: "办理供水报装".to_owned(),
        licences: vec!["居民身份证".to_owned()],
        operator: wire::Operator {
            user: desk.user.clone(),
            post: "accept".to_owned(),
            outlet: "430400101".to_owned(),
        },
    };
    assert!(desk.remote.authorise(&ask(first)).await.is_ok());
    let fault = desk
        .remote
        .authorise(&ask(Uuid::now_v7()))
        .await
        .unwrap_err();
    assert_eq!(fault.code(), Some(FaultCode::CodeUsed));
}

async fn number(desk: &Desk, id: Uuid) -> String {
    let acts = desk.remote.case(id, "核对").await.unwrap().data.acts;
    let registered =
        acts.iter().find_map(
            |positioned| match cbor::decode_strict(&positioned.act.payload.0) {
                Ok(Payload::Registered(registered)) => Some(registered.number),
                _ => None,
            },
        );
    registered.unwrap()
}
