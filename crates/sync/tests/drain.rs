//! The whole way: a shelf in memory, a server that signs, and what stands between.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod city;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Mutex;

use city::signed::{NOW, ack, act, id, key, sign, trust};
use city::{City, crypto, fault, good};
use domain::queue::{Reason, RowState};
use seal::Hash32;
use serde_json::json;
use sync::{
    Change, Config, ConnectionState, Contact, Drain, Engine, Event, FileKey, FileRow, Options,
    Remote, Report, Row, Settled, Shelf, Verifier, pull,
};
use uuid::Uuid;
use wire::{ActResult, B64, FeedEvent, PostActs, Verdict, WireAct};

#[derive(Default)]
struct Memory {
    rows: Mutex<BTreeMap<Uuid, Row>>,
    acks: Mutex<Vec<Settled>>,
    files: BTreeMap<FileKey, Vec<u8>>,
    stored: Mutex<Vec<FileKey>>,
    contacts: Mutex<Vec<Contact>>,
    feed: Mutex<(Vec<FeedEvent>, Option<String>)>,
    history: Mutex<Vec<(Uuid, &'static str)>>,
    epoch: Mutex<Option<String>>,
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

    fn reopen(&self, lost: impl Fn(&Row) -> bool) -> Vec<Row> {
        let mut rows = self.rows.lock().unwrap();
        let lost = rows.values_mut().filter(|row| lost(row));
        let reopened = lost.map(|row| {
            row.state = RowState::Ready;
            row.clone()
        });
        reopened.collect()
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

    fn epoch(&self) -> Result<Option<String>, Infallible> {
        Ok(self.epoch.lock().unwrap().clone())
    }

    fn new_epoch(&self, epoch: &str, reopen: Option<u64>) -> Result<Vec<Row>, Infallible> {
        *self.epoch.lock().unwrap() = Some(epoch.to_owned());
        let beyond = reopen.unwrap_or(u64::MAX);
        let lost =
            |row: &Row| matches!(row.state, RowState::Durable { position } if position > beyond);
        Ok(self.reopen(lost))
    }

    fn acts_lost(&self, acts: &[Hash32]) -> Result<Vec<Row>, Infallible> {
        let hash = |row: &Row| seal::sha256(&act(row.act_id.as_u128() as u8).bytes.0);
        Ok(self.reopen(|row| row.state.is_durable() && acts.contains(&hash(row))))
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

/// A backend whose log has another epoch than `e1`; of the old one it has positions up to `common`.
fn restored(common: Option<u64>, data: serde_json::Value) -> axum::response::Response {
    let body = json!({
        "contract": wire::CONTRACT, "request_id": "r", "epoch": "e2", "common_to": common,
        "backed_up_to": 9, "now": NOW, "data": data,
    });
    city::reply(200, "application/json", body.to_string())
}

fn stored_before(shelf: &Memory, n: u8, position: u64) {
    shelf.set(id(n), &RowState::Durable { position });
    *shelf.epoch.lock().unwrap() = Some("e1".to_owned());
}

#[tokio::test]
async fn a_restored_backend_gets_back_what_it_lost_before_anything_new() {
    let city = City::new(|asked| {
        let post: PostActs = serde_json::from_slice(&asked.body).unwrap();
        let knows = asked.headers.get("zc-epoch").unwrap() == "e2";
        let result = |act: &WireAct| {
            let act_id = id(act.bytes.0[0]);
            if !knows {
                let (acts, attachments) = (Vec::new(), Vec::new());
                return ActResult::Missing {
                    act_id,
                    acts,
                    attachments,
                };
            }
            let ack = B64(sign(&ack(act_id, act, Verdict::Durable), &key(1)));
            ActResult::Durable { act_id, ack }
        };
        let results: Vec<_> = post.acts.iter().map(result).collect();
        restored((!knows).then_some(3), json!({ "results": results }))
    })
    .await;
    let shelf = Memory::with(&[1, 2, 3]);
    stored_before(&shelf, 1, 3);
    stored_before(&shelf, 2, 4);
    let report = drain(&city.base, &shelf, &mut engine()).await;
    assert_eq!(
        shelf.state(1),
        RowState::Durable { position: 3 },
        "it has that"
    );
    assert_eq!((report.durable(), report.open()), (2, 0));
    let posts: Vec<Vec<u8>> = city
        .asked()
        .iter()
        .map(|asked| serde_json::from_slice::<PostActs>(&asked.body).unwrap())
        .map(|post| post.acts.iter().map(|act| act.bytes.0[0]).collect())
        .collect();
    assert_eq!(posts, [vec![3], vec![2, 3]], "what came back goes first");
}

#[tokio::test]
async fn an_idle_station_learns_of_a_restored_backend_by_the_feed() {
    crypto();
    let city =
        City::new(|_| restored(None, json!({"events": [], "cursor": "a", "more": false}))).await;
    let shelf = Memory::with(&[1]);
    stored_before(&shelf, 1, 3);
    let remote = Remote::new(&city.base, Options::default()).unwrap();
    pull(&remote, &shelf).await.unwrap();
    assert_eq!(city.asked()[0].headers.get("zc-epoch").unwrap(), "e1");
    assert_eq!(
        shelf.state(1),
        RowState::Ready,
        "one that does not say gets all"
    );
    assert_eq!(shelf.epoch.lock().unwrap().as_deref(), Some("e2"));
}

#[tokio::test]
async fn acts_that_the_backend_lacks_are_sent_before_the_one_that_needs_them() {
    let city = City::new(|asked| {
        let post: PostActs = serde_json::from_slice(&asked.body).unwrap();
        let alone = post.acts.len() == 1;
        let result = |sent: &WireAct| {
            let act_id = id(sent.bytes.0[0]);
            if alone {
                let acts = vec![seal::sha256(&act(1).bytes.0).to_string()];
                return ActResult::Missing {
                    act_id,
                    acts,
                    attachments: Vec::new(),
                };
            }
            let ack = B64(sign(&ack(act_id, sent, Verdict::Durable), &key(1)));
            ActResult::Duplicate { act_id, ack }
        };
        good(json!({ "results": post.acts.iter().map(result).collect::<Vec<_>>() }))
    })
    .await;
    let shelf = Memory::with(&[1, 2]);
    for row in shelf.rows.lock().unwrap().values_mut() {
        row.case = Some(id(100));
    }
    stored_before(&shelf, 1, 3);
    let report = drain(&city.base, &shelf, &mut engine()).await;
    assert_eq!((report.sent, report.durable(), report.open()), (3, 2, 0));
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
