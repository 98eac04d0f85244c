//! `zc audit verify`: whether the log of this folder is what it was (law 8).
//!
//! Compared are the signed acts with each other, with the head of the log, with what the journal remembers, with the
//! backend's signed acknowledgements, and with what the backend's feed has of this station's acts.

mod act;
mod memory;
mod trace;

use std::collections::BTreeMap;

use serde::Serialize;
use store::{Life, StoredAct};
use sync::Verifier;

use crate::desk::Desk;
use crate::fault::Outcome;
use crate::shelf::StationShelf;
use crate::station::Station;

pub use trace::{Traced, TracedStep};

/// Acts read at once.
const PAGE: u32 = 500;

/// What an audit found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Audited {
    /// Acts looked at.
    pub acts: u64,
    /// Nothing was found.
    pub ok: bool,
    /// The first place that does not hold: an act's id, or `life/place` where there is no act.
    pub first_bad: Option<String>,
    /// `altered`, `deleted`, `reordered`, `cut_tail`, `older_copy`.
    pub why: Option<&'static str>,
}

/// The first thing that does not hold.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bad {
    at: String,
    why: &'static str,
}

impl Bad {
    fn act(act: &StoredAct, why: &'static str) -> Self {
        Self {
            at: act.act_id.to_string(),
            why,
        }
    }

    fn place(turn: u64, seq: u64, why: &'static str) -> Self {
        Self {
            at: format!("{turn}/{seq}"),
            why,
        }
    }
}

/// Hashes by life and place.
type Log = BTreeMap<(u64, u64), [u8; 32]>;

impl Desk {
    /// Verifies the log, the backend's feed first where it answers. Changes nothing but what the feed brings.
    ///
    /// # Errors
    /// Nobody is signed in, the store's. What is wrong with the log is no error but the answer.
    pub async fn audit(&self) -> Outcome<Audited> {
        let station = self.station()?;
        self.look_at_feed(&station).await;
        let audited = tokio::task::spawn_blocking(move || verify(&station)).await;
        audited.map_err(|_| crate::fault::DeskFault::new("failed", "核验中断，请重试。"))?
    }

    /// A backend that does not answer is no fault of the log.
    async fn look_at_feed(&self, station: &Station) {
        let Some(remote) = self.remote() else { return };
        if self.connect(station).await.is_err() {
            return;
        }
        let shelf = StationShelf {
            station,
            connection: &self.0.connection,
            now: self.now(),
        };
        drop(sync::pull(&remote, &shelf).await);
    }
}

fn verify(station: &Station) -> Outcome<Audited> {
    let mut acts = 0;
    let bad = walk(station, &mut acts)?;
    Ok(Audited {
        acts,
        ok: bad.is_none(),
        why: bad.as_ref().map(|bad| bad.why),
        first_bad: bad.map(|bad| bad.at),
    })
}

fn walk(station: &Station, acts: &mut u64) -> Outcome<Option<Bad>> {
    let verifier = Verifier::new(station.reference().trust.clone());
    let lives = station.store().lives()?;
    let mut log = Log::new();
    for (at, life) in lives.iter().enumerate() {
        // What a rebuild or an older copy lost of the lives before is with the backend.
        let gaps = lives[at + 1..]
            .iter()
            .any(|later| matches!(later.why.as_str(), "rebuilt" | "behind"));
        if let Some(bad) = walk_life(station, &verifier, life, gaps, (&mut log, acts))? {
            return Ok(Some(bad));
        }
    }
    memory::compare(station, &lives, &log, acts)
}

fn walk_life(
    station: &Station,
    verifier: &Verifier,
    life: &Life,
    gaps: bool,
    (log, count): (&mut Log, &mut u64),
) -> Outcome<Option<Bad>> {
    let mut last = (0, None);
    loop {
        let page = station.store().acts_of_life(life.turn, last.0, PAGE)?;
        for act in &page {
            *count += 1;
            let seq = act.seq.unwrap_or(0);
            if let Some(why) = act::check(station, verifier, life, act)? {
                return Ok(Some(Bad::act(act, why)));
            }
            if seq != last.0 + 1 && !gaps {
                return Ok(Some(Bad::place(life.turn, last.0 + 1, "deleted")));
            }
            if act.prev != last.1 && seq == last.0 + 1 {
                return Ok(Some(Bad::act(act, "reordered")));
            }
            last = (seq, Some(act.hash));
            log.insert((life.turn, seq), act.hash);
        }
        if page.len() < PAGE as usize {
            break;
        }
    }
    let cut = life
        .end
        .is_some_and(|(seq, hash)| seq > last.0 || (seq == last.0 && hash != last.1));
    Ok((cut && !gaps).then(|| Bad::place(life.turn, last.0 + 1, "cut_tail")))
}
