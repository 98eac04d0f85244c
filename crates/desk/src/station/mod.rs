//! One installation with somebody signed in: keys, store, reference data.

mod clock;
mod enrol;
mod open;
mod prove;
mod refdata;
mod seal;

use std::sync::Arc;

use ::seal::SigningKey;
use store::slots::Identity;
use store::{Dek, Store};
use wire::{Post, Staff};

pub(crate) use clock::Standing;
pub use enrol::{Enrolment, MemberPassword, Put, enrol, is_enrolled, join};
pub use open::{Key, Unlocked, by_recovery, open};
pub(crate) use prove::{Whose, open_session};
pub(crate) use refdata::verified;
pub use refdata::{Imported, Reference};
pub use seal::Sealing;

/// Meta keys of the store.
pub(crate) mod meta {
    pub(crate) const TERMINAL: &str = "terminal.secret";
    /// Pinned at enrolment.
    pub(crate) const ROOTS: &str = "realm.roots";
    /// Instead of them, once a list changed the roots or how many of them must sign.
    pub(crate) const PINS: &str = "realm.pins";
    pub(crate) const TRUST: &str = "realm.trust";
    pub(crate) const OUTLET: &str = "station.outlet";
    pub(crate) const CATALOGUE: &str = "ref.catalogue";
    /// Items as earlier catalogues had them (`domain::catalogue::Editions`, JSON).
    pub(crate) const EDITIONS: &str = "ref.editions";
    pub(crate) const CALENDAR: &str = "ref.calendar";
    pub(crate) const STAFF: &str = "ref.staff";
    pub(crate) const CITY: &str = "ref.city";
    pub(crate) const STATIONS: &str = "ref.stations";
    /// The last day on which nothing more was to be erased.
    pub(crate) const PURGED: &str = "purge.day";
    /// There while the journal may still hold copies of what was erased.
    pub(crate) const ERASED: &str = "purge.journal";
    /// Written by programs before [`CLOCK`].
    pub(crate) const CONTACT: &str = "clock.contact";
    pub(crate) const CLOCK: &str = "clock.memory";
    /// With it the ids of drafts out of a list are made.
    pub(crate) const ROLL_SALT: &str = "roll.salt";

    /// When the backend last opened a session of this member, its clock.
    pub(crate) fn seen(user: &str) -> String {
        format!("member.seen.{user}")
    }
}

/// Meta key of the word of another station that let this one bring a file of its (`wire::FileClaim`).
pub(crate) fn claim_key(case: uuid::Uuid, hash: &[u8; 32]) -> String {
    format!("bundle.claim.{case}.{}", ::seal::Hash32(*hash))
}

/// A signed-in station. Cheap to clone.
#[derive(Clone)]
pub struct Station(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) identity: Identity,
    pub(crate) store: Store,
    pub(crate) member: SigningKey,
    pub(crate) terminal: SigningKey,
    pub(crate) user: String,
    pub(crate) reference: std::sync::RwLock<Arc<Reference>>,
    pub(crate) post: std::sync::RwLock<Option<Post>>,
    pub(crate) clock: Arc<clock::Clock>,
    /// For slots that are made while the station is open.
    pub(crate) dek: Dek,
}

impl Station {
    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// 工号 of who is signed in.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.0.user
    }

    /// Realm.
    #[must_use]
    pub fn realm(&self) -> &str {
        &self.0.identity.realm
    }

    /// The same station with another member's key: what they sign is theirs.
    ///
    /// # Errors
    /// A secret that is none.
    pub(crate) fn of_member(&self, user: &str, secret: &[u8]) -> crate::fault::Outcome<Self> {
        Ok(Self(Arc::new(Inner {
            identity: self.0.identity.clone(),
            store: self.0.store.clone(),
            member: open::key(secret)?,
            terminal: self.0.terminal.clone(),
            user: user.to_owned(),
            reference: std::sync::RwLock::new(self.reference()),
            post: std::sync::RwLock::new(None),
            clock: Arc::clone(&self.0.clock),
            dek: self.0.dek.clone(),
        })))
    }

    /// Catalogue, calendar, staff, city, trust list as last verified.
    #[must_use]
    pub fn reference(&self) -> Arc<Reference> {
        let guard = self.0.reference.read();
        Arc::clone(&guard.unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The member's entry in the staff list.
    #[must_use]
    pub fn staff(&self) -> Option<Staff> {
        self.reference()
            .staff
            .staff
            .iter()
            .find(|staff| staff.user == self.0.user)
            .cloned()
    }

    /// The post in use: the chosen one, else the member's first.
    #[must_use]
    pub fn post(&self) -> Option<Post> {
        let chosen = self
            .0
            .post
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone();
        chosen.or_else(|| self.staff().and_then(|staff| staff.posts.first().cloned()))
    }

    /// Takes another post of the same member.
    pub fn choose_post(&self, code: &str) {
        let found = self
            .staff()
            .and_then(|staff| staff.posts.into_iter().find(|post| post.code == code));
        if found.is_some() {
            *self
                .0
                .post
                .write()
                .unwrap_or_else(std::sync::PoisonError::into_inner) = found;
        }
    }

    /// Rights of the post in use and where it stands, as the rules read them.
    #[must_use]
    pub fn rights(&self) -> domain::rights::Rights {
        let Some(post) = self.post() else {
            return domain::rights::Rights::default();
        };
        domain::rights::Rights {
            outlet: self.reference().city.outlet(&post.outlet),
            ..rights(&post)
        }
    }
}

/// A wire post as the rules read it, wherever it stands.
#[must_use]
pub fn rights(post: &Post) -> domain::rights::Rights {
    use domain::rights::{Right, Rights};
    let right = |grant: &wire::Grant| {
        Some(match grant {
            wire::Grant::Receive => Right::Receive,
            wire::Grant::Accept => Right::Accept,
            wire::Grant::Notify => Right::Notify,
            wire::Grant::Refuse => Right::Refuse,
            wire::Grant::Supplement => Right::Supplement,
            wire::Grant::Withdraw => Right::Withdraw,
            wire::Grant::Decide => Right::Decide,
            wire::Grant::Spot => Right::Spot,
            wire::Grant::Deliver => Right::Deliver,
            wire::Grant::Supervise => Right::Supervise,
            wire::Grant::Unknown => return None,
        })
    };
    Rights {
        post: post.code.clone(),
        rights: post.grants.iter().filter_map(right).collect(),
        items: post.items.clone(),
        from: post.valid_from.parse().ok(),
        to: post.valid_to.parse().ok(),
        outlet: domain::catalogue::Outlet::default(),
    }
}
