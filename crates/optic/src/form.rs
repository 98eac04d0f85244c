//! What a file is, by its content and never by its name.

use image::ImageFormat;

use crate::Unreadable;

/// What is looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// One picture; of a TIFF every page.
    Picture(ImageFormat),
    /// PDF (ISO 32000-1).
    Document,
}

/// Readers take a header that begins this far in (ISO 32000-1 annex H.3.4.1).
const HEADER_WITHIN: usize = 1024;

/// Says what the bytes are.
pub(crate) fn of(bytes: &[u8]) -> Result<Form, Unreadable> {
    match image::guess_format(bytes) {
        Ok(format) if format.reading_enabled() => Ok(Form::Picture(format)),
        Ok(_) => Err(Unreadable::OtherFormat),
        Err(_) if within(bytes, HEADER_WITHIN, b"%PDF-") => Ok(Form::Document),
        Err(_) if is_other(bytes) => Err(Unreadable::OtherFormat),
        Err(_) => Err(Unreadable::NotAPicture),
    }
}

/// Beginnings of formats that people have and that are not read: JPEG XL (bare and boxed), JPEG 2000, Photoshop.
const OTHERS: [&[u8]; 4] = [b"\xff\x0a", b"\0\0\0\x0cJXL ", b"\0\0\0\x0cjP  ", b"8BPS"];

/// Brands of ISO/IEC 23008-12 and AVIF: what phones photograph in.
const BRANDS: [&[u8]; 9] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif",
];

/// How far into a file the name of its first parts is looked for.
const PARTS_WITHIN: usize = 4096;

fn is_other(bytes: &[u8]) -> bool {
    let brand = bytes.get(4..8) == Some(b"ftyp")
        && bytes
            .get(8..12)
            .is_some_and(|brand| BRANDS.contains(&brand));
    // GB/T 33190: a ZIP with this part at its root.
    let ofd = bytes.starts_with(b"PK\x03\x04") && within(bytes, PARTS_WITHIN, b"OFD.xml");
    let drawing = bytes.first() == Some(&b'<') && within(bytes, PARTS_WITHIN, b"<svg");
    brand || ofd || drawing || OTHERS.iter().any(|begin| bytes.starts_with(begin))
}

fn within(bytes: &[u8], most: usize, wanted: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(most + wanted.len())];
    head.windows(wanted.len()).any(|part| part == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_that_is_not_read_is_told_from_no_picture_at_all() {
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic";
        let avif = b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf";
        let ofd = b"PK\x03\x04\x14\0\0\0\x08\0aaaabbbbccccdddd\x07\0\0\0OFD.xml<?xml";
        let svg = b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        for other in [
            &heic[..],
            avif,
            ofd,
            svg,
            b"\xff\x0a\x01",
            b"qoif\0\0\0\x20\0\0",
        ] {
            assert_eq!(of(other), Err(Unreadable::OtherFormat), "{other:?}");
        }
        let film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom";
        let archive = b"PK\x03\x04\x14\0\0\0\x08\0word/document.xml";
        let page = b"<!doctype html><html></html>";
        for nothing in [&film[..], archive, page, b"", b"hello"] {
            assert_eq!(of(nothing), Err(Unreadable::NotAPicture), "{nothing:?}");
        }
    }

    #[test]
    fn a_document_is_known_by_its_header_though_something_stands_before_it() {
        assert_eq!(of(b"%PDF-1.7\n"), Ok(Form::Document));
        let late = [&vec![b' '; 1000][..], b"%PDF-1.4\n"].concat();
        assert_eq!(of(&late), Ok(Form::Document));
        let too_late = [&vec![b' '; 1100][..], b"%PDF-1.4\n"].concat();
        assert_eq!(of(&too_late), Err(Unreadable::NotAPicture));
    }
}
