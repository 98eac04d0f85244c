//! Texts of signed codes: Base45 is read as RFC 9285 says and no other way, and a text is judged however it is spoilt.

use proof::{Context, Interval, Profile, Reason, Trust, Verdict, verify};
use seal::Parsed1;

use crate::known::{NOW, TRUSTED};

const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// One text.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let verdict = judge(&text);
    // What a scanner puts around a text changes nothing; most of a text of this length is read.
    if text.len() < 4000 {
        assert_eq!(
            judge(&format!("\u{feff}{text}\r\n")).reason(),
            verdict.reason()
        );
    }
    let text = proof::normalise(&text);
    let body = text
        .split_at_checked(4)
        .filter(|(prefix, _)| prefix.eq_ignore_ascii_case("ZC1:"))
        .and_then(|(_, body)| decoded(body));
    let readable = body.is_some_and(|bytes| Parsed1::parse(&bytes).is_ok());
    if !readable {
        assert_eq!(
            verdict.reason(),
            Some(Reason::Malformed),
            "another reading of Base45"
        );
    }
}

fn judge(text: &str) -> Verdict {
    verify(
        text,
        &Context {
            realm: "practice",
            trust: Trust {
                keys: &TRUSTED,
                fresh: true,
            },
            now: Interval::exactly(NOW),
            skew_s: 60,
            profile: Profile::default(),
            used: &|_, _| false,
            revoked: &|_, _| false,
        },
    )
}

/// RFC 9285 §4.2, digit by digit.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<usize>> = text.chars().map(|c| ALPHABET.find(c)).collect();
    let mut bytes = Vec::new();
    for group in digits?.chunks(3) {
        let value = group.iter().rev().fold(0, |sum, digit| sum * 45 + digit);
        match group.len() {
            3 => bytes.extend_from_slice(&u16::try_from(value).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(value).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}
