//! What comes from a screen, as the desk takes it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use desk::{DeskFault, Outcome, Words};
use serde_json::Value;

/// A file that a screen read.
pub fn file(data: &str) -> Outcome<Vec<u8>> {
    STANDARD
        .decode(data)
        .map_err(|_| malformed("文件没有完整传到程序，没有收下。请重新选择。"))
}

/// What a file that fell on the window is, by its first bytes: its name may lie.
pub fn media(content: &[u8]) -> &'static str {
    match content {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [b'%', b'P', b'D', b'F', ..] => "application/pdf",
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => "image/webp",
        [b'B', b'M', ..] => "image/bmp",
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => "image/tiff",
        _ => "application/octet-stream",
    }
}

/// Bytes for a screen.
pub fn encoded(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// What the clerk adds to a decision; what is not said is empty.
pub fn words(value: &Value) -> Outcome<Words> {
    let text = |key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let gaps = match value.get("gaps") {
        Some(gaps) => serde_json::from_value(gaps.clone())
            .map_err(|_| malformed("缺件说明没有完整传到程序，没有保存。请重试。"))?,
        None => Vec::new(),
    };
    Ok(Words {
        gaps,
        ground: text("ground"),
        say: text("say"),
        competent: Some(text("competent")).filter(|body| !body.is_empty()),
    })
}

fn malformed(say: &str) -> DeskFault {
    DeskFault::new("malformed", say)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_through_whole_or_not_at_all() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(file(&encoded(&bytes)).expect("whole"), bytes);
        assert_eq!(file("AA=").expect_err("cut").code, "malformed");
    }

    #[test]
    fn words_that_are_not_said_are_empty() {
        let words = words(&serde_json::json!({
            "gaps": [{"code": "m1", "name": "房屋权属证明", "problem": "没有带来"}], "ground": "", "say": "缺件", "competent": null
        }))
        .expect("words");
        assert_eq!(
            (words.gaps.len(), words.say.as_str(), words.competent),
            (1, "缺件", None)
        );
        assert!(super::words(&serde_json::json!({"gaps": [{"code": 1}]})).is_err());
    }
}
