use std::collections::BTreeMap;

use domain::catalogue::{Catalogue, Editions};
use rusqlite::Transaction;
use seal::{SigningKey, Use, detach, sha256, sign1};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wire::{B64, Delta, Patch, Publication, Signed};

use super::{City, assets};
use crate::database::{meta, put_meta};
use crate::openings::Opened;
use crate::server::StartError;

/// So many publications of a list are kept beside the newest, to tell what changed since.
const KEPT: usize = 4;

/// Reference data, signed.
pub(crate) struct Published {
    pub(crate) catalogue: Printed,
    /// Items as earlier catalogues had them: what was begun under one is judged by it.
    pub(crate) editions: Editions,
    pub(crate) calendar: Printed,
    pub(crate) staff: Printed,
    pub(crate) city: Printed,
}

/// A publication and those before it.
pub(crate) struct Printed {
    signed: Signed,
    /// The newest last; it is the one that is signed.
    issues: Vec<Issue>,
}

/// A publication as it was.
#[derive(Clone, Serialize, Deserialize)]
struct Issue {
    version: String,
    publication: Publication<Value>,
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
        let catalogue = press.print("catalogue", serde_json::to_value(&self.catalogue))?;
        Ok(Published {
            editions: press.editions(&catalogue, &self.catalogue)?,
            catalogue,
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
    ) -> Result<Printed, StartError> {
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

impl City {
    /// The city with what was opened at its outlets since it was published, signed.
    pub(crate) fn with_opened(
        &self,
        tx: &Transaction<'_>,
        key: &SigningKey,
        now_s: i64,
        since: &Opened,
    ) -> Result<Printed, StartError> {
        let mut city: Value =
            serde_json::from_str(&self.text).map_err(|_| StartError::City("city"))?;
        let outlets = city["outlets"].as_array_mut().into_iter().flatten();
        for outlet in outlets {
            let code = outlet["code"].as_str().unwrap_or_default();
            outlet["opened"] = self.outlet(code, since).opened.into();
        }
        let press = Press {
            tx,
            key,
            realm: &self.rule.realm,
            now_s,
        };
        press.print("city", Ok(city))
    }
}

impl Press<'_> {
    fn print(
        &self,
        list: &'static str,
        content: serde_json::Result<Value>,
    ) -> Result<Printed, StartError> {
        let broken = |_| StartError::City(list);
        let content = content.map_err(broken)?;
        let plain = serde_json::to_vec(&content).map_err(broken)?;
        let publication = Publication {
            list: list.to_owned(),
            realm: self.realm.to_owned(),
            issue: self.issue(list, sha256(&plain).as_bytes())?,
            content,
        };
        let bytes = publication.clone().bytes().map_err(broken)?;
        let mark = hex::encode(&sha256(&bytes).as_bytes()[..4]);
        let version = format!("{}.{mark}", publication.issue);
        let sealed = sign1(Use::Refdata, &bytes, self.key).map_err(|_| StartError::Key)?;
        let newest = Issue {
            version: version.clone(),
            publication,
        };
        Ok(Printed {
            signed: whole(version, sealed),
            issues: self.kept(list, newest)?,
        })
    }

    /// Every version of an item that was published here and is no more, up to a number.
    fn editions(&self, printed: &Printed, now: &Catalogue) -> Result<Editions, StartError> {
        const NAME: &str = "editions";
        let broken = |_| StartError::City(NAME);
        let held = meta(self.tx, NAME)?.unwrap_or_default();
        let mut editions: Editions = serde_json::from_slice(&held).unwrap_or_default();
        let mut kept = false;
        for issue in &printed.issues {
            let before = issue.publication.content.clone();
            // What another program published in a shape of its own is no catalogue to go by.
            let before: Catalogue = serde_json::from_value(before).unwrap_or_default();
            kept |= editions.keep(&before, now);
        }
        if kept {
            let bytes = serde_json::to_vec(&editions).map_err(broken)?;
            put_meta(self.tx, NAME, &bytes)?;
        }
        Ok(editions)
    }

    /// The last publications of a list with the newest at their end; where it is new, the oldest goes.
    fn kept(&self, list: &str, newest: Issue) -> Result<Vec<Issue>, StartError> {
        let name = format!("issues.{list}");
        let held = meta(self.tx, &name)?.unwrap_or_default();
        // Nothing, and what an unknown program wrote, is no publication to start from.
        let mut issues: Vec<Issue> = serde_json::from_slice(&held).unwrap_or_default();
        if issues
            .last()
            .is_some_and(|last| last.version == newest.version)
        {
            return Ok(issues);
        }
        issues.retain(|issue| issue.version != newest.version);
        issues.push(newest);
        issues.drain(..issues.len().saturating_sub(KEPT + 1));
        let bytes = serde_json::to_vec(&issues).map_err(|_| StartError::City("issues"))?;
        put_meta(self.tx, &name, &bytes)?;
        Ok(issues)
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

impl Printed {
    /// What a station gets that has this version: nothing of the newest, what changed since a kept one where that is
    /// less than the whole, else the whole.
    pub(crate) fn since(&self, from: &str) -> Signed {
        let delta = self.delta(from).filter(|delta| self.is_less(delta));
        let Some(delta) = delta else {
            return self.whole_since(Some(from));
        };
        Signed {
            version: self.signed.version.clone(),
            bytes: None,
            delta: Some(delta),
        }
    }

    /// The whole, or nothing where the station has it.
    pub(crate) fn whole_since(&self, have: Option<&str>) -> Signed {
        since(&self.signed, have)
    }

    fn delta(&self, from: &str) -> Option<Delta> {
        let (newest, before) = self.issues.split_last()?;
        let held = before.iter().find(|issue| issue.version == from)?;
        let value = |issue: &Issue| serde_json::to_value(&issue.publication).ok();
        let patch = Patch::between(&value(held)?, &value(newest)?)?;
        let sealed = detach(&self.signed.bytes.as_ref()?.0).ok()?;
        Some(Delta {
            from: from.to_owned(),
            patch,
            sealed: B64(sealed),
        })
    }

    fn is_less(&self, delta: &Delta) -> bool {
        let size = |json: serde_json::Result<Vec<u8>>| json.map_or(usize::MAX, |json| json.len());
        size(serde_json::to_vec(delta)) < size(serde_json::to_vec(&self.signed.bytes))
    }
}

/// Signs a list that is made when it is asked for. The version names the content.
pub(crate) fn signed(key: &SigningKey, content: &[u8]) -> Result<Signed, StartError> {
    let version = hex::encode(&sha256(content).as_bytes()[..8]);
    let bytes = sign1(Use::Refdata, content, key).map_err(|_| StartError::Key)?;
    Ok(whole(version, bytes))
}

/// All of a list.
pub(crate) fn whole(version: String, bytes: Vec<u8>) -> Signed {
    Signed {
        version,
        bytes: Some(B64(bytes)),
        delta: None,
    }
}

/// Without the content where the desk has it.
pub(crate) fn since(signed: &Signed, have: Option<&str>) -> Signed {
    let bytes = signed.bytes.clone();
    Signed {
        version: signed.version.clone(),
        bytes: bytes.filter(|_| have != Some(signed.version.as_str())),
        delta: None,
    }
}

#[cfg(test)]
mod tests;
