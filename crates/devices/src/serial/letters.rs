//! Which letters a box's bytes are: UTF-8 or GBK, told apart by the bytes themselves.

/// The text of a frame; none where it is neither.
///
/// What is valid UTF-8 is UTF-8, with one exception: bytes whose letters beyond ASCII would all be two bytes long (Latin,
/// Greek, Cyrillic…) while in GBK they are common Chinese characters (GB 2312) are GBK. No code of a Chinese counter is
/// written in those alphabets.
#[must_use]
pub fn text(frame: &[u8]) -> Option<String> {
    let frame = frame.strip_prefix(b"\xef\xbb\xbf").unwrap_or(frame);
    match std::str::from_utf8(frame) {
        Ok(text) if !is_rather_gbk(text) => Some(text.to_owned()),
        Ok(text) => Some(gbk(frame).unwrap_or_else(|| text.to_owned())),
        Err(_) => gbk(frame),
    }
}

fn gbk(frame: &[u8]) -> Option<String> {
    let text = encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(frame)?;
    Some(text.into_owned())
}

fn is_rather_gbk(text: &str) -> bool {
    let mut beyond = text.chars().filter(|c| !c.is_ascii()).peekable();
    beyond.peek().is_some() && beyond.all(|c| c.len_utf8() == 2) && is_gb2312(text.as_bytes())
}

/// Pairs of the rows of Chinese characters of GB 2312, and ASCII between them.
fn is_gb2312(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return true,
            [0..0x80, rest @ ..] => rest,
            [0xb0..=0xf7, 0xa1..=0xfe, rest @ ..] => rest,
            _ => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_words_come_out_of_both_writings() {
        for words in [
            "江口镇枫林路 18 号",
            "凭证码",
            "ZC1:ABC",
            "",
            "联通",
            "移动",
            "中华人民共和国",
        ] {
            let (gbk, _, _) = encoding_rs::GBK.encode(words);
            assert_eq!(text(words.as_bytes()).as_deref(), Some(words));
            assert_eq!(text(&gbk).as_deref(), Some(words));
        }
    }

    #[test]
    fn two_byte_pairs_that_are_utf8_by_chance_are_chinese() {
        // 汉 (BA BA) is no UTF-8; 茂 (C3 AF) is “ï” in UTF-8.
        assert_eq!(text(&[0xc3, 0xaf]).as_deref(), Some("茂"));
        // A mark before the text is no letter.
        assert_eq!(text("\u{feff}凭证".as_bytes()).as_deref(), Some("凭证"));
    }

    #[test]
    fn noise_is_no_text() {
        assert_eq!(text(&[0xff, 0xfe, 0x80]), None);
    }

    proptest! {
        #[test]
        fn what_is_written_in_chinese_and_ascii_comes_out_as_it_was(words in "[\u{4e00}-\u{9fa5}ZC1:a-z0-9 ]{0,40}") {
            prop_assert_eq!(text(words.as_bytes()), Some(words.clone()));
            let (gbk, _, lost) = encoding_rs::GBK.encode(&words);
            prop_assume!(!lost);
            // Bytes of GBK that are whole UTF-8 with letters of three bytes belong to both; nobody can tell.
            if std::str::from_utf8(&gbk).is_err() {
                prop_assert_eq!(text(&gbk), Some(words));
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = text(&bytes);
        }
    }
}
