//! The container of an OFD: a ZIP, looked over whole before anything in it is believed.

use std::collections::{BTreeMap, BTreeSet};

use sofd_error::{OfdError, PackageError};
use sofd_io::SliceSource;
use sofd_package::{ENTRY_POINT, Package, PackageLimits};
use sofd_parser::Parser;

use super::{Unviewable, ViewLimits};

/// An OFD whose parts are unpacked, each once and within the limits.
pub(crate) struct Container<'a> {
    /// The file as it came.
    pub bytes: &'a [u8],
    /// By path, without a slash before it.
    pub parts: BTreeMap<String, Vec<u8>>,
    /// Where each page's content stands, in reading order; empty where it stands in the document itself.
    pub pages: Vec<String>,
    /// The list of signatures, where the document names one.
    pub signatures: Option<String>,
    /// The document itself.
    pub root: String,
    package: Package,
}

/// Whether the archive can be read far enough to see that it is an OFD. What cannot be read at all is taken for one: it
/// is refused as a broken one.
pub(super) fn has_entry_point(file: &[u8]) -> bool {
    let source = SliceSource::new(file, "licence");
    match Package::open_with_limits(&source, PackageLimits::strict()) {
        Ok(package) => package.has_entry_point(),
        Err(_) => true,
    }
}

impl<'a> Container<'a> {
    /// Opens it.
    pub(crate) fn open(bytes: &'a [u8], limits: &ViewLimits) -> Result<Self, Unviewable> {
        let source = SliceSource::new(bytes, "licence");
        let bounds = PackageLimits {
            max_entry_size: limits.unpacked,
            max_entry_count: limits.parts,
            max_total_size: limits.unpacked,
        };
        let mut package = Package::open_with_limits(&source, bounds).map_err(refusal)?;
        if package.is_encrypted() {
            return Err(Unviewable::Locked);
        }
        let parts = unpacked(&mut package, limits)?;
        let parsed = Parser::new(&mut package).open_document().map_err(refusal)?;
        let body = parsed.ofd.doc_bodies.first().ok_or(Unviewable::Broken)?;
        let pages = parsed.document.pages.pages.iter();
        let at = |loc: &str| path(&sofd_package::resolve(&path(&parsed.doc_dir), loc));
        Ok(Self {
            bytes,
            pages: pages
                .map(|page| page.base_loc.as_deref().map(at).unwrap_or_default())
                .collect(),
            signatures: body.signatures.as_ref().map(|loc| path(&loc.value)),
            root: path(&body.doc_root.value),
            parts,
            package,
        })
    }

    /// For readers that read parts themselves.
    pub(crate) fn package(&mut self) -> &mut Package {
        &mut self.package
    }

    /// A part by its path.
    pub(crate) fn part(&self, name: &str) -> Option<&[u8]> {
        self.parts.get(&path(name)).map(Vec::as_slice)
    }
}

/// As parts are named: without a slash before it.
pub(crate) fn path(name: &str) -> String {
    let name = name.trim().trim_start_matches('/');
    name.strip_prefix("./").unwrap_or(name).to_owned()
}

/// Every part. The reader looks names up without regard to case, so that two names that differ in nothing else, or not
/// at all, could be shown as one and signed as the other: no such container is opened.
fn unpacked(
    package: &mut Package,
    limits: &ViewLimits,
) -> Result<BTreeMap<String, Vec<u8>>, Unviewable> {
    if !package.has_entry_point() {
        return Err(Unviewable::Broken);
    }
    let names = package.entries().to_vec();
    let mut seen = BTreeSet::new();
    let mut total = 0_u64;
    let mut parts = BTreeMap::new();
    for name in names {
        if !seen.insert(name.to_ascii_lowercase()) {
            return Err(Unviewable::Broken);
        }
        if sofd_package::looks_like_dir(&name) {
            continue;
        }
        let part = package.read(&name).map_err(refusal)?;
        total += part.len() as u64;
        if total > limits.unpacked {
            return Err(Unviewable::TooLarge);
        }
        parts.insert(name, part);
    }
    match parts.contains_key(ENTRY_POINT) {
        true => Ok(parts),
        false => Err(Unviewable::Broken),
    }
}

/// What a reader's error means for who wants to see the file.
pub(super) fn refusal(error: OfdError) -> Unviewable {
    match error {
        OfdError::PasswordRequired => Unviewable::Locked,
        OfdError::Package(
            PackageError::DecompressionLimit { .. } | PackageError::EntryCountLimit { .. },
        ) => Unviewable::TooLarge,
        OfdError::Package(PackageError::IllegalPath { .. }) => Unviewable::Path,
        _ => Unviewable::Broken,
    }
}
