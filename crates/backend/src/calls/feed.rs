use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use wire::{B64, CaseActs, FaultCode, Feed, FeedEvent, PositionedAct, Reply, WireAct};

use super::{Used, audit};
use crate::app::App;
use crate::call::{Caller, Turn};
use crate::fault::{Bad, Faults, Outcome};
use crate::log::verdict;

/// Most events on a page, and about how many bytes of acts.
const PAGE: usize = 500;
const PAGE_BYTES: usize = 3 << 20;
/// Longest purpose that is written down, characters.
const LONGEST_PURPOSE: usize = 200;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// Cursor of the last page; none: from the beginning.
    after: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Purpose {
    /// Why, 1 to 200 characters; audited.
    #[serde(default)]
    purpose: String,
}

/// Acts in force after the cursor, in log order. The practice city shows every post every case.
#[utoipa::path(get, path = "/v1/feed", tag = "acts", params(After),
    responses((status = 200, body = Reply<Feed>), Faults), security(("session" = [])))]
pub(crate) async fn feed(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<After>,
) -> Response {
    let work = move |turn: &Turn<'_>| {
        turn.member()?;
        page(turn.app, turn.tx, start(turn.app, asked.after.as_deref()))
    };
    app.answer(&caller, "", work).await
}

/// Where a cursor goes on: of another life of the log, no further than what both have in common; of none, at the
/// beginning.
fn start(app: &App, cursor: Option<&str>) -> i64 {
    let place = cursor.and_then(|cursor| cursor.split_once(':'));
    place
        .and_then(|(epoch, position)| {
            let position: i64 = position.parse().ok()?;
            let common = app.lives.common_to(epoch);
            Some(common.map_or(position, |to| position.min(to.cast_signed())))
        })
        .unwrap_or(0)
}

fn page(app: &App, tx: &Transaction<'_>, after: i64) -> Outcome<Feed> {
    let mut statement = tx.prepare_cached(
        "SELECT position, verdict, bytes, salt, payload, case_id FROM log
         WHERE position > ?1 AND case_id IS NOT NULL AND verdict <> 'rejected'
         ORDER BY position",
    )?;
    let mut rows = statement.query([after])?;
    let (mut events, mut size, mut last, mut more) = (Vec::new(), 0, after, false);
    while let Some(row) = rows.next()? {
        if events.len() == PAGE || size > PAGE_BYTES {
            more = true;
            break;
        }
        let act = positioned(row)?;
        size += act.act.bytes.0.len() + act.act.payload.0.len();
        last = row.get(0)?;
        let case: Vec<u8> = row.get(5)?;
        let case = Uuid::from_slice(&case).map_err(|_| Bad::server())?;
        events.push(FeedEvent::Act { case, act });
    }
    Ok(Feed {
        events,
        cursor: format!("{}:{last}", app.lives.epoch()),
        more,
    })
}

fn positioned(row: &Row<'_>) -> Outcome<PositionedAct> {
    let position: i64 = row.get(0)?;
    let word: String = row.get(1)?;
    Ok(PositionedAct {
        position: position.unsigned_abs(),
        verdict: verdict(&word),
        act: WireAct {
            bytes: B64(row.get(2)?),
            salt: B64(row.get(3)?),
            payload: B64(row.get(4)?),
        },
    })
}

/// All acts in force of a case, for a purpose, audited.
#[utoipa::path(get, path = "/v1/cases/{id}", tag = "acts",
    params(("id" = Uuid, Path, description = "Of the case"), Purpose),
    responses((status = 200, body = Reply<CaseActs>), Faults), security(("session" = [])))]
pub(crate) async fn case(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(asked): Query<Purpose>,
) -> Response {
    let Ok(id) = Uuid::parse_str(&id) else {
        return unknown().into_response();
    };
    app.answer(&caller, "", move |turn| read(turn, id, &asked.purpose))
        .await
}

fn read(turn: &Turn<'_>, id: Uuid, purpose: &str) -> Outcome<CaseActs> {
    let member = turn.member()?;
    let purpose = purpose.trim();
    if purpose.is_empty() || purpose.chars().count() > LONGEST_PURPOSE {
        return Err(Bad::malformed("请写明查阅事由，最多二百个字。"));
    }
    let case = acts(turn.tx, id)?;
    let used = Used {
        what: "case",
        case: Some(id),
        item: "",
        licence: "",
        purpose,
    };
    audit(turn.tx, turn.now, &member, &used)?;
    Ok(case)
}

fn acts(tx: &Transaction<'_>, id: Uuid) -> Outcome<CaseActs> {
    let key = id.as_bytes().as_slice();
    let mut statement = tx.prepare_cached(
        "SELECT position, verdict, bytes, salt, payload FROM log
         WHERE case_id = ?1 AND verdict <> 'rejected' ORDER BY position",
    )?;
    let mut rows = statement.query(params![key])?;
    let mut acts = Vec::new();
    while let Some(row) = rows.next()? {
        acts.push(positioned(row)?);
    }
    if acts.is_empty() {
        return Err(unknown());
    }
    Ok(CaseActs {
        case: id,
        number: tx
            .query_row(
                "SELECT number FROM cases WHERE id = ?1",
                params![key],
                |row| row.get(0),
            )
            .optional()?,
        acts,
    })
}

fn unknown() -> Bad {
    Bad::new(FaultCode::NotFound, "市平台没有这个办件。")
}
