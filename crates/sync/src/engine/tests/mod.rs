use domain::queue::{Reason, RowState};
use uuid::Uuid;
use wire::Verdict;

mod law;
mod lives;
mod waits;

use super::*;
use crate::failure::Failure;
use crate::verify::{AckFault, VerifiedAck};

const NOW: i64 = 1_800_000_000_000;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn row(n: u64, case: u128) -> Row {
    Row {
        act_id: id(u128::from(n)),
        case: Some(id(case << 64)),
        seq: n,
        bytes: 1_000,
        replaces: None,
        state: RowState::Ready,
        attempts: 0,
        attachments: Vec::new(),
    }
}

fn with_file(mut row: Row) -> Row {
    let hash = seal::sha256(&row.seq.to_be_bytes());
    row.attachments.push(FileRow {
        hash,
        bytes: 10,
        offset: 0,
        stored: false,
    });
    row
}

fn key(row: &Row) -> FileKey {
    FileKey {
        case: row.case.expect("a case"),
        hash: row.attachments[0].hash,
    }
}

fn engine() -> Engine {
    Engine::new(
        Config {
            spread: 0,
            ..Config::default()
        },
        7,
    )
}

fn posts(effects: &[Effect]) -> Vec<(u64, Vec<Uuid>)> {
    let posts = effects.iter().filter_map(|effect| match effect {
        Effect::Post { batch, acts } => Some((*batch, acts.clone())),
        _ => None,
    });
    posts.collect()
}

fn uploads(effects: &[Effect]) -> Vec<FileKey> {
    let uploads = effects.iter().filter_map(|effect| match effect {
        Effect::Upload(key) => Some(*key),
        _ => None,
    });
    uploads.collect()
}

fn persisted(effects: &[Effect], act: Uuid) -> Option<RowState> {
    effects.iter().find_map(|effect| match effect {
        Effect::Persist(changes) => changes
            .iter()
            .find(|change| change.act_id == act)
            .map(|change| change.state.clone()),
        _ => None,
    })
}

fn settled(effects: &[Effect]) -> Vec<(Uuid, RowState)> {
    let settled = effects.iter().filter_map(|effect| match effect {
        Effect::Settle(rows) => Some(rows.clone()),
        _ => None,
    });
    settled
        .flatten()
        .map(|row| (row.act_id, row.state))
        .collect()
}

fn ack(act_id: Uuid, verdict: Verdict) -> Outcome {
    let ack = VerifiedAck {
        act_id,
        verdict,
        code: "late".into(),
        position: 9,
        epoch: "e".into(),
        bytes: vec![1],
    };
    Outcome {
        act_id,
        answer: Answer::Acknowledged(ack),
    }
}

fn answer(act_id: Uuid, answer: Answer) -> Outcome {
    Outcome { act_id, answer }
}

fn loaded(rows: Vec<Row>) -> Event {
    Event::Loaded {
        rows,
        epoch: Some("e".into()),
    }
}

fn life(epoch: &str, asked: &str, common_to: Option<u64>) -> Life {
    Life {
        epoch: epoch.into(),
        asked: Some(asked.into()),
        common_to,
    }
}

fn posted(batch: u64, outcomes: Vec<Outcome>) -> Event {
    posted_by(life("e", "e", None), batch, outcomes)
}

fn posted_by(life: Life, batch: u64, outcomes: Vec<Outcome>) -> Event {
    Event::Posted {
        batch,
        result: Ok(Posted { life, outcomes }),
    }
}

fn refused(batch: u64, reason: Reason) -> Event {
    Event::Posted {
        batch,
        result: Err(reason.into()),
    }
}

/// Loads rows and gives the one batch that leaves.
fn sent(engine: &mut Engine, rows: Vec<Row>) -> (u64, Vec<Uuid>) {
    let effects = engine.step(loaded(rows), NOW);
    posts(&effects).remove(0)
}

#[test]
fn sending_is_kept_before_the_request_leaves() {
    let effects = engine().step(loaded(vec![row(1, 1)]), NOW);
    assert_eq!(persisted(&effects, id(1)), Some(RowState::Sending));
    let at = |which: fn(&Effect) -> bool| effects.iter().position(which);
    let kept = at(|effect| matches!(effect, Effect::Persist(_)));
    assert!(kept < at(|effect| matches!(effect, Effect::Post { .. })));
}

#[test]
fn what_was_sending_when_the_process_ended_is_sent_again() {
    let mut lost = row(1, 1);
    lost.state = RowState::Sending;
    let (_, acts) = sent(&mut engine(), vec![lost]);
    assert_eq!(acts, [id(1)]);
}

#[test]
fn files_go_before_the_act_that_names_them() {
    let (mut engine, row) = (engine(), with_file(row(1, 1)));
    let effects = engine.step(loaded(vec![row.clone()]), NOW);
    assert_eq!(uploads(&effects), [key(&row)]);
    assert!(posts(&effects).is_empty());
    assert_eq!(persisted(&effects, id(1)), Some(RowState::Files));
    let effects = engine.step(Event::FileDone(key(&row)), NOW);
    assert_eq!(posts(&effects).len(), 1);
}

#[test]
fn a_file_under_way_holds_up_its_own_case_only() {
    let rows = vec![with_file(row(1, 1)), row(2, 1), row(3, 2)];
    let (_, acts) = sent(&mut engine(), rows);
    assert_eq!(acts, [id(3)]);
}

#[test]
fn acts_of_a_case_travel_in_order_and_never_in_two_batches() {
    let mut engine = Engine::new(
        Config {
            batch_acts: 3,
            posts: 2,
            ..Config::default()
        },
        1,
    );
    let rows = vec![row(2, 1), row(1, 1), row(3, 2), row(4, 2), row(5, 3)];
    let effects = engine.step(loaded(rows), NOW);
    let acts: Vec<_> = posts(&effects).into_iter().map(|(_, acts)| acts).collect();
    assert_eq!(acts, [vec![id(1), id(2), id(3)], vec![id(5)]]);
}

#[test]
fn a_batch_is_at_most_200_acts_and_1_mib() {
    let mut engine = Engine::new(
        Config {
            posts: 100,
            ..Config::default()
        },
        1,
    );
    let mut rows: Vec<_> = (1..=500).map(|n| row(n, u128::from(n))).collect();
    rows[0].bytes = 5 << 20;
    let effects = engine.step(loaded(rows.clone()), NOW);
    let batches = posts(&effects);
    assert_eq!(batches[0].1, [id(1)], "one that is too large travels alone");
    assert_eq!(
        batches.iter().map(|(_, acts)| acts.len()).sum::<usize>(),
        500
    );
    for (_, acts) in &batches[1..] {
        let raw: u64 = acts
            .iter()
            .map(|act| rows[act.as_u128() as usize - 1].bytes)
            .sum();
        assert!(acts.len() <= 200 && raw.div_ceil(3) * 4 < 1 << 20);
    }
}

#[test]
fn only_a_verified_acknowledgement_takes_a_row_out() {
    let mut engine = engine();
    let (batch, _) = sent(&mut engine, vec![row(1, 1), row(2, 2)]);
    let unproved = answer(id(1), Answer::Unverified(AckFault::Shape));
    let effects = engine.step(
        posted(batch, vec![unproved, ack(id(2), Verdict::Durable)]),
        NOW,
    );
    assert_eq!(
        settled(&effects),
        [(id(2), RowState::Durable { position: 9 })]
    );
    let waits = persisted(&effects, id(1));
    assert!(matches!(
        waits,
        Some(RowState::RetryWait {
            reason: Reason::ServerFault,
            ..
        })
    ));
    assert!(engine.connection().online);
}

#[test]
fn a_late_reply_proves_that_an_act_is_stored_and_nothing_else() {
    let mut engine = engine();
    let (first, _) = sent(&mut engine, vec![row(1, 1), row(2, 2)]);
    engine.step(refused(first, Reason::Offline), NOW);
    let (second, _) = posts(&engine.step(Event::Nudge, NOW)).remove(0);
    let late = vec![answer(id(1), Answer::Fork), ack(id(2), Verdict::Durable)];
    let effects = engine.step(posted(first, late), NOW);
    assert_eq!(
        persisted(&effects, id(1)),
        None,
        "a late word moves nothing"
    );
    assert_eq!(settled(&effects).len(), 1);
    let both = vec![ack(id(1), Verdict::Durable), ack(id(2), Verdict::Durable)];
    let effects = engine.step(posted(second, both.clone()), NOW);
    assert_eq!(
        settled(&effects),
        [(id(1), RowState::Durable { position: 9 })]
    );
    assert!(settled(&engine.step(posted(second, both), NOW)).is_empty());
}

#[test]
fn rejected_and_fork_stop_their_case_until_a_person_decides_and_no_other() {
    let mut engine = engine();
    let (batch, _) = sent(&mut engine, vec![row(1, 1), row(2, 2)]);
    let outcomes = vec![ack(id(1), Verdict::Rejected), answer(id(2), Answer::Fork)];
    let effects = engine.step(posted(batch, outcomes), NOW);
    assert_eq!(
        settled(&effects),
        [(
            id(1),
            RowState::NeedsFix {
                code: "late".into()
            }
        )]
    );
    let fork = RowState::Quarantined {
        code: "fork".into(),
    };
    assert_eq!(persisted(&effects, id(2)), Some(fork));
    assert!(posts(&engine.step(Event::Added(row(3, 1)), NOW)).is_empty());
    assert_eq!(posts(&engine.step(Event::Added(row(4, 3)), NOW)).len(), 1);
    let effects = engine.step(Event::Closed(id(1)), NOW);
    assert_eq!(posts(&effects)[0].1, [id(3)]);
}

#[test]
fn contested_is_stored_and_stops_nothing() {
    let mut engine = engine();
    let (batch, _) = sent(&mut engine, vec![row(1, 1)]);
    engine.step(posted(batch, vec![ack(id(1), Verdict::Contested)]), NOW);
    assert_eq!(posts(&engine.step(Event::Added(row(2, 1)), NOW)).len(), 1);
}

#[test]
fn a_mend_takes_the_place_of_what_it_mends() {
    let mut bad = row(1, 1);
    bad.state = RowState::NeedsFix {
        code: "signature".into(),
    };
    let mend = Row {
        replaces: Some(id(1)),
        ..row(3, 1)
    };
    let (_, acts) = sent(&mut engine(), vec![bad, row(2, 1), mend]);
    assert_eq!(acts, [id(3), id(2)]);
}

#[test]
fn missing_goes_back_to_the_files_it_names() {
    let (mut engine, mut row) = (engine(), with_file(row(1, 1)));
    row.attachments[0].stored = true;
    let (batch, _) = sent(&mut engine, vec![row.clone()]);
    let attachments = vec![key(&row).hash];
    let missing = Answer::Missing {
        acts: Vec::new(),
        attachments,
    };
    let effects = engine.step(posted(batch, vec![answer(id(1), missing)]), NOW);
    assert!(effects.contains(&Effect::FileLost(key(&row))));
    assert_eq!(uploads(&effects), [key(&row)]);
    assert_eq!(persisted(&effects, id(1)), Some(RowState::Files));
}

#[test]
fn received_is_not_durable_and_is_asked_again() {
    let mut engine = engine();
    let (batch, _) = sent(&mut engine, vec![row(1, 1)]);
    let effects = engine.step(posted(batch, vec![answer(id(1), Answer::Received)]), NOW);
    assert_eq!(persisted(&effects, id(1)), Some(RowState::Received));
    assert!(
        posts(&engine.step(Event::Added(row(2, 1)), NOW)).is_empty(),
        "the case waits"
    );
    let at = engine.wake_at().expect("a time to ask");
    assert!(at > NOW && at <= NOW + 1_000);
    assert_eq!(posts(&engine.step(Event::Tick, at))[0].1, [id(1), id(2)]);
}
