//! Clock-driven acts (design §4): written by the backend alone, taken back by what was captured in time.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use backend::Care;
use domain::act::{
    AcceptanceMode, Accepted, ClockQuality, Gap, Header, Lapsed, LineSource, Notice, Payload,
    Settled, Subject, Supplement, ToleranceTerms,
};
use domain::case::{Case, Entry, Stage};
use domain::lapse::Trigger;
use seal::{ParsedMany, cbor};
use support::{Desk, MINUTE, Practice, commitment, head, line, water};
use uuid::Uuid;
use wire::{ActResult, WireAct};

const CHEN: (&str, &str) = ("陈思远", "430400200002290012");
const DAY: i64 = 24 * 60 * MINUTE;
/// 2026-03-09 17:00: five working days after [`support::START`], Monday 2026-03-02 10:00.
const FIFTH: i64 = support::START + 7 * DAY + 7 * 60 * MINUTE;

async fn received(desk: &mut Desk) -> (Uuid, WireAct) {
    let id = Uuid::now_v7();
    let intake = Payload::Received(water(desk, CHEN.0, CHEN.1).await);
    let act = desk.act(Subject::Case(id), &[], &intake);
    let result = desk.post_one(&act).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    (id, act)
}

/// 容缺受理 with the list's limit: due Monday 2026-03-09.
async fn tolerated(desk: &mut Desk) -> (Uuid, WireAct) {
    let (id, receipt) = received(desk).await;
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
    let act = desk.act(Subject::Case(id), &[head(&receipt)], &accepted);
    let result = desk.post_one(&act).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    (id, act)
}

fn notice() -> Payload {
    let gap = |code: &str| Gap {
        code: code.to_owned(),
        name: code.to_owned(),
        problem: "没有提交".to_owned(),
    };
    Payload::Noticed(Notice {
        gaps: vec![gap("property"), gap("plan")],
        later: None,
    })
}

fn supplement() -> Payload {
    Payload::Supplemented(Supplement {
        materials: vec![
            line("property", LineSource::Paper),
            line("plan", LineSource::Paper),
        ],
    })
}

/// The case as its acts say, their kinds, and what lapsed with which trigger.
async fn folded(desk: &Desk, id: Uuid) -> (Case, Vec<String>, Vec<(String, String)>) {
    let acts = desk.remote.case(id, "核对").await.unwrap().data.acts;
    let (mut entries, mut kinds, mut lapses) = (Vec::new(), Vec::new(), Vec::new());
    for act in acts {
        let parsed = ParsedMany::parse(&act.act.bytes.0).unwrap();
        let header: Header = cbor::decode_strict(parsed.payload()).unwrap();
        let payload: Payload = cbor::decode_strict(&act.act.payload.0).unwrap();
        if let Payload::Lapsed(lapsed) = &payload {
            assert_eq!(parsed.len(), 1, "the backend's own");
            lapses.push((lapsed.what.clone(), lapsed.trigger.clone()));
        }
        entries.push(Entry::of(&header, Some(payload)));
        kinds.push(header.kind);
    }
    (Case::of(id, &entries), kinds, lapses)
}

async fn told(practice: &Practice) -> Vec<String> {
    let url = format!("{}/practice/messages?citizen=chen", practice.server.url());
    let reply = reqwest::get(url).await.unwrap();
    let reply: serde_json::Value = reply.json().await.unwrap();
    let messages = reply["data"]["messages"].as_array().unwrap().clone();
    let say = |message: &serde_json::Value| message["say"].as_str().unwrap().to_owned();
    messages.iter().map(say).collect()
}

/// Scene two: handed over on day 4 without a network, synced on day 7.
#[tokio::test]
async fn a_notice_of_day_four_that_comes_on_day_seven_takes_the_lapse_back() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let (id, receipt) = received(&mut desk).await;
    practice.later(4 * DAY);
    desk.at = practice.now();
    let late = desk.act(Subject::Case(id), &[head(&receipt)], &notice());

    practice.later(4 * DAY);
    let practice = practice.restart().await;
    desk.sign_in(&practice).await;
    let (case, _, lapses) = folded(&desk, id).await;
    assert_eq!(case.stage, Stage::Accepted, "silence is acceptance");
    assert_eq!(case.accepted_at, Some(case.received_at));
    assert_eq!(lapses.len(), 1);
    let trigger: Trigger = lapses[0].1.parse().unwrap();
    assert_eq!(
        (lapses[0].0.as_str(), trigger.by),
        ("deemed_accepted", FIFTH)
    );
    assert!(trigger.kinds.contains(&"noticed".to_owned()));
    assert_eq!(told(&practice).await.len(), 1);

    let result = desk.post_one(&late).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    let (case, kinds, lapses) = folded(&desk, id).await;
    assert_eq!(
        kinds,
        ["received", "registered", "lapsed", "lapsed", "noticed"],
        "taken back before the notice counts"
    );
    assert_eq!(lapses[1].0, "lapse_withdrawn");
    assert_eq!(
        (case.stage, case.accepted_at, case.gaps.len()),
        (Stage::Noticed, None, 2)
    );
    let told = told(&practice).await;
    assert!(told.len() == 2 && told[0].contains("撤销"), "{told:?}");
    // The same bytes again change nothing.
    assert!(matches!(
        desk.post_one(&late).await,
        ActResult::Duplicate { .. }
    ));
    assert_eq!(folded(&desk, id).await.1.len(), 5);
}

/// Scene one: handed in on the last day without a network, synced two days later.
#[tokio::test]
async fn a_supplement_of_the_last_day_that_comes_two_days_later_restores_the_case() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let (id, before) = tolerated(&mut desk).await;
    desk.at = FIFTH - 60 * MINUTE;
    let late = desk.act(Subject::Case(id), &[head(&before)], &supplement());
    practice.later(9 * DAY);
    let practice = practice.restart().await;
    desk.sign_in(&practice).await;
    assert_eq!(folded(&desk, id).await.0.stage, Stage::Returned);

    let result = desk.post_one(&late).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    let (case, kinds, _) = folded(&desk, id).await;
    assert_eq!(kinds[3..], ["lapsed", "lapsed", "supplemented"]);
    assert_eq!(case.stage, Stage::Accepted);
    assert!(!case.tolerance_open() && case.lapsed.is_none());
}

#[tokio::test]
async fn what_was_captured_too_late_stays_too_late() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let (id, before) = tolerated(&mut desk).await;
    practice.later(9 * DAY);
    desk.sign_in(&practice).await;
    desk.at = FIFTH + 10 * MINUTE;
    // Nobody looked at the clock yet: the act's arrival lets it run out first.
    let late = desk.act(Subject::Case(id), &[head(&before)], &supplement());
    let result = desk.post_one(&late).await;
    assert!(
        matches!(&result, ActResult::Contested { code, .. } if code == "case_ended"),
        "{result:?}"
    );
    let (case, kinds, _) = folded(&desk, id).await;
    assert_eq!(kinds[3..], ["lapsed", "supplemented", "contested"]);
    assert_eq!(case.stage, Stage::Returned);
}

#[tokio::test]
async fn a_time_that_cannot_be_believed_is_a_supervisors_task() {
    let (_practice, desk, id, _, result) = in_question().await;
    assert!(
        matches!(&result, ActResult::Contested { code, .. } if code == "capture_time"),
        "{result:?}"
    );
    let (case, kinds, _) = folded(&desk, id).await;
    assert_eq!(kinds[2..], ["lapsed", "noticed", "contested"]);
    assert_eq!(
        case.stage,
        Stage::Accepted,
        "the acceptance stands until a person decides"
    );
    assert!(case.contested[0].contains("主管"), "{:?}", case.contested);
}

/// A notice with a clock that nobody believes, four days before it arrived, and a supervisor's hand.
async fn in_question() -> (Practice, Desk, Uuid, String, ActResult) {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let (id, receipt) = received(&mut desk).await;
    practice.later(8 * DAY);
    desk.sign_in(&practice).await;
    desk.at = support::START + 4 * DAY;
    desk.quality = ClockQuality::Broken;
    let late = desk.act(Subject::Case(id), &[head(&receipt)], &notice());
    let result = desk.post_one(&late).await;
    let parsed = ParsedMany::parse(&late.bytes.0).unwrap();
    let header: Header = cbor::decode_strict(parsed.payload()).unwrap();
    let act = header.act_id.simple().to_string();
    (practice, desk, id, act, result)
}

fn word(act: &str, in_time: bool) -> Payload {
    Payload::Settled(Settled {
        act: act.to_owned(),
        in_time,
        reason: "收件登记簿与监控时间一致".to_owned(),
    })
}

fn rejected(result: &ActResult) -> &str {
    match result {
        ActResult::Rejected { code, .. } => code,
        other => panic!("not rejected: {other:?}"),
    }
}

async fn supervisor(practice: &Practice, user: &str, post: &str) -> Desk {
    let mut desk = practice.desk(user).await;
    desk.post = post.to_owned();
    desk
}

#[tokio::test]
async fn a_supervisor_who_finds_it_in_time_takes_the_lapse_back_and_the_act_counts() {
    let (practice, desk, id, act, _) = in_question().await;
    let mut boss = supervisor(&practice, "0401", "supervise").await;
    let said = boss.act(Subject::Case(id), &[], &word(&act, true));
    let result = boss.post_one(&said).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    let (case, kinds, lapses) = folded(&desk, id).await;
    assert_eq!(
        kinds[2..],
        ["lapsed", "noticed", "contested", "lapsed", "settled"]
    );
    assert_eq!(lapses[1].0, "lapse_withdrawn");
    assert_eq!((case.stage, case.accepted_at), (Stage::Noticed, None));
    assert!(
        case.contested.is_empty() && case.times.is_empty(),
        "{case:?}"
    );
    // Once.
    let again = boss.act(Subject::Case(id), &[], &word(&act, false));
    assert_eq!(rejected(&boss.post_one(&again).await), "no_task");
}

#[tokio::test]
async fn a_supervisor_who_finds_it_late_leaves_the_lapse_in_force() {
    let (practice, desk, id, act, _) = in_question().await;
    let mut boss = supervisor(&practice, "0401", "supervise").await;
    let said = boss.act(Subject::Case(id), &[], &word(&act, false));
    let result = boss.post_one(&said).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    let (case, _, lapses) = folded(&desk, id).await;
    assert_eq!((case.stage, lapses.len()), (Stage::Accepted, 1));
    assert!(
        case.contested.is_empty() && case.times.is_empty(),
        "{case:?}"
    );
}

#[tokio::test]
async fn nobody_else_settles_it_and_nothing_else_is_settled() {
    let (practice, mut desk, id, act, _) = in_question().await;
    desk.quality = ClockQuality::Anchored;
    desk.at = practice.now();
    let own = desk.act(Subject::Case(id), &[], &word(&act, true));
    assert_eq!(rejected(&desk.post_one(&own).await), "not_granted");
    let mut boss = supervisor(&practice, "0401", "supervise").await;
    let other = Uuid::now_v7().simple().to_string();
    let none = boss.act(Subject::Case(id), &[], &word(&other, true));
    assert_eq!(rejected(&boss.post_one(&none).await), "no_task");
    let (case, _, lapses) = folded(&desk, id).await;
    assert_eq!((case.stage, lapses.len()), (Stage::Accepted, 1));
    assert_eq!(case.times.len(), 1, "the task stays");
}

#[tokio::test]
async fn what_arrives_in_time_late_in_the_day_writes_no_lapse_at_all() {
    let practice = Practice::start().await;
    let mut desk = practice.desk("0217").await;
    let (id, before) = tolerated(&mut desk).await;
    desk.at = FIFTH - MINUTE;
    let act = desk.act(Subject::Case(id), &[head(&before)], &supplement());
    practice.later(7 * DAY + 8 * 60 * MINUTE);
    desk.sign_in(&practice).await;
    let result = desk.post_one(&act).await;
    assert!(matches!(result, ActResult::Durable { .. }), "{result:?}");
    let (case, _, lapses) = folded(&desk, id).await;
    assert_eq!((case.stage, lapses.len()), (Stage::Accepted, 0));
}

/// The clock is looked at while the server runs, not only at its start.
#[tokio::test]
async fn a_running_backend_lets_clocks_run_out_by_itself() {
    let practice = Practice::start_with(Care {
        every: Duration::from_millis(20),
        ..Care::default()
    })
    .await;
    let mut desk = practice.desk("0217").await;
    let (id, _) = received(&mut desk).await;
    practice.later(8 * DAY);
    desk.sign_in(&practice).await;
    let mut look = tokio::time::interval(Duration::from_millis(20));
    let lapsed = async {
        loop {
            look.tick().await;
            if folded(&desk, id).await.0.stage == Stage::Accepted {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), lapsed)
        .await
        .unwrap();
}

/// What is stored and signed of a lapse, byte for byte: deterministic CBOR of `{lapsed: {what, trigger}}`.
#[test]
fn the_bytes_of_a_lapse_are_these() {
    let known = [
        (
            "deemed_accepted",
            "no noticed by 2026-03-09T17:00",
            "a1666c6170736564a264776861746f6465656d65645f61636365707465646774726967676572781e6e6f206e6f7469\
             63656420627920323032362d30332d30395431373a3030",
        ),
        (
            "lapse_withdrawn",
            "act a1 of 2026-03-06T15:00 by 2026-03-09T17:00",
            "a1666c6170736564a264776861746f6c617073655f77697468647261776e6774726967676572782e61637420613120\
             6f6620323032362d30332d30365431353a303020627920323032362d30332d30395431373a3030",
        ),
    ];
    for (what, trigger, bytes) in known {
        let payload = Payload::Lapsed(Lapsed {
            what: what.to_owned(),
            trigger: trigger.to_owned(),
        });
        assert_eq!(hex::encode(cbor::encode(&payload).unwrap()), bytes);
        assert_eq!(
            cbor::decode_strict::<Payload>(&hex::decode(bytes).unwrap()).unwrap(),
            payload
        );
    }
}
