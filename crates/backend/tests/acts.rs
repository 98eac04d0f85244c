//! Acts: durable once, in order, whatever comes twice.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use domain::act::{
    AcceptanceMode, Header, LineSource, Payload, Requested, StationEvent, Subject, Supplement,
    ToleranceTerms, Withdrawn,
};
use domain::case::{Case, Stage};
use seal::{ParsedMany, Use, cbor};
use support::{Desk, MINUTE, Practice, commitment, head, line, water};
use uuid::Uuid;
use wire::{ActResult, FeedEvent, PositionedAct, Verdict};

const CHEN: (&str, &str) = ("陈思远", "430400200002290012");
/// In bad credit (`zhangwei_1985`).
const BAD: (&str, &str) = ("张伟", "");

fn withdrawn() -> Payload {
    Payload::Withdrawn(Withdrawn {
        reason: "不办了".to_owned(),
    })
}

fn event() -> Payload {
    Payload::Station(StationEvent {
        what: "sign_in".to_owned(),
        detail: Default::default(),
    })
}

fn requested(at: i64) -> Payload {
    Payload::AcceptanceRequested(Requested {
        mode: AcceptanceMode::Tolerance,
        tolerance: Some(ToleranceTerms {
            lacking: vec!["property".to_owned(), "plan".to_owned()],
            due: None,
            provisional: None,
            tasks: Vec::new(),
        }),
        commitment: Some(commitment(at)),
        checks: Vec::new(),
    })
}

/// The case's acts as the feed has them, folded as a desk folds them.
async fn folded(desk: &Desk, id: Uuid) -> (Case, Vec<(String, Verdict)>) {
    let acts = desk.remote.case(id, "核对").await.unwrap().data.acts;
    let mut case = Case::new(id);
    let mut kinds = Vec::new();
    for PositionedAct { verdict, act, .. } in acts {
        let parsed = ParsedMany::parse(&act.bytes.0).unwrap();
        let header: Header = cbor::decode_strict(parsed.payload()).unwrap();
        if parsed.len() == 1 {
            // The backend's own: by a key that the trust list has for terminals.
            let find = |use_, kid: &[u8]| desk.trust.find(use_, kid).map(|k| k.key.clone());
            seal::open_many(&act.bytes.0, &[Use::Terminal], find).unwrap();
        }
        let payload: Payload = cbor::decode_strict(&act.payload.0).unwrap();
        case.apply(&header.captured, &payload);
        kinds.push((header.kind, verdict));
    }
    (case, kinds)
}

#[tokio::test]
async fn an_act_is_durable_then_a_duplicate_and_other_bytes_fork() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let intake = Payload::Received(water(&desk, CHEN.0, CHEN.1).await);
    let act = desk.act(Subject::Case(id), &[], &intake);

    let first = desk.post_one(&act).await;
    assert!(matches!(first, ActResult::Durable { .. }), "{first:?}");
    let ack = desk.believe(&first, &act);
    assert_eq!((ack.verdict(), ack.position()), (Verdict::Durable, 1));

    let second = desk.post_one(&act).await;
    let ActResult::Duplicate { ack: again, .. } = &second else {
        panic!("{second:?}")
    };
    assert_eq!(again.0, ack.bytes(), "the same acknowledgement");

    let same_id = desk.act_at(9, ack.act_id(), Subject::Case(id), &[], &withdrawn());
    let fork = desk.post_one(&same_id).await;
    assert!(
        matches!(&fork, ActResult::Fork { code, .. } if code == "act_id"),
        "{fork:?}"
    );
    // The incarnation is closed: what it says now is kept and counts for nothing.
    let next = desk.act(Subject::Station, &[], &event());
    let closed = desk.post_one(&next).await;
    assert!(matches!(&closed, ActResult::Fork { code, .. } if code == "incarnation_closed"));
    desk.incarnation = Uuid::new_v4();
    let fresh = desk.act(Subject::Station, &[], &event());
    assert!(matches!(
        desk.post_one(&fresh).await,
        ActResult::Durable { .. }
    ));
}

#[tokio::test]
async fn the_same_place_with_other_bytes_is_a_fork() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let act = desk.act(Subject::Station, &[], &event());
    desk.post_one(&act).await;
    let other = desk.act_at(1, Uuid::now_v7(), Subject::Station, &[], &event());
    let fork = desk.post_one(&other).await;
    assert!(
        matches!(&fork, ActResult::Fork { code, .. } if code == "origin_seq"),
        "{fork:?}"
    );
}

#[tokio::test]
async fn a_receipt_gets_one_number_with_a_check_character() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let id = Uuid::now_v7();
        let intake = Payload::Received(water(&desk, CHEN.0, CHEN.1).await);
        let act = desk.act(Subject::Case(id), &[], &intake);
        desk.post_one(&act).await;
        desk.post_one(&act).await;
        let (case, kinds) = folded(&desk, id).await;
        assert_eq!(kinds.len(), 2, "{kinds:?}");
        numbers.push(case.number.unwrap());
    }
    // Region, day, the last three digits of the outlet, serial.
    assert_eq!(numbers[0][..22], *"4304002026030210100001");
    assert_eq!(numbers[1][..22], *"4304002026030210100002");
    assert_eq!(numbers[0].len(), 23);
}

#[tokio::test]
async fn law7_a_requested_acceptance_is_confirmed_from_the_receipt() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let intake = Payload::Received(water(&desk, CHEN.0, CHEN.1).await);
    let receipt = desk.act(Subject::Case(id), &[], &intake);
    let asked = desk.act(Subject::Case(id), &[head(&receipt)], &requested(desk.at));
    // Offline for three days.
    practice.later(3 * 24 * 60 * MINUTE);
    desk.sign_in(&practice).await;
    let results = desk.post(&[receipt.clone(), asked.clone()]).await;
    assert_eq!(
        desk.believe(&results[1], &asked).verdict(),
        Verdict::Durable,
        "{results:?}"
    );
    let (case, kinds) = folded(&desk, id).await;
    let kinds: Vec<_> = kinds.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "received",
            "registered",
            "acceptance_requested",
            "acceptance_confirmed"
        ]
    );
    assert_eq!(case.stage, Stage::Tolerated);
    assert_eq!(case.accepted_at, Some(support::START - 2_000));
    assert!(case.tolerance.unwrap().due.is_some());
}

#[tokio::test]
async fn a_request_in_bad_credit_is_durable_and_answered_by_a_task() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let people = include_str!("../../../assets/practice/citizens.json");
    let people: serde_json::Value = serde_json::from_str(people).unwrap();
    let bad = people["citizens"].as_array().unwrap().iter();
    let bad = bad.clone().find(|p| p["key"] == "zhangwei_1985").unwrap();
    assert_eq!(bad["name"], BAD.0);
    let id = Uuid::now_v7();
    let intake = water(&desk, BAD.0, bad["id"].as_str().unwrap()).await;
    let receipt = desk.act(Subject::Case(id), &[], &Payload::Received(intake));
    let asked = desk.act(Subject::Case(id), &[head(&receipt)], &requested(desk.at));
    let results = desk.post(&[receipt, asked]).await;
    assert!(
        matches!(results[1], ActResult::Durable { .. }),
        "{results:?}"
    );
    let (case, kinds) = folded(&desk, id).await;
    assert_eq!(kinds.last().unwrap().0, "contested");
    assert_eq!(case.stage, Stage::AcceptanceRequested);
    assert_eq!(case.contested.len(), 1);
}

/// Design §4: what does not commute becomes a task for a person, never a silent choice.
#[tokio::test]
async fn two_desks_that_did_not_know_of_each_other_are_told_and_nobody_is_chosen() {
    let practice = Practice::start().await;
    let (mut one, mut other) = (practice.desk("0217").await, practice.desk("0218").await);
    let id = Uuid::now_v7();
    let intake = Payload::Received(water(&one, CHEN.0, CHEN.1).await);
    let receipt = one.act(Subject::Case(id), &[], &intake);
    let asked = one.act(Subject::Case(id), &[head(&receipt)], &requested(one.at));
    for result in one.post(&[receipt.clone(), asked.clone()]).await {
        assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    }

    // A supplement commutes: the other desk need not have known of the acceptance.
    let brought = Payload::Supplemented(Supplement {
        materials: vec![line("plan", LineSource::Paper)],
    });
    let added = other.act(Subject::Case(id), &[head(&receipt)], &brought);
    let result = other.post_one(&added).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");

    // A withdrawal does not, although every rule allows it.
    let unknowing = other.act(Subject::Case(id), &[head(&added)], &withdrawn());
    let result = other.post_one(&unknowing).await;
    assert!(
        matches!(&result, ActResult::Contested { code, .. } if code == "beside"),
        "{result:?}"
    );
    let (case, kinds) = folded(&one, id).await;
    assert_eq!(kinds.last().unwrap().0, "contested");
    assert_eq!(case.contested.len(), 1);

    // Whoever knew what the other did, through whatever acts between, is nobody's task.
    let id = Uuid::now_v7();
    let receipt = one.act(Subject::Case(id), &[], &intake);
    let asked = one.act(Subject::Case(id), &[head(&receipt)], &requested(one.at));
    let added = one.act(Subject::Case(id), &[head(&asked)], &brought);
    one.post(&[receipt, asked, added.clone()]).await;
    let knowing = other.act(Subject::Case(id), &[head(&added)], &withdrawn());
    let result = other.post_one(&knowing).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
}

#[tokio::test]
async fn a_rule_that_fails_contests_and_a_right_that_lacks_rejects() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let mut intake = water(&desk, CHEN.0, CHEN.1).await;
    intake.item_version += 1;
    let act = desk.act(Subject::Case(id), &[], &Payload::Received(intake.clone()));
    let result = desk.post_one(&act).await;
    assert!(
        matches!(&result, ActResult::Contested { code, .. } if code == "item_version"),
        "{result:?}"
    );
    desk.believe(&result, &act);
    assert_eq!(folded(&desk, id).await.0.contested.len(), 1);

    // 0219 may only receive.
    let mut village = practice.desk("0219").await;
    village.post = "collect".to_owned();
    // Somebody else, or the town's open case would be doubled.
    let intake = water(&village, "张伟", "430400198507160010").await;
    let id = Uuid::now_v7();
    let receipt = village.act(Subject::Case(id), &[], &Payload::Received(intake));
    let gone = village.act(Subject::Case(id), &[head(&receipt)], &withdrawn());
    let results = village.post(&[receipt, gone.clone()]).await;
    assert!(
        matches!(results[0], ActResult::Durable { .. }),
        "{results:?}"
    );
    assert!(matches!(&results[1], ActResult::Rejected { code, .. } if code == "not_granted"));
    assert_eq!(
        village.believe(&results[1], &gone).verdict(),
        Verdict::Rejected
    );
    assert_eq!(folded(&village, id).await.0.stage, Stage::Received);
}

#[tokio::test]
async fn what_is_not_soundly_made_is_rejected_and_takes_no_place() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let good = desk.act(Subject::Station, &[], &event());

    let mut noise = good.clone();
    noise.bytes.0 = b"\xd8\x62\x84 no envelope".to_vec();
    let mut signature = good.clone();
    let last = signature.bytes.0.len() - 1;
    signature.bytes.0[last] ^= 1;
    let mut payload = good.clone();
    payload.payload.0.push(0);
    // Another key than the member's.
    let mut stranger = practice.station("0218").await;
    stranger.enrolled.terminal = desk.enrolled.terminal.clone();
    stranger.incarnation = desk.incarnation;
    let alien = stranger.act(Subject::Station, &[], &event());

    let broken = [noise.clone(), signature.clone(), alien.clone()];
    let results = desk.post(&broken).await;
    for ((result, act), wanted) in
        results
            .iter()
            .zip(&broken)
            .zip(["malformed", "signature", "signature"])
    {
        assert!(
            matches!(result, ActResult::Rejected { code, .. } if code == wanted),
            "{result:?}"
        );
        assert_eq!(desk.believe(result, act).verdict(), Verdict::Rejected);
    }
    // Said again, answered again; the nil id of what could not be read stays a rejection.
    assert!(
        matches!(desk.post_one(&noise).await, ActResult::Rejected { act_id, .. } if act_id.is_nil())
    );
    // None of them has taken the good act's id or place.
    let result = desk.post_one(&good).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    // The same envelope with another payload is the same act: only the envelope counts.
    assert!(matches!(
        desk.post_one(&payload).await,
        ActResult::Duplicate { .. }
    ));
}

#[tokio::test]
async fn an_act_behind_one_that_was_not_kept_does_not_pass_it() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let intake = water(&desk, CHEN.0, CHEN.1).await;
    let receipt = desk.act(Subject::Case(id), &[], &Payload::Received(intake));
    desk.post_one(&receipt).await;
    let source = domain::act::LineSource::File {
        hash: domain::act::Hash([7; 32]),
        bytes: 9,
        media: "image/jpeg".to_owned(),
        pages: Vec::new(),
    };
    let supplement = Payload::Supplemented(domain::act::Supplement {
        materials: vec![line("plan", source)],
    });
    let first = desk.act(Subject::Case(id), &[head(&receipt)], &supplement);
    let second = desk.act(Subject::Case(id), &[head(&first)], &withdrawn());
    let results = desk.post(&[first.clone(), second]).await;
    let ActResult::Missing { acts, .. } = &results[1] else {
        panic!("{results:?}")
    };
    assert_eq!(acts, &[seal::sha256(&first.bytes.0).to_string()]);
}

#[tokio::test]
async fn earlier_acts_and_attachments_are_asked_for_and_nothing_is_kept() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let mut intake = water(&desk, CHEN.0, CHEN.1).await;
    let file = b"a picture".to_vec();
    let sum = seal::sha256(&file);
    let source = domain::act::LineSource::File {
        hash: domain::act::Hash(*sum.as_bytes()),
        bytes: 9,
        media: "image/jpeg".to_owned(),
        pages: Vec::new(),
    };
    intake.materials[3] = line("plan", source);
    let receipt = desk.act(Subject::Case(id), &[], &Payload::Received(intake));
    let gone = desk.act(Subject::Case(id), &[head(&receipt)], &withdrawn());

    let results = desk.post(&[receipt.clone(), gone.clone()]).await;
    let ActResult::Missing {
        attachments, acts, ..
    } = &results[0]
    else {
        panic!("{results:?}")
    };
    assert_eq!((attachments, acts.len()), (&vec![sum.to_string()], 0));
    let ActResult::Missing { acts, .. } = &results[1] else {
        panic!("{results:?}")
    };
    assert_eq!(acts, &vec![support::hash(&receipt).to_string()]);
    assert!(desk.remote.feed(None).await.unwrap().data.events.is_empty());

    let key = sync::FileKey {
        case: id,
        hash: sum,
    };
    let read =
        |at: u64, n: usize| Ok::<_, std::io::Error>(file[at as usize..at as usize + n].to_vec());
    desk.remote
        .upload(key, 9, None, read, |_, _| Ok(()))
        .await
        .unwrap();
    let results = desk.post(&[receipt, gone]).await;
    for result in &results {
        assert!(matches!(result, ActResult::Durable { .. }), "{results:?}");
    }
}

#[tokio::test]
async fn a_feed_read_twice_says_the_same_and_a_cursor_goes_on() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let other = practice.desk("0218").await;
    let mut acts = Vec::new();
    for _ in 0..3 {
        let intake = Payload::Received(water(&desk, CHEN.0, CHEN.1).await);
        acts.push(desk.act(Subject::Case(Uuid::now_v7()), &[], &intake));
    }
    acts.push(desk.act(Subject::Station, &[], &event()));
    desk.post(&acts).await;
    let first = other.remote.feed(None).await.unwrap().data;
    let again = other.remote.feed(None).await.unwrap().data;
    assert_eq!(first, again);
    // Three receipts, three numbers; the station's event is no case's.
    assert_eq!(first.events.len(), 6);
    let positions: Vec<_> = first
        .events
        .iter()
        .map(|event| match event {
            FeedEvent::Act { act, .. } => act.position,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(positions.is_sorted());
    let end = other.remote.feed(Some(&first.cursor)).await.unwrap().data;
    assert_eq!((end.events.len(), end.more), (0, false));
    let foreign = other
        .remote
        .feed(Some("another-epoch:999"))
        .await
        .unwrap()
        .data;
    assert_eq!(foreign, first, "a cursor of another life begins again");
}

#[tokio::test]
async fn a_restart_keeps_everything() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let id = Uuid::now_v7();
    let intake = Payload::Received(water(&desk, CHEN.0, CHEN.1).await);
    let act = desk.act(Subject::Case(id), &[], &intake);
    let ActResult::Durable { ack, .. } = desk.post_one(&act).await else {
        panic!("not durable")
    };
    let before = desk.remote.feed(None).await.unwrap();
    let tokens = desk.remote.session().await;

    let practice = practice.restart().await;
    let after = practice.remote();
    after.set_session(tokens).await;
    desk.remote = after;
    let now = desk.remote.feed(None).await.unwrap();
    assert_eq!(now.data.events, before.data.events);
    assert_eq!(now.backed_up_to, 2);
    let ActResult::Duplicate { ack: again, .. } = desk.post_one(&act).await else {
        panic!("forgotten")
    };
    assert_eq!(again, ack);
    let gone = desk.act(Subject::Case(id), &[head(&act)], &withdrawn());
    let result = desk.post_one(&gone).await;
    assert_eq!(desk.believe(&result, &gone).position(), 3);
}

#[tokio::test]
async fn a_desk_writes_no_act_of_the_backend() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let number = Payload::Registered(domain::act::Registered {
        number: "43040020260302101000010".to_owned(),
        verified: None,
    });
    let known = Uuid::now_v7();
    let intake = Payload::Received(water(&desk, CHEN.0, CHEN.1).await);
    let receipt = desk.act(Subject::Case(known), &[], &intake);
    let acts = [
        receipt.clone(),
        desk.act(Subject::Case(known), &[head(&receipt)], &number),
        desk.act(Subject::Case(Uuid::now_v7()), &[], &number),
    ];
    let results = desk.post(&acts).await;
    for result in &results[1..] {
        let refused = matches!(result, ActResult::Rejected { code, .. } if code == "backend_only");
        assert!(refused, "{result:?}");
    }
}
