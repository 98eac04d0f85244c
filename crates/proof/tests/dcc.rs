//! Published test data of the EU Digital COVID Certificate against the verdict, file by file.
//!
//! `ZC_DCC=FOLDER cargo test -p proof --test dcc -- --nocapture`: every `.json` below the folder
//! that holds EXPECTEDRESULTS (the layout of eu-digital-green-certificates/dgc-testdata). Without
//! the variable it says so and proves nothing. The data is not ours to ship.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proof::{Context, Interval, Profile, PublisherKeys, Reason, Trust, Verdict, verify_publisher};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Files whose label and verdict differ on purpose, by the end of their path.
const DIFFERS: [(&str, &str, &str); 1] = [(
    "common/2DCode/raw/CO21.json",
    "EXPECTEDVERIFY",
    "the two headers name different kids: the label lets the protected one win, the profile refuses a difference",
)];

#[test]
fn every_label_of_the_published_test_data_is_met() {
    let Some(folder) = std::env::var_os("ZC_DCC").map(PathBuf::from) else {
        eprintln!("not run: ZC_DCC names no folder of test data");
        return;
    };
    let mut files = Vec::new();
    json_below(&folder, &mut files);
    assert!(!files.is_empty(), "no .json below {}", folder.display());
    let mut seen = BTreeMap::new();
    let mut faults = Vec::new();
    for path in &files {
        let Some(case) = Case::read(path) else {
            continue;
        };
        for (label, wanted, met, reason) in case.compared() {
            let row: &mut [u32; 3] = seen.entry(label).or_default();
            let differs = DIFFERS
                .iter()
                .find(|(end, of, _)| path.ends_with(end) && *of == label);
            row[0] += 1;
            match (met == wanted, differs) {
                (true, None) => row[1] += 1,
                (false, Some((_, _, why))) => {
                    row[2] += 1;
                    println!("differs: {}: {why}", path.display());
                }
                _ => faults.push(format!("{}: {label} {wanted}, {reason:?}", path.display())),
            }
        }
    }
    for (label, [all, met, differ]) in &seen {
        println!("{label}: {met} of {all} met, {differ} differ on purpose");
    }
    assert!(seen.len() == 6, "labels compared: {seen:?}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn json_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            json_below(&path, files);
        } else if path.extension().is_some_and(|end| end == "json") {
            files.push(path);
        }
    }
    files.sort();
}

struct Case {
    all: Value,
    text: String,
    at: i64,
}

impl Case {
    fn read(path: &Path) -> Option<Case> {
        let bytes = std::fs::read(path).unwrap();
        let all: Value = serde_json::from_slice(&bytes).ok()?;
        let text = all["PREFIX"].as_str()?.to_owned();
        let clock = all["TESTCTX"]["VALIDATIONCLOCK"].as_str()?;
        let at = unix_seconds(clock);
        all["EXPECTEDRESULTS"]
            .is_object()
            .then_some(Case { all, text, at })
    }

    /// Each label that the layer can be held against: name, what it says, whether it is met so,
    /// our reason.
    fn compared(&self) -> Vec<(&'static str, bool, bool, Option<Reason>)> {
        use Reason::*;
        let verdict = self.judge();
        let reason = verdict.reason();
        // The labels are of one step each: a later row of the table says that this one was passed.
        let unread = reason == Some(Malformed);
        let unproved = matches!(
            reason,
            Some(Malformed | Algorithm | AlgorithmUnknown | SignerUnknown | Signature)
        );
        // What a later step must spoil, an earlier step cannot be seen to pass.
        let spoilt = |step: &str| {
            let steps = [
                "EXPECTEDUNPREFIX",
                "EXPECTEDB45DECODE",
                "EXPECTEDCOMPRESSION",
            ];
            steps
                .iter()
                .skip_while(|name| **name != step)
                .skip(1)
                .any(|name| self.all["EXPECTEDRESULTS"][name] == false)
        };
        let early_or_late = matches!(reason, Some(Expired | NotYet | SignerExpired));
        [
            ("EXPECTEDUNPREFIX", !unread),
            ("EXPECTEDB45DECODE", !unread),
            ("EXPECTEDCOMPRESSION", !unread),
            ("EXPECTEDVERIFY", !unproved),
            ("EXPECTEDEXPIRATIONCHECK", !early_or_late),
        ]
        .into_iter()
        .filter(|(label, _)| !spoilt(label))
        // Claims are handed out of valid codes alone.
        .chain(
            verdict
                .claims()
                .map(|claims| ("EXPECTEDVALIDJSON", self.says(claims))),
        )
        .filter_map(|(label, met)| {
            let wanted = self.all["EXPECTEDRESULTS"][label].as_bool()?;
            Some((label, wanted, met, reason))
        })
        .collect()
    }

    /// Whether the claims are those of the file, in JSON.
    fn says(&self, claims: &proof::PublisherClaims) -> bool {
        let claims = serde_json::to_value(claims).unwrap();
        claims["-260"]["1"] == self.all["JSON"]
    }

    fn judge(&self) -> Verdict<proof::PublisherClaims> {
        let keys = self.keys();
        verify_publisher(
            &self.text,
            &Context {
                realm: "",
                trust: keys.as_ref().map_or(
                    Trust {
                        keys: &[],
                        fresh: true,
                    },
                    PublisherKeys::trust,
                ),
                now: Interval::exactly(self.at),
                skew_s: 30,
                profile: Profile::publisher("HC1:"),
                used: &|_, _| false,
                revoked: &|_, _| false,
            },
        )
    }

    /// The file of the one certificate, under the kid that the scheme gives it: the first eight
    /// bytes of its SHA-256.
    fn keys(&self) -> Option<PublisherKeys> {
        use base64::Engine as _;
        use base64::engine::general_purpose::STANDARD;
        let text = self.all["TESTCTX"]["CERTIFICATE"].as_str()?;
        let kid = &Sha256::digest(STANDARD.decode(text).ok()?)[..8];
        let file = json!([{"kid": STANDARD.encode(kid), "x5c": [text]}]);
        Some(PublisherKeys::parse(file.to_string().as_bytes()).unwrap())
    }
}

/// RFC 3339, also with an offset without colon; the fraction is dropped.
fn unix_seconds(clock: &str) -> i64 {
    let number = |range: std::ops::Range<usize>| clock[range].parse::<i64>().unwrap();
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    // Days of the proleptic Gregorian calendar, the year begun in March.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days =
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469;
    let time = number(11..13) * 3600 + number(14..16) * 60 + number(17..19);
    let rest = clock[19..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match rest.as_bytes() {
        [b'Z' | b'z'] | [] => 0,
        [sign, digits @ ..] => {
            let digits: String = digits
                .iter()
                .filter(|d| d.is_ascii_digit())
                .map(|d| char::from(*d))
                .collect();
            let minutes =
                digits[..2].parse::<i64>().unwrap() * 60 + digits[2..].parse::<i64>().unwrap();
            if *sign == b'-' {
                -minutes * 60
            } else {
                minutes * 60
            }
        }
    };
    days * 86_400 + time - offset
}
