use std::collections::BTreeMap;

use rusqlite::Transaction;
use seal::{SigningKey, Use, sha256, sign1};
use serde_json::Value;
use wire::{B64, Publication, Signed};

use super::{City, assets};
use crate::database::{meta, put_meta};
use crate::server::StartError;

/// Reference data, signed.
pub(crate) struct Published {
    pub(crate) catalogue: Signed,
    pub(crate) calendar: Signed,
    pub(crate) staff: Signed,
    pub(crate) city: Signed,
}

/// Where issues are counted.
struct Press<'a> {
    tx: &'a Transaction<'a>,
    key: &'a SigningKey,
    realm: &'a str,
    /// Unix seconds.
    now_s: i64,
}

impl City {
    /// Signs what desks ask for.
    pub(crate) fn publish(
        &self,
        tx: &Transaction<'_>,
        key: &SigningKey,
        now_s: i64,
    ) -> Result<Published, StartError> {
        let press = Press {
            tx,
            key,
            realm: &self.rule.realm,
            now_s,
        };
        let calendar = assets::CALENDARS.last().copied().unwrap_or_default();
        Ok(Published {
            catalogue: press.print("catalogue", serde_json::to_value(&self.catalogue))?,
            calendar: press.print("calendar", serde_json::from_str(calendar))?,
            staff: press.print("staff", serde_json::to_value(&self.staff))?,
            city: press.print("city", serde_json::from_str(&self.text))?,
        })
    }
}

impl City {
    /// The staff list with who was revoked since when, signed.
    pub(crate) fn staff_without(
        &self,
        tx: &Transaction<'_>,
        key: &SigningKey,
        now_s: i64,
        revoked: &BTreeMap<String, i64>,
    ) -> Result<Signed, StartError> {
        let mut list = self.staff.clone();
        for staff in &mut list.staff {
            staff.revoked_at = revoked.get(&staff.user).copied();
        }
        let press = Press {
            tx,
            key,
            realm: &self.rule.realm,
            now_s,
        };
        press.print("staff", serde_json::to_value(&list))
    }
}

impl Press<'_> {
    fn print(
        &self,
        list: &'static str,
        content: serde_json::Result<Value>,
    ) -> Result<Signed, StartError> {
        let broken = |_| StartError::City(list);
        let content = content.map_err(broken)?;
        let plain = serde_json::to_vec(&content).map_err(broken)?;
        let publication = Publication {
            list: list.to_owned(),
            realm: self.realm.to_owned(),
            issue: self.issue(list, sha256(&plain).as_bytes())?,
            content,
        };
        let bytes = serde_json::to_vec(&publication).map_err(broken)?;
        let mark = hex::encode(&sha256(&bytes).as_bytes()[..4]);
        let signed = sign1(Use::Refdata, &bytes, self.key).map_err(|_| StartError::Key)?;
        Ok(Signed {
            version: format!("{}.{mark}", publication.issue),
            bytes: Some(B64(signed)),
        })
    }

    /// The issue of this content: the last one, where it is the same; else a later one. It follows the clock, so that
    /// a folder out of a backup does not publish something new under an old number.
    fn issue(&self, list: &str, hash: &[u8; 32]) -> Result<u64, StartError> {
        let name = format!("issue.{list}");
        let held = meta(self.tx, &name)?.unwrap_or_default();
        let (number, before) = held.split_at_checked(8).unwrap_or((&[], &[]));
        let last = number.try_into().map_or(0, u64::from_be_bytes);
        if before == hash {
            return Ok(last);
        }
        let issue = (last + 1).max(self.now_s.max(1).unsigned_abs());
        put_meta(self.tx, &name, &[&issue.to_be_bytes()[..], hash].concat())?;
        Ok(issue)
    }
}

/// Signs a list that is made when it is asked for. The version names the content.
pub(crate) fn signed(key: &SigningKey, content: &[u8]) -> Result<Signed, StartError> {
    let version = hex::encode(&sha256(content).as_bytes()[..8]);
    let bytes = sign1(Use::Refdata, content, key).map_err(|_| StartError::Key)?;
    Ok(Signed {
        version,
        bytes: Some(B64(bytes)),
    })
}

/// Without the content where the desk has it.
pub(crate) fn since(signed: &Signed, have: Option<&str>) -> Signed {
    Signed {
        version: signed.version.clone(),
        bytes: signed
            .bytes
            .clone()
            .filter(|_| have != Some(signed.version.as_str())),
    }
}
