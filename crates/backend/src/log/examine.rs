//! Structure and signature of an act that arrives: nothing of it is believed before.

use std::collections::BTreeMap;

use domain::act::{Header, Payload, Subject};
use seal::{Hash32, ParsedMany, PublicKey, Use, cbor};
use serde::de::IgnoredAny;
use uuid::Uuid;

use super::prove::Claim;
use crate::call::Turn;
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
const KINDS: [&str; 30] = [
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
    "suspended",
    "resumed",
    "extended",
    "corrected",
    "deferred",
    "triggered",
    "lapsed",
    "contested",
    "settled",
    "delivered",
    "inspected",
    "reviewed",
    "explained",
    "prioritised",
    "cohandled",
    "linked",
    "told",
    "enquired",
    "opening_requested",
    "station",
];

/// Verifies what was read; whose keys these are is the `signers`' to say.
pub(super) fn examine(
    turn: &Turn<'_>,
    signers: &mut Signers,
    hash: Hash32,
    claim: Option<Claim>,
) -> Result<Examined, Unsound> {
    let claim = claim.ok_or(Unsound {
        act_id: Uuid::nil(),
        code: "malformed",
    })?;
    let header = &claim.header;
    let act_id = header.act_id;
    let unsound = |code| Unsound { act_id, code };
    if header.realm != turn.app.realm() {
        return Err(unsound("realm"));
    }
    let user = signers
        .of(turn, &claim)
        .ok_or_else(|| unsound("signature"))?;
    if user != header.actor {
        return Err(unsound("actor"));
    }
    let seq = i64::try_from(header.origin_seq).map_err(|_| unsound("origin_seq"))?;
    if header.v != Header::VERSION || seq < 1 || act_id.is_nil() {
        return Err(unsound("header"));
    }
    if !claim.holds {
        return Err(unsound("payload_hash"));
    }
    let payload = claim.payload.map_err(unsound)?;
    Ok(Examined {
        hash,
        payload,
        seq,
        header: claim.header,
    })
}

/// The registered keys of who signs, asked for once a transaction: nobody registers within it.
#[derive(Default)]
pub(super) struct Signers(BTreeMap<Named, Option<Registered>>);

/// Terminal, and the names of both keys.
type Named = (String, Vec<u8>, Vec<u8>);

struct Registered {
    member: PublicKey,
    user: String,
    station: PublicKey,
}

impl Signers {
    /// The member who signed beside the station, both by keys that the station registered; signatures that were
    /// proved with exactly these keys are not checked again.
    fn of(&mut self, turn: &Turn<'_>, claim: &Claim) -> Option<String> {
        let (parsed, terminal) = (&claim.parsed, &claim.header.origin.terminal);
        if parsed.len() != 2 {
            return None;
        }
        let named = (
            terminal.clone(),
            parsed.kid(0).to_vec(),
            parsed.kid(1).to_vec(),
        );
        let registered = self
            .0
            .entry(named)
            .or_insert_with(|| registered(turn, terminal, parsed))
            .as_ref()?;
        if !claim.is_proved(&registered.member, &registered.station) {
            parsed.verify(0, Use::Member, &registered.member).ok()?;
            parsed.verify(1, Use::Terminal, &registered.station).ok()?;
        }
        Some(registered.user.clone())
    }
}

fn registered(turn: &Turn<'_>, terminal: &str, parsed: &ParsedMany) -> Option<Registered> {
    let key = |use_, at| {
        let found = station_key(&turn.app.keyring, turn.tx, terminal, use_, parsed.kid(at));
        found.ok()?
    };
    let (member, user) = key(Use::Member, 0)?;
    let (station, _) = key(Use::Terminal, 1)?;
    Some(Registered {
        member,
        user,
        station,
    })
}

/// The payload as its kind is read; `None` for a kind that this program does not know.
pub(super) fn payload(header: &Header, bytes: &[u8]) -> Result<Option<Payload>, &'static str> {
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
    if payload.is_of_station() != (header.subject == Subject::Station) {
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
