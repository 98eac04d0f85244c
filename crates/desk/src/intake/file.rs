use std::fs::File;
use std::path::Path;

use domain::act::{Hash, LineSource};
use uuid::Uuid;

use crate::desk::edit::take_file;
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;

/// The files that a line brought: kept with its acts, or not at all.
pub(super) struct Files<'a> {
    station: &'a Station,
    taken: Vec<(Uuid, Hash)>,
}

impl<'a> Files<'a> {
    pub(super) fn new(station: &'a Station) -> Self {
        let taken = Vec::new();
        Self { station, taken }
    }

    /// Takes a file in for a case.
    pub(super) fn take(&mut self, case: Uuid, path: &str, now: i64) -> Outcome<LineSource> {
        let path = Path::new(path);
        let unreadable = |_| DeskFault::new("not_found", "打不开材料文件。请核对 file 的路径。");
        let file = File::open(path).map_err(unreadable)?;
        if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
            return Err(DeskFault::new(
                "not_found",
                "材料不是一个文件。请核对 file 的路径。",
            ));
        }
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let source = take_file(self.station, case, &name, media(path), file, now)?;
        if let LineSource::File { hash, .. } = &source {
            self.taken.push((case, *hash));
        }
        Ok(source)
    }

    /// Notes an attachment that was taken in another way.
    pub(super) fn note(&mut self, case: Uuid, hash: Hash) {
        self.taken.push((case, hash));
    }

    /// The line was refused: its files are not kept.
    pub(super) fn forget(&self) -> Outcome<()> {
        for (case, hash) in &self.taken {
            match self.station.store().attachment_forget(*case, &hash.0) {
                // An act that stands already names the same content.
                Ok(())
                | Err(store::StoreError::Refused { .. } | store::StoreError::Unknown { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

/// Media type by the name's end; what is in it is looked at by who opens it.
fn media(path: &Path) -> &'static str {
    let end = path
        .extension()
        .map(|end| end.to_string_lossy().to_lowercase());
    match end.as_deref() {
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("tif" | "tiff") => "image/tiff",
        Some("pdf") => "application/pdf",
        Some("ofd") => "application/ofd",
        _ => "application/octet-stream",
    }
}
