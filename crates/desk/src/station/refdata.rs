use ::seal::{PublicKey, TrustList, Use};
use domain::calendar::Calendar;
use domain::catalogue::Catalogue;
use domain::due::OfficeHours;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use store::Store;
use sync::Remote;
use wire::{Signed, StaffList};

use super::{Station, meta};
use crate::fault::{DeskFault, Outcome};

/// Reference data as last verified.
#[derive(Debug, Clone)]
pub struct Reference {
    /// 事项库.
    pub catalogue: Catalogue,
    /// Working days.
    pub calendar: Calendar,
    /// 人员与岗位.
    pub staff: StaffList,
    /// The city.
    pub city: City,
    /// Whom this realm trusts.
    pub trust: TrustList,
}

/// What a desk must know of its city.
#[derive(Debug, Clone, Deserialize)]
pub struct City {
    /// Realm.
    pub realm: String,
    /// Name.
    pub name: String,
    /// 行政区划 (GB/T 2260).
    pub region: String,
    /// 网点.
    pub outlets: Vec<Outlet>,
    /// When offices are open.
    pub office_hours: String,
    /// Days for which an ended case stays readable on a station once the backend has it in a backup; without it
    /// nothing is erased.
    #[serde(default)]
    pub keep_days: Option<u32>,
    /// Proof codes of this city.
    pub proof: ProofRule,
    /// Cities whose codes are met here.
    #[serde(default)]
    pub other_cities: Vec<OtherCity>,
}

/// 网点.
#[derive(Debug, Clone, Deserialize)]
pub struct Outlet {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// 电话.
    pub phone: String,
}

/// What this city's codes look like.
#[derive(Debug, Clone, Deserialize)]
pub struct ProofRule {
    /// Host of its code addresses.
    pub host: String,
    /// Longest life of a signed code, seconds.
    pub life_seconds: i64,
}

/// Another city.
#[derive(Debug, Clone, Deserialize)]
pub struct OtherCity {
    /// Name.
    pub name: String,
    /// Host of its codes.
    pub host: String,
}

impl City {
    /// Office hours as the rules read them.
    ///
    /// # Errors
    /// Reference data that says nothing sensible.
    pub fn office(&self) -> Outcome<OfficeHours> {
        self.office_hours.parse().map_err(|_| broken("city"))
    }

    /// An outlet's name, or its code where the list does not know it.
    #[must_use]
    pub fn outlet_name(&self, code: &str) -> String {
        self.outlets
            .iter()
            .find(|outlet| outlet.code == code)
            .map_or_else(|| code.to_owned(), |o| o.name.clone())
    }
}

fn broken(what: &str) -> DeskFault {
    DeskFault::new(
        "refdata_broken",
        format!("基础数据（{what}）无法核验，没有采用。请联网更新，或联系管理员。"),
    )
}

impl Reference {
    /// Reads what the store keeps, verifying it again: the file may be older than a revocation.
    ///
    /// # Errors
    /// Missing or unverifiable data.
    pub fn load(store: &Store, realm: &str, roots: &[PublicKey]) -> Outcome<Self> {
        let trust_bytes = store
            .meta_get(meta::TRUST)?
            .ok_or_else(|| broken("信任列表"))?;
        let trust =
            TrustList::open(&trust_bytes, realm, roots, 2, None).map_err(|_| broken("信任列表"))?;
        let read = |key: &str| -> Outcome<Vec<u8>> {
            let bytes = store.meta_get(key)?.ok_or_else(|| broken(key))?;
            verified(&trust, &bytes)
        };
        Ok(Self {
            catalogue: parsed(&read(meta::CATALOGUE)?)?,
            calendar: parsed(&read(meta::CALENDAR)?)?,
            staff: parsed(&read(meta::STAFF)?)?,
            city: parsed(&read(meta::CITY)?)?,
            trust,
        })
    }
}

fn parsed<T: DeserializeOwned>(json: &[u8]) -> Outcome<T> {
    serde_json::from_slice(json).map_err(|_| broken("内容"))
}

fn verified(trust: &TrustList, bytes: &[u8]) -> Outcome<Vec<u8>> {
    ::seal::open1(Use::Refdata, bytes, |kid| {
        trust.find(Use::Refdata, kid).map(|key| key.key.clone())
    })
    .map(|opened| opened.payload)
    .map_err(|_| broken("签名"))
}

/// Fetches what is newer, verifies it, keeps it; what cannot be verified changes nothing.
///
/// # Errors
/// The call's, or data that cannot be verified.
pub(crate) async fn pull(
    remote: &Remote,
    store: &Store,
    realm: &str,
    roots: &[PublicKey],
) -> Outcome<()> {
    keep_trust(store, realm, roots, remote.trust_list(None).await?.data)?;
    let trust_bytes = store
        .meta_get(meta::TRUST)?
        .ok_or_else(|| broken("信任列表"))?;
    let trust =
        TrustList::open(&trust_bytes, realm, roots, 2, None).map_err(|_| broken("信任列表"))?;
    for (key, signed) in [
        (
            meta::CATALOGUE,
            remote
                .catalogue(version(store, meta::CATALOGUE)?.as_deref())
                .await?
                .data,
        ),
        (
            meta::CALENDAR,
            remote
                .calendar(version(store, meta::CALENDAR)?.as_deref())
                .await?
                .data,
        ),
        (
            meta::STAFF,
            remote
                .staff(version(store, meta::STAFF)?.as_deref())
                .await?
                .data,
        ),
        (
            meta::CITY,
            remote
                .city(version(store, meta::CITY)?.as_deref())
                .await?
                .data,
        ),
    ] {
        let Some(bytes) = signed.bytes else { continue };
        verified(&trust, &bytes.0)?;
        store.meta_put(key, &bytes.0)?;
        store.meta_put(&format!("{key}.version"), signed.version.as_bytes())?;
    }
    Ok(())
}

fn version(store: &Store, key: &str) -> Outcome<Option<String>> {
    let found = store.meta_get(&format!("{key}.version"))?;
    Ok(found.and_then(|bytes| String::from_utf8(bytes).ok()))
}

fn keep_trust(store: &Store, realm: &str, roots: &[PublicKey], signed: Signed) -> Outcome<()> {
    let Some(bytes) = signed.bytes else {
        return Ok(());
    };
    let list = TrustList::open(&bytes.0, realm, roots, 2, None).map_err(|_| broken("信任列表"))?;
    let held = store.meta_get(meta::TRUST)?;
    let held = held.and_then(|bytes| TrustList::open(&bytes, realm, roots, 2, None).ok());
    if held.is_none_or(|held| list.version > held.version) {
        store.meta_put(meta::TRUST, &bytes.0)?;
    }
    Ok(())
}

impl Station {
    /// Fetches newer reference data and uses it from now on.
    ///
    /// # Errors
    /// The call's, or data that cannot be verified; what is in use stays.
    pub async fn refresh(&self, remote: &Remote) -> Outcome<()> {
        pull(remote, &self.0.store, &self.0.identity.realm, &self.0.roots).await?;
        let fresh = Reference::load(&self.0.store, &self.0.identity.realm, &self.0.roots)?;
        *self
            .0
            .reference
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = std::sync::Arc::new(fresh);
        Ok(())
    }
}
