use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use proof::Kind;
use rusqlite::{OptionalExtension as _, Transaction, params};
use wire::{FaultCode, Reply, Resolve, Resolved};

use crate::app::App;
use crate::call::{Asked, Caller, Consuming, Turn, consume, json};
use crate::city::needed;
use crate::fault::{Bad, Faults, Outcome};
use crate::keys::token;
use crate::member::Member;

/// How long a resolve's consent authorises licences.
const CONSENT_MS: i64 = 30 * 60_000;
/// What the scene `slow` costs.
const SLOW: Duration = Duration::from_secs(8);

/// A proof code as it was issued.
struct Code {
    holder: String,
    scene: String,
    ticked: Vec<String>,
    until: i64,
    used: bool,
}

impl Asked for Resolve {
    fn request_id(&self) -> &str {
        &self.request_id
    }
}

impl Consuming for Resolve {
    const CALL: &'static str = "resolve";
    type Answer = Resolved;
    type Asker = Member;

    fn asker(&self, turn: &Turn<'_>) -> Outcome<(String, Member)> {
        let member = turn.member()?;
        Ok((member.terminal.clone(), member))
    }

    fn consume(&self, turn: &Turn<'_>, member: &Member) -> Outcome<Resolved> {
        take(turn, member, self)
    }
}

/// Who it is and which of the item's licences stand behind an opaque proof code; consumes the code.
#[utoipa::path(post, path = "/v1/proof-codes/resolve", tag = "licences", request_body = Resolve,
    responses((status = 200, body = Reply<Resolved>), Faults), security(("session" = [])))]
pub(crate) async fn resolve(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    let (asked, raw): (Resolve, _) = match json(body).await {
        Ok(read) => read,
        Err(bad) => return bad.into_response(),
    };
    let (request_id, text) = (asked.request_id, asked.code);
    match app
        .run(caller.bearer, move |turn| is_slow(turn, &text))
        .await
    {
        Ok(true) => tokio::time::sleep(SLOW).await,
        Ok(false) => {}
        Err(bad) => return bad.of(&request_id).into_response(),
    }
    consume::<Resolve>(app, caller, Body::from(raw)).await
}

/// Whether the code plays a platform that takes its time: no transaction may wait for that.
fn is_slow(turn: &Turn<'_>, text: &str) -> Outcome<bool> {
    turn.member()?;
    let code = read(turn.app, text).ok();
    let found = code.map(|code| find(turn.tx, &code)).transpose()?.flatten();
    Ok(found.is_some_and(|code| code.scene == "slow"))
}

/// The bare code of a scanned text, if it is this city's.
fn read(app: &App, text: &str) -> Outcome<String> {
    match proof::classify(text) {
        Kind::OpaqueProof { code, realm_hint } => match realm_hint {
            Some(city) if city != app.city.rule.proof.host && city != app.realm() => {
                Err(other_city())
            }
            _ => Ok(code),
        },
        _ => Err(unknown()),
    }
}

fn find(tx: &Transaction<'_>, code: &str) -> Outcome<Option<Code>> {
    let found: Option<(Code, String)> = tx
        .prepare_cached("SELECT holder, scene, until, used, ticked FROM codes WHERE code = ?1")?
        .query_row([code], |row| {
            let code = Code {
                holder: row.get(0)?,
                scene: row.get(1)?,
                ticked: Vec::new(),
                until: row.get(2)?,
                used: row.get(3)?,
            };
            Ok((code, row.get(4)?))
        })
        .optional()?;
    let Some((code, ticked)) = found else {
        return Ok(None);
    };
    let ticked = serde_json::from_str(&ticked).map_err(|_| Bad::server())?;
    Ok(Some(Code { ticked, ..code }))
}

fn take(turn: &Turn<'_>, member: &Member, asked: &Resolve) -> Outcome<Resolved> {
    let Turn { app, tx, now, .. } = *turn;
    if asked.purpose.trim().is_empty() {
        return Err(Bad::malformed("请写明用证事由。"));
    }
    let bare = read(app, &asked.code)?;
    let code = find(tx, &bare)?.ok_or_else(unknown)?;
    if code.scene == "server_error" {
        return Err(Bad::server());
    }
    if code.scene == "other_city" {
        return Err(other_city());
    }
    if code.used {
        let say = "凭证码已使用过，请办事人刷新后重新出示。";
        return Err(Bad::new(FaultCode::CodeUsed, say));
    }
    if now > code.until {
        let say = "凭证码已过期，请办事人刷新后重新出示。";
        return Err(Bad::new(FaultCode::CodeExpired, say));
    }
    let resolved = disclose(app, &code, &asked.item)?;
    tx.execute("UPDATE codes SET used = 1 WHERE code = ?1", [&bare])?;
    tx.execute(
        "INSERT INTO consents (id, terminal, holder, case_id, item, needed, until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            resolved.consent,
            member.terminal,
            code.holder,
            asked.case.as_bytes().as_slice(),
            asked.item,
            serde_json::to_string(&resolved.needed).map_err(|_| Bad::server())?,
            now + CONSENT_MS
        ],
    )?;
    Ok(resolved)
}

/// Names what the item needs; of the rest only their number.
fn disclose(app: &App, code: &Code, item: &str) -> Outcome<Resolved> {
    let item = app.city.catalogue.item(item).ok_or_else(|| {
        Bad::new(
            FaultCode::NotFound,
            "事项目录里没有这个事项，请更新目录后再试。",
        )
    })?;
    let person = app.city.person(&code.holder).ok_or_else(Bad::server)?;
    let shown = |name: &str| code.ticked.is_empty() || code.ticked.iter().any(|t| t == name);
    let shared: Vec<&str> = person.types().filter(|name| shown(name)).collect();
    let mut wanted = needed(item);
    wanted.retain(|name| shared.contains(&name.as_str()));
    Ok(Resolved {
        holder: person.holder(),
        others: u32::try_from(shared.len() - wanted.len()).unwrap_or(u32::MAX),
        needed: wanted,
        consent: token(16),
    })
}

fn unknown() -> Bad {
    let say = "不是本市的凭证码，或码不完整，请办事人重新出示。";
    Bad::new(FaultCode::CodeUnknown, say)
}

fn other_city() -> Bad {
    let say = "这是其他城市的凭证码，本地不能使用。";
    Bad::new(FaultCode::CodeOtherCity, say)
}
