//! Waits, faults of the connection, faults of one row.

use super::*;

#[test]
fn a_failure_that_predicts_the_others_stops_the_round() {
    let mut engine = engine();
    let (batch, _) = sent(&mut engine, vec![row(1, 1)]);
    engine.step(refused(batch, Reason::Offline), NOW);
    assert!(posts(&engine.step(Event::Added(row(2, 2)), NOW)).is_empty());
    let at = engine.wake_at().expect("a next try");
    assert_eq!(engine.connection().next_at, Some(at));
    assert!(at > NOW && at <= NOW + 1_000, "full jitter over the base");
    assert_eq!(posts(&engine.step(Event::Tick, at))[0].1, [id(1), id(2)]);
}

#[test]
fn no_wait_is_longer_than_the_cap_whoever_asks() {
    let mut engine = engine();
    let (mut batch, _) = sent(&mut engine, vec![row(1, 1)]);
    let mut now = NOW;
    for _ in 0..40 {
        let failure = Failure {
            retry_after: Some(u64::MAX),
            ..Reason::Maintenance.into()
        };
        engine.step(
            Event::Posted {
                batch,
                result: Err(failure),
            },
            now,
        );
        let at = engine.wake_at().expect("a next try");
        assert_eq!(at - now, 15 * 60_000);
        now = at;
        batch = posts(&engine.step(Event::Tick, now))[0].0;
    }
}

#[test]
fn an_answer_on_its_way_does_not_take_back_what_the_backend_asked() {
    let mut engine = Engine::new(
        Config {
            batch_acts: 1,
            ..Config::default()
        },
        7,
    );
    let effects = engine.step(loaded(vec![row(1, 1), row(2, 2), row(3, 3)]), NOW);
    let batches = posts(&effects);
    let failure = Failure {
        retry_after: Some(60),
        ..Reason::RateLimit.into()
    };
    let busy = Event::Posted {
        batch: batches[0].0,
        result: Err(failure),
    };
    engine.step(busy, NOW);
    let good = posted(batches[1].0, vec![ack(id(2), Verdict::Durable)]);
    let effects = engine.step(good, NOW);
    assert_eq!(settled(&effects).len(), 1, "what it proves counts");
    engine.step(
        posted(batches[2].0, vec![ack(id(3), Verdict::Durable)]),
        NOW,
    );
    assert!(posts(&engine.step(Event::Online, NOW)).is_empty());
    assert!(engine.is_asked_to_wait(NOW + 59_999));
    assert!(!engine.is_asked_to_wait(NOW + 60_000));
    assert!(posts(&engine.step(Event::Tick, NOW + 59_999)).is_empty());
    assert_eq!(posts(&engine.step(Event::Tick, NOW + 60_000)).len(), 1);
}

#[test]
fn a_network_that_is_back_and_the_now_button_end_the_wait() {
    for event in [Event::Online, Event::Nudge] {
        let mut engine = engine();
        let (batch, _) = sent(&mut engine, vec![row(1, 1)]);
        engine.step(refused(batch, Reason::Offline), NOW);
        assert_eq!(posts(&engine.step(event, NOW)).len(), 1);
        assert_eq!(engine.connection().attempts, 0);
    }
}

#[test]
fn a_network_that_is_back_is_tried_within_the_spread() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..50 {
        let mut engine = Engine::new(Config::default(), seed);
        let (batch, _) = sent(&mut engine, vec![row(1, 1)]);
        engine.step(refused(batch, Reason::Offline), NOW);
        engine.step(Event::Online, NOW);
        let wait = engine.connection().next_at.expect("a next try") - NOW;
        assert!((0..=10_000).contains(&wait));
        seen.insert(wait / 2_500);
    }
    assert!(seen.len() >= 4, "stations do not come at once");
}

#[test]
fn a_bad_record_is_found_set_aside_and_the_others_go_on() {
    let mut engine = engine();
    let rows: Vec<_> = (1..=20).map(|n| row(n, u128::from(n))).collect();
    let mut effects = engine.step(loaded(rows), NOW);
    let (mut now, mut durable, mut aside) = (NOW, 0, None);
    let mut queue = posts(&effects);
    for _ in 0..200 {
        let event = match queue.pop() {
            Some((batch, acts)) if acts.contains(&id(13)) => refused(batch, Reason::RecordFault),
            Some((batch, acts)) => posted(
                batch,
                acts.iter().map(|act| ack(*act, Verdict::Durable)).collect(),
            ),
            None => Event::Tick,
        };
        effects = engine.step(event, now);
        durable += settled(&effects).len();
        aside = persisted(&effects, id(13))
            .filter(|state| !state.is_open())
            .or(aside);
        queue.extend(posts(&effects));
        now = if queue.is_empty() {
            engine.wake_at().unwrap_or(now)
        } else {
            now
        };
    }
    assert_eq!(durable, 19);
    assert_eq!(
        aside,
        Some(RowState::Quarantined {
            code: "record_fault".into()
        })
    );
}

#[test]
fn a_dead_server_sets_nothing_aside() {
    let mut engine = engine();
    let (mut batch, _) = sent(&mut engine, vec![row(1, 1)]);
    for _ in 0..50 {
        let effects = engine.step(refused(batch, Reason::ServerFault), NOW);
        assert!(persisted(&effects, id(1)).is_none_or(|state| state.is_open()));
        batch = posts(&engine.step(Event::Nudge, NOW))[0].0;
    }
}

#[test]
fn a_clock_set_back_ten_years_delays_nothing() {
    let mut engine = engine();
    let (batch, _) = sent(&mut engine, vec![row(1, 1)]);
    engine.step(refused(batch, Reason::Offline), NOW);
    let then = NOW - 10 * 365 * 24 * 3_600_000;
    engine.step(Event::Tick, then);
    assert!(engine.wake_at().expect("a next try") <= then + 15 * 60_000);
}

#[test]
fn an_act_whose_bytes_are_gone_is_set_aside_and_its_batch_goes_on() {
    let mut engine = engine();
    let (batch, _) = sent(&mut engine, vec![row(1, 1), row(2, 2)]);
    let effects = engine.step(
        Event::Unreadable {
            batch,
            act_id: id(1),
        },
        NOW,
    );
    let aside = RowState::Quarantined {
        code: "unreadable".into(),
    };
    assert_eq!(persisted(&effects, id(1)), Some(aside));
    assert_eq!(posts(&effects)[0].1, [id(2)]);
    let effects = engine.step(Event::Released(id(1)), NOW);
    assert_eq!(posts(&effects)[0].1, [id(1)]);
}

#[test]
fn loading_again_keeps_what_was_learned_of_a_row() {
    let mut engine = engine();
    let (batch, _) = sent(&mut engine, vec![row(1, 1)]);
    engine.step(posted(batch, vec![answer(id(1), Answer::Received)]), NOW);
    let mut again = row(1, 1);
    again.state = RowState::Received;
    assert!(
        posts(&engine.step(loaded(vec![again]), NOW)).is_empty(),
        "it still waits"
    );
}
