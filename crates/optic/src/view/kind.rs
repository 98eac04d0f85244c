//! What a file is, by its bytes, beside what it is said to be.

use image::ImageFormat;
use serde::{Deserialize, Serialize};

use super::Unviewable;
use crate::form::{self, Form};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// ISO 32000-1.
    Pdf,
    /// GB/T 33190.
    Ofd,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// Another picture that is read: TIFF, BMP, GIF, WebP.
    Picture,
    /// A ZIP archive that is no OFD: an office document, say.
    Archive,
    /// A web page or another text.
    Text,
    /// No bytes.
    Empty,
    /// Something else.
    Other,
}

impl Kind {
    /// Whether pages of it are shown.
    #[must_use]
    pub fn is_shown(self) -> bool {
        matches!(
            self,
            Self::Pdf | Self::Ofd | Self::Png | Self::Jpeg | Self::Picture
        )
    }

    /// As a format's name, a media type or the end of a file's name says it.
    fn said(name: &str) -> Option<Self> {
        let name = name.trim().trim_start_matches('.').to_ascii_lowercase();
        let name = name.rsplit('/').next().unwrap_or_default();
        Some(match name {
            "pdf" | "x-pdf" => Self::Pdf,
            "ofd" | "x-ofd" | "vnd.ofd" => Self::Ofd,
            "png" => Self::Png,
            "jpg" | "jpeg" => Self::Jpeg,
            "tif" | "tiff" | "bmp" | "gif" | "webp" => Self::Picture,
            _ => return None,
        })
    }

    /// By its bytes.
    fn of(file: &[u8]) -> Self {
        if file.is_empty() {
            return Self::Empty;
        }
        // A container is opened before it is said whether it has what an OFD must have.
        if file.starts_with(b"PK\x03\x04") {
            return Self::Ofd;
        }
        match form::of(file) {
            Ok(Form::Document) => Self::Pdf,
            Ok(Form::Picture(ImageFormat::Png)) => Self::Png,
            Ok(Form::Picture(ImageFormat::Jpeg)) => Self::Jpeg,
            Ok(Form::Picture(_)) => Self::Picture,
            Err(_) if is_text(file) => Self::Text,
            Err(_) => Self::Other,
        }
    }
}

fn is_text(file: &[u8]) -> bool {
    let head = &file[..file.len().min(512)];
    // A character may be cut at the end of what is looked at.
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
    };
    valid && !head.contains(&0)
}

/// What the file is; refused where it is not what it is said to be, or nothing that is shown.
pub(super) fn judged(file: &[u8], said: &str) -> Result<Kind, Unviewable> {
    let found = match Kind::of(file) {
        Kind::Ofd if !super::container::has_entry_point(file) => Kind::Archive,
        found => found,
    };
    match Kind::said(said) {
        Some(said) if said != found => Err(Unviewable::Lies { said, found }),
        _ if !found.is_shown() => Err(Unviewable::NotShown(found)),
        _ => Ok(found),
    }
}
