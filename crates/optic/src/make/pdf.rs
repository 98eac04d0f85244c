//! PDF files (ISO 32000-1), object by object, for the practice city and for tests.

use std::fmt::Write as _;

/// The objects of a file, the catalog first.
#[derive(Debug, Default)]
pub struct Objects(Vec<Vec<u8>>);

impl Objects {
    /// The next object.
    pub fn add(&mut self, body: &[u8]) {
        self.0.push(body.to_vec());
    }

    /// The next object, a stream; `about` is the rest of its dictionary.
    pub fn stream(&mut self, about: &str, content: &[u8]) {
        let mut body = format!("<< {about}/Length {} >>\nstream\n", content.len()).into_bytes();
        body.extend(content);
        body.extend(b"\nendstream");
        self.0.push(body);
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The file; `trailer` is the rest of its trailer.
    #[must_use]
    pub fn file(&self, trailer: &str) -> Vec<u8> {
        let mut file = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut table = String::from("0000000000 65535 f \n");
        for (n, body) in (1..).zip(&self.0) {
            // Writing to a text does not fail.
            let _ = writeln!(table, "{:010} 00000 n ", file.len());
            file.extend(format!("{n} 0 obj\n").bytes());
            file.extend(body);
            file.extend(b"\nendobj\n");
        }
        let (at, size) = (file.len(), self.0.len() + 1);
        let end = format!(
            "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{at}\n%%EOF\n"
        );
        file.extend(end.bytes());
        file
    }
}

/// A file of photographed pages: each a JPEG of this many pixels, on a page of `size` points.
#[must_use]
pub fn photographed(pages: &[(Vec<u8>, u32, u32)], size: (u32, u32)) -> Vec<u8> {
    let mut objects = Objects::default();
    objects.add(b"<< /Type /Catalog /Pages 2 0 R >>");
    let kids: Vec<String> = (0..pages.len())
        .map(|n| format!("{} 0 R", 3 + 3 * n))
        .collect();
    let (wide, high) = size;
    objects.add(
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} /MediaBox [0 0 {wide} {high}] >>",
            kids.join(" "),
            pages.len()
        )
        .as_bytes(),
    );
    for (jpeg, width, height) in pages {
        let at = objects.count();
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /Contents {} 0 R /Resources << /XObject << /I {} 0 R >> >> >>",
            at + 2,
            at + 3
        );
        objects.add(page.as_bytes());
        let content = format!("q {wide} 0 0 {high} 0 0 cm /I Do Q");
        objects.stream("", content.as_bytes());
        let about = format!(
            "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB \
             /BitsPerComponent 8 /Filter /DCTDecode "
        );
        objects.stream(&about, jpeg);
    }
    objects.file("")
}
