//! Structure and signature of an act that arrives: nothing of it is believed before.

use domain::act::{Header, Payload, Subject};
use rusqlite::Transaction;
use seal::{Hash32, ParsedMany, cbor, sha256};
use serde::de::IgnoredAny;
use uuid::Uuid;
use wire::WireAct;

use crate::app::App;
use crate::member::open_both;

/// An act whose structure and signatures hold.
pub(super) struct Examined {
    pub(super) header: Header,
    /// None: of a kind this program does not know.
    pub(super) payload: Option<Payload>,
    pub(super) hash: Hash32,
    pub(super) seq: i64,
}

impl Examined {
    pub(super) fn case(&self) -> Option<Uuid> {
        match self.header.subject {
            Subject::Case(case) => Some(case),
            Subject::Station => None,
        }
    }
}

/// Why an act is refused for good; `act_id` is nil where the bytes could not be read.
pub(super) struct Unsound {
    pub(super) act_id: Uuid,
    pub(super) code: &'static str,
}

/// Kinds that this version knows.
const KINDS: [&str; 13] = [
    "received",
    "accepted",
    "acceptance_requested",
    "registered",
    "acceptance_confirmed",
    "noticed",
    "refused",
    "supplemented",
    "withdrawn",
    "decided",
    "lapsed",
    "contested",
    "station",
];

/// Reads and verifies.
pub(super) fn examine(app: &App, tx: &Transaction<'_>, act: &WireAct) -> Result<Examined, Unsound> {
    let header = header(&act.bytes.0).ok_or(Unsound {
        act_id: Uuid::nil(),
        code: "malformed",
    })?;
    let act_id = header.act_id;
    let unsound = |code| Unsound { act_id, code };
    if header.realm != app.realm() {
        return Err(unsound("realm"));
    }
    let signer = open_both(tx, &header.origin.terminal, &act.bytes.0);
    let (_, user) = signer.map_err(|_| unsound("signature"))?;
    if user != header.actor {
        return Err(unsound("actor"));
    }
    let seq = i64::try_from(header.origin_seq).map_err(|_| unsound("origin_seq"))?;
    if header.v != Header::VERSION || seq < 1 || act_id.is_nil() {
        return Err(unsound("header"));
    }
    let salted = [&act.salt.0[..], &act.payload.0].concat();
    if act.salt.0.len() != 32 || header.payload_hash.0 != *sha256(&salted).as_bytes() {
        return Err(unsound("payload_hash"));
    }
    let payload = payload(&header, &act.payload.0).map_err(unsound)?;
    Ok(Examined {
        hash: sha256(&act.bytes.0),
        header,
        payload,
        seq,
    })
}

/// What the envelope claims, not yet believed.
fn header(bytes: &[u8]) -> Option<Header> {
    let parsed = ParsedMany::parse(bytes).ok()?;
    cbor::decode_strict(parsed.payload()).ok()
}

fn payload(header: &Header, bytes: &[u8]) -> Result<Option<Payload>, &'static str> {
    let Ok(payload) = cbor::decode_strict::<Payload>(bytes) else {
        let foreign = !KINDS.contains(&header.kind.as_str()) || header.kind_version != 1;
        let readable = cbor::decode_strict::<IgnoredAny>(bytes).is_ok();
        return if foreign && readable {
            Ok(None)
        } else {
            Err("payload")
        };
    };
    if payload.kind() != header.kind || payload.kind_version() != header.kind_version {
        return Err("kind");
    }
    if matches!(payload, Payload::Station(_)) != (header.subject == Subject::Station) {
        return Err("subject");
    }
    let mut listed: Vec<_> = header
        .attachments
        .iter()
        .map(|a| (a.hash, a.bytes))
        .collect();
    listed.sort_unstable();
    if listed != payload.attachments() {
        return Err("attachments");
    }
    Ok(Some(payload))
}
