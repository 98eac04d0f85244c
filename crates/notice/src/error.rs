//! Why a paper was not printed. No variant carries a word of the paper itself.

use std::fmt;

/// Why no paper came out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// A character no loaded font can draw. A paper with a hole in a name is
    /// worse than none, so it is refused; the code points, each once and in
    /// order of appearance, say which font to add or which invisible character
    /// to take out.
    #[error("no loaded font draws {0}")]
    MissingGlyph(CodePoints),
    /// The paper would claim what cannot be proved without an official number.
    #[error("a paper without an official number may not carry {0}")]
    Unprovable(&'static str),
    /// `issued_at` does not begin with a date in Arabic figures.
    #[error("the paper bears no date")]
    Undated,
    /// The signature is not a PNG picture that can be decoded.
    #[error("the signature is not a readable PNG")]
    Signature,
    /// The text for the QR code does not fit in one (GB/T 18284 version 40).
    #[error("the QR text is too long for one code")]
    Code,
    /// A font given to the press is not a TrueType or OpenType font.
    #[error("a font file cannot be read")]
    Font,
    /// The template failed, for example on a picture of an absurd size. Only
    /// the place is told, since typesetting messages may quote the data.
    #[error("the paper cannot be laid out ({template}:{line})")]
    Layout {
        /// The template's file name.
        template: String,
        /// The line in it, from 1; 0 when unknown.
        line: usize,
    },
    /// The laid-out pages could not be written as PDF/A.
    #[error("the pages cannot be written as PDF")]
    Write,
}

/// Unicode code points, shown as `U+20BB7, U+1F600`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePoints(pub Vec<u32>);

impl fmt::Display for CodePoints {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, code) in self.0.iter().enumerate() {
            let gap = if at == 0 { "" } else { ", " };
            write!(out, "{gap}U+{code:04X}")?;
        }
        Ok(())
    }
}
