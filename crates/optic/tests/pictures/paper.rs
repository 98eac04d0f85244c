//! Files of several pages, made by hand: PDF and TIFF.

use image::GrayImage;
use optic::make::pdf::Objects;

/// A PDF of A4 pages, each with one picture, whole and uncompressed.
pub fn pdf(pages: &[GrayImage]) -> Vec<u8> {
    let mut objects = Objects::default();
    let kids: Vec<String> = (0..pages.len())
        .map(|n| format!("{} 0 R", 3 + 3 * n))
        .collect();
    objects.add(b"<< /Type /Catalog /Pages 2 0 R >>");
    let tree = format!(
        "<< /Type /Pages /Kids [{}] /Count {} >>",
        kids.join(" "),
        pages.len()
    );
    objects.add(tree.as_bytes());
    for page in pages {
        let at = objects.count();
        let head = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /XObject << /I {} 0 R >> >> >>",
            at + 2,
            at + 3
        );
        objects.add(head.as_bytes());
        objects.stream("", b"q 400 0 0 400 90 300 cm /I Do Q");
        let (width, height) = page.dimensions();
        let about = format!(
            "/Type /XObject /Subtype /Image /Width {width} /Height {height} \
             /ColorSpace /DeviceGray /BitsPerComponent 8 "
        );
        objects.stream(&about, page.as_raw());
    }
    objects.file("")
}

/// A PDF whose password nobody has: what the key is checked against is made up.
pub fn locked() -> Vec<u8> {
    let mut objects = Objects::default();
    objects.add(b"<< /Type /Catalog /Pages 2 0 R >>");
    objects.add(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    objects.add(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>");
    let made_up = "5a".repeat(32);
    let lock = format!("<< /Filter /Standard /V 1 /R 2 /O <{made_up}> /U <{made_up}> /P -4 >>");
    objects.add(lock.as_bytes());
    objects.file("/Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]")
}

/// A PDF of one page whose drawings draw each other: two to the power of `depth` squares.
pub fn bomb(depth: usize) -> Vec<u8> {
    let mut objects = Objects::default();
    objects.add(b"<< /Type /Catalog /Pages 2 0 R >>");
    objects.add(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    objects.add(
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
          /Resources << /XObject << /N 5 0 R >> >> >>",
    );
    objects.stream("", b"/N Do /N Do");
    for level in 0..depth {
        let next = 6 + level;
        let about = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 595 842] \
             /Resources << /XObject << /N {next} 0 R >> >> "
        );
        objects.stream(&about, b"q 1 0 0 1 1 1 cm /N Do /N Do Q");
    }
    objects.stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 595 842] ",
        b"0 0 500 500 re f 100 100 300 300 re S",
    );
    objects.file("")
}

/// A PDF of one line of text in a font that it names and does not bring.
#[allow(dead_code, reason = "one of the tests that share this asks for it")]
pub fn text(font: &str) -> Vec<u8> {
    let mut objects = Objects::default();
    objects.add(b"<< /Type /Catalog /Pages 2 0 R >>");
    objects.add(b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources \
         << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /{font} >> >> >> >>"
    );
    objects.add(page.as_bytes());
    objects.stream("", b"BT /F 40 Tf 100 700 Td (licence) Tj ET");
    objects.file("")
}

/// An uncompressed TIFF of several grey pages (TIFF 6.0, little endian).
pub fn tiff(pages: &[GrayImage]) -> Vec<u8> {
    let mut file = b"II*\0\0\0\0\0".to_vec();
    // Where the place stands that names the next directory.
    let mut link = 4;
    for page in pages {
        let strip = file.len() as u32;
        file.extend(page.as_raw());
        if !file.len().is_multiple_of(2) {
            file.push(0);
        }
        let directory = file.len() as u32;
        file[link..link + 4].copy_from_slice(&directory.to_le_bytes());
        let (width, height) = page.dimensions();
        let entries: [(u16, u32); 9] = [
            (256, width),
            (257, height),
            (258, 8),
            (259, 1),
            (262, 1),
            (273, strip),
            (277, 1),
            (278, height),
            (279, width * height),
        ];
        file.extend((entries.len() as u16).to_le_bytes());
        for (tag, value) in entries {
            file.extend(tag.to_le_bytes());
            file.extend(4u16.to_le_bytes());
            file.extend(1u32.to_le_bytes());
            file.extend(value.to_le_bytes());
        }
        link = file.len();
        file.extend([0; 4]);
    }
    file
}
