//! Addresses, sizes, and what every reply carries.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, openapi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::{CONTRACT, CONTRACT_HEADER, Fault, FaultCode, SCHEMA, SCHEMA_HEADER, SCHEMA_OLDEST};

use crate::app::App;
use crate::calls::{
    acts, attachments, bundles, checks, credit, drafts, enrol, feed, licences, numbers, office,
    opening, practice, refdata, resolve, retire, session,
};
use crate::fault::Bad;

/// What the document says beside the calls.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "综窗 contract",
        version = "zongchuang/1",
        description = "What a desk and a backend say to each other; docs/wire.md says the rest. Below the practice \
                       city's address every path stands behind `/t/TOKEN`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(Fault)),
    modifiers(&Session)
)]
struct Frame;

struct Session;

impl Modify for Session {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("session", SecurityScheme::Http(bearer));
    }
}

/// Every call, with what the document says of it: a call is served because it is written down.
fn calls() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Frame::openapi())
        .routes(routes!(enrol::enrol))
        .routes(routes!(session::open))
        .routes(routes!(session::refresh))
        .routes(routes!(acts::post))
        .routes(routes!(bundles::post))
        .routes(routes!(feed::feed))
        .routes(routes!(feed::case))
        .routes(routes!(refdata::catalogue))
        .routes(routes!(refdata::calendar))
        .routes(routes!(refdata::staff))
        .routes(routes!(refdata::city))
        .routes(routes!(refdata::stations))
        .routes(routes!(refdata::trust_list))
        .routes(routes!(resolve::resolve))
        .routes(routes!(licences::authorise))
        .routes(routes!(licences::fetch))
        .routes(routes!(credit::credit))
        .routes(routes!(checks::checks))
        .routes(routes!(drafts::take))
        .routes(routes!(numbers::returned))
        .routes(routes!(retire::retired))
        .routes(routes!(attachments::create, attachments::options))
        .routes(routes!(
            attachments::head,
            attachments::patch,
            attachments::options_of_one
        ))
        .routes(routes!(practice::city))
        .routes(routes!(practice::code))
        .routes(routes!(office::messages))
        .routes(routes!(office::revoke))
        .routes(routes!(office::repair))
        .routes(routes!(office::enrol_code))
        .routes(routes!(office::recovery_key))
        .routes(routes!(office::backup))
        .routes(routes!(office::audit))
        .routes(routes!(opening::openings))
        .routes(routes!(opening::open))
}

/// The OpenAPI 3.1 document of the calls.
pub(crate) fn document() -> openapi::OpenApi {
    calls().split_for_parts().1
}

pub(crate) fn router(app: Arc<App>) -> Router {
    let (calls, _) = calls().split_for_parts();
    let calls = calls.method_not_allowed_fallback(wrong_method);
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
