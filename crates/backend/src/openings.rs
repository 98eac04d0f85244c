//! 申请开通 (即来即调度, domain reference S39): what outlets asked the city to open beside their level, and what it
//! opened. The requests stand in the log as acts; a task is what they ask for, however many asked.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::act::{OpeningRequest, Payload};
use rusqlite::Transaction;
use seal::cbor;
use wire::{FaultCode, Opening, Openings};

use crate::call::Turn;
use crate::city::Printed;
use crate::database::{meta, put_meta};
use crate::fault::{Bad, Outcome};
use crate::log::header;

/// 实施编码 by outlet.
pub(crate) type Opened = BTreeMap<String, Vec<String>>;

/// Where it is kept.
const NAME: &str = "opened";

/// The city's list as it was signed last, and what was open in it: it is signed anew when something else is.
pub(crate) type Reprint = Kept<Opened, Printed>;

/// What was made of something, until that changes.
pub(crate) struct Kept<Of, Made>(Mutex<Option<(Of, Made)>>);

impl<Of, Made> Default for Kept<Of, Made> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<Of: Clone + PartialEq, Made> Kept<Of, Made> {
    /// Reads what was made of it; it is made where it was made of something else, or not yet.
    pub(crate) fn read<T, E>(
        &self,
        of: &Of,
        make: impl FnOnce() -> Result<Made, E>,
        read: impl FnOnce(&Made) -> T,
    ) -> Result<T, E> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, made)) = held.as_ref().filter(|(known, _)| known == of) {
            return Ok(read(made));
        }
        let made = make()?;
        let answer = read(&made);
        *held = Some((of.clone(), made));
        Ok(answer)
    }
}

/// What was opened since the city was published.
pub(crate) fn opened(tx: &Transaction<'_>) -> Outcome<Opened> {
    match meta(tx, NAME)? {
        Some(bytes) => serde_json::from_slice(&bytes).map_err(|_| Bad::server()),
        None => Ok(Opened::new()),
    }
}

/// Opens an item at an outlet.
pub(crate) fn open(turn: &Turn<'_>, outlet: &str, item: &str) -> Outcome<()> {
    let city = &turn.app.city;
    if !city.rule.outlets.iter().any(|place| place.code == outlet) {
        return Err(Bad::new(FaultCode::NotFound, "没有这个网点。"));
    }
    let item = city.catalogue.item(item);
    let item = item.ok_or_else(|| Bad::new(FaultCode::NotFound, "事项目录里没有这个事项。"))?;
    let mut opened = opened(turn.tx)?;
    let items = opened.entry(outlet.to_owned()).or_default();
    if !items.contains(&item.code) {
        items.push(item.code.clone());
    }
    let bytes = serde_json::to_vec(&opened).map_err(|_| Bad::server())?;
    Ok(put_meta(turn.tx, NAME, &bytes)?)
}

/// The tasks: one an outlet and item, the oldest first.
pub(crate) fn tasks(turn: &Turn<'_>) -> Outcome<Openings> {
    let opened = opened(turn.tx)?;
    let mut openings: Vec<Opening> = Vec::new();
    for (at, by, asked) in requests(turn)? {
        let same = |one: &&mut Opening| one.outlet == asked.outlet && one.item == asked.item;
        if let Some(task) = openings.iter_mut().find(same) {
            task.asked += 1;
            continue;
        }
        let item = turn.app.city.catalogue.item(&asked.item);
        let outlet = turn.app.city.outlet(&asked.outlet, &opened);
        openings.push(Opening {
            opened: item.is_some_and(|item| outlet.handles(item)),
            outlet: asked.outlet,
            item: asked.item,
            name: asked.item_name,
            reason: asked.reason,
            by,
            at,
            asked: 1,
        });
    }
    Ok(Openings { openings })
}

/// Every request in force: when it came, whose it is, what it asks.
fn requests(turn: &Turn<'_>) -> Outcome<Vec<(i64, String, OpeningRequest)>> {
    let mut select = turn.tx.prepare_cached(
        "SELECT stored_at, bytes, payload FROM log
         WHERE kind = 'opening_requested' AND verdict <> 'rejected' ORDER BY position",
    )?;
    let rows = select.query_map([], |row| {
        Ok((
            row.get(0)?,
            row.get::<_, Vec<u8>>(1)?,
            row.get::<_, Vec<u8>>(2)?,
        ))
    })?;
    let mut requests = Vec::new();
    for row in rows {
        let (at, bytes, body) = row?;
        let Payload::OpeningRequested(asked) =
            cbor::decode_strict(&body).map_err(|_| Bad::server())?
        else {
            continue;
        };
        requests.push((at, header(&bytes)?.actor, asked));
    }
    Ok(requests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_is_kept_until_what_it_is_of_changes() {
        let kept = Kept::<u8, String>::default();
        let mut made = 0;
        let mut read = |of: u8| {
            let make = || {
                made += 1;
                Ok::<_, ()>(format!("{of}, {made}"))
            };
            kept.read(&of, make, Clone::clone).unwrap()
        };
        let answers = [read(1), read(1), read(2), read(2), read(1)];
        assert_eq!(answers, ["1, 1", "1, 1", "2, 2", "2, 2", "1, 3"]);
    }

    #[test]
    fn what_could_not_be_made_is_not_kept() {
        let kept = Kept::<u8, u8>::default();
        assert_eq!(kept.read(&1, || Err("no"), |made| *made), Err("no"));
        assert_eq!(kept.read(&1, || Ok::<_, &str>(7), |made| *made), Ok(7));
    }
}
