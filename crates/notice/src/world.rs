//! What the typesetter may see: our templates, our fonts and one paper's data.
//! No file system, no packages, no clock.

use std::collections::HashMap;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

use crate::{Kind, Press};

/// The paper's data, as JSON.
pub(crate) const DATA: &str = "paper.json";
/// The QR code, as SVG.
pub(crate) const QR: &str = "qr.svg";
/// The signature, as PNG.
pub(crate) const SIGNATURE: &str = "signature.png";

/// Template files, by the name they import each other with.
const FILES: [(&str, &str); 15] = [
    (
        "commitment.typ",
        include_str!("../../../assets/notices/commitment.typ"),
    ),
    (
        "frame.typ",
        include_str!("../../../assets/notices/frame.typ"),
    ),
    (
        "receipt.typ",
        include_str!("../../../assets/notices/receipt.typ"),
    ),
    (
        "tolerance_commitment.typ",
        include_str!("../../../assets/notices/tolerance_commitment.typ"),
    ),
    (
        "tolerance_notice.typ",
        include_str!("../../../assets/notices/tolerance_notice.typ"),
    ),
    (
        "one_time_notice.typ",
        include_str!("../../../assets/notices/one_time_notice.typ"),
    ),
    (
        "acceptance.typ",
        include_str!("../../../assets/notices/acceptance.typ"),
    ),
    (
        "refusal.typ",
        include_str!("../../../assets/notices/refusal.typ"),
    ),
    (
        "special_procedure.typ",
        include_str!("../../../assets/notices/special_procedure.typ"),
    ),
    (
        "extension.typ",
        include_str!("../../../assets/notices/extension.typ"),
    ),
    (
        "default_decision.typ",
        include_str!("../../../assets/notices/default_decision.typ"),
    ),
    (
        "denial.typ",
        include_str!("../../../assets/notices/denial.typ"),
    ),
    (
        "return.typ",
        include_str!("../../../assets/notices/return.typ"),
    ),
    (
        "revocation.typ",
        include_str!("../../../assets/notices/revocation.typ"),
    ),
    (
        "guide.typ",
        include_str!("../../../assets/notices/guide.typ"),
    ),
];

/// The template that prints a guide.
pub(crate) const GUIDE: &str = "guide.typ";

/// The template that prints a kind.
pub(crate) fn template(kind: Kind) -> &'static str {
    match kind {
        Kind::Receipt => "receipt.typ",
        Kind::ToleranceCommitment => "tolerance_commitment.typ",
        Kind::ToleranceNotice => "tolerance_notice.typ",
        Kind::OneTimeNotice => "one_time_notice.typ",
        Kind::Commitment => "commitment.typ",
        Kind::Acceptance => "acceptance.typ",
        Kind::Refusal => "refusal.typ",
        Kind::Denial => "denial.typ",
        Kind::Return => "return.typ",
        Kind::Revocation => "revocation.typ",
        Kind::SpecialProcedure => "special_procedure.typ",
        Kind::Extension => "extension.typ",
        Kind::DefaultDecision => "default_decision.typ",
    }
}

/// The id of a virtual file beside the templates.
pub(crate) fn data_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("our file names have no dots or slashes to climb");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// The parsed templates.
pub(crate) struct Templates(HashMap<FileId, Source>);

impl Templates {
    pub(crate) fn load() -> Templates {
        let sources = FILES.iter().map(|&(name, text)| {
            let id = data_id(name);
            (id, Source::new(id, text.to_owned()))
        });
        Templates(sources.collect())
    }
}

/// One paper on the press.
pub(crate) struct Sheet<'a> {
    press: &'a Press,
    main: FileId,
    files: Vec<(FileId, Bytes)>,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(press: &'a Press, template: &str, files: Vec<(FileId, Bytes)>) -> Self {
        Sheet {
            press,
            main: data_id(template),
            files,
        }
    }

    /// The line of a byte in a template, from 1; 0 when it is not a template.
    pub(crate) fn line_of(&self, id: FileId, byte: usize) -> usize {
        let source = self.press.templates.0.get(&id);
        source
            .and_then(|source| source.text().get(..byte))
            .map_or(0, |before| before.matches('\n').count() + 1)
    }
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.press
            .templates
            .0
            .get(&id)
            .cloned()
            .ok_or_else(|| absent(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(file, _)| *file == id);
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| absent(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
