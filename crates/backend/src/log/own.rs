//! The backend's own acts: signed by its terminal key alone, in the same log.

use domain::act::{
    Answered, Captured, ClockQuality, Facts, Hash, Header, OriginId, Payload, Registered, Subject,
};
use domain::case::Case;
use domain::decide::{RULES, Refusal};
use domain::verify::Verified;
use rand::Rng as _;
use rusqlite::{OptionalExtension as _, Transaction, params};
use seal::{Use, cbor, sha256, sign_many};
use uuid::Uuid;
use wire::{B64, Verdict, WireAct};

use super::{Entry, Place, append, number};
use crate::app::App;
use crate::call::Turn;
use crate::fault::{Bad, Outcome};

/// Who the backend's acts name as their actor.
const ACTOR: &str = "backend";

/// Gives the number, or tells it again, with what is known since of what stood unverified.
pub(super) fn registered(
    turn: &Turn<'_>,
    case: &mut Case,
    outlet: &str,
    verified: Option<Verified>,
) -> Outcome<()> {
    let number = match (&case.elsewhere, &verified) {
        (None, _) => number::register(turn, case.id, outlet)?,
        // Whoever accepts it numbers it (docs/adr/0025): only what was verified is told.
        (Some(_), Some(_)) => String::new(),
        (Some(_), None) => return Ok(()),
    };
    let registered = Registered { number, verified };
    write(turn, case, &Payload::Registered(registered))
}

/// A task for a person.
pub(super) fn contested(
    turn: &Turn<'_>,
    case: &mut Case,
    act: Uuid,
    refusal: &Refusal,
) -> Outcome<()> {
    let answered = Answered {
        act: act.simple().to_string(),
        code: refusal.code.clone(),
        say: refusal.say.clone(),
    };
    write(turn, case, &Payload::Contested(answered))
}

/// Appends an own act and folds it in.
pub(super) fn write(turn: &Turn<'_>, case: &mut Case, payload: &Payload) -> Outcome<()> {
    let Turn { app, tx, now, .. } = *turn;
    let body = cbor::encode(payload)?;
    let mut salt = [0; 32];
    rand::rng().fill_bytes(&mut salt);
    let (seq, prev) = match turn.tail.own.get() {
        Some(own) => own,
        None => origin_head(app, tx)?,
    };
    let captured = Captured {
        wall: now,
        earliest: now,
        latest: now,
        quality: ClockQuality::Anchored,
    };
    let header = Header {
        v: Header::VERSION,
        realm: app.realm().to_owned(),
        act_id: Uuid::now_v7(),
        subject: Subject::Case(case.id),
        origin: OriginId {
            terminal: app.keys.terminal.kid().to_string(),
            incarnation: app.keys.incarnation,
        },
        origin_seq: seq.unsigned_abs(),
        origin_prev: prev,
        base: base(tx, case.id)?,
        kind: payload.kind().to_owned(),
        kind_version: payload.kind_version(),
        payload_hash: Hash(*sha256(&[&salt[..], &body].concat()).as_bytes()),
        attachments: Vec::new(),
        actor: ACTOR.to_owned(),
        witness: None,
        post: String::new(),
        captured,
        context: Facts {
            calendar: Some(app.city.calendar.version().to_owned()),
            rules: RULES,
            ..Facts::default()
        },
        replaces: None,
    };
    let bytes = sign_many(
        &cbor::encode(&header)?,
        &[(Use::Terminal, &app.keys.terminal)],
    )?;
    let hash = sha256(&bytes);
    let act = WireAct {
        bytes: B64(bytes),
        salt: B64(salt.to_vec()),
        payload: B64(body),
    };
    let place = Place {
        act_id: header.act_id,
        case: Some(case.id),
        origin: &header.origin,
        seq,
    };
    let entry = Entry {
        act: &act,
        hash,
        said: header.act_id,
        proved: Some(place),
        kind: payload.kind(),
        verdict: Verdict::Durable,
        code: None,
        acked: false,
    };
    append(turn, &entry)?;
    turn.tail
        .own
        .set(Some((seq + 1, Some(Hash(*hash.as_bytes())))));
    case.apply(&captured, payload);
    Ok(())
}

/// The next number of the backend's own chain in this life, and the hash before it.
fn origin_head(app: &App, tx: &Transaction<'_>) -> Outcome<(i64, Option<Hash>)> {
    let last: Option<(i64, Vec<u8>)> = tx
        .prepare_cached(
            "SELECT seq, hash FROM log WHERE terminal = ?1 AND incarnation = ?2
             ORDER BY seq DESC LIMIT 1",
        )?
        .query_row(
            params![
                app.keys.terminal.kid().to_string(),
                app.keys.incarnation.as_bytes().as_slice()
            ],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((seq, hash)) = last else {
        return Ok((1, None));
    };
    let hash = hash.try_into().map_err(|_| Bad::server())?;
    Ok((seq + 1, Some(Hash(hash))))
}

/// The case's last act.
fn base(tx: &Transaction<'_>, case: Uuid) -> Outcome<Vec<Hash>> {
    let last: Option<Vec<u8>> = tx
        .prepare_cached(
            "SELECT hash FROM log WHERE case_id = ?1 AND verdict <> 'rejected'
             ORDER BY position DESC LIMIT 1",
        )?
        .query_row([case.as_bytes().as_slice()], |row| row.get(0))
        .optional()?;
    let last = last.map(|hash| hash.try_into().map(Hash));
    let last = last.transpose().map_err(|_| Bad::server())?;
    Ok(last.into_iter().collect())
}
