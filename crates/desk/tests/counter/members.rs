//! Keys and people: several members on one machine, days offline, revocation, recovery, passwords, the idle lock, and
//! the code on the administrator's paper. Nobody's coming or going touches unsent work.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use desk::keystore::Keystore;
use desk::{Desk, Outcome, Words};
use serde_json::json;
use store::QueueFilter;
use store::slots::Factor;
use sync::Event;

use crate::town::{DAY, HOUR, MINUTE, START, Town, drain, fill, member, receive, sign_in};

/// Every own act: its bytes and who signed.
fn signed(desk: &Desk) -> BTreeMap<uuid::Uuid, (Vec<u8>, Option<String>)> {
    let station = desk.station().unwrap();
    let store = station.store();
    let rows = store.queue_rows(QueueFilter::All, 1000).unwrap();
    rows.iter()
        .map(|row| {
            let act = store.act(row.act_id).unwrap().expect("an act of the queue");
            (row.act_id, (act.bytes, act.actor))
        })
        .collect()
}

/// Nothing that stood there is gone, changed or somebody else's.
fn still_there(
    before: &BTreeMap<uuid::Uuid, (Vec<u8>, Option<String>)>,
    after: &BTreeMap<uuid::Uuid, (Vec<u8>, Option<String>)>,
) {
    for (id, act) in before {
        assert_eq!(after.get(id), Some(act));
    }
}

/// What stands on the form, field by field.
fn typed(shown: &desk::view::DeskView) -> Vec<(String, String)> {
    let fields = shown.form.fields.iter();
    fields
        .map(|field| (field.key.clone(), field.value.clone()))
        .collect()
}

fn code(fault: desk::DeskFault) -> String {
    assert!(!fault.say.is_empty());
    fault.code
}

#[tokio::test]
async fn s40_tokens_end_under_a_half_typed_draft_and_nothing_of_it_is_lost() {
    let town = Town::open(None).await;
    let desk = town.station("a", &town.machine(), &["0218", "0217"]).await;
    fill(&desk).await;
    let before = desk.show().unwrap();
    // The access token ends (15 minutes): refreshed in silence. The refresh token too (12 hours): both keys open anew.
    for pause in [16 * MINUTE, 13 * HOUR] {
        town.later(pause);
        desk.set_field("demand", "15").unwrap();
        drain(&desk).await;
        assert!(desk.drain(Event::Tick).await.unwrap().online);
        assert!(desk.session().is_some(), "nobody is asked to sign in");
        desk.set_field("demand", "12").unwrap();
        assert_eq!(typed(&desk.show().unwrap()), typed(&before));
    }
    // Another post of the same member keeps the draft, without another sign-in.
    let posts = desk.session().unwrap().posts;
    assert!(posts.len() > 1);
    desk.choose_post(&posts[1].code).unwrap();
    assert_eq!(typed(&desk.show().unwrap()), typed(&before));
    assert_eq!(desk.session().unwrap().post.code, posts[1].code);
}

#[tokio::test]
async fn each_act_is_signed_by_its_member_and_stays_theirs_whoever_comes_and_goes() {
    let mut town = Town::open(None).await;
    let machine = town.machine();
    let desk = town.station("a", &machine, &["0217", "0305"]).await;
    town.stop().await;
    receive(&desk).await;
    let first = signed(&desk);
    desk.sign_out().unwrap();
    sign_in(&desk, "0305").await.unwrap();
    still_there(&first, &signed(&desk));
    desk.sign_out().unwrap();
    sign_in(&desk, "0217").await.unwrap();
    let all = signed(&desk);
    still_there(&first, &all);
    for user in ["0217", "0305"] {
        assert!(
            all.values()
                .any(|(_, actor)| actor.as_deref() == Some(user))
        );
    }
    // The other member's session carries them all.
    desk.sign_out().unwrap();
    sign_in(&desk, "0305").await.unwrap();
    town.start().await;
    desk.set_backend(Some(&town.url())).unwrap();
    drain(&desk).await;
    assert_eq!(desk.connection().unsent, 0);
    still_there(&all, &signed(&desk));
}

#[tokio::test]
async fn a_member_too_long_without_the_backend_must_see_it_once_and_loses_nothing() {
    let mut town = Town::open(None).await;
    let machine = town.machine();
    let desk = town.station("a", &machine, &["0217"]).await;
    town.stop().await;
    let case = receive(&desk).await;
    let before = signed(&desk);
    drop(desk);
    // The practice city allows 14 days.
    for (pause, allowed) in [(13 * DAY, true), (2 * DAY, false)] {
        town.later(pause);
        let desk = town.desk("a", &machine);
        let come = sign_in(&desk, "0217").await;
        match allowed {
            true => come.unwrap(),
            false => assert_eq!(code(come.unwrap_err()), "offline_expired"),
        }
    }
    // A clock that is set back brings nobody back.
    machine.set_wall(START);
    machine.reboot();
    let desk = town.desk("a", &machine);
    assert_eq!(
        code(sign_in(&desk, "0217").await.unwrap_err()),
        "offline_expired"
    );
    town.start().await;
    let desk = town.desk("a", &machine);
    sign_in(&desk, "0217").await.unwrap();
    still_there(&before, &signed(&desk));
    assert!(desk.case(&case).is_ok());
    drain(&desk).await;
    assert_eq!(desk.connection().unsent, 0);
}

#[tokio::test]
async fn a_revoked_member_is_out_their_slot_gone_the_key_replaced_and_their_work_arrives() {
    let mut town = Town::open(None).await;
    let machine = town.machine();
    let desk = town.station("a", &machine, &["0217", "0305"]).await;
    let check = || std::fs::read(town.dir("a").join("key.check")).unwrap();
    let key = check();
    // Work of 0217 that has not left yet, then 0217 is revoked.
    desk.set_cut(true);
    receive(&desk).await;
    let before = signed(&desk);
    town.later(MINUTE);
    town.office("revoke", json!({"user": "0217"})).await;
    desk.sign_out().unwrap();
    desk.set_cut(false);
    sign_in(&desk, "0305").await.unwrap();
    drain(&desk).await;
    still_there(&before, &signed(&desk));
    assert_eq!(
        desk.connection().unsent,
        0,
        "another member's session carries it"
    );
    assert_eq!(desk.users(), ["0305"], "the slot is gone");
    let gone = sign_in(&desk, "0217").await.unwrap_err();
    assert_eq!(code(gone), "unknown_user");
    // The data key is replaced as soon as nobody has the folder open.
    drop(desk);
    let desk = town.desk("a", &machine);
    sign_in(&desk, "0305").await.unwrap();
    assert_ne!(check(), key);
    still_there(&before, &signed(&desk));
    town.stop().await;
}

#[tokio::test]
async fn a_revoked_member_who_is_alone_is_refused_and_the_recovery_key_lets_another_in() {
    let mut town = Town::open(None).await;
    let machine = town.machine();
    let desk = town.station("a", &machine, &["0217"]).await;
    desk.set_cut(true);
    receive(&desk).await;
    let before = signed(&desk);
    desk.set_cut(false);
    town.later(MINUTE);
    town.office("revoke", json!({"user": "0217"})).await;
    // The signed staff list is what counts; it is read without a session.
    desk.refresh_now().await.unwrap();
    assert!(desk.session().is_none());
    assert_eq!(code(sign_in(&desk, "0217").await.unwrap_err()), "revoked");
    assert_eq!(
        desk.users(),
        ["0217"],
        "the last slot stays: what is unsent must be readable"
    );
    drop(desk);

    let key = town.office("recovery-key", json!({})).await;
    let secret = key["secret"].as_str().unwrap().to_owned();
    let desk = town.desk("a", &machine);
    let other = "11".repeat(32);
    let refused = desk
        .recover(&other, &town.paper().await, &member("0305"))
        .await;
    assert_eq!(code(refused.unwrap_err()), "recovery_key");
    desk.recover(&secret, &town.paper().await, &member("0305"))
        .await
        .unwrap();
    sign_in(&desk, "0305").await.unwrap();
    still_there(&before, &signed(&desk));
    drain(&desk).await;
    assert_eq!(desk.connection().unsent, 0);
    assert_eq!(desk.users(), ["0305"]);
    town.stop().await;
}

#[tokio::test]
async fn a_password_is_changed_without_touching_the_database() {
    let town = Town::open(None).await;
    let desk = town.station("a", &town.machine(), &["0217"]).await;
    let key = std::fs::read(town.dir("a").join("key.check")).unwrap();
    let short = desk.change_password("practice-0217", "short").await;
    assert_eq!(code(short.unwrap_err()), "password_short");
    let wrong = desk
        .change_password("practice-0218", "a new password")
        .await;
    assert_eq!(code(wrong.unwrap_err()), "wrong_password");
    desk.change_password("practice-0217", "a new password")
        .await
        .unwrap();
    desk.sign_out().unwrap();
    assert_eq!(
        code(sign_in(&desk, "0217").await.unwrap_err()),
        "wrong_password"
    );
    desk.sign_in("0217", "a new password").await.unwrap();
    assert_eq!(std::fs::read(town.dir("a").join("key.check")).unwrap(), key);
}

#[tokio::test]
async fn an_idle_window_locks_sends_on_and_opens_on_the_same_draft() {
    let town = Town::open(None).await;
    let desk = town.station("a", &town.machine(), &["0217", "0305"]).await;
    receive(&desk).await;
    fill(&desk).await;
    let before = desk.show().unwrap();
    town.later(9 * MINUTE);
    assert!(!desk.lock_if_idle());
    desk.touch();
    town.later(9 * MINUTE);
    assert!(!desk.lock_if_idle(), "a hand was there");
    town.later(2 * MINUTE);
    assert!(desk.lock_if_idle() && desk.is_locked());
    assert_eq!(code(desk.show().unwrap_err()), "locked");
    assert_eq!(code(desk.set_field("demand", "13").unwrap_err()), "locked");
    // It goes on sending behind the lock.
    drain(&desk).await;
    assert_eq!(desk.connection().unsent, 0);
    assert_eq!(
        code(desk.unlock("practice-0305").await.unwrap_err()),
        "wrong_password"
    );
    desk.unlock("practice-0217").await.unwrap();
    assert_eq!(typed(&desk.show().unwrap()), typed(&before));
    // A change of clerk at the lock: the draft waits for its owner.
    desk.lock().unwrap();
    sign_in(&desk, "0305").await.unwrap();
    assert_ne!(desk.show().unwrap().draft, before.draft);
    desk.sign_out().unwrap();
    sign_in(&desk, "0217").await.unwrap();
    assert_eq!(typed(&desk.show().unwrap()), typed(&before));
    // After a restart nothing is sent and nothing shown without a sign-in.
    drop(desk);
    let desk = town.desk("a", &town.machine());
    assert!(desk.drain(Event::Tick).await.is_err() && desk.session().is_none());
}

/// A keystore for tests: it holds what it is given.
#[derive(Default)]
struct Box_(Mutex<BTreeMap<String, Factor>>);

impl Keystore for Box_ {
    fn get(&self, station: &str) -> Outcome<Option<Factor>> {
        Ok(self.0.lock().unwrap().get(station).cloned())
    }

    fn put(&self, station: &str, factor: &Factor) -> Outcome<()> {
        self.0
            .lock()
            .unwrap()
            .insert(station.into(), factor.clone());
        Ok(())
    }
}

#[tokio::test]
async fn half_of_a_key_in_the_keystore_opens_nothing_alone_nor_the_password_without_it() {
    let town = Town::open(None).await;
    let machine = town.machine();
    drop(town.station("a", &machine, &["0217"]).await);
    let keystore: Arc<Box_> = Arc::default();
    let desk = town.desk_with("a", &machine, Some(keystore.clone()));
    sign_in(&desk, "0217").await.unwrap();
    desk.use_keystore("practice-0217", true).await.unwrap();
    desk.sign_out().unwrap();
    sign_in(&desk, "0217").await.expect("both halves are here");
    drop(desk);
    let elsewhere = town.desk_with("a", &machine, Some(Arc::<Box_>::default()));
    assert_eq!(
        code(sign_in(&elsewhere, "0217").await.unwrap_err()),
        "keystore"
    );
    let desk = town.desk_with("a", &machine, Some(keystore));
    let wrong = desk.sign_in("0217", "practice-0218").await.unwrap_err();
    assert_eq!(code(wrong), "wrong_password");
    sign_in(&desk, "0217").await.unwrap();
    desk.use_keystore("practice-0217", false).await.unwrap();
    sign_in(&town.desk("a", &machine), "0217")
        .await
        .expect("the password alone again");
}

#[tokio::test]
async fn a_city_station_is_made_by_the_paper_and_pins_its_roots() {
    let town = Town::open(Some("lianxi")).await;
    let other = Town::open(Some("linjiang")).await;
    let machine = town.machine();
    let desk = town.desk("a", &machine);
    let members = [member("0217")];
    let refused = |say: Result<(), desk::DeskFault>| code(say.unwrap_err());
    assert_eq!(
        refused(desk.enrol("practice", &members).await),
        "enrol_code"
    );
    assert_eq!(refused(desk.enrol("K7Q2M", &members).await), "enrol_code");
    // Another city's paper: its backend is not the one that answers.
    let paper = other.paper().await;
    assert_eq!(refused(desk.enrol(&paper, &members).await), "enrol_code");
    // Somebody with our secret and another city's roots: refused before anything is kept.
    assert!(!desk.is_enrolled());

    let paper = town.paper().await;
    desk.enrol(&paper.to_lowercase().replace('-', " "), &members)
        .await
        .unwrap();
    sign_in(&desk, "0217").await.unwrap();
    assert_eq!(desk.station().unwrap().realm(), "lianxi");
    assert!(desk.drain(Event::Tick).await.unwrap().online);
    // Used: it makes no second station, and adds nobody.
    let second = town.desk("b", &machine);
    assert_eq!(refused(second.enrol(&paper, &members).await), "used");
    assert_eq!(
        refused(desk.add_member(&paper, &member("0305")).await),
        "used"
    );
    // One more member comes by a paper of their own.
    let paper = town.paper().await;
    desk.add_member(&paper, &member("0305")).await.unwrap();
    desk.sign_out().unwrap();
    sign_in(&desk, "0305").await.unwrap();
    drain(&desk).await;
    assert_eq!(desk.connection().unsent, 0);
    // A paper that lay too long.
    let late = town.paper().await;
    town.later(2 * HOUR);
    assert_eq!(refused(second.enrol(&late, &members).await), "expired");
}

#[tokio::test]
async fn an_enrolment_cut_off_at_the_last_step_is_repeated_with_the_same_paper() {
    let town = Town::open(Some("lianxi")).await;
    let machine = town.machine();
    let paper = town.paper().await;
    let desk = town.desk("a", &machine);
    // The answer is taken and nothing of it survives: the folder is a file.
    std::fs::write(town.dir("a"), b"in the way").unwrap();
    assert!(desk.enrol(&paper, &[member("0217")]).await.is_err());
    std::fs::remove_file(town.dir("a")).unwrap();
    desk.enrol(&paper, &[member("0217")]).await.unwrap();
    sign_in(&desk, "0217").await.unwrap();
    assert!(desk.drain(Event::Tick).await.unwrap().online);
    let shown = desk.decide("receive", &Words::default()).await;
    assert!(shown.is_err(), "an empty desk receives nothing");
}
