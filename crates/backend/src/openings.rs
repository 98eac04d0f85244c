//! 申请开通 (即来即调度, domain reference S39): what outlets asked the city to open beside their level, and what it
//! opened. The requests stand in the log as acts; a task is what they ask for, however many asked.

use std::collections::BTreeMap;

use domain::act::{OpeningRequest, Payload};
use rusqlite::Transaction;
use seal::cbor;
use wire::{FaultCode, Opening, Openings};

use crate::call::Turn;
use crate::database::{meta, put_meta};
use crate::fault::{Bad, Outcome};
use crate::log::header;

/// 实施编码 by outlet.
pub(crate) type Opened = BTreeMap<String, Vec<String>>;

/// Where it is kept.
const NAME: &str = "opened";

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
