//! A licence's file: opened, drawn and its seals judged, or refused; and no seal of it is ever good, since whoever makes
//! such files has no key that the root below vouches for.

use std::sync::OnceLock;
use std::time::Duration;

use optic::make::ofd::{self, Line, Parts};
use optic::make::seal::{Holder, Seal, impression};
use optic::seal::{Judge, Verdict};
use optic::view::{Glance, ViewLimits, look};

/// Before a part that takes the place of one of [`whole`]'s, whose number follows: the checksums of a container keep
/// changed bytes from ever being read.
pub const PART: &[u8] = b"PART";

/// A sealed file of two pages.
pub fn whole() -> &'static Parts {
    static WHOLE: OnceLock<Parts> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let long = ("20200101000000Z", "20400101000000Z");
        let root = Holder::root("root", &[1; 32], long).expect("a key");
        let signer = root.issue("office", &[2; 32], long).expect("a key");
        let line = Line {
            x: 20.0,
            y: 30.0,
            size: 6.0,
            text: "PAGE".to_owned(),
        };
        let mut parts = ofd::file(&[vec![line.clone()], vec![line]], (60, 40), None);
        let seal = Seal {
            name: "seal",
            maker: &signer,
            signer: &signer,
            users: &[&signer],
            span: long,
            at: "20250601080000Z",
            png: &impression(16),
        };
        ofd::seal(&mut parts, &seal, (0, (10, 0)), &|_| true);
        parts
    })
}

fn file(data: &[u8]) -> Vec<u8> {
    let Some((number, part)) = data.strip_prefix(PART).and_then(<[u8]>::split_first) else {
        return data.to_vec();
    };
    let mut parts = whole().clone();
    let at = usize::from(*number) % parts.len();
    parts[at].1 = part.to_vec();
    ofd::packed(&parts).unwrap_or_default()
}

/// One file, or one part of the whole one.
pub fn run(data: &[u8]) {
    let glance = Glance {
        file: file(data),
        said: String::new(),
        page: 0,
        width: 160,
        judge: Some(Judge {
            anchors: Vec::new(),
            now: 1_770_893_047,
        }),
        limits: ViewLimits {
            file_bytes: 1 << 20,
            parts: 64,
            unpacked: 4 << 20,
            pixels: 1 << 18,
            pages: 20,
            time: Duration::from_secs(10),
        },
    };
    let Ok(sheet) = look(&glance) else {
        return;
    };
    assert!(u64::from(sheet.width) * u64::from(sheet.height) <= glance.limits.pixels * 2);
    assert!(sheet.pages > 0);
    let seals = sheet.seals.expect("they were asked for");
    assert_ne!(seals.verdict, Some(Verdict::Valid), "no root, and yet good");
}
