mod file;
mod finder;
mod take;
mod trust;

use std::collections::BTreeMap;

use ::seal::TrustList;
use domain::calendar::Calendar;
use domain::catalogue::{self, Catalogue, Editions, Item, Level, Limit};
use domain::due::OfficeHours;
use domain::search::Hit;
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use store::Store;
use sync::Remote;
use wire::{Publication, StaffList};

use super::{Station, meta};
use crate::fault::{DeskFault, Outcome};

pub use file::Imported;
pub use finder::Finder;
pub(crate) use take::{pull, verified};

/// Reference data as last verified.
#[derive(Debug, Clone)]
pub struct Reference {
    /// 事项库.
    pub catalogue: Catalogue,
    /// Its items as they were in earlier versions.
    pub editions: Editions,
    /// Working days.
    pub calendar: Calendar,
    /// 人员与岗位.
    pub staff: StaffList,
    /// The city.
    pub city: City,
    /// Whom this realm trusts.
    pub trust: TrustList,
    /// The search over the catalogue.
    pub finder: Finder,
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
    /// How long an office may be silent after receipt (行政许可法 32-4). Not in lists of older cities.
    #[serde(default)]
    pub answer_within: Option<Limit>,
    /// Within how many days the same applicant's same item is one too many.
    #[serde(default = "duplicate_days")]
    pub duplicate_days: u32,
    /// How long an enquiry may wait for whoever must act next before they are reminded (首问责任制, S72).
    #[serde(default)]
    pub enquiry_within: Option<Limit>,
    /// When a card turns yellow (S06).
    #[serde(default)]
    pub cards: domain::card::Rule,
    /// Proof codes of this city.
    pub proof: ProofRule,
    /// Cities whose codes are met here.
    #[serde(default)]
    pub other_cities: Vec<OtherCity>,
    /// Places with a door plate (数字政务门牌).
    #[serde(default)]
    pub places: Vec<Place>,
    /// Who acts in whose name.
    #[serde(default)]
    pub delegations: Vec<Delegation>,
    /// How stations behave.
    #[serde(default)]
    pub desk: DeskRule,
    /// Roots of the seals on licences, X.509 DER in base64. Without any no seal is said to be good.
    #[serde(default)]
    pub seal_anchors: Vec<String>,
}

/// 委托: an outlet takes and decides items in the name of another body (县镇通办, domain reference S92).
#[derive(Debug, Clone, Deserialize)]
pub struct Delegation {
    /// Outlet code.
    pub outlet: String,
    /// Short numbers or 实施编码.
    pub items: Vec<String>,
    /// 委托机关.
    pub body: String,
    /// What it was delegated by.
    pub ground: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// A place with a door plate, and what is served there.
#[derive(Debug, Clone, Deserialize)]
pub struct Place {
    /// As the plate's code has it.
    pub code: String,
    /// Name.
    pub name: String,
    /// Address.
    pub address: String,
    /// The outlet that serves it.
    pub outlet: String,
    /// Items, by short number or 实施编码.
    #[serde(default)]
    pub items: Vec<String>,
}

/// What a city asks of its stations; each limit is data (law 10), and this is what holds where it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct DeskRule {
    /// Days a member may sign in without the backend; a member's own entry goes before.
    pub offline_days: u32,
    /// Minutes without a hand at the window until it locks.
    pub idle_minutes: u32,
    /// Pages of a document that are looked into for codes.
    pub scan_pages: u32,
    /// How far clocks are believed.
    pub clock: domain::clock::Trust,
}

impl Default for DeskRule {
    fn default() -> Self {
        Self {
            offline_days: 30,
            idle_minutes: 10,
            scan_pages: 20,
            clock: domain::clock::Trust::default(),
        }
    }
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
    /// 办理层级; none: everything is handled there.
    #[serde(default)]
    pub level: Option<Level>,
    /// What the city opened there beside its level.
    #[serde(default)]
    pub opened: Vec<String>,
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
    /// 行政区划 (GB/T 2260).
    #[serde(default)]
    pub region: String,
}

fn duplicate_days() -> u32 {
    domain::duplicate::DAYS
}

impl City {
    /// Office hours as the rules read them.
    ///
    /// # Errors
    /// Reference data that says nothing sensible.
    pub fn office(&self) -> Outcome<OfficeHours> {
        self.office_hours.parse().map_err(|_| broken("city"))
    }

    /// In whose name an outlet handles an item on a day, where not in that of the item's own body at its own window.
    #[must_use]
    pub fn delegation(&self, outlet: &str, item: &Item, day: Date) -> Option<&Delegation> {
        let names = |one: &Delegation| {
            let mut items = one.items.iter();
            items.any(|name| *name == item.short || *name == item.code)
        };
        self.delegations
            .iter()
            .find(|one| one.outlet == outlet && names(one) && (one.from..=one.to).contains(&day))
    }

    /// Where a post stands, as the rules read it.
    #[must_use]
    pub fn outlet(&self, code: &str) -> catalogue::Outlet {
        let found = self.outlets.iter().find(|outlet| outlet.code == code);
        catalogue::Outlet {
            code: code.to_owned(),
            level: found.and_then(|outlet| outlet.level),
            opened: found.map_or_else(Vec::new, |outlet| outlet.opened.clone()),
        }
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
    /// An item at the version that a draft or a case was begun under; where that is not here, at today's.
    #[must_use]
    pub fn item(&self, code: &str, version: u32) -> Option<&Item> {
        self.editions.pinned(&self.catalogue, code, version)
    }

    /// The items that answer a query, best first, as places in the catalogue; `used` says how often an item was
    /// chosen lately.
    #[must_use]
    pub fn find(&self, query: &str, used: &BTreeMap<String, u32>) -> Vec<Hit> {
        let items = &self.catalogue.items;
        let usage = |index: usize| used.get(&items[index].code).copied().unwrap_or(0);
        self.finder.of(&self.catalogue).find(query, usage)
    }

    /// Reads what the store keeps, verifying it again: the file may be older than a revocation.
    ///
    /// # Errors
    /// Missing or unverifiable data.
    pub fn load(store: &Store, realm: &str) -> Outcome<Self> {
        let trust = trust::held(store, realm)?;
        let read = |key: &str| -> Outcome<Vec<u8>> {
            let bytes = store.meta_get(key)?.ok_or_else(|| broken(key))?;
            take::verified(&trust, &bytes)
        };
        Ok(Self {
            catalogue: parsed(&read(meta::CATALOGUE)?)?,
            editions: take::editions(store)?,
            calendar: parsed(&read(meta::CALENDAR)?)?,
            staff: parsed(&read(meta::STAFF)?)?,
            city: parsed(&read(meta::CITY)?)?,
            trust,
            finder: Finder::default(),
        })
    }
}

/// The content of a publication; a store of an older program holds it bare.
fn parsed<T: DeserializeOwned>(json: &[u8]) -> Outcome<T> {
    serde_json::from_slice::<Publication<T>>(json)
        .map(|publication| publication.content)
        .or_else(|_| serde_json::from_slice(json))
        .map_err(|_| broken("内容"))
}

impl Station {
    /// Fetches newer reference data and uses it from now on.
    ///
    /// # Errors
    /// The call's, or data that cannot be verified; what is in use stays.
    pub async fn refresh(&self, remote: &Remote) -> Outcome<()> {
        pull(remote, &self.0.store, &self.0.identity.realm).await?;
        self.reload()
    }

    /// Uses what the store holds now.
    fn reload(&self) -> Outcome<()> {
        let mut fresh = Reference::load(&self.0.store, &self.0.identity.realm)?;
        let before = self.reference();
        if before.catalogue == fresh.catalogue {
            fresh.finder = before.finder.clone();
        }
        *self
            .0
            .reference
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = std::sync::Arc::new(fresh);
        Ok(())
    }
}
