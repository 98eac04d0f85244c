//! Drafts that were begun at another end and go on at a station; and how the practice city's phone begins one.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use domain::applicant::Party;
use domain::catalogue::{FieldKind, Item, Requirement, Situation};
use domain::moment;
use domain::prefill::{self, Known, Sources};
use rand::Rng as _;
use rusqlite::{OptionalExtension as _, params};
use wire::{DraftFile, FaultCode, IssuedCode, Reply, TakeDraft, TakenDraft};

use super::{Used, audit};
use crate::answered::once;
use crate::app::App;
use crate::call::{Caller, Turn, json};
use crate::city::Person;
use crate::fault::{Bad, Faults, Outcome};
use crate::member::Member;
use crate::platform::{self, Types};

/// The item that a phone begins where none is named.
pub(crate) const USUAL: &str = "0225";
/// Crockford's alphabet: read aloud or copied by hand, nothing is taken for something else.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 80 bits: a code is not guessed in its life.
const CODE_CHARS: usize = 16;
/// A code that is over is remembered as over for so long.
const REMEMBERED_MS: i64 = 86_400_000;
/// How long ago an expired one ended.
const EXPIRED_MS: i64 = 60_000;
/// What the practice citizen photographed.
const PHOTO: &[u8] = include_bytes!("../../../../assets/practice/phone-photo.png");

/// Takes a draft over; its code is good once.
#[utoipa::path(post, path = "/v1/drafts/{code}", tag = "drafts", request_body = TakeDraft,
    params(("code" = String, Path, description = "REGION-CODE, as the citizen shows it")),
    responses((status = 200, body = Reply<TakenDraft>), Faults), security(("session" = [])))]
pub(crate) async fn take(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(code): Path<String>,
    body: Body,
) -> Response {
    let asked: TakeDraft = match json(body).await {
        Ok((read, _)) => read,
        Err(bad) => return bad.into_response(),
    };
    let id = asked.request_id.clone();
    app.answer(&caller, &id, move |turn| {
        let member = turn.member()?;
        let call = ("draft", code.as_bytes());
        once(turn, &member.terminal, &asked.request_id, call, || {
            consume(turn, &member, &code)
        })
    })
    .await
}

fn consume(turn: &Turn<'_>, member: &Member, code: &str) -> Outcome<TakenDraft> {
    let Turn { app, tx, now, .. } = *turn;
    let (region, _) = code.split_once('-').ok_or_else(unknown)?;
    let mut others = app.city.rule.other_cities.iter();
    if region != app.city.rule.region && others.any(|other| other.region == region) {
        let say = "这是其他城市的暂存码，本地不能接手。";
        return Err(Bad::new(FaultCode::CodeOtherCity, say));
    }
    let found: Option<(String, i64, bool)> = tx
        .prepare_cached("SELECT body, until, used FROM drafts WHERE code = ?1")?
        .query_row([code], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let (body, until, used) = found.ok_or_else(unknown)?;
    if used {
        let say = "暂存码已使用过，请办事人重新出示。";
        return Err(Bad::new(FaultCode::CodeUsed, say));
    }
    if now > until {
        let say = "暂存码已过期，请办事人重新出示。";
        return Err(Bad::new(FaultCode::CodeExpired, say));
    }
    let draft: TakenDraft = serde_json::from_str(&body).map_err(|_| Bad::server())?;
    tx.execute(
        "UPDATE drafts SET used = 1, body = '' WHERE code = ?1",
        [code],
    )?;
    let used = Used {
        what: "draft",
        case: None,
        item: &draft.item,
        licence: "",
        purpose: "接手暂存",
    };
    audit(tx, now, member, &used)?;
    Ok(draft)
}

fn unknown() -> Bad {
    let say = "没有这个暂存码，请办事人重新出示。";
    Bad::new(FaultCode::CodeUnknown, say)
}

/// The phone fills in what it knows of its owner, takes one photo, and shows a code.
pub(crate) fn make(
    turn: &Turn<'_>,
    person: &Person,
    scene: &str,
    item: &str,
) -> Outcome<IssuedCode> {
    let Turn { app, tx, now, .. } = *turn;
    let found = app.city.catalogue.item(item);
    let item = found.ok_or_else(|| Bad::new(FaultCode::NotFound, "练习市没有这个事项。"))?;
    let rule = &app.city.rule;
    let region = match scene {
        "other_city" => rule.other_cities.first().map(|other| &other.region),
        _ => None,
    };
    let code = format!("{}-{}", region.unwrap_or(&rule.region), secret());
    let until = match scene {
        "expired" => now - EXPIRED_MS,
        _ => now + rule.drafts.life_seconds * 1000,
    };
    let draft = filled((person, &app.city.types), item, now);
    tx.execute("DELETE FROM drafts WHERE until < ?1", [now - REMEMBERED_MS])?;
    tx.execute(
        "INSERT INTO drafts (code, body, until, used) VALUES (?1, ?2, ?3, ?4)",
        params![
            code,
            serde_json::to_string(&draft).map_err(|_| Bad::server())?,
            until,
            scene == "used"
        ],
    )?;
    let shown = match scene {
        "malformed" => &code[..code.len() / 2],
        _ => &code,
    };
    Ok(IssuedCode {
        text: format!("ZC:DRAFT:{shown}"),
        until,
    })
}

fn secret() -> String {
    let mut bytes = [0; CODE_CHARS];
    rand::rng().fill_bytes(&mut bytes);
    let letters = bytes.map(|byte| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]));
    letters.into_iter().collect()
}

fn filled((person, types): (&Person, &Types), item: &Item, now: i64) -> TakenDraft {
    let applicant = match person.id_kind.as_str() {
        "uscc" => "legal_person",
        _ => "self",
    };
    let mut answers = item.usual();
    answers.insert("applicant".to_owned(), applicant.to_owned());
    TakenDraft {
        channel: "phone".to_owned(),
        made_at: now,
        item: item.code.clone(),
        item_version: item.version,
        item_name: item.name.clone(),
        applicant: applicant.to_owned(),
        holder: Some(person.holder()),
        form: form((person, types), item, &answers, now),
        files: photo(item, &answers).into_iter().collect(),
        situation: item.usual(),
    }
}

/// What the phone has from licences and its owner, and what a person would type in a moment: counts.
fn form(
    (person, types): (&Person, &Types),
    item: &Item,
    answers: &Situation,
    now: i64,
) -> BTreeMap<String, String> {
    let today = moment::day(now);
    let held: Vec<_> = person
        .types()
        .filter_map(|kind| {
            Some(platform::Body::new(person.raw(kind)?.clone()).licence(kind, types, today))
        })
        .filter(|licence| licence.state == "valid")
        .collect();
    let known: Vec<_> = held
        .iter()
        .map(|licence| Known {
            licence: &licence.licence,
            fields: &licence.fields,
        })
        .collect();
    let owner = Party {
        name: person.name.clone(),
        id_kind: person.id_kind.clone(),
        id: person.id.clone(),
        phone: person.phone.clone(),
        seen_by: String::new(),
    };
    let fields = item.form.fields(answers);
    let sources = Sources {
        licences: &known,
        holder: Some(&owner),
        ..Sources::default()
    };
    let mut values = BTreeMap::new();
    prefill::fill(&fields, &mut values, &sources);
    let mut form: BTreeMap<String, String> = values
        .into_iter()
        .map(|(key, held)| (key, held.value))
        .collect();
    for field in fields {
        let open = field.required && !form.contains_key(&field.key);
        if open && field.kind == FieldKind::Number {
            form.insert(field.key, "3".to_owned());
        }
    }
    form
}

/// The first material that no licence stands for.
fn photo(item: &Item, answers: &Situation) -> Option<DraftFile> {
    let material = item.terms(answers).materials.into_iter().find_map(|line| {
        let Requirement::Required(material) = line else {
            return None;
        };
        let papers = material.licences.is_empty() && !material.generated && !material.system_issued;
        papers.then_some(material)
    })?;
    Some(DraftFile {
        material: material.code.clone(),
        name: format!("{}.png", material.name),
        media: "image/png".to_owned(),
        content: PHOTO.to_vec().into(),
    })
}
