//! A restored backend, a backend that lacks acts, acts that come back.

use super::*;

const ACT: seal::Hash32 = seal::Hash32([7; 32]);

fn epochs(effects: &[Effect]) -> Vec<(String, Option<u64>)> {
    let epochs = effects.iter().filter_map(|effect| match effect {
        Effect::Epoch { epoch, reopen } => Some((epoch.clone(), *reopen)),
        _ => None,
    });
    epochs.collect()
}

fn missing(act_id: Uuid, acts: Vec<seal::Hash32>) -> Outcome {
    let attachments = Vec::new();
    answer(act_id, Answer::Missing { acts, attachments })
}

#[test]
fn a_new_epoch_brings_back_what_it_lost_before_its_own_words_are_kept() {
    let mut engine = engine();
    let (batch, _) = sent(&mut engine, vec![row(2, 1)]);
    let restored = life("f", "e", Some(5));
    let effects = engine.step(
        posted_by(restored, batch, vec![ack(id(2), Verdict::Durable)]),
        NOW,
    );
    assert_eq!(epochs(&effects), [("f".to_owned(), Some(5))]);
    let at = |which: fn(&Effect) -> bool| effects.iter().position(which);
    let reopened = at(|effect| matches!(effect, Effect::Epoch { .. }));
    assert!(reopened < at(|effect| matches!(effect, Effect::Settle(_))));
    let effects = engine.step(Event::Reopened(vec![row(1, 1)]), NOW);
    assert_eq!(posts(&effects)[0].1, [id(1)]);
}

#[test]
fn a_backend_that_does_not_say_what_it_kept_gets_everything() {
    let mut engine = engine();
    engine.step(loaded(Vec::new()), NOW);
    let effects = engine.step(Event::Met(life("f", "e", None)), NOW);
    assert_eq!(epochs(&effects), [("f".to_owned(), Some(0))]);
}

#[test]
fn the_first_epoch_is_noted_and_brings_nothing_back() {
    let effects = engine().step(Event::Met(life("f", "e", None)), NOW);
    assert_eq!(epochs(&effects), [("f".to_owned(), None)]);
}

#[test]
fn a_late_reply_of_the_life_before_settles_nothing() {
    let mut engine = engine();
    let (batch, _) = sent(&mut engine, vec![row(1, 1)]);
    engine.step(Event::Met(life("f", "e", Some(0))), NOW);
    let effects = engine.step(posted(batch, vec![ack(id(1), Verdict::Durable)]), NOW);
    assert!(settled(&effects).is_empty());
    assert!(persisted(&effects, id(1)).is_some_and(|state| state.is_open()));
}

#[test]
fn missing_acts_come_back_and_go_before_the_act_that_lacked_them() {
    let mut engine = engine();
    let (batch, _) = sent(&mut engine, vec![row(2, 1)]);
    let effects = engine.step(posted(batch, vec![missing(id(2), vec![ACT])]), NOW);
    assert!(effects.contains(&Effect::ActsLost(vec![ACT])));
    assert!(posts(&effects).is_empty());
    let effects = engine.step(Event::Reopened(vec![row(1, 1)]), NOW);
    assert_eq!(posts(&effects)[0].1, [id(1), id(2)]);
}

#[test]
fn an_act_behind_an_open_one_of_its_case_is_not_at_fault_for_lacking_it() {
    let mut engine = engine();
    let (batch, _) = sent(&mut engine, vec![row(1, 1), row(2, 1)]);
    let outcomes = vec![answer(id(1), Answer::Received), missing(id(2), vec![ACT])];
    let effects = engine.step(posted(batch, outcomes), NOW);
    assert_eq!(persisted(&effects, id(2)), Some(RowState::Ready));
    assert!(!effects.contains(&Effect::ActsLost(vec![ACT])));
}

#[test]
fn an_act_that_is_nowhere_is_waited_for_long_and_then_a_person_is_asked() {
    let mut engine = engine();
    let (mut batch, _) = sent(&mut engine, vec![row(2, 1)]);
    let mut now = NOW;
    for _ in 0..Config::default().patience {
        engine.step(posted(batch, vec![missing(id(2), vec![ACT])]), now);
        engine.step(Event::Reopened(Vec::new()), now);
        now = engine.wake_at().expect("a next try");
        batch = posts(&engine.step(Event::Tick, now))[0].0;
    }
    assert!(now > NOW + 12 * 3_600_000, "another station had half a day");
    let effects = engine.step(posted(batch, vec![missing(id(2), vec![ACT])]), now);
    let aside = RowState::Quarantined {
        code: "missing_acts".into(),
    };
    assert_eq!(persisted(&effects, id(2)), Some(aside));
}
