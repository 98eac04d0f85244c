//! OFD files made for tests: their authority, their seal, and what may be done to them.
#![allow(
    clippy::unwrap_used,
    reason = "a fixture that cannot be made stops the test"
)]

use optic::make::ofd::{self, Line, Parts};
use optic::make::seal::{Holder, Seal, impression};

pub const LONG: (&str, &str) = ("20200101000000Z", "20400101000000Z");
/// 2026-02-12 10:44:07 UTC.
pub const NOW: i64 = 1_770_893_047;
pub const AT: &str = "20250601080000Z";
pub const VALUE: &str = "Doc_0/Signs/Sign_0/SignedValue.dat";
pub const DESCRIPTOR: &str = "Doc_0/Signs/Sign_0/Signature.xml";

/// Who seals.
pub struct Office {
    pub root: Holder,
    pub maker: Holder,
    pub signer: Holder,
}

/// `seed` makes other keys under the same names.
pub fn office(seed: u8) -> Office {
    signing(seed, LONG)
}

/// A signer whose certificate is good for this long.
pub fn signing(seed: u8, span: (&str, &str)) -> Office {
    let key = |n: u8| [seed.wrapping_mul(7).wrapping_add(n); 32];
    let root = Holder::root("练习市电子印章根", &key(1), LONG).unwrap();
    let maker = root.issue("练习市制章中心", &key(2), LONG).unwrap();
    let signer = root.issue("练习市公安局", &key(3), span).unwrap();
    Office {
        root,
        maker,
        signer,
    }
}

pub fn pages(count: usize) -> Parts {
    let page = |n: usize| {
        vec![Line {
            x: 20.0,
            y: 30.0,
            size: 6.0,
            text: format!("PAGE {n} OF {count}"),
        }]
    };
    let pages: Vec<_> = (1..=count).map(page).collect();
    ofd::file(&pages, (148, 105), None)
}

/// These pages under the office's seal, as far as `signed` says.
pub fn sealed_as(
    office: &Office,
    count: usize,
    change: impl Fn(&mut Seal<'_>),
    signed: &dyn Fn(&str) -> bool,
) -> Parts {
    let png = impression(80);
    let users = [&office.signer];
    let mut seal = Seal {
        name: "练习市公安局证照专用章",
        maker: &office.maker,
        signer: &office.signer,
        users: &users,
        span: LONG,
        at: AT,
        png: &png,
    };
    change(&mut seal);
    let mut parts = pages(count);
    ofd::seal(&mut parts, &seal, (0, (95, 55)), signed);
    parts
}

pub fn sealed(office: &Office, count: usize) -> Parts {
    sealed_as(office, count, |_| {}, &|_| true)
}

pub fn part<'a>(parts: &'a mut Parts, name: &str) -> &'a mut Vec<u8> {
    &mut parts.iter_mut().find(|(n, _)| n == name).unwrap().1
}

pub fn packed(parts: &Parts) -> Vec<u8> {
    ofd::packed(parts).unwrap()
}

/// The same text in the place of another in a part.
pub fn exchanged(parts: &mut Parts, name: &str, from: &str, to: &str) {
    let part = part(parts, name);
    let text = String::from_utf8(part.clone()).unwrap();
    assert!(text.contains(from), "{name} has no {from}");
    *part = text.replace(from, to).into_bytes();
}
