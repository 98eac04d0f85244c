//! On whose word licences may be used: a resolved code, a signed one, or an earlier consent.

use proof::{Context, Interval, Profile, Reason, Trust, Verdict};
use rusqlite::{OptionalExtension as _, Transaction, params};
use uuid::Uuid;
use wire::{Authorise, FaultCode};

use super::resolve::CONSENT_MS;
use crate::call::Turn;
use crate::fault::{Bad, Outcome};
use crate::keys::token;
use crate::log::codes;
use crate::member::Member;

/// How far the issuer's clock may be ahead, seconds: here both are the same.
const SKEW_S: i64 = 60;
const DAY_MS: i64 = 86_400_000;

/// Whose licences may be used, and which.
pub(super) struct Consent {
    /// Key of the person.
    pub(super) holder: String,
    pub(super) licences: Vec<String>,
}

impl Consent {
    /// As the request names it.
    pub(super) fn of(turn: &Turn<'_>, member: &Member, asked: &Authorise) -> Outcome<Self> {
        match asked.consent.split_once(':') {
            Some(("signed", text)) => signed(turn, member, asked, text),
            Some(("again", case)) => again(turn, asked, case),
            _ => resolved(turn.tx, turn.now, member, asked),
        }
    }
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

/// The consent under which this person's licences were used for an earlier case (S89): the citizen is not asked again,
/// the licence is authorised and fetched anew. Only for whoever stands at the desk, and only while the record is kept.
fn again(turn: &Turn<'_>, asked: &Authorise, case: &str) -> Outcome<Consent> {
    let Turn { app, tx, now, .. } = *turn;
    let unknown = || {
        let say = "没有这位办事人以前的授权记录，请办事人出示凭证码。";
        Bad::new(FaultCode::Forbidden, say)
    };
    let case: Uuid = case.parse().map_err(|_| unknown())?;
    let subject = asked.subject.as_ref().ok_or_else(unknown)?;
    let person = app.city.holder(&subject.id).ok_or_else(unknown)?;
    if person.gone {
        return Err(unknown());
    }
    let mut select = tx.prepare_cached(
        "SELECT needed FROM consents WHERE case_id = ?1 AND holder = ?2 AND until > ?3",
    )?;
    let since = now + CONSENT_MS - app.city.rule.proof.again_days * DAY_MS;
    let found = select.query_map(
        params![case.as_bytes().as_slice(), person.key, since],
        |row| row.get::<_, String>(0),
    )?;
    let mut licences: Vec<String> = Vec::new();
    for needed in found {
        let needed: Vec<String> = serde_json::from_str(&needed?).map_err(|_| Bad::server())?;
        licences.extend(needed);
    }
    match licences.is_empty() {
        true => Err(unknown()),
        false => Ok(Consent {
            holder: person.key.clone(),
            licences,
        }),
    }
}

/// The consent of a signed code, verified here; good for the first case that uses it.
fn signed(turn: &Turn<'_>, member: &Member, asked: &Authorise, text: &str) -> Outcome<Consent> {
    let Turn { app, tx, now, .. } = *turn;
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
    let consent = Consent {
        holder: person.key.clone(),
        licences: claims.licences.into_iter().map(|l| l.kind).collect(),
    };
    remember(tx, now, member, asked, &consent)?;
    Ok(consent)
}

/// What a signed code consented to is remembered as what an opaque one did, by its case.
fn remember(
    tx: &Transaction<'_>,
    now: i64,
    member: &Member,
    asked: &Authorise,
    consent: &Consent,
) -> Outcome<()> {
    let case = asked.case.as_bytes().as_slice();
    let needed = serde_json::to_string(&consent.licences).map_err(|_| Bad::server())?;
    tx.prepare_cached(
        "INSERT INTO consents (id, terminal, holder, case_id, item, needed, until)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
         WHERE NOT EXISTS (SELECT 1 FROM consents WHERE case_id = ?4 AND holder = ?3 AND item = ?5)",
    )?
    .execute(params![
        token(16),
        member.terminal,
        consent.holder,
        case,
        asked.item,
        needed,
        now + CONSENT_MS
    ])?;
    Ok(())
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
