//! The quirc family: good at steep views and dirt, but with a search that has no end on some pictures. It runs in the
//! worker process alone, on a thread that may be left behind.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use encoding_rs::{GB18030, SHIFT_JIS, UTF_8};
use quircs::{Data, DataType, Eci, Quirc};

use crate::luma::Luma;
use crate::scan::Found;

/// What it found within `longest`; nothing if it did not end. The second is false where the thread was left running:
/// the process has to be replaced.
pub(crate) fn scan(luma: Luma, longest: Duration) -> (Vec<Found>, bool) {
    let (told, hears) = mpsc::channel();
    let begun = thread::Builder::new().spawn(move || {
        // Nobody listens any more once the time is up.
        let _ = told.send(decode(&luma));
    });
    if begun.is_err() {
        return (Vec::new(), true);
    }
    match hears.recv_timeout(longest) {
        Ok(found) => (found, true),
        // Its own panic ends the thread; that is an end too.
        Err(mpsc::RecvTimeoutError::Disconnected) => (Vec::new(), true),
        Err(mpsc::RecvTimeoutError::Timeout) => (Vec::new(), false),
    }
}

fn decode(luma: &Luma) -> Vec<Found> {
    let mut decoder = Quirc::default();
    let codes = decoder.identify(luma.width, luma.height, &luma.data);
    codes
        .filter_map(Result::ok)
        .filter_map(|code| {
            let data = code.decode().ok()?;
            let text = text_of(&data)?;
            Some(Found {
                text,
                bytes: data.payload,
                corners: code.corners.map(|point| (point.x, point.y)),
            })
        })
        .collect()
}

/// The family hands out bytes: the stated character set, else UTF-8, else that of the mode, else GB 18030. What fits
/// none is not taken: a wrong text is worse than none.
fn text_of(data: &Data) -> Option<String> {
    let bytes = &data.payload;
    if bytes.is_empty() {
        return None;
    }
    let strict = |encoding: &'static encoding_rs::Encoding| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
        text.map(std::borrow::Cow::into_owned)
    };
    match (data.eci, data.data_type) {
        (Some(Eci::Utf8), _) => strict(UTF_8),
        (Some(Eci::ShiftJis), _) => strict(SHIFT_JIS),
        (_, Some(DataType::Kanji)) => strict(SHIFT_JIS),
        _ => strict(UTF_8).or_else(|| strict(GB18030)),
    }
}
