//! The whole way: a shelf in memory, a server that signs, and what stands between.

mod city;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Mutex;

use city::{City, crypto, fault, good};
use domain::queue::{Reason, RowState};
use seal::{Algorithm, Hash32, SigningKey, TrustList, TrustedKey, Use};
use serde_json::json;
use sync::{
    AckFault, Change, Config, ConnectionState, Contact, Drain, Engine, Event, FileKey, FileRow,
    Options, Remote, Report, Row, Settled, Shelf, Verifier, pull,
};
use uuid::Uuid;
use wire::{Ack, ActResult, B64, FeedEvent, PostActs, Verdict, WireAct};

const NOW: i64 = 1_800_000_000_000;

fn key(n: u8) -> SigningKey {
    SigningKey::from_secret_bytes(Algorithm::EdDsa, &[n; 32]).unwrap()
}

fn trust() -> TrustList {
    let until = NOW / 1000 + 1000;
    TrustList {
        realm: "practice".into(),
        version: 1,
        issued_at: 0,
        next_update: until,
        threshold: 1,
        roots: vec![key(9).public()],
        keys: vec![TrustedKey::new(
            key(1).public(),
            &[Use::Ack],
            "backend",
            0,
            until,
        )],
    }
}

fn ack(act_id: Uuid, act: &WireAct, verdict: Verdict) -> Ack {
    Ack {
        v: 1,
        realm: "practice".into(),
        epoch: "e1".into(),
        act_id,
        act_hash: *seal::sha256(&act.bytes.0).as_bytes(),
        position: 4,
        log_head: [0; 32],
        stored_at: NOW,
        verdict,
        code: None,
    }
}

fn sign(ack: &Ack, key: &SigningKey) -> Vec<u8> {
    seal::sign1(Use::Ack, &seal::cbor::encode(ack).unwrap(), key).unwrap()
}

fn act(n: u8) -> WireAct {
    WireAct {
        bytes: B64(vec![n; 40]),
        salt: B64(vec![n; 32]),
        payload: B64(vec![n; 9]),
    }
}

fn id(n: u8) -> Uuid {
    Uuid::from_u128(n.into())
}

#[derive(Default)]
struct Memory {
    rows: Mutex<BTreeMap<Uuid, Row>>,
    acks: Mutex<Vec<Settled>>,
    files: BTreeMap<FileKey, Vec<u8>>,
    stored: Mutex<Vec<FileKey>>,
    contacts: Mutex<Vec<Contact>>,
    feed: Mutex<(Vec<FeedEvent>, Option<String>)>,
    history: Mutex<Vec<(Uuid, &'static str)>>,
}

impl Memory {
    fn with(acts: &[u8]) -> Self {
        let rows = acts.iter().map(|n| {
            let row = Row {
                act_id: id(*n),
                case: Some(Uuid::from_u128(1 << 80 | u128::from(*n))),
                seq: (*n).into(),
                bytes: 81,
                replaces: None,
                state: RowState::Ready,
                attempts: 0,
                attachments: Vec::new(),
            };
            (row.act_id, row)
        });
        Self {
            rows: Mutex::new(rows.collect()),
            ..Self::default()
        }
    }

    fn state(&self, n: u8) -> RowState {
        self.rows.lock().unwrap()[&id(n)].state.clone()
    }

    fn set(&self, act_id: Uuid, state: &RowState) {
        self.rows.lock().unwrap().get_mut(&act_id).unwrap().state = state.clone();
        self.history.lock().unwrap().push((act_id, state.word()));
    }
}

impl Shelf for Memory {
    type Error = Infallible;

    fn rows(&self) -> Result<Vec<Row>, Infallible> {
        let rows = self.rows.lock().unwrap();
        Ok(rows
            .values()
            .filter(|row| !row.state.is_durable())
            .cloned()
            .collect())
    }

    fn persist(&self, changes: &[Change]) -> Result<(), Infallible> {
        changes
            .iter()
            .for_each(|change| self.set(change.act_id, &change.state));
        Ok(())
    }

    fn settle(&self, settled: &[Settled]) -> Result<(), Infallible> {
        settled
            .iter()
            .for_each(|row| self.set(row.act_id, &row.state));
        self.acks.lock().unwrap().extend_from_slice(settled);
        Ok(())
    }

    fn act(&self, act_id: Uuid) -> Result<Option<WireAct>, Infallible> {
        let n = act_id.as_u128() as u8;
        Ok((n != 0xEE).then(|| act(n)))
    }

    fn read_file(&self, key: FileKey, at: u64, length: usize) -> Result<Vec<u8>, Infallible> {
        Ok(self.files[&key][at as usize..at as usize + length].to_vec())
    }

    fn upload(&self, key: FileKey) -> Result<Option<(u64, Option<String>)>, Infallible> {
        Ok(self
            .files
            .get(&key)
            .map(|content| (content.len() as u64, None)))
    }

    fn file_progress(&self, _: FileKey, _: &str, _: u64) -> Result<(), Infallible> {
        Ok(())
    }

    fn file_stored(&self, key: FileKey) -> Result<(), Infallible> {
        self.stored.lock().unwrap().push(key);
        Ok(())
    }

    fn file_lost(&self, _: FileKey) -> Result<(), Infallible> {
        Ok(())
    }

    fn contact(&self, contact: &Contact) -> Result<(), Infallible> {
        self.contacts.lock().unwrap().push(contact.clone());
        Ok(())
    }

    fn connection(&self, _: &ConnectionState) {}

    fn feed_cursor(&self) -> Result<Option<String>, Infallible> {
        Ok(self.feed.lock().unwrap().1.clone())
    }

    fn take_feed(&self, events: Vec<FeedEvent>, cursor: &str) -> Result<(), Infallible> {
        let mut feed = self.feed.lock().unwrap();
        feed.0.extend(events);
        feed.1 = Some(cursor.to_owned());
        Ok(())
    }
}

/// A server that stores every act, signed by `signer`.
async fn city(signer: u8, result: fn(Uuid, B64) -> ActResult) -> City {
    City::new(move |asked| {
        let post: PostActs = serde_json::from_slice(&asked.body).unwrap();
        let results: Vec<_> = post
            .acts
            .iter()
            .map(|act| {
                let act_id = id(act.bytes.0[0]);
                result(
                    act_id,
                    B64(sign(&ack(act_id, act, Verdict::Durable), &key(signer))),
                )
            })
            .collect();
        good(json!({ "results": results }))
    })
    .await
}

async fn drain(base: &str, shelf: &Memory, engine: &mut Engine) -> Report {
    crypto();
    let remote = Remote::new(base, Options::default()).unwrap();
    let verifier = Verifier::new(trust());
    let drain = Drain {
        remote: &remote,
        shelf,
        verifier: &verifier,
        now: &|| NOW,
    };
    drain.once(engine, Event::Tick).await.unwrap()
}

fn engine() -> Engine {
    Engine::new(Config::default(), 3)
}

#[tokio::test]
async fn acts_become_durable_with_their_signed_acknowledgements() {
    let city = city(1, |act_id, ack| ActResult::Durable { act_id, ack }).await;
    let shelf = Memory::with(&[1, 2, 3]);
    let report = drain(&city.base, &shelf, &mut engine()).await;
    assert_eq!((report.sent, report.durable(), report.open()), (3, 3, 0));
    assert!(report.connection.online);
    let acks = shelf.acks.lock().unwrap();
    assert_eq!(
        (acks.len(), acks[0].position, acks[0].epoch.as_str()),
        (3, 4, "e1")
    );
    assert_eq!(
        acks[0].ack,
        sign(&ack(id(1), &act(1), Verdict::Durable), &key(1))
    );
    let words: Vec<_> = shelf
        .history
        .lock()
        .unwrap()
        .iter()
        .map(|(_, word)| *word)
        .collect();
    assert_eq!(
        words,
        [
            "sending", "sending", "sending", "durable", "durable", "durable"
        ]
    );
    assert_eq!(shelf.contacts.lock().unwrap()[0].backed_up_to, 3);
}

#[tokio::test]
async fn an_acknowledgement_by_another_key_settles_nothing() {
    let city = city(2, |act_id, ack| ActResult::Durable { act_id, ack }).await;
    let shelf = Memory::with(&[1]);
    let report = drain(&city.base, &shelf, &mut engine()).await;
    assert_eq!((report.durable(), report.open()), (0, 1));
    let state = shelf.state(1);
    assert!(
        matches!(
            state,
            RowState::RetryWait {
                reason: Reason::ServerFault,
                ..
            }
        ),
        "{state:?}"
    );
}

#[tokio::test]
async fn an_answer_for_another_act_says_nothing() {
    let city = city(1, |_, ack| ActResult::Durable {
        act_id: id(77),
        ack,
    })
    .await;
    let shelf = Memory::with(&[1]);
    let report = drain(&city.base, &shelf, &mut engine()).await;
    assert_eq!(report.durable(), 0);
    assert_eq!(report.connection.reason, Some(Reason::ServerFault));
}

#[tokio::test]
async fn a_dead_network_keeps_the_queue_and_the_next_drain_waits_its_turn() {
    let city = City::new(|_| fault(503, "maintenance")).await;
    let (shelf, mut engine) = (Memory::with(&[1, 2]), engine());
    let report = drain(&city.base, &shelf, &mut engine).await;
    assert_eq!(report.connection.reason, Some(Reason::Maintenance));
    assert!(engine.wake_at().is_some_and(|at| at > NOW));
    let again = drain(&city.base, &shelf, &mut engine).await;
    assert_eq!((again.sent, city.asked().len()), (0, 1), "the wait is kept");
}

#[tokio::test]
async fn an_act_that_cannot_be_read_is_set_aside_and_the_others_go() {
    let city = city(1, |act_id, ack| ActResult::Duplicate { act_id, ack }).await;
    let shelf = Memory::with(&[1, 0xEE]);
    let report = drain(&city.base, &shelf, &mut engine()).await;
    assert_eq!((report.durable(), report.quarantined()), (1, 1));
}

#[tokio::test]
async fn a_file_that_is_not_there_holds_up_its_row_only() {
    let city = city(1, |act_id, ack| ActResult::Durable { act_id, ack }).await;
    let shelf = Memory::with(&[1, 2]);
    let file = FileRow {
        hash: Hash32([5; 32]),
        bytes: 9,
        offset: 0,
        stored: false,
    };
    shelf
        .rows
        .lock()
        .unwrap()
        .get_mut(&id(1))
        .unwrap()
        .attachments
        .push(file);
    let report = drain(&city.base, &shelf, &mut engine()).await;
    assert_eq!(report.durable(), 1);
    assert!(matches!(
        shelf.state(1),
        RowState::RetryWait {
            reason: Reason::RecordFault,
            ..
        }
    ));
}

#[tokio::test]
async fn the_feed_is_read_to_its_end_and_goes_on_where_it_was() {
    crypto();
    let city = City::new(|asked| {
        let (cursor, more) = match asked.path.split("after=").nth(1) {
            None => ("a", true),
            _ => ("b", false),
        };
        let left = json!({"event": "left", "case": id(1)});
        good(json!({"events": [left], "cursor": cursor, "more": more}))
    })
    .await;
    let remote = Remote::new(&city.base, Options::default()).unwrap();
    let shelf = Memory::default();
    let pulled = pull(&remote, &shelf).await.unwrap();
    assert_eq!((pulled.events, pulled.pages, pulled.more), (2, 2, false));
    assert_eq!(shelf.feed.lock().unwrap().1.as_deref(), Some("b"));
    pull(&remote, &shelf).await.unwrap();
    assert!(city.asked().last().unwrap().path.ends_with("after=b"));
}

#[test]
fn an_acknowledgement_is_believed_for_its_act_its_bytes_its_realm_and_its_key_only() {
    let verifier = Verifier::new(trust());
    let hash = seal::sha256(&act(1).bytes.0);
    let right = ack(id(1), &act(1), Verdict::Durable);
    let check = |bytes: &[u8]| verifier.check(bytes, id(1), hash).map(|ack| ack.position());
    assert_eq!(check(&sign(&right, &key(1))), Ok(4));

    let other = Ack {
        realm: "city".into(),
        ..right.clone()
    };
    assert_eq!(check(&sign(&other, &key(1))), Err(AckFault::Realm));
    let other = Ack {
        act_id: id(2),
        ..right.clone()
    };
    assert_eq!(check(&sign(&other, &key(1))), Err(AckFault::Act));
    let other = Ack {
        act_hash: [0; 32],
        ..right.clone()
    };
    assert_eq!(check(&sign(&other, &key(1))), Err(AckFault::Act));
    let late = Ack {
        stored_at: NOW + 2_000_000,
        ..right.clone()
    };
    assert_eq!(check(&sign(&late, &key(1))), Err(AckFault::Key));
    assert!(matches!(
        check(&sign(&right, &key(2))),
        Err(AckFault::Seal(_))
    ));
    let code = seal::sign1(Use::Code, &seal::cbor::encode(&right).unwrap(), &key(1)).unwrap();
    assert!(
        matches!(check(&code), Err(AckFault::Seal(_))),
        "signed for another use"
    );
    let shape = seal::sign1(Use::Ack, &seal::cbor::encode("yes").unwrap(), &key(1)).unwrap();
    assert_eq!(check(&shape), Err(AckFault::Shape));
}

#[test]
fn a_refusal_of_unreadable_bytes_is_believed_for_those_bytes() {
    let verifier = Verifier::new(trust());
    let hash = seal::sha256(&act(1).bytes.0);
    let refusal = Ack {
        verdict: Verdict::Rejected,
        ..ack(Uuid::nil(), &act(1), Verdict::Rejected)
    };
    assert!(
        verifier
            .check(&sign(&refusal, &key(1)), id(1), hash)
            .is_ok()
    );
    let durable = Ack {
        verdict: Verdict::Durable,
        ..refusal
    };
    assert!(
        verifier
            .check(&sign(&durable, &key(1)), id(1), hash)
            .is_err()
    );
}
