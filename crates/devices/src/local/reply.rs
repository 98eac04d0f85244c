use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::Garbled;

/// A reply as JSON or JSONP, UTF-8 or GBK, read as what is wanted of it; the rest of it is dropped unread.
pub(crate) fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Garbled> {
    let text = text(body).ok_or(Garbled::Broken)?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('<') {
        return Err(Garbled::Page);
    }
    serde_json::from_str(unwrapped(text)).map_err(|error| match error.classify() {
        Category::Data => Garbled::Fields,
        Category::Io | Category::Syntax | Category::Eof => Garbled::Broken,
    })
}

/// The services speak UTF-8; older ones and their imitations GBK.
fn text(body: &[u8]) -> Option<Cow<'_, str>> {
    if let Ok(text) = std::str::from_utf8(body) {
        return Some(Cow::Borrowed(text));
    }
    encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(body)
}

/// `callback({…});` without the callback.
fn unwrapped(text: &str) -> &str {
    let Some((name, rest)) = text.split_once('(') else {
        return text;
    };
    let is_name = name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.'));
    if !is_name {
        return text;
    }
    rest.trim_end()
        .trim_end_matches(';')
        .trim_end()
        .strip_suffix(')')
        .unwrap_or(rest)
}
