//! Addresses, sizes, and what every reply carries.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use wire::{CONTRACT, CONTRACT_HEADER, FaultCode, SCHEMA, SCHEMA_HEADER, SCHEMA_OLDEST};

use crate::app::App;
use crate::calls::{acts, attachments, enrol, feed, licences, practice, refdata, resolve, session};
use crate::fault::{Bad, Outcome};

/// Largest body of a call that is not an upload: 200 acts of 1 MiB in base64 and some.
const LARGEST: usize = 2 << 20;

pub(crate) fn router(app: Arc<App>) -> Router {
    let calls = Router::new()
        .route("/v1/enrol", post(enrol::enrol))
        .route("/v1/session", post(session::open))
        .route("/v1/session/refresh", post(session::refresh))
        .route("/v1/acts", post(acts::post))
        .route("/v1/feed", get(feed::feed))
        .route("/v1/cases/{id}", get(feed::case))
        .route("/v1/catalogue", get(refdata::catalogue))
        .route("/v1/calendar", get(refdata::calendar))
        .route("/v1/staff", get(refdata::staff))
        .route("/v1/city", get(refdata::city))
        .route("/v1/trust-list", get(refdata::trust_list))
        .route("/v1/proof-codes/resolve", post(resolve::resolve))
        .route("/v1/licences/authorise", post(licences::authorise))
        .route("/v1/licences/{code}", get(licences::fetch))
        .route("/v1/credit", post(licences::credit))
        .route(
            "/v1/attachments",
            post(attachments::create).options(attachments::options),
        )
        .route(
            "/v1/attachments/{id}",
            axum::routing::head(attachments::head)
                .patch(attachments::patch)
                .options(attachments::options),
        )
        .route("/practice/city", get(practice::city))
        .route("/practice/code", post(practice::code))
        .method_not_allowed_fallback(wrong_method);
    let prefix = app.prefix.clone();
    let calls = if prefix.is_empty() {
        calls
    } else {
        Router::new().nest(&prefix, calls)
    };
    calls
        .fallback(nowhere)
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(contract))
        .with_state(app)
}

async fn nowhere() -> Bad {
    Bad::new(FaultCode::NotFound, "没有这个接口。")
}

async fn wrong_method() -> Bad {
    Bad::malformed("接口不支持这种请求方法。").status(StatusCode::METHOD_NOT_ALLOWED)
}

/// Refuses a schema that is too old or too new, and names the contract in every reply.
async fn contract(request: Request, next: Next) -> Response {
    let schema = request.headers().get(SCHEMA_HEADER).map(|value| {
        let text = value.to_str().unwrap_or_default();
        text.trim().parse::<u32>().ok()
    });
    let spoken =
        schema.is_none_or(|schema| schema.is_some_and(|s| (SCHEMA_OLDEST..=SCHEMA).contains(&s)));
    let mut response = if spoken {
        next.run(request).await
    } else {
        let say = "本机程序版本与市平台不匹配，请升级后再试。";
        Bad::new(FaultCode::VersionSkew, say).into_response()
    };
    response
        .headers_mut()
        .insert(CONTRACT_HEADER, HeaderValue::from_static(CONTRACT));
    response
}

/// Reads a JSON body of the contract.
pub(crate) async fn json<T: DeserializeOwned>(body: Body) -> Outcome<(T, Vec<u8>)> {
    let bytes = axum::body::to_bytes(body, LARGEST)
        .await
        .map_err(|_| Bad::new(FaultCode::TooLarge, "请求内容过大或没有传完，没有受理。"))?;
    let read = serde_json::from_slice(&bytes);
    read.map(|value| (value, bytes.to_vec()))
        .map_err(|_| Bad::malformed("请求内容不符合接口约定。"))
}
