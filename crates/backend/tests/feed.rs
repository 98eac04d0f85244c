//! The feed of a post: what comes into view comes whole, what goes out of it says so.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use domain::act::{AcceptanceMode, Accepted, Gap, Notice, Payload, Subject, ToleranceTerms};
use support::{Desk, MINUTE, Practice, commitment, head, water};
use uuid::Uuid;
use wire::{Feed, FeedEvent, WireAct};

const CHEN: (&str, &str) = ("陈思远", "430400200002290012");
const DAY: i64 = 24 * 60 * MINUTE;

async fn receipt(desk: &mut Desk) -> (Uuid, WireAct) {
    let id = Uuid::now_v7();
    let intake = Payload::Received(water(desk, CHEN.0, CHEN.1).await);
    let act = desk.act(Subject::Case(id), &[], &intake);
    desk.post_one(&act).await;
    (id, act)
}

async fn accept(desk: &mut Desk, id: Uuid, after: &WireAct) {
    let accepted = Payload::Accepted(Accepted {
        mode: AcceptanceMode::Tolerance,
        due: "2026-03-09".to_owned(),
        due_provisional: None,
        tolerance: Some(ToleranceTerms {
            lacking: vec!["property".to_owned(), "plan".to_owned()],
            due: Some("2026-03-09".to_owned()),
            provisional: None,
            tasks: Vec::new(),
        }),
        commitment: Some(commitment(desk.at)),
        checks: Vec::new(),
    });
    let act = desk.act(Subject::Case(id), &[head(after)], &accepted);
    desk.post_one(&act).await;
}

async fn read(desk: &Desk, after: Option<&str>) -> Feed {
    desk.remote.feed(after).await.unwrap().data
}

/// `act`, `entered N`, `left`, each with whether it is this case's.
fn told(feed: &Feed, id: Uuid) -> Vec<String> {
    let word = |event: &FeedEvent| match event {
        FeedEvent::Act { case, .. } if *case == id => "act".to_owned(),
        FeedEvent::Entered(whole) if whole.case == id => format!("entered {}", whole.acts.len()),
        FeedEvent::Left { case } if *case == id => "left".to_owned(),
        other => panic!("of another case: {other:?}"),
    };
    feed.events.iter().map(word).collect()
}

#[tokio::test]
async fn an_accepted_case_comes_to_the_decision_whole_from_its_first_act() {
    let practice = Practice::start().await;
    let mut front = practice.desk("0217").await;
    let back = practice.desk("0305").await;
    let (id, act) = receipt(&mut front).await;
    let before = read(&back, None).await;
    assert_eq!(
        told(&before, id),
        [""; 0],
        "not accepted: not the decision's"
    );
    accept(&mut front, id, &act).await;
    let entered = read(&back, Some(&before.cursor)).await;
    assert_eq!(told(&entered, id), ["entered 3"]);
    let FeedEvent::Entered(whole) = &entered.events[0] else {
        panic!()
    };
    assert!(whole.number.is_some());
    assert_eq!(whole.acts[0].act, act);
    assert!(whole.acts.iter().map(|act| act.position).is_sorted());
    // Read again from the same place it is the same; from its own cursor nothing.
    assert_eq!(read(&back, Some(&before.cursor)).await, entered);
    assert!(read(&back, Some(&entered.cursor)).await.events.is_empty());
    // Who reads from the beginning has it as well.
    assert_eq!(told(&read(&back, None).await, id), ["entered 3"]);
    assert_eq!(told(&read(&front, None).await, id), ["act", "act", "act"]);
}

#[tokio::test]
async fn a_village_sees_what_it_received_itself() {
    let practice = Practice::start().await;
    let mut town = practice.desk("0217").await;
    let village = practice.desk("0219").await;
    receipt(&mut town).await;
    assert!(read(&village, None).await.events.is_empty());
    let mut own = practice.desk("0219").await;
    own.post = "collect".to_owned();
    let (id, _) = receipt(&mut own).await;
    // The second window's receipt of the same matter: its act, the task and the number.
    let told = told(&read(&village, None).await, id);
    assert_eq!(told, ["act", "act", "act"]);
}

/// Accepted by silence, then taken back by a notice of before: the decision has no more to do with it.
#[tokio::test]
async fn a_case_leaves_the_decision_when_its_acceptance_is_taken_back() {
    let practice = Practice::start().await;
    let mut front = practice.desk("0217").await;
    let (id, act) = receipt(&mut front).await;
    let gap = |code: &str| Gap {
        code: code.to_owned(),
        name: code.to_owned(),
        problem: "没有提交".to_owned(),
    };
    let notice = Payload::Noticed(Notice {
        gaps: vec![gap("property"), gap("plan")],
        later: None,
    });
    let late = front.act(Subject::Case(id), &[head(&act)], &notice);
    practice.later(8 * DAY);
    let practice = practice.restart().await;
    let back = practice.desk("0305").await;
    let first = read(&back, None).await;
    assert_eq!(told(&first, id), ["entered 3"], "receipt, number, lapse");
    front.sign_in(&practice).await;
    front.post_one(&late).await;
    let next = read(&back, Some(&first.cursor)).await;
    assert_eq!(told(&next, id), ["act", "left"]);
}

#[tokio::test]
async fn other_posts_at_the_same_cursor_see_what_is_theirs() {
    let practice = Practice::start().await;
    let mut front = practice.desk("0217").await;
    let back = practice.desk("0305").await;
    let (id, act) = receipt(&mut front).await;
    let held = read(&front, None).await;
    // The same folder, another member: what was the front office's leaves.
    let other = read(&back, Some(&held.cursor)).await;
    assert_eq!(told(&other, id), ["left"]);
    accept(&mut front, id, &act).await;
    let entered = read(&back, Some(&other.cursor)).await;
    assert_eq!(told(&entered, id), ["entered 3"]);
    // And back: the case stays in view for both, and is told from the beginning.
    let again = read(&front, Some(&entered.cursor)).await;
    assert_eq!(told(&again, id), ["act", "act", "act"]);
}
