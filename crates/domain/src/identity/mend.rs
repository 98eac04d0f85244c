//! What keyboards, scanners and input methods do to a number, undone.

/// A text in half width and capitals, without blanks.
pub(super) struct Mended {
    pub(super) text: String,
    /// What had to be mended, as a person says it; each once, in this order.
    fixes: Vec<&'static str>,
}

const WIDE: &str = "全角字符";
const LOWER: &str = "小写字母";
const BLANK: &str = "空白";
const INVISIBLE: &str = "不可见字符";
const HYPHEN: &str = "连字符";

/// Full-width forms to half width, letters to capitals, blanks and invisible marks dropped.
pub(super) fn mend(typed: &str) -> Mended {
    let mut text = String::with_capacity(typed.len());
    let mut fixes = Vec::new();
    for c in typed.chars() {
        let half = half_width(c);
        if half != c {
            fixes.push(WIDE);
        }
        if half.is_ascii_lowercase() {
            fixes.push(LOWER);
        }
        if half.is_control() || invisible(half) {
            fixes.push(INVISIBLE);
        } else if half.is_whitespace() {
            fixes.push(BLANK);
        } else {
            text.push(half.to_ascii_uppercase());
        }
    }
    Mended { text, fixes }
}

impl Mended {
    /// The same without the hyphens that people write between groups; for numbers that have none.
    pub(super) fn without_hyphens(mut self) -> Mended {
        if self.text.contains(hyphen) {
            self.text.retain(|c| !hyphen(c));
            self.fixes.push(HYPHEN);
        }
        self
    }

    /// The text written in another form, which is no mending.
    pub(super) fn written(self, text: String) -> Mended {
        Mended { text, ..self }
    }

    /// What had to be mended, in words; none where nothing had.
    pub(super) fn told(&self) -> Option<String> {
        let known = [WIDE, LOWER, BLANK, INVISIBLE, HYPHEN];
        let fixes: Vec<_> = known
            .into_iter()
            .filter(|fix| self.fixes.contains(fix))
            .collect();
        (!fixes.is_empty()).then(|| format!("已改正{}", fixes.join("、")))
    }
}

/// Full-width ASCII (U+FF01…U+FF5E) stands 0xFEE0 above its half-width form; an input method writes 。 for a full stop.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{3002}' => '.',
        _ => c,
    }
}

fn invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}')
}

/// The hyphen, and the dashes that input methods and printed forms put in its place.
fn hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}
