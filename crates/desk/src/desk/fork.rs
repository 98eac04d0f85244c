//! A second copy of this folder took places in its log (design §4): the backend keeps both acts and closes the life.
//! Here the folder goes on in another life, and what did not get its place is signed again by its member, with the
//! same content, time and facts. Nothing is lost, and the alarm stays.

use std::collections::BTreeMap;

use ::seal::cbor;
use domain::act::{Hash, Header, OriginId};
use domain::queue::RowState;
use store::{Alarm, Append, NewAct, OriginHead, QueueFilter, StoredAct};
use uuid::Uuid;

use super::Desk;
use crate::alarm;
use crate::cases::read;
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;

/// The engine's word for a row that the backend answered with a fork.
const FORK: &str = "fork";
/// Rows to one round.
const MOST: u32 = 20_000;

impl Desk {
    /// Signs again what was set aside for a fork, where its member is signed in. Returns how many.
    ///
    /// # Errors
    /// The store's.
    pub(super) fn mend_forks(&self, station: &Station) -> Outcome<u64> {
        let store = station.store();
        let forked =
            |state: &RowState| matches!(state, RowState::Quarantined { code } if code == FORK);
        let mut acts: Vec<(Header, StoredAct)> = Vec::new();
        for row in store.queue_rows(QueueFilter::Human, MOST)? {
            if !forked(&row.state) {
                continue;
            }
            if let Some(act) = store.act(row.act_id)? {
                acts.extend(read(&act).0.map(|header| (header, act)));
            }
        }
        if acts.is_empty() {
            return Ok(0);
        }
        self.leave_closed_life(station, &acts)?;
        let mut renamed = BTreeMap::new();
        let mut mended = 0;
        for (header, act) in &acts {
            if header.actor != station.user() {
                continue;
            }
            let again = store.append(|head| {
                let again = sign_again(station, head, header, act, &renamed)?;
                let hash = again.hash;
                let append = Append {
                    acts: vec![again],
                    ..Append::default()
                };
                Ok((append, hash))
            })?;
            renamed.insert(Hash(act.hash), Hash(again));
            mended += 1;
        }
        self.0.nudge.notify_one();
        Ok(mended)
    }

    /// The present life is over where the backend closed it.
    fn leave_closed_life(&self, station: &Station, acts: &[(Header, StoredAct)]) -> Outcome<()> {
        let store = station.store();
        let head = store.origin_head()?;
        let closed = acts
            .iter()
            .map(|(header, _)| header.origin.incarnation)
            .find(|life| head.incarnation == Some(*life));
        let Some(closed) = closed else { return Ok(()) };
        store.begin_incarnation(head.turn, Uuid::new_v4(), "fork", self.now())?;
        store.alarm_raise(&Alarm {
            code: alarm::FORK.to_owned(),
            detail: closed.to_string(),
            raised_ms: self.now(),
        })?;
        Ok(())
    }
}

/// The same act in the present life: what it stood on is followed where that was signed again, too.
fn sign_again(
    station: &Station,
    head: &OriginHead,
    before: &Header,
    act: &StoredAct,
    renamed: &BTreeMap<Hash, Hash>,
) -> Outcome<NewAct> {
    let inner = &station.0;
    let unsigned = || {
        DeskFault::new(
            "act_unencodable",
            "这个动作无法重新签名，原件仍在本机。请联系管理员。",
        )
    };
    let (Some(salt), Some(payload)) = (act.salt, act.payload.clone()) else {
        return Err(unsigned());
    };
    let header = Header {
        act_id: Uuid::now_v7(),
        origin: OriginId {
            terminal: inner.identity.station.clone(),
            incarnation: head.incarnation.unwrap_or(inner.identity.incarnation),
        },
        origin_seq: head.next_seq,
        origin_prev: head.prev.map(Hash),
        base: before
            .base
            .iter()
            .map(|hash| *renamed.get(hash).unwrap_or(hash))
            .collect(),
        replaces: Some(act.act_id),
        ..before.clone()
    };
    let encoded = cbor::encode(&header).map_err(|_| unsigned())?;
    let bytes =
        ::seal::sign_act(&encoded, &inner.member, &inner.terminal).map_err(|_| unsigned())?;
    Ok(NewAct {
        act_id: header.act_id,
        case: act.case,
        kind: header.kind,
        captured_ms: act.captured_ms,
        seq: head.next_seq,
        prev: head.prev,
        hash: ::seal::sha256(&bytes).0,
        bytes,
        salt,
        payload,
        attachments: act.attachments.clone(),
        actor: header.actor,
        replaces: Some(act.act_id),
    })
}
