//! Structure and signature of an act that arrives: nothing of it is believed before.

use domain::act::{Header, Payload, Subject};
use rusqlite::Transaction;
use seal::{Hash32, ParsedMany, PublicKey, Use, cbor, sha256};
use serde::de::IgnoredAny;
use uuid::Uuid;
use wire::WireAct;

use super::prove::Proofs;
use crate::app::App;
use crate::member::station_key;

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
const KINDS: [&str; 14] = [
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
    "settled",
    "station",
];

/// Reads and verifies.
pub(super) fn examine(
    app: &App,
    tx: &Transaction<'_>,
    act: &WireAct,
    proofs: &Proofs,
) -> Result<Examined, Unsound> {
    let hash = sha256(&act.bytes.0);
    let (parsed, header) = read(&act.bytes.0).ok_or(Unsound {
        act_id: Uuid::nil(),
        code: "malformed",
    })?;
    let act_id = header.act_id;
    let unsound = |code| Unsound { act_id, code };
    if header.realm != app.realm() {
        return Err(unsound("realm"));
    }
    let terminal = &header.origin.terminal;
    let user = signer(app, tx, terminal, &parsed, |member, station| {
        proofs.hold(hash, member, station)
    })
    .ok_or_else(|| unsound("signature"))?;
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
        hash,
        header,
        payload,
        seq,
    })
}

/// The envelope, and what it claims; not yet believed.
fn read(bytes: &[u8]) -> Option<(ParsedMany, Header)> {
    let parsed = ParsedMany::parse(bytes).ok()?;
    let header = cbor::decode_strict(parsed.payload()).ok()?;
    Some((parsed, header))
}

/// The member who signed beside the station, both by keys that the station registered; signatures that were `proved`
/// with exactly these keys are not checked again.
fn signer(
    app: &App,
    tx: &Transaction<'_>,
    terminal: &str,
    parsed: &ParsedMany,
    proved: impl FnOnce(&PublicKey, &PublicKey) -> bool,
) -> Option<String> {
    if parsed.len() != 2 {
        return None;
    }
    let registered =
        |use_, at| station_key(&app.keyring, tx, terminal, use_, parsed.kid(at)).ok()?;
    let (member, user) = registered(Use::Member, 0)?;
    let (station, _) = registered(Use::Terminal, 1)?;
    if !proved(&member, &station) {
        parsed.verify(0, Use::Member, &member).ok()?;
        parsed.verify(1, Use::Terminal, &station).ok()?;
    }
    Some(user)
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
