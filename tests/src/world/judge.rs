//! The verdict on a world after its faults: both ends are read as they lie on the disk, not asked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use backend::evidence::{Evidence, Logged};
use domain::act::Payload;
use store::slots::Slots;
use store::{QueueFilter, Store, StoredAct};
use uuid::Uuid;

use super::{Work, World};

/// What was found, for the report.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Acts of the station, each durable and in the backend once.
    pub acts: usize,
    /// Answers that were printed.
    pub answers: usize,
    /// Files, each in the backend byte for byte.
    pub files: usize,
}

/// Panics where anything was lost, doubled, changed or put out of order. Every reference must have been answered and
/// everything sent.
///
/// # Panics
/// With what is wrong.
#[must_use]
pub fn judge(world: &World, work: &Work) -> Verdict {
    let store = open(&world.station());
    let own = own_acts(&store);
    let evidence = Evidence::open(&world.city_folder()).expect("the city's folder opens");
    let log = evidence.log().expect("the log can be read");
    stands_once(&own, &of_station(&log));
    // One at a time: the city's database has one owner.
    drop(evidence);
    shown(world, &store);
    Verdict {
        acts: own.len(),
        ..judge_answers(world, work)
    }
}

/// The same for what was answered alone: for a station whose database is not the one that signed.
///
/// # Panics
/// With what is wrong.
#[must_use]
pub fn judge_answers(world: &World, work: &Work) -> Verdict {
    let evidence = Evidence::open(&world.city_folder()).expect("the city's folder opens");
    let log = evidence.log().expect("the log can be read");
    assert_eq!(evidence.forks().expect("readable"), 0, "a fork was seen");
    let logged = of_station(&log);
    in_order(&logged);
    for reference in work.references() {
        assert!(
            world.printed.contains_key(reference),
            "{reference} was never answered"
        );
    }
    answered_once(world, &logged);
    Verdict {
        acts: 0,
        answers: world.printed.len(),
        files: files(world, work, &evidence, &logged),
    }
}

/// Panics where a station and the city whose folders these are do not hold the same, or a case that was shown under
/// one of these numbers is not there. Answers how many acts there are.
///
/// # Panics
/// With what is wrong.
#[must_use]
pub fn ends(station: &Path, city: &Path, shown: &[String]) -> usize {
    let store = open(station);
    let own = own_acts(&store);
    let evidence = Evidence::open(city).expect("the city's folder opens");
    let log = evidence.log().expect("the log can be read");
    let logged = of_station(&log);
    stands_once(&own, &logged);
    in_order(&logged);
    for number in shown {
        let case = store.case_by_number(number).expect("a case can be read");
        let case = case.unwrap_or_else(|| panic!("{number} was shown as saved and is gone"));
        let receipts = logged
            .iter()
            .filter(|row| row.case == Some(case.case_id) && row.kind == "received");
        assert_eq!(receipts.count(), 1, "{number}");
    }
    own.len()
}

fn open(station: &Path) -> Store {
    let slots = Slots::load(station).expect("the slots can be read");
    let opened = slots.open("0217", "practice-0217").expect("the slot opens");
    let store = Store::open(station, &opened.dek).expect("the store opens");
    store.check().expect("the database is whole");
    store
}

/// A list shows every case under the number the backend gave it.
fn shown(world: &World, store: &Store) {
    for (reference, answer) in &world.printed {
        let case: Uuid = answer["case_id"]
            .as_str()
            .expect("a case")
            .parse()
            .expect("an id");
        let row = store
            .case(case)
            .expect("a case can be read")
            .expect("every case is listed");
        let acts = store.acts_of(case).expect("acts can be read");
        let acts: Vec<_> = acts
            .iter()
            .map(|act| (&act.kind, act.position, act.seq))
            .collect();
        assert!(
            row.number.is_some(),
            "{reference} is listed without its number: {row:?} {acts:?}"
        );
    }
}

/// Everything the station ever signed, from its own database.
fn own_acts(store: &Store) -> Vec<StoredAct> {
    let rows = store
        .queue_rows(QueueFilter::All, u32::MAX)
        .expect("the queue can be read");
    rows.iter()
        .map(|row| {
            assert!(row.state.is_durable(), "{} {:?}", row.kind, row.state);
            let act = store.act(row.act_id).expect("an act can be read");
            act.expect("a row of the queue has its act")
        })
        .collect()
}

/// What the one station of this world did.
fn of_station(log: &[Logged]) -> Vec<&Logged> {
    let terminals: BTreeSet<&str> = log
        .iter()
        .filter(|row| row.seq.is_some() && row.kind == "station")
        .filter_map(|row| row.terminal.as_deref())
        .collect();
    assert_eq!(terminals.len(), 1, "one station wrote: {terminals:?}");
    let terminal = terminals.into_iter().next();
    log.iter()
        .filter(|row| row.terminal.as_deref() == terminal)
        .collect()
}

/// Law 1 and 2: what the station has, the backend has, once, byte for byte, and nothing else of that station.
fn stands_once(own: &[StoredAct], logged: &[&Logged]) {
    let mut by_hash: BTreeMap<[u8; 32], Vec<&Logged>> = BTreeMap::new();
    for row in logged {
        by_hash.entry(row.hash).or_default().push(row);
    }
    for act in own {
        let rows = by_hash.remove(&act.hash).unwrap_or_default();
        assert_eq!(
            rows.len(),
            1,
            "{} {} is not there once",
            act.kind,
            act.act_id
        );
        let row = rows[0];
        assert_eq!(row.bytes, act.bytes, "{}", act.act_id);
        assert_eq!(Some(&row.payload), act.payload.as_ref(), "{}", act.act_id);
        assert_eq!(act.salt.map(|salt| salt.to_vec()).as_ref(), Some(&row.salt));
        assert_eq!(row.verdict, "durable", "{} {}", act.kind, act.act_id);
        assert_eq!(
            Some(row.position),
            act.position,
            "the position is the backend's"
        );
    }
    let strange: Vec<_> = by_hash.values().flatten().map(|row| &row.kind).collect();
    assert!(
        strange.is_empty(),
        "the backend has what the station lost: {strange:?}"
    );
    let mut lives: BTreeMap<Option<Uuid>, Vec<u64>> = BTreeMap::new();
    for row in logged {
        lives.entry(row.incarnation).or_default().extend(row.seq);
    }
    for seqs in lives.values_mut() {
        seqs.sort_unstable();
        let unbroken: Vec<u64> = (1..=seqs.len() as u64).collect();
        assert_eq!(*seqs, unbroken, "the station's log has a gap");
    }
}

/// Within a case the backend's order is the station's.
fn in_order(logged: &[&Logged]) {
    let mut last: BTreeMap<(Uuid, Option<Uuid>), u64> = BTreeMap::new();
    for row in logged {
        if let (Some(case), Some(seq)) = (row.case, row.seq) {
            let before = last.insert((case, row.incarnation), seq).unwrap_or(0);
            assert!(before < seq, "case {case}: {seq} stands behind {before}");
        }
    }
}

/// Each case has exactly the acts that were answered for it, each reference its receipt once.
fn answered_once(world: &World, logged: &[&Logged]) {
    let mut wanted: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for answer in world.printed.values() {
        let case = answer["case_id"].as_str().and_then(|id| id.parse().ok());
        let kinds = answer["acts"].as_array().into_iter().flatten();
        let kinds = kinds.filter_map(|kind| kind.as_str().map(str::to_owned));
        wanted
            .entry(case.expect("a case"))
            .or_default()
            .extend(kinds);
    }
    let mut found: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    let mut receipts: BTreeMap<String, u32> = BTreeMap::new();
    for row in logged {
        if let Some(case) = row.case {
            found.entry(case).or_default().push(row.kind.clone());
        }
        if let Ok(Payload::Received(intake)) = seal::cbor::decode_strict(&row.payload) {
            *receipts
                .entry(intake.reference.unwrap_or_default())
                .or_default() += 1;
        }
    }
    for kinds in wanted.values_mut().chain(found.values_mut()) {
        kinds.sort();
    }
    assert_eq!(wanted, found, "answered, and in the backend");
    assert!(receipts.values().all(|count| *count == 1), "{receipts:?}");
}

/// Every file that a reference brought is in the backend for its case, whole and unchanged.
fn files(world: &World, work: &Work, evidence: &Evidence, logged: &[&Logged]) -> usize {
    let uploads = evidence.uploads().expect("the uploads can be read");
    let mut count = 0;
    for (reference, answer) in &world.printed {
        let case: Uuid = answer["case_id"]
            .as_str()
            .expect("a case")
            .parse()
            .expect("an id");
        for (hash, length) in work.files_of(reference) {
            let named = logged
                .iter()
                .filter(|row| row.case == Some(case) && names(row, hash));
            assert!(named.count() >= 1, "{reference}: no act names its file");
            let there = uploads
                .iter()
                .filter(|upload| upload.case == case && upload.hash == *hash)
                .collect::<Vec<_>>();
            assert!(!there.is_empty(), "{reference}: its file is not there");
            for upload in there {
                assert_eq!(
                    (upload.found, upload.stored),
                    (*hash, *length),
                    "{reference}"
                );
            }
            count += 1;
        }
    }
    count
}

fn names(row: &Logged, hash: &[u8; 32]) -> bool {
    seal::cbor::decode_strict::<Payload>(&row.payload).is_ok_and(|payload| {
        payload
            .attachments()
            .iter()
            .any(|(named, _)| named.0 == *hash)
    })
}
