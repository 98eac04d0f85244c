use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use rusqlite::Transaction;
use serde::Deserialize;
use wire::{B64, Signed};

use crate::app::App;
use crate::city::since;
use crate::fault::Bad;

#[derive(Deserialize)]
pub(crate) struct Have {
    have: Option<String>,
}

type Asked = Query<Have>;

/// `GET /v1/catalogue`.
pub(crate) async fn catalogue(State(app): State<Arc<App>>, Query(asked): Asked) -> Response {
    app.reply("", since(&app.published.catalogue, asked.have.as_deref()))
}

/// `GET /v1/calendar`.
pub(crate) async fn calendar(State(app): State<Arc<App>>, Query(asked): Asked) -> Response {
    app.reply("", since(&app.published.calendar, asked.have.as_deref()))
}

/// `GET /v1/staff`.
pub(crate) async fn staff(State(app): State<Arc<App>>, Query(asked): Asked) -> Response {
    app.reply("", since(&app.published.staff, asked.have.as_deref()))
}

/// `GET /v1/city`.
pub(crate) async fn city(State(app): State<Arc<App>>, Query(asked): Asked) -> Response {
    app.reply("", since(&app.published.city, asked.have.as_deref()))
}

/// `GET /v1/trust-list`: made anew before it grows stale.
pub(crate) async fn trust_list(State(app): State<Arc<App>>, Query(asked): Asked) -> Response {
    let work = move |app: &App, tx: &Transaction<'_>, now: i64| {
        let issuer = &app.city.rule.proof.issuer;
        let trust = app
            .keys
            .trust(tx, app.realm(), issuer, now.div_euclid(1000));
        let (list, bytes) = trust.map_err(|_| Bad::server())?;
        let signed = Signed {
            version: list.version.to_string(),
            bytes: Some(B64(bytes)),
        };
        Ok(since(&signed, asked.have.as_deref()))
    };
    app.answer("", work).await
}
