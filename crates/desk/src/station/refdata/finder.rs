use std::fmt;
use std::sync::{Arc, OnceLock};

use domain::catalogue::Catalogue;
use domain::search::{Entry, Index};

/// The search over one version of the catalogue: made at the first question, kept as long as the version.
#[derive(Clone, Default)]
pub struct Finder(Arc<OnceLock<Index>>);

impl Finder {
    /// The index of this catalogue, whose finder this is.
    pub fn of(&self, catalogue: &Catalogue) -> &Index {
        self.0.get_or_init(|| {
            let entries: Vec<Entry> = catalogue.items.iter().map(Entry::from).collect();
            Index::new(&entries)
        })
    }
}

impl fmt::Debug for Finder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finder")
            .field("ready", &self.0.get().is_some())
            .finish()
    }
}
