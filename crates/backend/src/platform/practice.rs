use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Answer, AtHand, Granted, Platform, PlatformFault, Take, Use};
use crate::city::Person;
use crate::keys::token;

/// The practice city's own licences.
pub(crate) struct Practice {
    people: Arc<Vec<Person>>,
}

impl std::fmt::Debug for Practice {
    /// Without the people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Practice")
    }
}

impl Practice {
    pub(crate) fn new(people: Arc<Vec<Person>>) -> Self {
        Self { people }
    }

    fn licence(&self, holder: &str, kind: &str) -> Option<&BTreeMap<String, String>> {
        let mut people = self.people.iter();
        people.find(|person| person.id == holder)?.raw(kind)
    }
}

impl Platform for Practice {
    fn authorise<'a>(&'a self, wanted: &'a Use) -> Answer<'a, Vec<Granted>> {
        let held = wanted
            .licences
            .iter()
            .filter(|kind| self.licence(&wanted.holder, kind).is_some());
        let granted = held.map(|licence| Granted {
            licence: licence.clone(),
            code: token(16),
        });
        let granted = granted.collect();
        Box::pin(async { Ok(granted) })
    }

    fn fetch<'a>(&'a self, take: &'a Take) -> Answer<'a, BTreeMap<String, String>> {
        let found = self.licence(&take.holder, &take.licence).cloned();
        Box::pin(async { found.ok_or(PlatformFault::Refused) })
    }

    fn at_hand(&self, holder: &str, licence: &str) -> AtHand {
        let found = self.licence(holder, licence).cloned();
        found.map_or(AtHand::NotHeld, AtHand::Held)
    }
}
