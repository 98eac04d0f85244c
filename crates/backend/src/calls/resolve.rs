use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use domain::catalogue::HeldBy;
use domain::licence::Standing;
use proof::Kind;
use rusqlite::{OptionalExtension as _, Transaction, params};
use wire::{FaultCode, GuardianShare, Reply, Resolve, Resolved};

use super::licences::lacking_of;
use crate::app::App;
use crate::call::{Asked, Caller, Consuming, Turn, consume, json};
use crate::city::{Person, needed};
use crate::fault::{Bad, Faults, Outcome};
use crate::keys::token;
use crate::member::Member;

/// How long a resolve's consent authorises licences.
pub(super) const CONSENT_MS: i64 = 30 * 60_000;
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
    if code.scene == "other_item" {
        let say = "凭证码是为别的事项申请的，请办事人为本事项重新申请后出示。";
        return Err(Bad::new(FaultCode::CodeOtherItem, say));
    }
    let (resolved, subject) = disclose(app, &code, asked)?;
    tx.execute("UPDATE codes SET used = 1 WHERE code = ?1", [&bare])?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO consents (id, terminal, holder, case_id, item, needed, until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut consent = |id: &str, holder: &str, needed: &[String]| -> Outcome<()> {
        insert.execute(params![
            id,
            member.terminal,
            holder,
            asked.case.as_bytes().as_slice(),
            asked.item,
            serde_json::to_string(needed).map_err(|_| Bad::server())?,
            now + CONSENT_MS
        ])?;
        Ok(())
    };
    consent(&resolved.consent, &subject, &resolved.needed)?;
    if let Some(own) = &resolved.guardian {
        consent(&own.consent, &code.holder, &own.needed)?;
    }
    Ok(resolved)
}

/// Names what the item needs, and of it what cannot be had; of the rest only their number. Also answers whose licences
/// these are.
fn disclose(app: &App, code: &Code, asked: &Resolve) -> Outcome<(Resolved, String)> {
    let item = app.city.catalogue.item(&asked.item).ok_or_else(|| {
        Bad::new(
            FaultCode::NotFound,
            "事项目录里没有这个事项，请更新目录后再试。",
        )
    })?;
    let person = app.city.person(&code.holder).ok_or_else(Bad::server)?;
    if person.gone {
        let say = "持码人的户籍记录已注销，凭证码不能再用。请由亲属用自己的凭证码代办。";
        return Err(Bad::new(FaultCode::CodeHolderGone, say));
    }
    let shared = Shared::of(app, code, person, asked);
    let may = |name: &str| shared.withheld(name).is_none();
    let guardians = |name: &String| !shared.own && item.holder_of(name) == HeldBy::Guardian;
    let (of_guardian, of_subject): (Vec<_>, Vec<_>) = needed(item).into_iter().partition(guardians);
    let (wanted, lacking): (Vec<String>, Vec<String>) =
        of_subject.into_iter().partition(|name| may(name));
    let comes = Comes {
        person,
        ticked: &code.ticked,
        relation: shared.relation,
    };
    let (theirs, not_theirs): (Vec<_>, Vec<_>) = of_guardian
        .into_iter()
        .partition(|name| comes.withheld(name).is_none());
    let all = shared.all();
    let lacking = lacking.iter().filter_map(|name| {
        let why = shared.withheld(name)?;
        Some(lacking_of(name, why))
    });
    let lacking = lacking.chain(not_theirs.iter().filter_map(|name| {
        let why = comes.withheld(name)?;
        Some(lacking_of(name, why))
    }));
    let resolved = Resolved {
        holder: person.holder(),
        others: u32::try_from(all.saturating_sub(wanted.len())).unwrap_or(u32::MAX),
        lacking: lacking.collect(),
        needed: wanted,
        consent: token(16),
        relation: shared.relation.map(str::to_owned),
        guardian: (!theirs.is_empty()).then(|| GuardianShare {
            needed: theirs,
            consent: token(16),
        }),
    };
    Ok((
        resolved,
        shared
            .of
            .map_or_else(|| code.holder.clone(), |of| of.key.clone()),
    ))
}

/// Whose licences a code opens, and which.
struct Shared<'a> {
    /// Nobody where the city knows no such person.
    of: Option<&'a Person>,
    ticked: &'a [String],
    /// Somebody else's: what the holder of the code is to them.
    relation: Option<&'a str>,
    own: bool,
}

impl<'a> Shared<'a> {
    fn of(app: &'a App, code: &'a Code, person: &'a Person, asked: &Resolve) -> Self {
        let subject = asked.subject.as_ref();
        let other = subject.filter(|subject| !subject.id.eq_ignore_ascii_case(&person.id));
        match other {
            None => Self {
                of: Some(person),
                ticked: &code.ticked,
                relation: None,
                own: true,
            },
            Some(subject) => {
                let of = app.city.holder(&subject.id);
                Self {
                    of,
                    ticked: &[],
                    relation: of.and_then(|of| of.relation(person)),
                    own: false,
                }
            }
        }
    }

    /// Why a type cannot be had; `None`: it can.
    fn withheld(&self, name: &str) -> Option<Standing> {
        if !self.own && self.relation.is_none() {
            return Some(Standing::RelationNeeded);
        }
        match self.of {
            Some(of) => withheld(of, self.ticked, name),
            None => Some(Standing::NotHeld),
        }
    }

    /// How many can be had, whatever the item needs.
    fn all(&self) -> usize {
        let types = self.of.into_iter().flat_map(Person::types);
        types.filter(|name| self.withheld(name).is_none()).count()
    }
}

/// Whoever shows the code for a child of theirs, with what they ticked.
struct Comes<'a> {
    person: &'a Person,
    ticked: &'a [String],
    relation: Option<&'a str>,
}

impl Comes<'_> {
    /// Why a type of their own cannot be had for the child's case; `None`: it can.
    fn withheld(&self, name: &str) -> Option<Standing> {
        if self.relation.is_none() {
            return Some(Standing::RelationNeeded);
        }
        withheld(self.person, self.ticked, name)
    }
}

/// Why this type of this person cannot be had; nothing ticked: everything was.
fn withheld(person: &Person, ticked: &[String], name: &str) -> Option<Standing> {
    let shown = ticked.is_empty() || ticked.iter().any(|one| one == name);
    match (person.types().any(|kind| kind == name), shown) {
        (true, true) => None,
        (true, false) => Some(Standing::NotShared),
        (false, _) => Some(Standing::NotHeld),
    }
}

fn unknown() -> Bad {
    let say = "不是本市的凭证码，或码不完整，请办事人重新出示。";
    Bad::new(FaultCode::CodeUnknown, say)
}

fn other_city() -> Bad {
    let say = "这是其他城市的凭证码，本地不能使用。";
    Bad::new(FaultCode::CodeOtherCity, say)
}
