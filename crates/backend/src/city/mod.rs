//! The practice city, carried inside the program: items, calendar, staff, people.

mod files;
mod given;
mod made;
mod people;
mod publish;
mod rule;
mod said;

use std::path::Path;
use std::sync::Arc;

use domain::calendar::Calendar;
use domain::catalogue::{Catalogue, Item, Origin, Outlet};
use domain::due::OfficeHours;
use domain::rights::{Right, Rights};
use wire::{Grant, LicenceFile, Post, Staff, StaffList};

#[cfg(test)]
pub(crate) use assets::TYPES;
pub(crate) use people::{Credits, Person, text};
pub(crate) use publish::{Printed, Published, signed, since, whole};
pub(crate) use rule::Rule;

use crate::config::Care;
use crate::openings::Opened;
use crate::platform::Types;
use crate::server::StartError;

mod assets {
    include!(concat!(env!("OUT_DIR"), "/assets.rs"));
    pub(super) const NAMES: &str = include_str!("../../../../assets/practice/made-names.json");
    pub(super) const CITY: &str = include_str!("../../../../assets/practice/city.json");
    pub(super) const CLERKS: &str = include_str!("../../../../assets/practice/clerks.json");
    pub(super) const CITIZENS: &str = include_str!("../../../../assets/practice/citizens.json");
    pub(crate) const TYPES: &str = include_str!("../../../../assets/practice/licence-types.json");
}

/// Everything the practice city knows.
pub(crate) struct City {
    pub(crate) rule: Rule,
    pub(crate) office: OfficeHours,
    pub(crate) catalogue: Catalogue,
    pub(crate) calendar: Calendar,
    pub(crate) staff: StaffList,
    pub(crate) people: Arc<Vec<Person>>,
    pub(crate) types: Types,
    files: files::Files,
    /// `city.json` as desks get it.
    pub(crate) text: String,
}

impl City {
    /// Reads what the program carries, with items of a folder in or beside it, and made ones up to a number.
    pub(crate) fn load(care: &Care, made: Option<(u32, u64)>) -> Result<Self, StartError> {
        let broken = |what| move |_| StartError::City(what);
        let mut published: serde_json::Value =
            serde_json::from_str(assets::CITY).map_err(broken("city"))?;
        if let Some(realm) = &care.realm {
            published["realm"] = realm.as_str().into();
        }
        let items = items(care.catalogue.as_deref(), made)?;
        let text = published.to_string();
        let rule: Rule = serde_json::from_str(&text).map_err(broken("city"))?;
        let office = rule.office_hours.parse();
        // The newest table, by name.
        let calendar = assets::CALENDARS.last().copied().unwrap_or_default();
        Ok(Self {
            office: office.map_err(|_| StartError::City("office hours"))?,
            // Rises with every version of an item and with every new item.
            catalogue: Catalogue {
                version: items.iter().map(|item| item.version).sum(),
                items,
            },
            calendar: serde_json::from_str(calendar).map_err(broken("calendar"))?,
            staff: rule::staff(assets::CLERKS).map_err(broken("staff"))?,
            files: files::read(assets::LICENCES).map_err(broken("licence files"))?,
            people: Arc::new(people::read(assets::CITIZENS).map_err(broken("people"))?),
            types: Types::read(assets::TYPES).map_err(broken("licence types"))?,
            rule,
            text,
        })
    }

    /// By 工号.
    pub(crate) fn clerk(&self, user: &str) -> Option<&Staff> {
        self.staff.staff.iter().find(|staff| staff.user == user)
    }

    /// A member's post.
    pub(crate) fn post(&self, user: &str, post: &str) -> Option<&Post> {
        let posts = &self.clerk(user)?.posts;
        posts.iter().find(|held| held.code == post)
    }

    /// Where a post stands, with what was opened there since.
    pub(crate) fn outlet(&self, code: &str, since: &Opened) -> Outlet {
        let mut places = self.rule.outlets.iter();
        let place = places.find(|place| place.code == code);
        let lists = [place.map(|place| &place.opened), since.get(code)];
        Outlet {
            code: code.to_owned(),
            level: place.and_then(|place| place.level),
            opened: lists.into_iter().flatten().flatten().cloned().collect(),
        }
    }

    /// By the stable key.
    pub(crate) fn person(&self, key: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.key == key)
    }

    /// The file of a licence, by its identifier.
    pub(crate) fn file(&self, identifier: &str) -> Option<LicenceFile> {
        self.files.get(identifier).cloned()
    }

    /// By number, whatever its kind.
    pub(crate) fn holder(&self, id: &str) -> Option<&Person> {
        self.people
            .iter()
            .find(|person| person.id.eq_ignore_ascii_case(id))
    }
}

/// The practice city's items, those of a folder in or beside them, and made ones up to a number.
fn items(folder: Option<&Path>, made: Option<(u32, u64)>) -> Result<Vec<Item>, StartError> {
    let broken = |_| StartError::City("items");
    let own = assets::ITEMS.iter().map(|text| serde_json::from_str(text));
    let mut items: Vec<Item> = own.collect::<Result<_, _>>().map_err(broken)?;
    if let Some(folder) = folder {
        given::take(&mut items, folder)?;
    }
    if let Some((count, seed)) = made {
        let names = serde_json::from_str(assets::NAMES).map_err(broken)?;
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let lacking = count.saturating_sub(items.len());
        let more = made::items(&names, &items, lacking, seed).map_err(broken)?;
        items.extend(more);
    }
    Ok(items)
}

/// Licence types that an item needs in any situation: for its materials and as sources of its form.
pub(crate) fn needed(item: &Item) -> Vec<String> {
    let materials = item.materials.iter().filter(|material| !material.abolished);
    let mut types: Vec<String> = materials
        .flat_map(|material| material.licences.iter().cloned())
        .collect();
    let sources = item
        .form
        .fields(&item.usual())
        .into_iter()
        .flat_map(|field| field.sources);
    types.extend(sources.filter_map(|source| match source {
        Origin::Licence { licence, .. } => Some(licence),
        _ => None,
    }));
    let mut seen = std::collections::BTreeSet::new();
    types.retain(|name| seen.insert(name.clone()));
    types
}

/// A post's rights, as the rules read them, wherever it stands.
pub(crate) fn rights(post: &Post) -> Rights {
    let right = |grant: &Grant| {
        Some(match grant {
            Grant::Receive => Right::Receive,
            Grant::Accept => Right::Accept,
            Grant::Notify => Right::Notify,
            Grant::Refuse => Right::Refuse,
            Grant::Supplement => Right::Supplement,
            Grant::Withdraw => Right::Withdraw,
            Grant::Decide => Right::Decide,
            Grant::Spot => Right::Spot,
            Grant::Deliver => Right::Deliver,
            Grant::Supervise => Right::Supervise,
            Grant::Unknown => return None,
        })
    };
    Rights {
        post: post.code.clone(),
        rights: post.grants.iter().filter_map(right).collect(),
        items: post.items.clone(),
        from: post.valid_from.parse().ok(),
        to: post.valid_to.parse().ok(),
        outlet: Outlet::default(),
    }
}
