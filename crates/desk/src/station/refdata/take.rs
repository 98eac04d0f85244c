use ::seal::{TrustList, Use, sha256};
use domain::catalogue::Editions;
use serde::de::IgnoredAny;
use serde_json::Value;
use store::Store;
use sync::Remote;
use wire::{Delta, Publication, Signed, StationList};

use super::{broken, parsed, trust};
use crate::fault::{DeskFault, Outcome};
use crate::station::meta;

/// The lists by their name in the contract, and where each is kept.
pub(super) const LISTS: [(&str, &str); 4] = [
    ("catalogue", meta::CATALOGUE),
    ("calendar", meta::CALENDAR),
    ("staff", meta::STAFF),
    ("city", meta::CITY),
];
/// What became of a list that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Took {
    Newer,
    Same,
    /// Older than what is held: refused.
    Older,
}

/// The content of signed reference data.
pub(crate) fn verified(trust: &TrustList, bytes: &[u8]) -> Outcome<Vec<u8>> {
    ::seal::open1(Use::Refdata, bytes, |kid| {
        trust.find(Use::Refdata, kid).map(|key| key.key.clone())
    })
    .map(|opened| opened.payload)
    .map_err(|_| broken("签名"))
}

/// Whether a list that came is newer than what is held; its signature, name and realm hold when it answers.
pub(super) fn judged(
    store: &Store,
    trust: &TrustList,
    (name, key): (&str, &str),
    bytes: &[u8],
) -> Outcome<Took> {
    let payload = verified(trust, bytes)?;
    let came: Publication<IgnoredAny> =
        serde_json::from_slice(&payload).map_err(|_| broken(name))?;
    if came.list != name || came.realm != trust.realm {
        return Err(broken(name));
    }
    let held = store.meta_get(key)?;
    let held = held.and_then(|bytes| verified(trust, &bytes).ok());
    let issue = held.as_ref().map_or(0, |payload| {
        // A store of an older program holds a list without a number: anything is newer.
        serde_json::from_slice::<Publication<IgnoredAny>>(payload).map_or(0, |held| held.issue)
    });
    Ok(match came.issue.cmp(&issue) {
        std::cmp::Ordering::Greater => Took::Newer,
        std::cmp::Ordering::Equal if held.as_ref() == Some(&payload) => Took::Same,
        std::cmp::Ordering::Equal | std::cmp::Ordering::Less => Took::Older,
    })
}

/// Keeps a list that was judged newer, with the version by which it is asked for.
pub(super) fn keep(store: &Store, trust: &TrustList, key: &str, bytes: &[u8]) -> Outcome<()> {
    let payload = verified(trust, bytes)?;
    let came: Publication<IgnoredAny> =
        serde_json::from_slice(&payload).map_err(|_| broken("内容"))?;
    let mark: String = sha256(&payload).as_bytes()[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if key == meta::CATALOGUE {
        keep_editions(store, trust, &payload)?;
    }
    store.meta_put(key, bytes)?;
    let version = format!("{}.{mark}", came.issue);
    Ok(store.meta_put(&version_key(key), version.as_bytes())?)
}

/// What a newer catalogue changes stays beside it, before it takes the other's place: drafts and cases of this station
/// may have begun under it.
fn keep_editions(store: &Store, trust: &TrustList, newer: &[u8]) -> Outcome<()> {
    let held = store.meta_get(meta::CATALOGUE)?;
    let Some(held) = held.and_then(|bytes| verified(trust, &bytes).ok()) else {
        return Ok(());
    };
    let mut editions = editions(store)?;
    if editions.keep(&parsed(&held)?, &parsed(newer)?) {
        let kept = serde_json::to_vec(&editions).map_err(|_| broken("旧版事项"))?;
        store.meta_put(meta::EDITIONS, &kept)?;
    }
    Ok(())
}

/// Items as earlier catalogues had them. What an unknown program wrote is none: the newest stands then.
pub(super) fn editions(store: &Store) -> Outcome<Editions> {
    let held = store.meta_get(meta::EDITIONS)?.unwrap_or_default();
    Ok(serde_json::from_slice(&held).unwrap_or_default())
}

fn version_key(key: &str) -> String {
    format!("{key}.version")
}

/// Fetches what is newer, verifies it, keeps it; what cannot be verified changes nothing, what is older is left.
///
/// # Errors
/// The call's, or data that cannot be verified.
pub(crate) async fn pull(remote: &Remote, store: &Store, realm: &str) -> Outcome<()> {
    keep_trust(store, realm, remote.trust_list(None).await?.data)?;
    let trust = trust::held(store, realm)?;
    for list in LISTS {
        let Some(bytes) = newest(remote, store, &trust, list).await? else {
            continue;
        };
        if judged(store, &trust, list, &bytes)? == Took::Newer {
            keep(store, &trust, list.1, &bytes)?;
        }
    }
    stations(remote, store, &trust).await
}

/// A list as it stands now, whole; nothing where it is held. What changed since the held one is asked for first, and is
/// as good as the signature over what it makes: where that does not hold the whole is fetched.
async fn newest(
    remote: &Remote,
    store: &Store,
    trust: &TrustList,
    (name, key): (&str, &str),
) -> Outcome<Option<Vec<u8>>> {
    if let Some((version, held)) = held(store, key)? {
        let signed = remote.changes(name, &version).await?.data;
        let Some(delta) = signed.delta else {
            return Ok(signed.bytes.map(|bytes| bytes.0));
        };
        let made = (delta.from == version).then(|| rebuilt(trust, &held, &delta));
        if let Some(bytes) = made.flatten() {
            return Ok(Some(bytes));
        }
    }
    let signed = asked(remote, name).await?;
    Ok(signed.bytes.map(|bytes| bytes.0))
}

/// The version and the signed bytes of a list. Without its content a version counts for nothing: a rebuild brings back
/// the small values alone.
fn held(store: &Store, key: &str) -> Outcome<Option<(String, Vec<u8>)>> {
    let Some(bytes) = store.meta_get(key)? else {
        return Ok(None);
    };
    let version = store.meta_get(&version_key(key))?;
    let version = version.and_then(|text| String::from_utf8(text).ok());
    Ok(version.map(|version| (version, bytes)))
}

/// The newest envelope out of the held one and what changed; nothing where its signature does not hold.
fn rebuilt(trust: &TrustList, held: &[u8], delta: &Delta) -> Option<Vec<u8>> {
    let payload = verified(trust, held).ok()?;
    let value = delta
        .patch
        .applied(serde_json::from_slice(&payload).ok()?)?;
    let made: Publication<Value> = serde_json::from_value(value).ok()?;
    let bytes = ::seal::attach(&delta.sealed.0, &made.bytes().ok()?).ok()?;
    verified(trust, &bytes).ok().map(|_| bytes)
}

/// The stations of this outlet: who a bundle is for, and whose acts one may hold.
async fn stations(remote: &Remote, store: &Store, trust: &TrustList) -> Outcome<()> {
    let text = |key: &str| -> Outcome<Option<String>> {
        let bytes = store.meta_get(key)?;
        Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()))
    };
    let outlet = text(meta::OUTLET)?.unwrap_or_default();
    let have = text(&version_key(meta::STATIONS))?;
    let signed = remote.stations(&outlet, have.as_deref()).await?.data;
    let Some(bytes) = signed.bytes else {
        return Ok(());
    };
    let list: StationList =
        serde_json::from_slice(&verified(trust, &bytes.0)?).map_err(|_| broken("stations"))?;
    if list.realm != trust.realm || list.outlet != outlet {
        return Err(broken("stations"));
    }
    store.meta_put(meta::STATIONS, &bytes.0)?;
    Ok(store.meta_put(&version_key(meta::STATIONS), signed.version.as_bytes())?)
}

async fn asked(remote: &Remote, name: &str) -> Outcome<Signed> {
    let reply = match name {
        "catalogue" => remote.catalogue(None).await?,
        "calendar" => remote.calendar(None).await?,
        "staff" => remote.staff(None).await?,
        _ => remote.city(None).await?,
    };
    Ok(reply.data)
}

fn keep_trust(store: &Store, realm: &str, signed: Signed) -> Outcome<()> {
    let Some(bytes) = signed.bytes else {
        return Ok(());
    };
    match trust::came(store, realm, &bytes.0)? {
        (list, Took::Newer) => trust::keep(store, &list, &bytes.0),
        (_, Took::Same | Took::Older) => Ok(()),
    }
}

/// An older one came by a file.
pub(super) fn older() -> DeskFault {
    DeskFault::new(
        "refdata_older",
        "文件里的基础数据比本机的旧，没有采用。请换用最新导出的文件。",
    )
}
