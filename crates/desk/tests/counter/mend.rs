//! A row that was set aside is opened, changed and saved as a new act in its place.

use desk::Words;
use domain::queue::RowState;
use serde_json::json;

use crate::town::{DAY, MINUTE, Town, drain, receive, sign_in};

/// The rows of a case: kind in words, state, ways.
fn rows(desk: &desk::Desk, case: &str) -> Vec<(String, String, Vec<String>)> {
    let queue = desk.queue().unwrap();
    let of_case = queue
        .rows
        .into_iter()
        .filter(|row| row.case.as_deref() == Some(case));
    of_case.map(|row| (row.id, row.state, row.ways)).collect()
}

fn address(desk: &desk::Desk, case: &str) -> String {
    let shown = desk.case(case).unwrap();
    let field = shown
        .form
        .into_iter()
        .find(|(label, ..)| label.contains("地址"));
    field.expect("an address").1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contested_receipt_is_opened_changed_and_replaced_here_and_at_every_end() {
    let town = Town::open(None).await;
    let machine = town.machine();
    let desk = town.station("a", &machine, &["0217", "0218"]).await;
    let other = town.station("b", &town.machine(), &["0218"]).await;
    // Taken in without a network by somebody who had been revoked meanwhile: in force, and a task.
    desk.set_cut(true);
    town.office("revoke", json!({"user": "0217"})).await;
    town.later(MINUTE);
    let case = receive(&desk).await;
    desk.set_cut(false);
    sign_in(&desk, "0218").await.unwrap();
    drain(&desk).await;
    let [(row, state, ways)] = &rows(&desk, &case)[..] else {
        panic!("one act: {:?}", rows(&desk, &case))
    };
    assert_eq!(state, "contested");
    assert!(ways.contains(&"mend".to_owned()), "{ways:?}");

    let shown = desk.mend_open(row).await.unwrap();
    let mending = shown.mending.expect("what is wrong");
    assert_eq!(
        (mending.code.as_str(), mending.place.as_str()),
        ("revoked", "decision")
    );
    assert!(mending.say.contains("停用"), "{}", mending.say);
    assert!(
        shown
            .form
            .fields
            .iter()
            .any(|field| field.value.contains("枫林路"))
    );
    let actions: Vec<_> = shown
        .decisions
        .iter()
        .map(|one| one.action.as_str())
        .collect();
    assert_eq!(actions, ["receive"], "the same deed and no other");
    assert!(shown.decisions[0].allowed, "{}", shown.decisions[0].why);
    // It is kept as a draft, and an item is not exchanged under a case.
    assert_eq!(
        desk.choose_item("0228").await.unwrap_err().code,
        "mend_item"
    );
    desk.next().unwrap();
    let again = desk.mend_open(row).await.unwrap();
    assert!(again.mending.is_some());
    desk.set_field("address", "江口镇正街 10 号").unwrap();
    let early = desk.decide("accept", &Words::default()).await.unwrap_err();
    assert_eq!(early.code, "mend_kind");
    desk.decide("receive", &Words::default()).await.unwrap();
    drain(&desk).await;

    let after = rows(&desk, &case);
    let ended = after
        .iter()
        .find(|(id, ..)| id == row)
        .expect("rows never go");
    assert_eq!(
        (ended.1.as_str(), &ended.2[..]),
        ("contested", &["open".to_owned()][..])
    );
    let mend = desk.queued_act(&desk.queued_act(row).unwrap().ended_by.unwrap());
    assert_eq!(mend.unwrap().state, "durable");
    assert_eq!(address(&desk, &case), "江口镇正街 10 号");
    let whole = desk.whole_case(&case).unwrap();
    assert!(
        whole.case.contested.is_empty(),
        "{:?}",
        whole.case.contested
    );
    let opened = whole.acts.iter().map(|act| act.at).min().unwrap();
    assert!(
        whole.case.received_at <= opened,
        "the receipt counts from then"
    );
    assert_eq!(desk.mend_open(row).await.unwrap_err().code, "not_set_aside");

    drain(&other).await;
    assert_eq!(address(&other, &case), "江口镇正街 10 号");
    assert!(other.whole_case(&case).unwrap().case.contested.is_empty());
    // Nothing of it is lost or doubled at a rebuild or a restart.
    town.later(DAY);
    drain(&desk).await;
    assert_eq!(desk.connection().unsent, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_set_aside_is_mended_before_what_waits_behind_it() {
    let town = Town::open(None).await;
    let desk = town.station("a", &town.machine(), &["0217", "0218"]).await;
    desk.set_cut(true);
    let case = receive(&desk).await;
    desk.case_withdraw(&case, "申请人另行办理").unwrap();
    let first = rows(&desk, &case)[0].0.clone();
    let aside = RowState::Quarantined {
        code: "attachments".to_owned(),
    };
    let id = first.parse().unwrap();
    desk.station()
        .unwrap()
        .store()
        .queue_set(id, &aside)
        .unwrap();
    let shown = desk.mend_open(&first).await.unwrap();
    assert_eq!(shown.mending.expect("what is wrong").place, "materials");
    desk.material("property", "remove").unwrap();
    desk.decide("receive", &Words::default()).await.unwrap();
    let folded = desk.whole_case(&case).unwrap().case;
    assert_eq!(
        folded.stage.word(),
        "withdrawn",
        "the mend stands where the receipt stood"
    );
    desk.set_cut(false);
    drain(&desk).await;
    let states: Vec<_> = rows(&desk, &case).into_iter().map(|row| row.1).collect();
    assert_eq!(
        states.iter().filter(|state| *state == "durable").count(),
        2,
        "{states:?}"
    );
    let case = desk.whole_case(&case).unwrap().case;
    assert!(case.contested.is_empty(), "{:?}", case.contested);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_signs_what_is_contested_or_two_people_end_it_with_a_reason() {
    let town = Town::open(None).await;
    let desk = town
        .station("a", &town.machine(), &["0217", "0218", "0305"])
        .await;
    desk.set_cut(true);
    town.office("revoke", json!({"user": "0217"})).await;
    town.later(MINUTE);
    let (signed, dropped) = (receive(&desk).await, receive(&desk).await);
    desk.set_cut(false);
    sign_in(&desk, "0305").await.unwrap();
    drain(&desk).await;
    let row = rows(&desk, &signed)[0].0.clone();
    let colleague = |user: &str| desk::Colleague {
        user: user.to_owned(),
        password: format!("practice-{user}"),
    };
    desk.mend(&row, Some(colleague("0218"))).await.unwrap();
    let row = rows(&desk, &dropped)[0].0.clone();
    let own = desk.discard(&row, colleague("0305"), "duplicate", "").await;
    assert_eq!(own.unwrap_err().code, "witness_same");
    let silent = desk.discard(&row, colleague("0218"), "", "").await;
    assert_eq!(silent.unwrap_err().code, "reason_needed");
    desk.discard(&row, colleague("0218"), "duplicate", "")
        .await
        .unwrap();
    drain(&desk).await;
    assert!(desk.whole_case(&signed).unwrap().case.contested.is_empty());
    let ended = desk.queued_act(&row).unwrap();
    let event = desk
        .queued_act(&ended.ended_by.expect("ended by an act"))
        .unwrap();
    assert_eq!((event.kind.as_str(), event.state), ("station", "durable"));
    assert_eq!(desk.connection().attention, 0);
}

/// Whether the mend of a case, its newest act here, says this.
fn mend_says(desk: &desk::Desk, case: &str, word: &str) -> bool {
    let station = desk.station().unwrap();
    let acts = station.store().acts_of(case.parse().unwrap()).unwrap();
    let mend = acts.iter().find(|act| act.replaces.is_some());
    let payload = mend.expect("a mend").payload.clone().expect("not erased");
    let mut parts = payload.windows(word.len());
    parts.any(|part| part == word.as_bytes())
}

/// Sets the first act of a case aside; its id.
fn aside(desk: &desk::Desk, case: &str) -> String {
    let act = rows(desk, case)[0].0.clone();
    let state = RowState::Quarantined {
        code: "attachments".to_owned(),
    };
    let station = desk.station().unwrap();
    let id = act.parse().unwrap();
    station.store().queue_set(id, &state).unwrap();
    act
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mend_of_a_receipt_is_asked_about_a_double_and_says_again_why() {
    let town = Town::open(None).await;
    let desk = town.station("a", &town.machine(), &["0217"]).await;
    desk.set_cut(true);
    let first = receive(&desk).await;
    let second = receive(&desk).await;
    // The second said why: its mend has said so already.
    let act = aside(&desk, &second);
    let shown = desk.mend_open(&act).await.unwrap();
    let doubles = shown.doubles.expect("the first case");
    assert_eq!(
        (doubles.case.as_str(), doubles.reason.as_str()),
        (&*first, "另一处房屋")
    );
    desk.set_field("address", "江口镇正街 10 号").unwrap();
    desk.decide("receive", &Words::default()).await.unwrap();
    assert!(mend_says(&desk, &second, "另一处房屋"));
    // The first said nothing, for there was nothing beside it: now it is asked, once.
    let act = aside(&desk, &first);
    let shown = desk.mend_open(&act).await.unwrap();
    let doubles = shown.doubles.expect("the second case");
    assert_eq!(
        (doubles.case.as_str(), doubles.reason.as_str()),
        (&*second, "")
    );
    desk.set_field("address", "江口镇正街 11 号").unwrap();
    let asked = desk.decide("receive", &Words::default()).await;
    assert_eq!(asked.unwrap_err().code, "duplicate");
    desk.take_again("两处房屋都要供水").unwrap();
    desk.decide("receive", &Words::default()).await.unwrap();
    assert!(mend_says(&desk, &first, "两处房屋都要供水"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mend_keeps_the_reason_where_the_other_case_has_ended() {
    let town = Town::open(None).await;
    let desk = town.station("a", &town.machine(), &["0217"]).await;
    desk.set_cut(true);
    let first = receive(&desk).await;
    let second = receive(&desk).await;
    desk.case_withdraw(&first, "申请人不办了").unwrap();
    let act = aside(&desk, &second);
    let shown = desk.mend_open(&act).await.unwrap();
    assert!(shown.doubles.is_none(), "it stands alone by now");
    desk.set_field("address", "江口镇正街 10 号").unwrap();
    desk.decide("receive", &Words::default()).await.unwrap();
    assert!(mend_says(&desk, &second, "另一处房屋"));
}
