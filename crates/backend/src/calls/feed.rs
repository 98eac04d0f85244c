use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use domain::moment;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use wire::{B64, CaseActs, FaultCode, Feed, FeedEvent, PositionedAct, Reply, WireAct};

use super::{Used, audit};
use crate::app::App;
use crate::call::{Caller, Turn};
use crate::fault::{Bad, Faults, Outcome};
use crate::log::scope::{Cases, Scope};
use crate::log::verdict;

/// Most events on a page, and about how many bytes of acts.
const PAGE: usize = 500;
const PAGE_BYTES: usize = 3 << 20;
/// Most acts looked at for a page, seen or not.
const MOST_LOOKED: usize = 5_000;
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

/// What the member's posts see after the cursor, in log order: a case that comes into view comes whole, from its first
/// act; one that goes out of view says so.
#[utoipa::path(get, path = "/v1/feed", tag = "acts", params(After),
    responses((status = 200, body = Reply<Feed>), Faults), security(("session" = [])))]
pub(crate) async fn feed(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<After>,
) -> Response {
    let work = move |turn: &Turn<'_>| {
        let member = turn.member()?;
        let scope = Scope::of(turn, &member.user);
        let from = start(turn, asked.after.as_deref())?;
        page(turn, &scope, from)
    };
    app.answer(&caller, "", work).await
}

/// Where a cursor goes on, and what its posts saw.
struct From {
    after: i64,
    scope: Option<Scope>,
}

/// Of another life of the log no further than what both have in common; of none, at the beginning.
fn start(turn: &Turn<'_>, cursor: Option<&str>) -> Outcome<From> {
    let parts: Vec<&str> = cursor.unwrap_or_default().split(':').collect();
    let after = parts.get(1).and_then(|text| text.parse::<i64>().ok());
    let (Some(epoch), Some(after)) = (parts.first(), after) else {
        return Ok(From {
            after: 0,
            scope: None,
        });
    };
    let common = turn.app.lives.common_to(epoch);
    Ok(From {
        after: common.map_or(after, |to| after.min(to.cast_signed())),
        scope: match parts.get(2) {
            Some(name) => Scope::kept(turn, name)?,
            None => None,
        },
    })
}

/// A page being filled.
#[derive(Default)]
struct Page {
    events: Vec<FeedEvent>,
    size: usize,
    looked: usize,
}

impl Page {
    fn is_full(&self) -> bool {
        self.events.len() >= PAGE || self.size > PAGE_BYTES || self.looked >= MOST_LOOKED
    }

    fn put(&mut self, event: FeedEvent) {
        let size = |act: &PositionedAct| act.act.bytes.0.len() + act.act.payload.0.len();
        self.size += match &event {
            FeedEvent::Act { act, .. } => size(act),
            FeedEvent::Entered(case) => case.acts.iter().map(size).sum(),
            FeedEvent::Left { .. } => 0,
        };
        self.events.push(event);
    }
}

fn page(turn: &Turn<'_>, scope: &Scope, from: From) -> Outcome<Feed> {
    let mut page = Page::default();
    let name = scope.keep(turn)?;
    let mut last = from.after;
    // Other posts than those the cursor was made for: what they no longer see leaves, what they see comes anew.
    if let Some(before) = from.scope.filter(|before| before != scope) {
        leave(turn, &before, scope, from.after, &mut page)?;
        last = 0;
    }
    let mut cases = Cases::at(turn, last);
    let mut more = false;
    let mut statement = turn.tx.prepare_cached(
        "SELECT position, verdict, bytes, salt, payload, case_id FROM log
         WHERE position > ?1 AND case_id IS NOT NULL AND verdict <> 'rejected'
         ORDER BY position",
    )?;
    let mut rows = statement.query([last])?;
    while let Some(row) = rows.next()? {
        if page.is_full() {
            more = true;
            break;
        }
        page.looked += 1;
        last = row.get(0)?;
        step(turn, scope, &mut cases, row, &mut page)?;
    }
    Ok(Feed {
        events: page.events,
        cursor: format!("{}:{last}:{name}", turn.app.lives.epoch()),
        more,
    })
}

/// One act: whether its case is in view before and after it says what becomes of it.
fn step(
    turn: &Turn<'_>,
    scope: &Scope,
    cases: &mut Cases<'_>,
    row: &Row<'_>,
    page: &mut Page,
) -> Outcome<()> {
    let today = moment::day(turn.now);
    let act = positioned(row)?;
    let case: Vec<u8> = row.get(5)?;
    let case = Uuid::from_slice(&case).map_err(|_| Bad::server())?;
    let known = cases.case(case)?;
    let (begins, before) = (known.acts == 0, scope.sees(known, today));
    known.fold(
        turn,
        act.position.cast_signed(),
        &act.act.bytes.0,
        &act.act.payload.0,
    )?;
    let after = scope.sees(known, today);
    if after && !before && !begins {
        page.put(FeedEvent::Entered(acts(turn.tx, case, act.position)?));
    } else if after || before {
        page.put(FeedEvent::Act { case, act });
    }
    if before && !after {
        page.put(FeedEvent::Left { case });
    }
    Ok(())
}

/// What went out of view with the posts.
fn leave(turn: &Turn<'_>, before: &Scope, now: &Scope, after: i64, page: &mut Page) -> Outcome<()> {
    let today = moment::day(turn.now);
    let mut cases = Cases::at(turn, after);
    let mut statement = turn.tx.prepare_cached("SELECT id FROM cases ORDER BY id")?;
    let ids = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    for id in ids {
        let case = Uuid::from_slice(&id?).map_err(|_| Bad::server())?;
        let known = cases.case(case)?;
        if before.sees(known, today) && !now.sees(known, today) {
            page.put(FeedEvent::Left { case });
        }
    }
    Ok(())
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
    let case = acts(turn.tx, id, u64::MAX)?;
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

/// All acts in force up to a position.
fn acts(tx: &Transaction<'_>, id: Uuid, to: u64) -> Outcome<CaseActs> {
    let key = id.as_bytes().as_slice();
    let mut statement = tx.prepare_cached(
        "SELECT position, verdict, bytes, salt, payload FROM log
         WHERE case_id = ?1 AND verdict <> 'rejected' AND position <= ?2 ORDER BY position",
    )?;
    let to = i64::try_from(to).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![key, to])?;
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
