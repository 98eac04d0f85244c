//! What remembers the log apart from it: the journal, the acts that the backend's feed brought, and the alarms.

use ::seal::{ParsedMany, cbor, sha256};
use domain::act::Header;
use store::{Life, StoredAct};
use uuid::Uuid;

use super::act::payload_holds;
use super::{Bad, Log, PAGE};
use crate::alarm;
use crate::fault::Outcome;
use crate::station::Station;

/// The first thing that is remembered otherwise.
pub(super) fn compare(
    station: &Station,
    lives: &[Life],
    log: &Log,
    acts: &mut u64,
) -> Outcome<Option<Bad>> {
    if let Some(bad) = journal(station, log)? {
        return Ok(Some(bad));
    }
    if let Some(bad) = others(station, lives, log, acts)? {
        return Ok(Some(bad));
    }
    let behind = |found: &&store::Alarm| found.code == alarm::BEHIND;
    let alarms = station.store().alarms()?;
    Ok(alarms.iter().find(behind).map(|found| Bad {
        at: found.detail.clone(),
        why: "older_copy",
    }))
}

/// Every copy of an act in the journal is the act of that place, and no head there is further than the log.
fn journal(station: &Station, log: &Log) -> Outcome<Option<Bad>> {
    let memory = station.store().journal_memory()?;
    for (turn, seq, hash) in memory.acts {
        match log.get(&(turn, seq)) {
            Some(here) if *here == hash => {}
            Some(_) => return Ok(Some(Bad::place(turn, seq, "altered"))),
            None => return Ok(Some(Bad::place(turn, seq, "cut_tail"))),
        }
    }
    for (turn, (seq, hash)) in memory.ends {
        let here = log.get(&(turn, seq)).copied();
        let later = log.range((turn, seq + 1)..(turn + 1, 0)).next().is_some();
        if seq > 0 && here != hash && !(here.is_none() && later) {
            return Ok(Some(Bad::place(turn, seq, "cut_tail")));
        }
    }
    Ok(None)
}

/// Acts that came from the backend hold in themselves, and those of this very folder stand in its log.
fn others(station: &Station, lives: &[Life], log: &Log, acts: &mut u64) -> Outcome<Option<Bad>> {
    let mut after = Uuid::nil();
    loop {
        let page = station.store().acts_of_others(after, PAGE)?;
        for act in &page {
            *acts += 1;
            let Some(header) = read(act) else {
                return Ok(Some(Bad::act(act, "altered")));
            };
            if is_missing_here(station, lives, log, &header, act.hash) {
                return Ok(Some(Bad::act(act, "older_copy")));
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE as usize => after = last.act_id,
            _ => return Ok(None),
        }
    }
}

/// The header, where bytes, id and payload agree.
pub(super) fn read(act: &StoredAct) -> Option<Header> {
    let parsed = ParsedMany::parse(&act.bytes).ok()?;
    let header: Header = cbor::decode_strict(parsed.payload()).ok()?;
    let holds = sha256(&act.bytes).0 == act.hash
        && header.act_id == act.act_id
        && payload_holds(act, &header);
    holds.then_some(header)
}

/// An act that this folder signed in a life that is whole, and does not have.
fn is_missing_here(
    station: &Station,
    lives: &[Life],
    log: &Log,
    header: &Header,
    hash: [u8; 32],
) -> bool {
    if header.origin.terminal != station.0.identity.station {
        return false;
    }
    let named = |life: &&Life| life.incarnation == Some(header.origin.incarnation);
    let Some(life) = lives.iter().find(named) else {
        return false;
    };
    let lost = |later: &Life| later.turn > life.turn && later.why == "rebuilt";
    log.get(&(life.turn, header.origin_seq)) != Some(&hash) && !lives.iter().any(lost)
}
