//! Calls that consume something: a repeat with the same id gets the same answer and consumes nothing.

use rusqlite::{OptionalExtension as _, params};
use seal::sha256;
use serde::{Serialize, de::DeserializeOwned};

use crate::call::Turn;
use crate::fault::{Bad, Outcome};

/// How long an answer is repeated.
const REPEATED_MS: i64 = 10 * 60_000;
/// How long an id is remembered: longer than a signed session proof is good.
const REMEMBERED_MS: i64 = 30 * 60_000;
const LONGEST_ID: usize = 64;

/// Answers from memory, or works and remembers. `asked` is the call's name and content: an id that comes back with
/// another question is refused.
pub(crate) fn once<T: Serialize + DeserializeOwned>(
    turn: &Turn<'_>,
    terminal: &str,
    request_id: &str,
    asked: (&str, &[u8]),
    work: impl FnOnce() -> Outcome<T>,
) -> Outcome<T> {
    if let Some(before) = answered(turn, terminal, request_id, asked)? {
        return Ok(before);
    }
    let answer = work()?;
    let text = serde_json::to_string(&answer).map_err(|_| Bad::server())?;
    turn.tx
        .prepare_cached(
            "INSERT INTO answered (terminal, request_id, asked, answer, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            terminal,
            request_id,
            digest(asked).as_bytes(),
            text,
            turn.now
        ])?;
    Ok(answer)
}

/// What was answered to this request before, while it is repeated.
pub(crate) fn answered<T: DeserializeOwned>(
    turn: &Turn<'_>,
    terminal: &str,
    request_id: &str,
    asked: (&str, &[u8]),
) -> Outcome<Option<T>> {
    check_id(request_id)?;
    let Turn { tx, now, .. } = *turn;
    tx.prepare_cached("DELETE FROM answered WHERE at < ?1")?
        .execute([now - REMEMBERED_MS])?;
    let found: Option<(Vec<u8>, String, i64)> = tx
        .prepare_cached(
            "SELECT asked, answer, at FROM answered WHERE terminal = ?1 AND request_id = ?2",
        )?
        .query_row(params![terminal, request_id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((before, answer, at)) = found else {
        return Ok(None);
    };
    if before != digest(asked).as_bytes() {
        return Err(Bad::malformed("同一请求编号带来了不同的内容，没有受理。"));
    }
    if now - at > REPEATED_MS {
        return Err(Bad::auth("这个请求编号早已用过，请重新发起。"));
    }
    let answer = serde_json::from_str(&answer).map_err(|_| Bad::server())?;
    Ok(Some(answer))
}

fn digest(asked: (&str, &[u8])) -> seal::Hash32 {
    sha256(&[asked.0.as_bytes(), b"\0", asked.1].concat())
}

/// Visible ASCII, not too long.
pub(crate) fn check_id(request_id: &str) -> Outcome<()> {
    let plain = request_id.bytes().all(|byte| byte.is_ascii_graphic());
    if request_id.is_empty() || request_id.len() > LONGEST_ID || !plain {
        return Err(Bad::malformed("请求编号不符合约定。"));
    }
    Ok(())
}
