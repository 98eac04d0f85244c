//! The citizen's phone of the practice city. No session: whoever knows the address may play with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use proof::{Claims, Holder, Licence, Profile};
use rand::Rng as _;
use rusqlite::{Transaction, params};
use seal::{Algorithm, SigningKey};
use wire::{FaultCode, IssueCode, IssuedCode, PracticeCitizen, PracticeCity, Reply};

use super::drafts;
use crate::app::App;
use crate::call::{Caller, Turn, json};
use crate::city::{Person, text};
use crate::fault::{Bad, Faults, Outcome};
use crate::keys::token;

/// Most licences in a signed code: its picture must be read from a phone.
const MOST_LICENCES: usize = 4;
/// These first: they are asked for most.
const FIRST: [&str; 2] = ["居民身份证", "不动产权证书"];
/// How long ago an expired code ended.
const EXPIRED_MS: i64 = 60_000;

/// Who can come to the desk.
#[utoipa::path(get, path = "/practice/city", tag = "practice",
    responses((status = 200, body = Reply<PracticeCity>), Faults))]
pub(crate) async fn city(State(app): State<Arc<App>>, caller: Caller) -> Response {
    let citizens = app.city.people.iter().map(|person| PracticeCitizen {
        key: person.key.clone(),
        name: person.name.clone(),
        note: person.note.clone(),
        licences: person.types().map(str::to_owned).collect(),
    });
    let scenes = app.city.rule.scenes.iter();
    let city = PracticeCity {
        citizens: citizens.collect(),
        scenes: scenes.map(|s| (s.code.clone(), s.name.clone())).collect(),
    };
    app.reply(&caller, "", city)
}

/// The text of the QR picture on a citizen's phone.
#[utoipa::path(post, path = "/practice/code", tag = "practice", request_body = IssueCode,
    responses((status = 200, body = Reply<IssuedCode>), Faults))]
pub(crate) async fn code(State(app): State<Arc<App>>, caller: Caller, body: Body) -> Response {
    let asked: IssueCode = match json(body).await {
        Ok((read, _)) => read,
        Err(bad) => return bad.into_response(),
    };
    app.answer(&caller, "", move |turn| issue(turn, &asked))
        .await
}

fn issue(turn: &Turn<'_>, asked: &IssueCode) -> Outcome<IssuedCode> {
    let Turn { app, tx, now, .. } = *turn;
    let person = app.city.person(&asked.citizen);
    let person = person.ok_or_else(|| Bad::new(FaultCode::NotFound, "练习市没有这位办事人。"))?;
    let mut scenes = app.city.rule.scenes.iter();
    if !scenes.any(|scene| scene.code == asked.scene) {
        return Err(Bad::new(FaultCode::NotFound, "没有这种练习情形。"));
    }
    let (kind, scene) = match asked.scene.as_str() {
        "signed" => ("signed", "ok"),
        scene => match scene.strip_prefix("signed_") {
            Some(scene) => ("signed", scene),
            None => (asked.kind.as_str(), scene),
        },
    };
    match kind.split_once(':').unwrap_or((kind, "")) {
        ("opaque", _) => opaque(app, tx, now, person, scene, &asked.licences),
        ("signed", algorithm) => signed(app, now, person, scene, algorithm, &asked.licences),
        ("draft", _) if scene == "payment" => Ok(payment(now)),
        ("draft", _) => {
            let item = asked.item.as_deref().unwrap_or(drafts::USUAL);
            drafts::make(turn, person, scene, item)
        }
        _ => Err(Bad::malformed("没有这种凭证码。")),
    }
}

fn life_ms(app: &App) -> i64 {
    app.city.rule.proof.life_seconds * 1000
}

/// What somebody shows when asked to pay: eighteen digits from 28 (支付宝).
fn payment(now: i64) -> IssuedCode {
    let digits = rand::rng().next_u64() % 10_000_000_000_000_000;
    IssuedCode {
        text: format!("28{digits:016}"),
        until: now + 60_000,
    }
}

fn opaque(
    app: &App,
    tx: &Transaction<'_>,
    now: i64,
    person: &Person,
    scene: &str,
    ticked: &[String],
) -> Outcome<IssuedCode> {
    if scene == "payment" {
        return Ok(payment(now));
    }
    // A letter in front: digits alone would be some other number.
    let code = format!("P{}", token(16));
    let until = match scene {
        "expired" => now - EXPIRED_MS,
        _ => now + life_ms(app),
    };
    tx.execute("DELETE FROM codes WHERE until < ?1", [now - 86_400_000])?;
    tx.execute(
        "INSERT INTO codes (code, holder, scene, ticked, until, used) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            code,
            person.key,
            scene,
            serde_json::to_string(ticked).map_err(|_| Bad::server())?,
            until,
            scene == "used"
        ],
    )?;
    let proof = &app.city.rule.proof;
    let host = match scene {
        "other_city" => app.city.rule.other_cities.first().map(|city| &city.host),
        _ => None,
    };
    let shown = if scene == "malformed" {
        &code[..9]
    } else {
        &code
    };
    let host = host.unwrap_or(&proof.host);
    Ok(IssuedCode {
        text: format!("https://{host}{}?c={shown}", proof.path),
        until,
    })
}

fn signed(
    app: &App,
    now: i64,
    person: &Person,
    scene: &str,
    algorithm: &str,
    ticked: &[String],
) -> Outcome<IssuedCode> {
    if scene == "payment" {
        return Ok(payment(now));
    }
    let key = key(app, algorithm)?;
    let mut iat = now.div_euclid(1000);
    if scene == "expired" {
        iat -= app.city.rule.proof.life_seconds + EXPIRED_MS / 1000;
    }
    let mut cti = vec![0; 12];
    rand::rng().fill_bytes(&mut cti);
    let realm = if scene == "other_city" {
        "linjiang"
    } else {
        app.realm()
    };
    let claims = Claims {
        iss: app.city.rule.proof.issuer.clone(),
        iat,
        exp: iat + app.city.rule.proof.life_seconds,
        cti,
        realm: realm.to_owned(),
        holder: Holder {
            name: person.name.clone(),
            id_kind: person.id_kind.clone(),
            id: person.id.clone(),
        },
        licences: licences(person, ticked),
        item: None,
    };
    let until = claims.exp * 1000;
    let text = proof::issue(&claims, key, &Profile::default()).map_err(|_| Bad::server())?;
    let text = match scene {
        "forged" => forge(&text)?,
        "malformed" => text[..text.len() / 2].to_owned(),
        _ => text,
    };
    Ok(IssuedCode { text, until })
}

fn key<'a>(app: &'a App, algorithm: &str) -> Outcome<&'a SigningKey> {
    let named = |key: &&SigningKey| key.algorithm().name().eq_ignore_ascii_case(algorithm);
    let wanted = if algorithm.is_empty() {
        app.keys
            .code
            .iter()
            .find(|key| key.algorithm() == Algorithm::EdDsa)
    } else {
        app.keys.code.iter().find(named)
    };
    wanted.ok_or_else(|| Bad::malformed("没有这种签名算法。"))
}

/// The ticked ones, or all; the most asked for first, no more than a picture holds.
fn licences(person: &Person, ticked: &[String]) -> Vec<Licence> {
    let mut types: Vec<&str> = person
        .types()
        .filter(|name| ticked.is_empty() || ticked.iter().any(|t| t == name))
        .collect();
    types.sort_by_key(|name| {
        FIRST
            .iter()
            .position(|first| first == name)
            .unwrap_or(FIRST.len())
    });
    let raw = types
        .into_iter()
        .take(MOST_LICENCES)
        .filter_map(|name| person.raw(name));
    raw.map(licence).collect()
}

fn licence(raw: &BTreeMap<String, String>) -> Licence {
    let of = |name| text(raw, name).to_owned();
    let day = |name| Some(of(name)).filter(|day| !day.is_empty());
    let own = |(name, value): &(&String, &String)| name.starts_with("KZ_") && !value.is_empty();
    Licence {
        kind: of("ZZMC"),
        name: of("ZZMC"),
        number: of("ZZBH"),
        issued_by: of("ZZBFJG"),
        valid_from: day("ZZYXQQSRQ"),
        valid_to: day("ZZYXQJZRQ"),
        fields: raw
            .iter()
            .filter(own)
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    }
}

/// The same code with the last byte of its signature turned.
fn forge(text: &str) -> Outcome<String> {
    let prefix = Profile::default().prefix;
    let body = text.strip_prefix(&*prefix).ok_or_else(Bad::server)?;
    let mut bytes = base45::decode(body).map_err(|_| Bad::server())?;
    let last = bytes.last_mut().ok_or_else(Bad::server)?;
    *last ^= 1;
    Ok(format!("{prefix}{}", base45::encode(bytes)))
}
