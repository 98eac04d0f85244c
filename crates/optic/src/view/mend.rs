//! Pages as the reader (sofd-parser 0.5.3) understands them. What is signed is never touched: seals are judged over the
//! file as it came.
//!
//! GB/T 33190 §9.3.4 closes a figure with a `C` that has no operands; the reader takes every `C` for a curve of six and
//! leaves one without undone, so that the last edge of a frame is missing. Each such `C` becomes the line it stands for.
//!
//! The reader cuts characters to 16 bits and would draw another one in the place of a rare one (生僻字, beyond U+FFFF).
//! A box is drawn there, and the page is said to lack something.

use super::container::Container;

const ELEMENT: &str = "AbbreviatedData>";

/// Drawn where a character cannot be.
const BOX: char = '\u{25a1}';

/// A container with its pages mended.
pub(super) struct Mended {
    pub bytes: Vec<u8>,
    /// It has characters that are not drawn.
    pub rare: bool,
}

/// The container as it is drawn; `None` where there is nothing to do.
pub(super) fn mended(file: &Container<'_>) -> Option<Mended> {
    let (mut changed, mut rare) = (false, false);
    let parts: Vec<(&str, Vec<u8>)> = file
        .parts
        .iter()
        .map(|(name, part)| {
            let figures = closed(part);
            changed |= figures.is_some();
            let figures = figures.unwrap_or_else(|| part.clone());
            let boxes = boxed(&figures);
            rare |= boxes.is_some();
            (name.as_str(), boxes.unwrap_or(figures))
        })
        .collect();
    if !(changed || rare) {
        return None;
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, p)| (*n, p.as_slice())).collect();
    let bytes = sofd_package::build_archive(&parts).ok()?;
    Some(Mended { bytes, rare })
}

/// A part whose text has characters beyond 16 bits, written out or by number, with a box for each.
fn boxed(part: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(part).ok()?;
    if !text.contains("TextCode") {
        return None;
    }
    let mut changed = false;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let (length, is_rare) = match numbered(rest) {
            Some((length, code)) => (length, code > 0xffff),
            None => (letter.len_utf8(), u32::from(letter) > 0xffff),
        };
        changed |= is_rare;
        match is_rare {
            true => out.push(BOX),
            false => out.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    changed.then(|| out.into_bytes())
}

/// A character by its number (`&#x20BB7;`) at the beginning: how long that is, and which.
fn numbered(text: &str) -> Option<(usize, u32)> {
    let number = text.strip_prefix("&#")?;
    let end = number.find(';').filter(|end| *end < 12)?;
    let code = match number[..end].strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number[..end].parse(),
    };
    Some((end + 3, code.ok()?))
}

/// A part whose path data closes a figure.
fn closed(part: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(part).ok()?;
    let mut out = String::new();
    let (mut rest, mut changed) = (text, false);
    while let Some(at) = rest.find(ELEMENT) {
        let (before, after) = rest.split_at(at + ELEMENT.len());
        out.push_str(before);
        let end = after.find('<')?;
        let (data, behind) = after.split_at(end);
        match lines(data) {
            Some(mended) => {
                out.push_str(&mended);
                changed = true;
            }
            None => out.push_str(data),
        }
        rest = behind;
    }
    out.push_str(rest);
    changed.then(|| out.into_bytes())
}

/// The data with each bare `C` as the line back to where its figure began.
fn lines(data: &str) -> Option<String> {
    let tokens: Vec<&str> = data.split_whitespace().collect();
    let number = |at: usize| tokens.get(at).filter(|token| token.parse::<f64>().is_ok());
    let mut begun = None;
    let mut changed = false;
    let mut out = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        if let ("M" | "S", Some(x), Some(y)) = (*token, number(at + 1), number(at + 2)) {
            begun = Some((*x, *y));
        }
        match (*token, number(at + 1), begun) {
            ("C", None, Some((x, y))) => {
                out.extend(["L", x, y]);
                changed = true;
            }
            _ => out.push(token),
        }
    }
    changed.then(|| out.join(" "))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_rare_character_is_a_box_and_never_another_one() {
        let boxed =
            |text: &str| boxed(text.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap());
        let written = "<o:TextCode X=\"0\">\u{20bb7}&#x20BB7;&#134071;野</o:TextCode>";
        let drawn = "<o:TextCode X=\"0\">□□□野</o:TextCode>";
        assert_eq!(boxed(written).as_deref(), Some(drawn));
        assert_eq!(
            boxed("<o:TextCode>吉&#x5409;&amp;&#xyz;</o:TextCode>"),
            None
        );
        assert_eq!(boxed("\u{20bb7}"), None, "no text of a page");
    }

    #[test]
    fn a_bare_c_closes_its_figure_and_a_curve_stays_one() {
        assert_eq!(
            lines("M 0 0 L 10 0 L 10 10 C M 3 4 L 5 5 C").as_deref(),
            Some("M 0 0 L 10 0 L 10 10 L 0 0 M 3 4 L 5 5 L 3 4")
        );
        assert_eq!(lines("M 0 0 C 1 1 2 2 3 3"), None);
        assert_eq!(lines("C"), None);
        let part = b"<a:AbbreviatedData>M 1 2 L 3 4 C</a:AbbreviatedData><b/>";
        let whole = b"<a:AbbreviatedData>M 1 2 L 3 4 L 1 2</a:AbbreviatedData><b/>";
        assert_eq!(closed(part).as_deref(), Some(&whole[..]));
        assert_eq!(closed(b"<a:AbbreviatedData>M 1 2 C"), None);
    }
}
