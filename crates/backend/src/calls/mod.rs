//! One file a call, or a few that belong together.

pub(crate) mod acts;
pub(crate) mod attachments;
pub(crate) mod bundles;
pub(crate) mod checks;
mod consent;
pub(crate) mod credit;
pub(crate) mod drafts;
pub(crate) mod enrol;
pub(crate) mod feed;
pub(crate) mod licences;
pub(crate) mod numbers;
pub(crate) mod office;
pub(crate) mod opening;
pub(crate) mod practice;
pub(crate) mod refdata;
pub(crate) mod resolve;
pub(crate) mod retire;
pub(crate) mod session;
pub(crate) mod upload;

use rusqlite::{Transaction, params};
use uuid::Uuid;

use crate::member::Member;

/// One line of the audit: who used what for which purpose.
pub(crate) struct Used<'a> {
    pub(crate) what: &'a str,
    pub(crate) case: Option<Uuid>,
    pub(crate) item: &'a str,
    pub(crate) licence: &'a str,
    pub(crate) purpose: &'a str,
}

/// Writes it down.
pub(crate) fn audit(
    tx: &Transaction<'_>,
    now: i64,
    member: &Member,
    used: &Used<'_>,
) -> rusqlite::Result<()> {
    let case = used.case.map(|case| case.as_bytes().to_vec());
    tx.prepare_cached(
        "INSERT INTO audit (at, what, terminal, user, case_id, item, licence, purpose)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        now,
        used.what,
        member.terminal,
        member.user,
        case,
        used.item,
        used.licence,
        used.purpose
    ])
    .map(|_| ())
}
