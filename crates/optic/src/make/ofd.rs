//! OFD files (GB/T 33190) with text, frames and seals, for the practice city and for tests.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sofd_crypto::sm3;

use super::seal::Seal;

/// A line of text on a page, in millimetres from the upper left corner.
#[derive(Clone, Debug)]
pub struct Line {
    /// Left edge.
    pub x: f64,
    /// Base line.
    pub y: f64,
    /// Height of the letters.
    pub size: f64,
    /// What it says.
    pub text: String,
}

/// The parts of a file, by path.
pub type Parts = Vec<(String, Vec<u8>)>;

/// Where the list of seals stands.
pub const LIST: &str = "Doc_0/Signs/Signatures.xml";

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
const SPACE: &str = r#"xmlns:ofd="http://www.ofdspec.org/2016""#;

/// Where a page's content stands, from 0.
#[must_use]
pub fn page_path(at: usize) -> String {
    format!("Doc_0/Pages/Page_{at}/Content.xml")
}

/// A file of these pages, each `size` millimetres, with a frame. `font` is TrueType and goes along whole; without one
/// the file names a font that it does not bring.
#[must_use]
pub fn file(pages: &[Vec<Line>], size: (u32, u32), font: Option<&[u8]>) -> Parts {
    let body = format!(
        "{HEAD}<ofd:OFD {SPACE} Version=\"1.0\" DocType=\"OFD\"><ofd:DocBody><ofd:DocInfo>\
         <ofd:DocID>00000000000000000000000000000001</ofd:DocID></ofd:DocInfo>\
         <ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>\
         <ofd:Signatures>/{LIST}</ofd:Signatures></ofd:DocBody></ofd:OFD>"
    );
    let mut listed = String::new();
    for at in 0..pages.len() {
        // Writing to a text does not fail.
        let _ = write!(
            listed,
            "<ofd:Page ID=\"{}\" BaseLoc=\"Pages/Page_{at}/Content.xml\"/>",
            page_id(at)
        );
    }
    let (wide, high) = size;
    let document = format!(
        "{HEAD}<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>100000</ofd:MaxUnitID>\
         <ofd:PageArea><ofd:PhysicalBox>0 0 {wide} {high}</ofd:PhysicalBox></ofd:PageArea>\
         <ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>\
         <ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    );
    let program = match font {
        Some(_) => "<ofd:FontFile>text.ttf</ofd:FontFile>",
        None => "",
    };
    let fonts = format!(
        "{HEAD}<ofd:Res {SPACE} BaseLoc=\"Res\"><ofd:Fonts><ofd:Font ID=\"1\" \
         FontName=\"Lianxi Song\" FamilyName=\"Lianxi Song\">{program}</ofd:Font></ofd:Fonts></ofd:Res>"
    );
    let mut parts: Parts = vec![
        ("OFD.xml".to_owned(), body.into_bytes()),
        ("Doc_0/Document.xml".to_owned(), document.into_bytes()),
        ("Doc_0/PublicRes.xml".to_owned(), fonts.into_bytes()),
    ];
    if let Some(font) = font {
        parts.push(("Doc_0/Res/text.ttf".to_owned(), font.to_vec()));
    }
    for (at, lines) in pages.iter().enumerate() {
        parts.push((page_path(at), content(lines, size).into_bytes()));
    }
    parts
}

fn page_id(at: usize) -> usize {
    at + 2
}

fn content(lines: &[Line], (wide, high): (u32, u32)) -> String {
    let (inner, lower) = (wide - 16, high - 16);
    let mut out = format!(
        "{HEAD}<ofd:Page {SPACE}><ofd:Content><ofd:Layer ID=\"1001\">\
         <ofd:PathObject ID=\"1002\" Boundary=\"8 8 {inner} {lower}\" LineWidth=\"0.8\" Stroke=\"true\">\
         <ofd:StrokeColor Value=\"150 40 40\"/><ofd:AbbreviatedData>M 1 1 L {r} 1 L {r} {b} L 1 {b} C\
         </ofd:AbbreviatedData></ofd:PathObject>",
        r = inner - 1,
        b = lower - 1
    );
    for (at, line) in lines.iter().enumerate() {
        let steps: Vec<String> = line
            .text
            .chars()
            .map(|letter| if letter.is_ascii() { 0.58 } else { 1.0 })
            .map(|share: f64| format!("{:.2}", share * line.size))
            .collect();
        let steps = steps[..steps.len().saturating_sub(1)].join(" ");
        let text = line.text.replace('&', "&amp;").replace('<', "&lt;");
        // Writing to a text does not fail.
        let _ = write!(
            out,
            "<ofd:TextObject ID=\"{id}\" Boundary=\"{x} {top} {w} {h}\" Font=\"1\" Size=\"{size}\">\
             <ofd:FillColor Value=\"20 20 20\"/>\
             <ofd:TextCode X=\"0\" Y=\"{size}\" DeltaX=\"{steps}\">{text}</ofd:TextCode></ofd:TextObject>",
            id = 1003 + at,
            x = line.x,
            top = line.y - line.size,
            w = f64::from(wide) - line.x,
            h = line.size * 1.5,
            size = line.size,
        );
    }
    out.push_str("</ofd:Layer></ofd:Content></ofd:Page>");
    out
}

/// Puts a seal to those parts that `signed` chooses, its impression on page `on` at `place` (millimetres).
pub fn seal(
    parts: &mut Parts,
    seal: &Seal<'_>,
    (on, place): (usize, (u32, u32)),
    signed: &dyn Fn(&str) -> bool,
) {
    let mut references = String::new();
    for (name, part) in parts.iter().filter(|(name, _)| signed(name)) {
        let digest = STANDARD.encode(sm3(part));
        // Writing to a text does not fail.
        let _ = write!(
            references,
            "<ofd:Reference FileRef=\"/{name}\"><ofd:CheckValue>{digest}</ofd:CheckValue></ofd:Reference>"
        );
    }
    let side = super::seal::SIDE_MM;
    let descriptor = format!(
        "{HEAD}<ofd:Signature {SPACE}><ofd:SignedInfo><ofd:Provider ProviderName=\"lianxi\" Version=\"1.0\"/>\
         <ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod>\
         <ofd:SignatureDateTime>{at}</ofd:SignatureDateTime>\
         <ofd:References CheckMethod=\"1.2.156.10197.1.401\">{references}</ofd:References>\
         <ofd:StampAnnot ID=\"1\" PageRef=\"{page}\" Boundary=\"{x} {y} {side} {side}\"/></ofd:SignedInfo>\
         <ofd:SignedValue>/Doc_0/Signs/Sign_0/SignedValue.dat</ofd:SignedValue></ofd:Signature>",
        at = seal.at,
        page = page_id(on),
        x = place.0,
        y = place.1,
    );
    let path = "Doc_0/Signs/Sign_0/Signature.xml";
    let list = format!(
        "{HEAD}<ofd:Signatures {SPACE}><ofd:MaxSignId>1</ofd:MaxSignId>\
         <ofd:Signature ID=\"1\" Type=\"Seal\" BaseLoc=\"/{path}\"/></ofd:Signatures>"
    );
    let value = seal.sign(&format!("/{path}"), descriptor.as_bytes());
    parts.push((LIST.to_owned(), list.into_bytes()));
    parts.push((path.to_owned(), descriptor.into_bytes()));
    parts.push(("Doc_0/Signs/Sign_0/SignedValue.dat".to_owned(), value));
}

/// The parts as one file; nothing where a name leads out of it.
#[must_use]
pub fn packed(parts: &Parts) -> Option<Vec<u8>> {
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, part)| (name.as_str(), part.as_slice()))
        .collect();
    sofd_package::build_archive(&parts).ok()
}
