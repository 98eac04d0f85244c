use std::collections::BTreeMap;

use domain::act::{Captured, ClockQuality};
use domain::decide::Refusal;
use rusqlite::OptionalExtension as _;

use super::admit::refusal;
use super::examine::Examined;
use crate::call::Turn;
use crate::fault::Outcome;

/// Who is revoked, asked for once a transaction: nobody is revoked within it.
#[derive(Default)]
pub(super) struct Revoked {
    /// By terminal: since when, and whether its key is in wrong hands.
    stations: BTreeMap<String, Option<(i64, bool)>>,
    /// By 工号: since when.
    members: BTreeMap<String, Option<i64>>,
}

impl Revoked {
    /// What a revocation says of an act that arrives after it. What was signed before with a good key stays good; of
    /// a key in wrong hands nothing that arrives later is believed without a person (design §7).
    pub(super) fn finding(&mut self, turn: &Turn<'_>, act: &Examined) -> Outcome<Option<Refusal>> {
        let header = &act.header;
        if let Some((at, compromised)) = self.station(turn, &header.origin.terminal)? {
            if compromised {
                let say = "签名的终端已报失密停用，之后到达的动作都要人工核实。";
                return Ok(Some(refusal("compromised", say)));
            }
            if !was_before(&header.captured, at) {
                let say = "动作在终端停用之后做出，或时间不可信，请人工核实。";
                return Ok(Some(refusal("revoked", say)));
            }
        }
        let member = self.member(turn, &header.actor)?;
        let late = member.filter(|at| !was_before(&header.captured, *at));
        Ok(late.map(|_| {
            let say = "动作在工号停用之后做出，或时间不可信，请人工核实。";
            refusal("revoked", say)
        }))
    }

    fn station(&mut self, turn: &Turn<'_>, terminal: &str) -> Outcome<Option<(i64, bool)>> {
        if let Some(known) = self.stations.get(terminal) {
            return Ok(*known);
        }
        let found: Option<(Option<i64>, bool)> = turn
            .tx
            .prepare_cached("SELECT revoked_at, compromised FROM stations WHERE terminal = ?1")?
            .query_row([terminal], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let found = found.and_then(|(at, compromised)| Some((at?, compromised)));
        self.stations.insert(terminal.to_owned(), found);
        Ok(found)
    }

    fn member(&mut self, turn: &Turn<'_>, user: &str) -> Outcome<Option<i64>> {
        if let Some(known) = self.members.get(user) {
            return Ok(*known);
        }
        let found = turn
            .tx
            .prepare_cached("SELECT at FROM revoked_members WHERE user = ?1")?
            .query_row([user], |row| row.get(0))
            .optional()?;
        self.members.insert(user.to_owned(), found);
        Ok(found)
    }
}

fn was_before(captured: &Captured, at: i64) -> bool {
    captured.quality != ClockQuality::Broken && captured.latest <= at
}
