//! The log: the only order of acts there is. Append only; each row's head covers all before it.

mod admit;
mod beside;
pub(crate) mod clock;
pub(crate) mod codes;
pub(crate) mod double;
mod examine;
mod fold;
mod mend;
pub(crate) mod number;
mod own;
pub(crate) mod prove;
mod revoked;
pub(crate) mod scope;
mod settle;
mod take;
pub(crate) mod told;
mod verify;
mod wording;

use std::cell::Cell;

use domain::act::{Hash, OriginId};
use rusqlite::{OptionalExtension as _, Transaction, params};
use seal::{Hash32, Use, cbor, sha256, sign1};
use uuid::Uuid;
use wire::{Ack, B64, Verdict, WireAct};

pub(crate) use fold::header;
pub(crate) use take::Batch;

use crate::call::Turn;
use crate::fault::{Bad, Outcome};

/// One act on its way into the log.
struct Entry<'a> {
    act: &'a WireAct,
    hash: Hash32,
    /// As the acknowledgement names it; nil where the bytes could not be read.
    said: Uuid,
    /// Taken by the act, once it is proved to be of its signer.
    proved: Option<Place<'a>>,
    kind: &'a str,
    verdict: Verdict,
    code: Option<&'a str>,
    /// The backend's own acts are acknowledged to nobody.
    acked: bool,
}

/// What only one act may have.
struct Place<'a> {
    act_id: Uuid,
    case: Option<Uuid>,
    origin: &'a OriginId,
    seq: i64,
}

/// Appends a row and answers its signed acknowledgement (empty for an own act).
fn append(turn: &Turn<'_>, entry: &Entry<'_>) -> Outcome<B64> {
    let Turn { app, tx, now, .. } = *turn;
    let (last, head) = turn.tail.head(tx)?;
    let position = last + 1;
    let head = sha256(&[&head[..], entry.hash.as_bytes()].concat());
    let ack = Ack {
        v: 1,
        realm: app.realm().to_owned(),
        epoch: app.lives.epoch().to_owned(),
        act_id: entry.said,
        act_hash: *entry.hash.as_bytes(),
        position: position.unsigned_abs(),
        log_head: *head.as_bytes(),
        stored_at: now,
        verdict: entry.verdict,
        code: entry.code.map(str::to_owned),
    };
    let ack = if entry.acked {
        sign1(Use::Ack, &cbor::encode(&ack)?, &app.keys.ack)?
    } else {
        Vec::new()
    };
    let place = entry.proved.as_ref();
    tx.prepare_cached(
        "INSERT INTO log (position, hash, bytes, salt, payload, act_id, case_id, kind, terminal,
                          incarnation, seq, verdict, ack, head, stored_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        position,
        entry.hash.as_bytes(),
        entry.act.bytes.0,
        entry.act.salt.0,
        entry.act.payload.0,
        place.map(|place| place.act_id.as_bytes().to_vec()),
        place.and_then(|place| place.case.map(|case| case.as_bytes().to_vec())),
        entry.kind,
        place.map(|place| place.origin.terminal.clone()),
        place.map(|place| place.origin.incarnation.as_bytes().to_vec()),
        place.map(|place| place.seq),
        word(entry.verdict),
        entry.acked.then_some(&ack),
        head.as_bytes(),
        now,
    ])?;
    turn.tail.head.set(Some((position, *head.as_bytes())));
    Ok(B64(ack))
}

/// Where the log ends, read once a transaction.
#[derive(Default)]
pub(crate) struct Tail {
    /// The last position and the running hash there.
    head: Cell<Option<(i64, [u8; 32])>>,
    /// The next number of the backend's own chain, and the hash before it.
    own: Cell<Option<(i64, Option<Hash>)>>,
}

impl Tail {
    fn head(&self, tx: &Transaction<'_>) -> Outcome<(i64, [u8; 32])> {
        match self.head.get() {
            Some(head) => Ok(head),
            None => head(tx),
        }
    }
}

/// The last position and the running hash there.
fn head(tx: &Transaction<'_>) -> Outcome<(i64, [u8; 32])> {
    let found: Option<(i64, Vec<u8>)> = tx
        .prepare_cached("SELECT position, head FROM log ORDER BY position DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match found {
        None => Ok((0, [0; 32])),
        Some((position, head)) => {
            let head = head.try_into().map_err(|_| Bad::server())?;
            Ok((position, head))
        }
    }
}

/// How a verdict is kept.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Durable => "durable",
        Verdict::Contested => "contested",
        Verdict::Rejected => "rejected",
    }
}

/// The other way of [`word`].
pub(crate) fn verdict(word: &str) -> Verdict {
    match word {
        "durable" => Verdict::Durable,
        "contested" => Verdict::Contested,
        _ => Verdict::Rejected,
    }
}
