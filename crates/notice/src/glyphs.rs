//! Can every character of a paper be drawn?

use serde_json::Value;
use typst::text::Font;

use crate::{CodePoints, NoticeError};

/// Makes line ends and tabs plain, so that only what has a shape is left.
pub(crate) fn plain(value: &mut Value) {
    match value {
        Value::String(text) if text.contains(['\r', '\t']) => {
            *text = text
                .replace("\r\n", "\n")
                .replace('\r', "\n")
                .replace('\t', " ");
        }
        Value::Array(parts) => parts.iter_mut().for_each(plain),
        Value::Object(fields) => fields.values_mut().for_each(plain),
        _ => {}
    }
}

/// The code points the loaded fonts draw, sorted.
pub(crate) struct Glyphs(Vec<u32>);

impl Glyphs {
    pub(crate) fn of(fonts: &[Font]) -> Glyphs {
        let mut codes: Vec<u32> = fonts
            .iter()
            .flat_map(|font| font.info().coverage.iter())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        Glyphs(codes)
    }

    /// Refuses characters no font draws. Invisible characters (bidirectional
    /// overrides, joiners, control codes) have no glyph and are refused too:
    /// they could make a paper read otherwise than its data.
    pub(crate) fn check(&self, value: &Value) -> Result<(), NoticeError> {
        let mut missing = Vec::new();
        self.collect(value, &mut missing);
        if missing.is_empty() {
            return Ok(());
        }
        Err(NoticeError::MissingGlyph(CodePoints(missing)))
    }

    fn collect(&self, value: &Value, missing: &mut Vec<u32>) {
        match value {
            Value::String(text) => {
                for code in text.chars().filter(|&c| c != '\n').map(u32::from) {
                    if self.0.binary_search(&code).is_err() && !missing.contains(&code) {
                        missing.push(code);
                    }
                }
            }
            Value::Array(parts) => parts.iter().for_each(|part| self.collect(part, missing)),
            Value::Object(fields) => fields.values().for_each(|part| self.collect(part, missing)),
            _ => {}
        }
    }
}
