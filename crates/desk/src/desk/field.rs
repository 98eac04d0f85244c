use super::{Desk, locked};
use crate::draft::Edit;
use crate::fault::Outcome;
use crate::view::DeskView;

impl Desk {
    /// Types into a field.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn set_field(&self, key: &str, value: &str) -> Outcome<DeskView> {
        self.edit(Edit::Field(key.to_owned(), value.to_owned()))
    }

    /// Chooses one of the sources of a field, by the word that the screen was given.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn choose_source(&self, key: &str, source: &str) -> Outcome<DeskView> {
        self.edit(Edit::Choose(key.to_owned(), source.to_owned()))
    }

    /// A field goes back to what its source had given.
    ///
    /// # Errors
    /// Nobody is signed in, the store's.
    pub fn restore_field(&self, key: &str) -> Outcome<DeskView> {
        self.edit(Edit::Restore(key.to_owned()))
    }

    /// Shows a field (or `name`, `id`) whole; the asking is recorded.
    ///
    /// # Errors
    /// The store's.
    pub fn unmask(&self, key: &str) -> Outcome<DeskView> {
        let station = self.station()?;
        let draft = locked(&self.0.draft).id.to_string();
        self.record(&station, "unmask", &[("draft", &draft), ("field", key)])?;
        locked(&self.0.unmasked).insert(key.to_owned());
        self.show()
    }

    /// Masks everything again.
    ///
    /// # Errors
    /// Nobody is signed in.
    pub fn remask(&self) -> Outcome<DeskView> {
        locked(&self.0.unmasked).clear();
        self.show()
    }
}
