//! Acts of desks that did not know of each other (design §4): what they knew stands in their bases.

use std::collections::{BTreeMap, BTreeSet};

use domain::act::Hash;
use domain::commute::commutes;
use domain::decide::Refusal;
use rusqlite::params;
use uuid::Uuid;

use super::admit::refusal;
use super::examine::Examined;
use super::fold::header;
use crate::call::Turn;
use crate::fault::Outcome;

/// An act after one of another desk that it does not commute with and did not know of: neither is chosen, a person
/// is asked.
pub(super) fn finding(turn: &Turn<'_>, act: &Examined) -> Outcome<Option<Refusal>> {
    let Some(case) = act.case() else {
        return Ok(None);
    };
    // A mend is a person's answer to what was contested; it stands where the first one stood.
    if act.header.replaces.is_some() {
        return Ok(None);
    }
    let others = others(turn, case, act)?;
    if others.is_empty() {
        return Ok(None);
    }
    let known = known(turn, case, &act.header.base)?;
    Ok((!others.is_subset(&known)).then(|| {
        let say =
            "另一个窗口已对这个办件作出处理，两处互不知情。请人工认定以哪一个为准，并告知申请人。";
        refusal("beside", say)
    }))
}

/// What other origins did to the case that has not the same meaning before this act as after it.
fn others(turn: &Turn<'_>, case: Uuid, act: &Examined) -> Outcome<BTreeSet<Hash>> {
    let origin = &act.header.origin;
    let mut statement = turn.tx.prepare_cached(
        "SELECT hash, kind FROM log WHERE case_id = ?1 AND verdict <> 'rejected'
            AND NOT (terminal IS ?2 AND incarnation IS ?3)",
    )?;
    let incarnation = origin.incarnation.as_bytes().as_slice();
    let wanted = params![case.as_bytes().as_slice(), origin.terminal, incarnation];
    let rows = statement.query_map(wanted, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut others = BTreeSet::new();
    for row in rows {
        let (hash, kind): ([u8; 32], String) = row?;
        if !commutes(&kind, &act.header.kind) {
            others.insert(Hash(hash));
        }
    }
    Ok(others)
}

/// The acts that a base names, and those that they were made on.
fn known(turn: &Turn<'_>, case: Uuid, base: &[Hash]) -> Outcome<BTreeSet<Hash>> {
    let mut statement = turn
        .tx
        .prepare_cached("SELECT hash, bytes FROM log WHERE case_id = ?1")?;
    let rows = statement.query_map([case.as_bytes().as_slice()], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    let mut bases = BTreeMap::new();
    for row in rows {
        let (hash, bytes): ([u8; 32], Vec<u8>) = row?;
        bases.insert(Hash(hash), header(&bytes)?.base);
    }
    let mut known = BTreeSet::new();
    let mut open = base.to_vec();
    while let Some(hash) = open.pop() {
        if known.insert(hash) {
            open.extend(bases.get(&hash).into_iter().flatten());
        }
    }
    Ok(known)
}
