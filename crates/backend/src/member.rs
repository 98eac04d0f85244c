//! Who is calling.

use axum::http::{HeaderMap, header};
use rusqlite::{OptionalExtension as _, Transaction, params};
use seal::{PublicKey, Use, sha256};
use wire::FaultCode;

use crate::fault::{Bad, Outcome};
use crate::log::prove::Keyring;

/// A member at a station, by the session's token.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) terminal: String,
    /// 工号.
    pub(crate) user: String,
}

/// The SHA-256 of the bearer token, if there is one.
#[derive(Clone, Copy)]
pub(crate) struct Bearer(Option<[u8; 32]>);

impl Bearer {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let value = headers.get(header::AUTHORIZATION);
        let token = value
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        Self(token.map(|(_, token)| token_hash(token.trim())))
    }

    /// Of the backend's own work.
    pub(crate) fn nobody() -> Self {
        Self(None)
    }

    /// The member, while the token is good.
    pub(crate) fn member(self, tx: &Transaction<'_>, now: i64) -> Outcome<Member> {
        let token = self
            .0
            .ok_or_else(|| Bad::auth("没有登录，请重新登录后再试。"))?;
        let found = tx
            .prepare_cached(
                "SELECT terminal, user FROM sessions WHERE access = ?1 AND access_until > ?2",
            )?
            .query_row(params![token, now], |row| {
                Ok(Member {
                    terminal: row.get(0)?,
                    user: row.get(1)?,
                })
            })
            .optional()?;
        let member = found.ok_or_else(|| Bad::auth("登录已过期，请重新登录。"))?;
        standing(tx, &member.terminal, &member.user)?;
        Ok(member)
    }
}

/// Refuses a station or a member that was revoked.
pub(crate) fn standing(tx: &Transaction<'_>, terminal: &str, user: &str) -> Outcome<()> {
    let station = tx
        .prepare_cached("SELECT 1 FROM stations WHERE terminal = ?1 AND revoked_at IS NOT NULL")?
        .exists([terminal])?;
    let member = tx
        .prepare_cached("SELECT 1 FROM revoked_members WHERE user = ?1")?
        .exists([user])?;
    let say = match (station, member) {
        (false, false) => return Ok(()),
        (true, _) => "本机已被停用，不能再连接市平台。未发送的内容请导出后交管理员。",
        (false, true) => "这个工号已被停用，不能再连接市平台。未发送的内容请交给其他工作人员。",
    };
    Err(Bad::new(FaultCode::Revoked, say))
}

/// How a token is kept.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    *sha256(token.as_bytes()).as_bytes()
}

/// The key a station registered: its own, or a member's with the 工号. Empty for the station's own.
pub(crate) fn station_key(
    keyring: &Keyring,
    tx: &Transaction<'_>,
    terminal: &str,
    use_: Use,
    kid: &[u8],
) -> rusqlite::Result<Option<(PublicKey, String)>> {
    let found: Option<(Vec<u8>, String)> = match use_ {
        Use::Terminal if hex::encode(kid) == terminal => tx
            .prepare_cached("SELECT key, '' FROM stations WHERE terminal = ?1")?
            .query_row([terminal], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?,
        Use::Member => tx
            .prepare_cached("SELECT key, user FROM members WHERE terminal = ?1 AND kid = ?2")?
            .query_row(params![terminal, kid], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?,
        _ => None,
    };
    Ok(found.and_then(|(key, user)| Some((keyring.read(&key)?, user))))
}

/// Opens an envelope with a registered member's and the station's signatures; answers the payload and the 工号.
pub(crate) fn open_both(
    keyring: &Keyring,
    tx: &Transaction<'_>,
    terminal: &str,
    bytes: &[u8],
) -> Result<(Vec<u8>, String), seal::Finding> {
    let find = |use_, kid: &[u8]| {
        station_key(keyring, tx, terminal, use_, kid)
            .ok()
            .flatten()
            .map(|(key, _)| key)
    };
    let opened = seal::open_act(bytes, find)?;
    let member = station_key(keyring, tx, terminal, Use::Member, opened.member.as_ref());
    let user = member.ok().flatten().map(|(_, user)| user);
    Ok((opened.payload, user.unwrap_or_default()))
}
