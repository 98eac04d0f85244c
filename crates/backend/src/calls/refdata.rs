use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::{Reply, Signed};

use crate::app::App;
use crate::call::{Caller, Turn};
use crate::city::{Printed, signed, since, whole};
use crate::fault::{Bad, Faults};
use crate::openings;
use crate::station;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Have {
    /// The version that is held: it comes without its bytes.
    have: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Held {
    /// The version that is held: it comes without its bytes.
    have: Option<String>,
    /// The same, and what changed since is enough.
    from: Option<String>,
}

type Asked = Query<Have>;
type AskedSince = Query<Held>;

/// Items (COSE_Sign1, use `refdata`, over JSON).
#[utoipa::path(get, path = "/v1/catalogue", tag = "reference", params(Held),
    responses((status = 200, body = Reply<Signed>), Faults))]
pub(crate) async fn catalogue(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): AskedSince,
) -> Response {
    published(&app, &caller, &app.published.catalogue, &asked)
}

/// Working days.
#[utoipa::path(get, path = "/v1/calendar", tag = "reference", params(Held),
    responses((status = 200, body = Reply<Signed>), Faults))]
pub(crate) async fn calendar(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): AskedSince,
) -> Response {
    published(&app, &caller, &app.published.calendar, &asked)
}

/// Staff and posts.
#[utoipa::path(get, path = "/v1/staff", tag = "reference", params(Held),
    responses((status = 200, body = Reply<Signed>), Faults))]
pub(crate) async fn staff(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): AskedSince,
) -> Response {
    let work = move |turn: &Turn<'_>| {
        let mut select = turn
            .tx
            .prepare_cached("SELECT user, at FROM revoked_members")?;
        let revoked = select
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<BTreeMap<String, i64>>>()?;
        if revoked.is_empty() {
            return Ok(newer(&turn.app.published.staff, &asked));
        }
        let app = turn.app;
        let now_s = turn.now.div_euclid(1000);
        let key = &app.keys.refdata;
        let printed = app.city.staff_without(turn.tx, key, now_s, &revoked);
        Ok(newer(&printed.map_err(|_| Bad::server())?, &asked))
    };
    app.answer(&caller, "", work).await
}

/// The city: outlets, office hours, limits, proof codes.
#[utoipa::path(get, path = "/v1/city", tag = "reference", params(Held),
    responses((status = 200, body = Reply<Signed>), Faults))]
pub(crate) async fn city(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): AskedSince,
) -> Response {
    let work = move |turn: &Turn<'_>| {
        let opened = openings::opened(turn.tx)?;
        if opened.is_empty() {
            return Ok(newer(&turn.app.published.city, &asked));
        }
        let app = turn.app;
        let now_s = turn.now.div_euclid(1000);
        let key = &app.keys.refdata;
        let print = || app.city.with_opened(turn.tx, key, now_s, &opened);
        let newest = |printed: &Printed| newer(printed, &asked);
        let answer = app.reprint.read(&opened, print, newest);
        answer.map_err(|_| Bad::server())
    };
    app.answer(&caller, "", work).await
}

fn published(app: &App, caller: &Caller, printed: &Printed, asked: &Held) -> Response {
    app.reply(caller, "", newer(printed, asked))
}

fn newer(printed: &Printed, asked: &Held) -> Signed {
    match &asked.from {
        Some(from) => printed.since(from),
        None => printed.whole_since(asked.have.as_deref()),
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfOutlet {
    /// Code of the outlet.
    outlet: String,
    /// The version that is held: it comes without its bytes.
    have: Option<String>,
}

/// Who is enrolled in an outlet (COSE_Sign1, use `refdata`, over JSON): keys of stations and members.
#[utoipa::path(get, path = "/v1/stations", tag = "reference", params(OfOutlet),
    responses((status = 200, body = Reply<Signed>), Faults))]
pub(crate) async fn stations(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Query<OfOutlet>,
) -> Response {
    let work = move |turn: &Turn<'_>| {
        let list = station::list(turn.tx, turn.app.realm(), &asked.outlet)?;
        let json = serde_json::to_vec(&list).map_err(|_| Bad::server())?;
        let signed = signed(&turn.app.keys.refdata, &json).map_err(|_| Bad::server())?;
        Ok(since(&signed, asked.have.as_deref()))
    };
    app.answer(&caller, "", work).await
}

/// Whom the realm trusts (COSE_Sign by two roots, use `trust`); made anew before it grows stale.
#[utoipa::path(get, path = "/v1/trust-list", tag = "reference", params(Have),
    responses((status = 200, body = Reply<Signed>), Faults))]
pub(crate) async fn trust_list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(asked): Asked,
) -> Response {
    let work = move |turn: &Turn<'_>| {
        let app = turn.app;
        let issuer = &app.city.rule.proof.issuer;
        let now_s = turn.now.div_euclid(1000);
        let trust = app.keys.trust(turn.tx, app.realm(), issuer, now_s);
        let (list, bytes) = trust.map_err(|_| Bad::server())?;
        let signed = whole(list.version.to_string(), bytes);
        Ok(since(&signed, asked.have.as_deref()))
    };
    app.answer(&caller, "", work).await
}
