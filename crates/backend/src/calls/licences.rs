use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use domain::moment;
use proof::{Context, Interval, Profile, Reason, Trust, Verdict};
use rusqlite::{OptionalExtension as _, Transaction, params};
use serde::Deserialize;
use utoipa::IntoParams;
use wire::{Authorisation, Authorise, Authorised, Credit, CreditAnswer, FaultCode, Licence, Reply};

use super::{Used, audit};
use crate::answered::once;
use crate::app::App;
use crate::call::{Asked, Caller, Consuming, Turn, ask, consume};
use crate::city::needed;
use crate::fault::{Bad, Faults, Outcome};
use crate::keys::token;
use crate::log::codes;
use crate::member::Member;

/// Life of a 用证码.
const AUTHORISED_MS: i64 = 10 * 60_000;
/// How far the issuer's clock may be ahead, seconds: here both are the same.
const SKEW_S: i64 = 60;
/// Before a signed code's text.
const SIGNED: &str = "signed:";

/// Whose licences may be used, and which.
struct Consent {
    holder: String,
    licences: Vec<String>,
}

impl Asked for Authorise {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

impl Consuming for Authorise {
    const CALL: &'static str = "authorise";
    type Answer = Authorised;
    type Asker = Member;

    fn asker(&self, turn: &Turn<'_>) -> Outcome<(String, Member)> {
        let member = turn.member()?;
        Ok((member.terminal.clone(), member))
    }

    fn consume(&self, turn: &Turn<'_>, member: &Member) -> Outcome<Authorised> {
        grant(turn, member, self)
    }
}

/// One single-use code a licence. A type that is not held, not shared or not needed by the item is left out.
#[utoipa::path(post, path = "/v1/licences/authorise", tag = "licences", request_body = Authorise,
    responses((status = 200, body = Reply<Authorised>), Faults), security(("session" = [])))]
pub(crate) async fn authorise(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    consume::<Authorise>(app, caller, body).await
}

fn grant(turn: &Turn<'_>, member: &Member, asked: &Authorise) -> Outcome<Authorised> {
    let Turn { app, tx, now, .. } = *turn;
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
    let consent = match asked.consent.strip_prefix(SIGNED) {
        Some(text) => signed(app, tx, now, asked, text)?,
        None => resolved(tx, now, member, asked)?,
    };
    let wanted = needed(item);
    let mut authorisations = Vec::new();
    for licence in &asked.licences {
        let doubled = authorisations
            .iter()
            .any(|a: &Authorisation| &a.licence == licence);
        if doubled || !wanted.contains(licence) || !consent.licences.contains(licence) {
            continue;
        }
        let auth_code = token(16);
        tx.execute(
            "INSERT INTO authorisations (code, terminal, holder, licence, until, used)
             VALUES (?1, ?2, ?3, ?4, ?5, 0)",
            params![
                auth_code,
                member.terminal,
                consent.holder,
                licence,
                now + AUTHORISED_MS
            ],
        )?;
        note(tx, now, member, asked, licence)?;
        authorisations.push(Authorisation {
            licence: licence.clone(),
            auth_code,
        });
    }
    Ok(Authorised { authorisations })
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

/// The consent of a resolved code: for its case, item and station alone.
fn resolved(
    tx: &Transaction<'_>,
    now: i64,
    member: &Member,
    asked: &Authorise,
) -> Outcome<Consent> {
    let found: Option<(String, String, i64)> = tx
        .query_row(
            "SELECT holder, needed, until FROM consents
             WHERE id = ?1 AND terminal = ?2 AND case_id = ?3 AND item = ?4",
            params![
                asked.consent,
                member.terminal,
                asked.case.as_bytes().as_slice(),
                asked.item
            ],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    let (holder, needed, until) = found.ok_or_else(|| {
        let say = "没有办事人对本办件的授权，请重新扫描凭证码。";
        Bad::new(FaultCode::Forbidden, say)
    })?;
    if now > until {
        let say = "办事人的授权已过期，请重新扫描凭证码。";
        return Err(Bad::new(FaultCode::CodeExpired, say));
    }
    Ok(Consent {
        holder,
        licences: serde_json::from_str(&needed).map_err(|_| Bad::server())?,
    })
}

/// The consent of a signed code, verified here; good for the first case that uses it.
fn signed(
    app: &App,
    tx: &Transaction<'_>,
    now: i64,
    asked: &Authorise,
    text: &str,
) -> Outcome<Consent> {
    let issuer = &app.city.rule.proof.issuer;
    let now_s = now.div_euclid(1000);
    let list = app.keys.trust(tx, app.realm(), issuer, now_s);
    let (list, _) = list.map_err(|_| Bad::server())?;
    let instant = Interval::exactly(now_s);
    let context = Context {
        realm: app.realm(),
        trust: Trust::of_list(&list, instant),
        now: instant,
        skew_s: SKEW_S,
        profile: Profile::default(),
        used: &|_, _| false,
        revoked: &|_, _| false,
    };
    let claims = match proof::verify(text, &context) {
        Verdict::Valid(claims) => claims,
        Verdict::Invalid(reason) | Verdict::CannotTell(reason) => return Err(refused(reason)),
    };
    if codes::bind(tx, &claims.iss, &claims.cti, asked.case)? != asked.case {
        return Err(refused(Reason::Used));
    }
    let person = app
        .city
        .holder(&claims.holder.id)
        .ok_or_else(|| Bad::new(FaultCode::NotFound, "市平台没有这位持证人的证照。"))?;
    Ok(Consent {
        holder: person.key.clone(),
        licences: claims.licences.into_iter().map(|l| l.kind).collect(),
    })
}

fn refused(reason: Reason) -> Bad {
    let code = match reason {
        Reason::Expired => FaultCode::CodeExpired,
        Reason::Used | Reason::Revoked => FaultCode::CodeUsed,
        Reason::OtherCity => FaultCode::CodeOtherCity,
        _ => FaultCode::CodeUnknown,
    };
    Bad::new(code, reason.sentence())
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
    let work = move |turn: &Turn<'_>| {
        let member = turn.member()?;
        let take = || take(turn, &member, &code);
        match &repeat.request_id {
            None => take(),
            Some(id) => once(
                turn,
                &member.terminal,
                id,
                ("licence", code.as_bytes()),
                take,
            ),
        }
    };
    app.answer(&caller, &id, work).await
}

fn take(turn: &Turn<'_>, member: &Member, code: &str) -> Outcome<Licence> {
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
    let mut found = person
        .licence(&licence, moment::day(now))
        .ok_or_else(unknown)?;
    found.file = app.city.file(&found.identifier);
    tx.execute("UPDATE authorisations SET used = 1 WHERE code = ?1", [code])?;
    let used = Used {
        what: "fetch",
        case: None,
        item: "",
        licence: &licence,
        purpose: code,
    };
    audit(tx, now, member, &used)?;
    Ok(found)
}

impl Asked for Credit {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

/// What the credit platform holds; somebody it does not know has no bad record.
#[utoipa::path(post, path = "/v1/credit", tag = "licences", request_body = Credit,
    responses((status = 200, body = Reply<CreditAnswer>), Faults), security(("session" = [])))]
pub(crate) async fn credit(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    ask(app, caller, body, |turn, asked: &Credit| {
        turn.member()?;
        let clean = CreditAnswer {
            state: "ok".to_owned(),
            day: None,
        };
        let person = turn.app.city.holder(&asked.id);
        Ok(person.map_or(clean, |person| person.credit.answer(moment::day(turn.now))))
    })
    .await
}
