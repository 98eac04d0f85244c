//! The press: font, library and templates, loaded once.

use serde_json::{Value, json};
use typst::LibraryExt;
use typst::diag::{Severity, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Smart};
use typst::syntax::FileId;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::visualize::{ExchangeFormat, RasterImage};
use typst::{Library, WorldExt};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::glyphs::Glyphs;
use crate::world::{DATA, GUIDE, QR, SIGNATURE, Sheet, Templates, data_id, template};
use crate::{Guide, NoticeError, Paper, code, glyphs, rules};

/// Noto Serif SC Regular (OFL 1.1): one weight, headings are stroked.
static NOTO: &[u8] = include_bytes!("../../../assets/fonts/NotoSerifSC_400Regular.ttf");

/// How many later papers a cached piece of layout outlives. Templates stay warm
/// because every paper of the kind uses them; a citizen's lines do not linger.
const KEPT_PAPERS: usize = 2;

/// A finished paper.
#[derive(Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The PDF/A-2b file.
    pub bytes: Vec<u8>,
    /// How many A4 pages it has.
    pub pages: usize,
}

/// Fonts, library and templates, ready to print. Cheap to share by reference.
pub struct Press {
    pub(crate) library: LazyHash<Library>,
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
    glyphs: Glyphs,
    pub(crate) templates: Templates,
}

impl Press {
    /// A press with the built-in font.
    pub fn new() -> Result<Press, NoticeError> {
        Press::with_fonts(Vec::new())
    }

    /// A press that takes characters the built-in font lacks from `more`, whole
    /// TrueType or OpenType files the office supplies for rare names (生僻字).
    pub fn with_fonts(more: Vec<Vec<u8>>) -> Result<Press, NoticeError> {
        let mut fonts = vec![Font::new(Bytes::new(NOTO), 0).ok_or(NoticeError::Font)?];
        for file in more {
            let before = fonts.len();
            fonts.extend(Font::iter(Bytes::new(file)));
            if fonts.len() == before {
                return Err(NoticeError::Font);
            }
        }
        Ok(Press {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            glyphs: Glyphs::of(&fonts),
            fonts,
            templates: Templates::load(),
        })
    }

    /// Prints one paper.
    pub fn print(&self, paper: &Paper) -> Result<Pdf, NoticeError> {
        rules::check(paper)?;
        let mut data = json!(paper);
        data["title"] = paper.kind.title().into();
        data["signed"] = paper.signature_png.is_some().into();
        let signed = paper.signature_png.as_deref().map(signature).transpose()?;
        let ident = format!("{}/{}/{}", paper.kind.title(), paper.number, paper.copy);
        self.press(template(paper.kind), data, signed, ident)
    }

    /// Prints one guide.
    pub fn print_guide(&self, guide: &Guide) -> Result<Pdf, NoticeError> {
        let ident = format!("办事指南/{}/{}", guide.item_code, guide.item_version);
        self.press(GUIDE, guide.data(), None, ident)
    }

    fn press(
        &self,
        template: &str,
        data: Value,
        signed: Option<Bytes>,
        ident: String,
    ) -> Result<Pdf, NoticeError> {
        let sheet = self.sheet(template, data, signed)?;
        let printed = typeset(&sheet, ident);
        typst::comemo::evict(KEPT_PAPERS);
        printed
    }

    /// The paper as the virtual files its template reads.
    fn sheet(
        &self,
        template: &str,
        mut data: Value,
        signed: Option<Bytes>,
    ) -> Result<Sheet<'_>, NoticeError> {
        glyphs::plain(&mut data);
        self.glyphs.check(&data)?;
        let day = data["issued_at"].as_str().unwrap_or_default();
        data["date"] = json!(rules::date(day)?);
        data["fonts"] = self.families();
        let mut files = vec![(data_id(DATA), Bytes::from_string(data.to_string()))];
        let text = data["qr_text"].as_str().unwrap_or_default();
        if !text.is_empty() {
            files.push((data_id(QR), Bytes::from_string(code::svg(text)?)));
        }
        if let Some(png) = signed {
            files.push((data_id(SIGNATURE), png));
        }
        Ok(Sheet::new(self, template, files))
    }

    /// The font families in order of preference, each once.
    fn families(&self) -> Value {
        let mut names: Vec<&str> = Vec::new();
        for font in &self.fonts {
            let family = font.info().family.as_str();
            if !names.contains(&family) {
                names.push(family);
            }
        }
        json!(names)
    }
}

fn typeset(sheet: &Sheet<'_>, ident: String) -> Result<Pdf, NoticeError> {
    let document = typst::compile(sheet)
        .output
        .map_err(|faults| layout_fault(sheet, &faults))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some("Zongchuang".to_owned())),
        standards: PdfStandards::new(&[PdfStandard::A_2b]).map_err(|_| NoticeError::Write)?,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|_| NoticeError::Write)?;
    Ok(Pdf {
        bytes,
        pages: document.pages().len(),
    })
}

/// Decodes a signature once, to refuse a broken one before layout.
fn signature(png: &[u8]) -> Result<Bytes, NoticeError> {
    let bytes = Bytes::new(png.to_vec());
    RasterImage::plain(bytes.clone(), ExchangeFormat::Png).map_err(|_| NoticeError::Signature)?;
    Ok(bytes)
}

/// The place of the first fault, without its words.
fn layout_fault(sheet: &Sheet<'_>, faults: &EcoVec<SourceDiagnostic>) -> NoticeError {
    let fault = faults
        .iter()
        .find(|fault| fault.severity == Severity::Error);
    let id: Option<FileId> = fault.and_then(|fault| fault.span.id());
    let line = fault
        .and_then(|fault| sheet.range(fault.span))
        .zip(id)
        .map_or(0, |(range, id)| sheet.line_of(id, range.start));
    let template = id.map_or_else(String::new, |id| {
        id.get().vpath().get_without_slash().to_owned()
    });
    NoticeError::Layout { template, line }
}
