use serde::{Deserialize, Serialize};

use super::{Catalogue, Item};

/// So many earlier versions of one item are kept: a draft or a case that is older than all of them goes on under the
/// newest.
const KEPT: usize = 8;

/// Items as they stood in earlier publications (旧版), so that what was begun under one ends under it (domain reference
/// S07).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Editions(Vec<Item>);

impl Editions {
    /// Keeps what a newer catalogue changes or drops; answers whether that was anything.
    pub fn keep(&mut self, before: &Catalogue, newer: &Catalogue) -> bool {
        let mut kept = false;
        for item in &before.items {
            let stands = newer.edition(&item.code, item.version).is_some();
            if !stands && self.item(&item.code, item.version).is_none() {
                self.0.push(item.clone());
                self.thin(&item.code);
                kept = true;
            }
        }
        kept
    }

    /// The oldest of an item go.
    fn thin(&mut self, code: &str) {
        let of = |item: &&Item| item.code == code;
        while self.0.iter().filter(of).count() > KEPT {
            let Some(oldest) = self.0.iter().filter(of).map(|item| item.version).min() else {
                return;
            };
            self.0
                .retain(|item| item.code != code || item.version != oldest);
        }
    }

    /// By 实施编码 and version.
    #[must_use]
    pub fn item(&self, code: &str, version: u32) -> Option<&Item> {
        let same = |item: &&Item| item.code == code && item.version == version;
        self.0.iter().find(same)
    }

    /// At this version, wherever it stands; else as it is published now.
    #[must_use]
    pub fn pinned<'a>(
        &'a self,
        catalogue: &'a Catalogue,
        code: &str,
        version: u32,
    ) -> Option<&'a Item> {
        catalogue
            .edition(code, version)
            .or_else(|| self.item(code, version))
            .or_else(|| catalogue.item(code))
    }
}

impl Catalogue {
    /// By 实施编码, at just this version.
    #[must_use]
    pub fn edition(&self, code: &str, version: u32) -> Option<&Item> {
        self.item(code)
            .filter(|item| item.code == code && item.version == version)
    }
}
