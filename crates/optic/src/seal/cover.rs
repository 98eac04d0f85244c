//! What of a file is under seal.

use std::collections::BTreeSet;

use sofd_package::ENTRY_POINT;

use super::Doubt;
use crate::view::Container;

/// What is not sealed of it, given the parts that are and the parts that make up the seals themselves.
pub(super) fn lacking(
    file: &Container<'_>,
    sealed: &BTreeSet<String>,
    seals: &BTreeSet<String>,
) -> Option<Doubt> {
    let page = |name: &String| match name.is_empty() {
        // Its content stands in the document.
        true => sealed.contains(&file.root),
        false => sealed.contains(name),
    };
    let pages: Vec<u32> = (1..)
        .zip(&file.pages)
        .filter_map(|(number, name)| page(name).then_some(number))
        .collect();
    let of = u32::try_from(file.pages.len()).unwrap_or(u32::MAX);
    if pages.len() < file.pages.len() {
        return Some(Doubt::Part { sealed: pages, of });
    }
    // The entry point names the document, which is sealed, and the list of seals, which cannot be.
    let bare = |name: &&String| {
        let own = name.as_str() == ENTRY_POINT || seals.contains(*name);
        !own && !sealed.contains(*name)
    };
    file.parts
        .keys()
        .any(|name| bare(&name))
        .then_some(Doubt::Added)
}
