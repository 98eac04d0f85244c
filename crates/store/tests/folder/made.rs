//! What the tests make: folders, acts, cases. All of it invented.

use std::convert::Infallible;
use std::path::Path;

use sha2::{Digest, Sha256};
use store::{Append, AppendError, CaseRow, Dek, NewAct, OriginHead, RemoteAct, Store};
use tempfile::TempDir;
use uuid::Uuid;

pub const DAY: i64 = 1_795_000_000_000;

pub fn dek() -> Dek {
    Dek::new([0xA7; 32])
}

pub fn folder() -> (TempDir, Store) {
    let dir = TempDir::new().unwrap();
    let store = Store::create(dir.path(), &dek()).unwrap();
    (dir, store)
}

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// An act that continues `head`, with every part different from every other act's.
pub fn act(head: &OriginHead, act_id: Uuid, case: Option<Uuid>) -> NewAct {
    let bytes = format!("signed bytes of {act_id}").into_bytes();
    NewAct {
        act_id,
        case,
        kind: "received".into(),
        captured_ms: DAY + head.next_seq as i64,
        seq: head.next_seq,
        prev: head.prev,
        hash: Sha256::digest(&bytes).into(),
        bytes,
        salt: [7; 32],
        payload: format!("payload of {act_id}").into_bytes(),
        attachments: Vec::new(),
        actor: "clerk-1".into(),
        replaces: None,
    }
}

pub fn only(act: NewAct) -> Append {
    Append {
        acts: vec![act],
        ..Append::default()
    }
}

/// Appends one act and says whether it was saved.
pub fn save(
    store: &Store,
    act_id: Uuid,
    case: Option<Uuid>,
) -> Result<(), AppendError<Infallible>> {
    store.append(|head| Ok((only(act(head, act_id, case)), ())))
}

/// Appends one act that names `attachments`.
pub fn save_with(store: &Store, act_id: Uuid, case: Uuid, attachments: &[[u8; 32]]) {
    store
        .append(|head| {
            let mut act = act(head, act_id, Some(case));
            act.attachments = attachments.to_vec();
            Ok::<_, Infallible>((only(act), ()))
        })
        .unwrap();
}

pub fn remote(act_id: Uuid, case: Uuid, position: u64) -> RemoteAct {
    let bytes = format!("signed elsewhere {act_id}").into_bytes();
    RemoteAct {
        act_id,
        case,
        kind: "decided".into(),
        captured_ms: DAY,
        hash: Sha256::digest(&bytes).into(),
        bytes,
        salt: [9; 32],
        payload: b"remote payload".to_vec(),
        position,
    }
}

pub fn case_row(number: u128, name: &str) -> CaseRow {
    CaseRow {
        case_id: id(number),
        number: Some(format!("BJ-{number:06}")),
        provisional: format!("P-{number:04}"),
        item_code: "11420100".into(),
        item_name: "食品经营许可".into(),
        applicant_name: name.into(),
        applicant_id_tail: "002X".into(),
        state: "accepted".into(),
        due: Some("2026-12-01".into()),
        opened_ms: DAY,
        updated_ms: DAY + number as i64,
        first: false,
        body: vec![1, 2, 3],
    }
}

/// Content that differs from chunk to chunk and does not repeat.
pub fn content(length: usize, seed: u8) -> Vec<u8> {
    let mut state = u64::from(seed) + 1;
    (0..length)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        })
        .collect()
}

/// Every file below `dir`, with its bytes.
pub fn files_below(dir: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found
}
