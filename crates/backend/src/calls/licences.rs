use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use domain::licence::Standing;
use domain::moment;
use rusqlite::{OptionalExtension as _, Transaction, params};
use serde::Deserialize;
use utoipa::IntoParams;
use wire::{Authorisation, Authorise, Authorised, FaultCode, Lacking, Licence, Reply};

use super::consent::Consent;
use super::{Used, audit};
use crate::answered::{answered, once};
use crate::app::App;
use crate::call::{Caller, Turn, json};
use crate::city::needed;
use crate::fault::{Bad, Faults, Outcome};
use crate::member::Member;
use crate::platform::{self, Granted, PlatformFault, Take, Use};

/// Life of a 用证码.
const AUTHORISED_MS: i64 = 10 * 60_000;

/// One single-use code a licence. A type that is not shared or not needed by the item is left out.
#[utoipa::path(post, path = "/v1/licences/authorise", tag = "licences", request_body = Authorise,
    responses((status = 200, body = Reply<Authorised>), Faults), security(("session" = [])))]
pub(crate) async fn authorise(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    let (asked, raw): (Authorise, _) = match json(body).await {
        Ok(read) => read,
        Err(bad) => return bad.into_response(),
    };
    let request_id = asked.request_id.clone();
    match authorised(&app, &caller, asked, raw).await {
        Ok(answer) => app.reply(&caller, &request_id, answer),
        Err(bad) => bad.of(&request_id).into_response(),
    }
}

/// The consent is judged, the licence platform asked, and its answer written down: no transaction waits for another's
/// machine. Whoever repeats a request gets the first answer; codes of a repeat that overtook it are never used.
async fn authorised(
    app: &Arc<App>,
    caller: &Caller,
    asked: Authorise,
    raw: Vec<u8>,
) -> Outcome<Authorised> {
    let asked = Arc::new(asked);
    let (first, question) = (Arc::clone(&asked), raw.clone());
    let planned = app.run(caller.bearer, move |turn| {
        let member = turn.member()?;
        let call = ("authorise", &question[..]);
        match answered(turn, &member.terminal, &first.request_id, call)? {
            Some(before) => Ok(Err(before)),
            None => plan(turn, &member, &first).map(Ok),
        }
    });
    let wanted = match planned.await? {
        Ok(wanted) => wanted,
        Err(before) => return Ok(before),
    };
    let granted = match wanted.licences.as_slice() {
        [] => Vec::new(),
        _ => app.platform.authorise(&wanted).await.map_err(unanswered)?,
    };
    let keep = move |turn: &Turn<'_>| {
        let member = turn.member()?;
        let call = ("authorise", &raw[..]);
        once(turn, &member.terminal, &asked.request_id, call, || {
            keep(turn, &member, &asked, &wanted, granted)
        })
    };
    app.run(caller.bearer, keep).await
}

/// What may be asked of the licence platform, and for whom.
fn plan(turn: &Turn<'_>, member: &Member, asked: &Authorise) -> Outcome<Use> {
    let app = turn.app;
    if asked.purpose.trim().is_empty() {
        return Err(Bad::malformed("请写明用证事由。"));
    }
    if asked.operator.user != member.user {
        let say = "用证人与登录人不是同一人，请重新登录。";
        return Err(Bad::new(FaultCode::Forbidden, say));
    }
    let item = app.city.catalogue.item(&asked.item);
    let item = item.ok_or_else(|| {
        Bad::new(
            FaultCode::NotFound,
            "事项目录里没有这个事项，请更新目录后再试。",
        )
    })?;
    let consent = Consent::of(turn, member, asked)?;
    let may = needed(item);
    let mut licences: Vec<String> = Vec::new();
    for licence in &asked.licences {
        let fits = may.contains(licence) && consent.licences.contains(licence);
        if fits && !licences.contains(licence) {
            licences.push(licence.clone());
        }
    }
    let person = app.city.person(&consent.holder).ok_or_else(Bad::server)?;
    Ok(Use {
        request_id: asked.request_id.clone(),
        holder: person.id.clone(),
        item: asked.item.clone(),
        item_name: asked.item_name.clone(),
        case: asked.case,
        purpose: asked.purpose.trim().to_owned(),
        operator: asked.operator.clone(),
        licences,
    })
}

fn keep(
    turn: &Turn<'_>,
    member: &Member,
    asked: &Authorise,
    wanted: &Use,
    granted: Vec<Granted>,
) -> Outcome<Authorised> {
    let Turn { app, tx, now, .. } = *turn;
    let person = app.city.holder(&wanted.holder).ok_or_else(Bad::server)?;
    for Granted { licence, code } in &granted {
        tx.execute(
            "INSERT INTO authorisations (code, terminal, holder, licence, until, used)
             VALUES (?1, ?2, ?3, ?4, ?5, 0)",
            params![
                code,
                member.terminal,
                person.key,
                licence,
                now + AUTHORISED_MS
            ],
        )?;
        note(tx, now, member, asked, licence)?;
    }
    let lacks = |licence: &&String| !granted.iter().any(|one| &one.licence == *licence);
    let lacking = wanted.licences.iter().filter(lacks);
    Ok(Authorised {
        lacking: lacking
            .map(|licence| lacking_of(licence, Standing::NotHeld))
            .collect(),
        authorisations: granted
            .into_iter()
            .map(|Granted { licence, code }| Authorisation {
                licence,
                auth_code: code,
            })
            .collect(),
    })
}

/// A type that cannot be had, and why.
pub(super) fn lacking_of(licence: &str, why: Standing) -> Lacking {
    Lacking {
        licence: licence.to_owned(),
        why: why.code().to_owned(),
    }
}

fn unanswered(fault: PlatformFault) -> Bad {
    match fault {
        PlatformFault::Down => Bad::new(
            FaultCode::Maintenance,
            "电子证照平台没有答复，请稍后重试，或请办事人提交原件。",
        ),
        PlatformFault::Refused => Bad::new(
            FaultCode::Forbidden,
            "电子证照平台没有同意这次用证，请办事人提交原件，并告知管理员。",
        ),
        PlatformFault::Unreadable => Bad::new(
            FaultCode::Server,
            "电子证照平台的答复读不出来，请办事人提交原件，并告知管理员。",
        ),
    }
}

fn note(
    tx: &Transaction<'_>,
    now: i64,
    member: &Member,
    asked: &Authorise,
    licence: &str,
) -> Outcome<()> {
    let used = Used {
        what: "authorise",
        case: Some(asked.case),
        item: &asked.item,
        licence,
        purpose: asked.purpose.trim(),
    };
    Ok(audit(tx, now, member, &used)?)
}

/// Of a fetch that may have to be repeated.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Repeat {
    /// The same id gets the same licence again for ten minutes; without one a second fetch is refused.
    request_id: Option<String>,
}

/// The licence of a 用证码, once, for the station that was authorised.
#[utoipa::path(get, path = "/v1/licences/{code}", tag = "licences",
    params(("code" = String, Path, description = "From authorise"), Repeat),
    responses((status = 200, body = Reply<Licence>), Faults), security(("session" = [])))]
pub(crate) async fn fetch(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(code): Path<String>,
    Query(repeat): Query<Repeat>,
) -> Response {
    let id = repeat.request_id.clone().unwrap_or_default();
    match fetched(&app, &caller, code, repeat.request_id).await {
        Ok(licence) => app.reply(&caller, &id, licence),
        Err(bad) => bad.of(&id).into_response(),
    }
}

async fn fetched(
    app: &Arc<App>,
    caller: &Caller,
    code: String,
    id: Option<String>,
) -> Outcome<Licence> {
    let (asked, known) = (code.clone(), id.clone());
    let planned = app.run(caller.bearer, move |turn| {
        let member = turn.member()?;
        let call = ("licence", asked.as_bytes());
        if let Some(id) = &known
            && let Some(before) = answered(turn, &member.terminal, id, call)?
        {
            return Ok(Err(before));
        }
        allowed(turn, &member, &asked).map(Ok)
    });
    let take = match planned.await? {
        Ok(take) => take,
        Err(before) => return Ok(before),
    };
    let came = app.platform.fetch(&take).await;
    let work = move |turn: &Turn<'_>| {
        let member = turn.member()?;
        let end = || end(turn, &member, &take, came);
        match &id {
            None => end(),
            Some(id) => once(
                turn,
                &member.terminal,
                id,
                ("licence", code.as_bytes()),
                end,
            ),
        }
    };
    app.run(caller.bearer, work).await
}

/// Whether this station may fetch by this code now.
fn allowed(turn: &Turn<'_>, member: &Member, code: &str) -> Outcome<Take> {
    let Turn { app, tx, now, .. } = *turn;
    let found: Option<(String, String, i64, bool)> = tx
        .query_row(
            "SELECT holder, licence, until, used FROM authorisations
             WHERE code = ?1 AND terminal = ?2",
            params![code, member.terminal],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .optional()?;
    let unknown = || Bad::new(FaultCode::NotFound, "没有这个用证码，请重新申请用证。");
    let (holder, licence, until, used) = found.ok_or_else(unknown)?;
    if used {
        let say = "用证码已使用过，请重新申请用证。";
        return Err(Bad::new(FaultCode::CodeUsed, say));
    }
    if now > until {
        let say = "用证码已过期，请重新申请用证。";
        return Err(Bad::new(FaultCode::CodeExpired, say));
    }
    let person = app.city.person(&holder).ok_or_else(unknown)?;
    Ok(Take {
        code: code.to_owned(),
        holder: person.id.clone(),
        licence,
    })
}

/// Uses the code up and says what came: a body that cannot be read is an answer too, never a valid licence.
fn end(
    turn: &Turn<'_>,
    member: &Member,
    take: &Take,
    came: Result<BTreeMap<String, String>, PlatformFault>,
) -> Outcome<Licence> {
    let Turn { app, tx, now, .. } = *turn;
    allowed(turn, member, &take.code)?;
    let fields = match came {
        Ok(fields) => fields,
        Err(PlatformFault::Unreadable) => BTreeMap::new(),
        Err(fault) => return Err(unanswered(fault)),
    };
    tx.execute(
        "UPDATE authorisations SET used = 1 WHERE code = ?1",
        [&take.code],
    )?;
    let used = Used {
        what: "fetch",
        case: None,
        item: "",
        licence: &take.licence,
        purpose: &take.code,
    };
    audit(tx, now, member, &used)?;
    let body = platform::Body::new(fields);
    let mut licence = body.licence(&take.licence, &app.city.types, moment::day(now));
    licence.file = app.city.file(&licence.identifier);
    Ok(licence)
}
