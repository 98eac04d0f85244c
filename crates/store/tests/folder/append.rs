use std::convert::Infallible;

use domain::queue::RowState;
use store::{Append, AppendError, Draft};

use crate::made::{DAY, act, case_row, folder, id, only, save, save_with};

#[test]
fn acts_continue_one_log_over_all_cases() {
    let (_dir, store) = folder();
    save(&store, id(1), Some(id(100))).unwrap();
    save(&store, id(2), None).unwrap();
    save(&store, id(3), Some(id(200))).unwrap();
    let log = store.origin_acts(1, 10).unwrap();
    assert_eq!(
        log.iter().map(|act| act.seq).collect::<Vec<_>>(),
        [Some(1), Some(2), Some(3)]
    );
    assert_eq!(log[0].prev, None);
    assert_eq!(log[1].prev, Some(log[0].hash));
    assert_eq!(log[2].prev, Some(log[1].hash));
    assert_eq!(store.origin_head().unwrap().next_seq, 4);
}

#[test]
fn an_append_keeps_acts_case_answer_codes_and_closes_the_draft_together() {
    let (_dir, store) = folder();
    let draft = Draft {
        id: id(100),
        owner: "clerk-1".into(),
        body: vec![1],
        updated_ms: DAY,
    };
    store.draft_put(&draft).unwrap();
    let answer = store.append(|head| {
        let append = Append {
            case: Some(case_row(100, "张三")),
            close_draft: Some(id(100)),
            answer: Some(("ref-1".into(), b"receipt".to_vec())),
            used_codes: vec![("iss".into(), vec![1, 2])],
            ..only(act(head, id(1), Some(id(100))))
        };
        Ok::<_, Infallible>((append, "shown"))
    });
    assert_eq!(answer.unwrap(), "shown");
    assert_eq!(store.draft_get(id(100)).unwrap(), None);
    assert_eq!(store.case(id(100)).unwrap(), Some(case_row(100, "张三")));
    assert_eq!(store.answer("ref-1").unwrap(), Some(b"receipt".to_vec()));
    assert!(store.used("iss", &[1, 2]).unwrap());
    assert!(!store.used("iss", &[1]).unwrap());
    assert_eq!(
        store.queue_row(id(1)).unwrap().unwrap().state,
        RowState::Ready
    );
}

#[test]
fn a_refusal_while_building_leaves_nothing() {
    let (_dir, store) = folder();
    let refused = store.append::<(), _>(|_| Err("the form is incomplete"));
    assert!(matches!(
        refused,
        Err(AppendError::Build("the form is incomplete"))
    ));
    assert_eq!(store.origin_head().unwrap().next_seq, 1);
    assert!(store.origin_acts(1, 10).unwrap().is_empty());
}

#[test]
fn a_second_act_that_cannot_be_kept_takes_the_first_with_it() {
    let (_dir, store) = folder();
    let failed = store.append(|head| {
        let first = act(head, id(1), Some(id(100)));
        let second = act(head, id(2), Some(id(100)));
        Ok::<_, Infallible>((
            Append {
                acts: vec![first, second],
                ..Append::default()
            },
            (),
        ))
    });
    assert!(matches!(failed, Err(AppendError::NotContinuous)));
    assert_eq!(store.act(id(1)).unwrap(), None);
    assert_eq!(store.queue_row(id(1)).unwrap(), None);
    assert_eq!(store.origin_head().unwrap().next_seq, 1);
}

#[test]
fn a_hash_that_is_not_of_the_bytes_is_refused() {
    let (_dir, store) = folder();
    let failed = store.append(|head| {
        let mut act = act(head, id(1), None);
        act.bytes.push(0);
        Ok::<_, Infallible>((only(act), ()))
    });
    assert!(matches!(failed, Err(AppendError::NotContinuous)));
}

#[test]
fn the_same_reference_twice_gives_the_first_answer_and_no_second_act() {
    let (_dir, store) = folder();
    let hand_in = |act_id: u128, answer: &[u8]| {
        store.append(|head| {
            let append = Append {
                answer: Some(("ref-1".into(), answer.to_vec())),
                ..only(act(head, id(act_id), None))
            };
            Ok::<_, Infallible>((append, ()))
        })
    };
    hand_in(1, b"first").unwrap();
    match hand_in(2, b"second") {
        Err(AppendError::Answered(kept)) => assert_eq!(kept, b"first"),
        other => panic!("{other:?}"),
    }
    assert_eq!(store.act(id(2)).unwrap(), None);
}

#[test]
fn a_one_time_code_is_used_once() {
    let (_dir, store) = folder();
    let present = |act_id: u128| {
        store.append(|head| {
            let append = Append {
                used_codes: vec![("city".into(), vec![5])],
                ..only(act(head, id(act_id), None))
            };
            Ok::<_, Infallible>((append, ()))
        })
    };
    present(1).unwrap();
    assert!(matches!(present(2), Err(AppendError::CodeUsed)));
    assert_eq!(store.act(id(2)).unwrap(), None);
}

#[test]
fn an_act_names_only_attachments_of_its_own_case() {
    let (_dir, store) = folder();
    let file = store
        .attachment_put(id(100), "image/png", None, &b"scan"[..], DAY)
        .unwrap();
    let foreign = store.append(|head| {
        let mut act = act(head, id(1), Some(id(200)));
        act.attachments = vec![file.hash];
        Ok::<_, Infallible>((only(act), ()))
    });
    assert!(matches!(foreign, Err(AppendError::AttachmentMissing(hash)) if hash == file.hash));
    save_with(&store, id(2), id(100), &[file.hash]);
    assert_eq!(store.act(id(2)).unwrap().unwrap().attachments, [file.hash]);
}

#[test]
fn a_new_incarnation_starts_its_log_at_one_and_keeps_the_old_acts() {
    let (_dir, store) = folder();
    save(&store, id(1), None).unwrap();
    assert_eq!(
        store.adopt_incarnation(id(70), "enrolled", DAY).unwrap(),
        id(70)
    );
    assert_eq!(
        store.adopt_incarnation(id(71), "enrolled", DAY).unwrap(),
        id(70)
    );
    assert!(store.begin_incarnation(1, id(72), "fork", DAY).unwrap());
    let again = store.begin_incarnation(1, id(73), "fork", DAY).unwrap();
    assert!(!again, "another process had begun it");
    assert_eq!(store.origin_head().unwrap().incarnation, Some(id(72)));
    save(&store, id(2), None).unwrap();
    let own = store.act(id(2)).unwrap().unwrap();
    assert_eq!((own.seq, own.prev), (Some(1), None));
    assert!(store.act(id(1)).unwrap().is_some());
    assert_eq!(store.origin_acts(1, 10).unwrap().len(), 1);
}
