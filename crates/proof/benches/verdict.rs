//! Text of a signed code → verdict, beside one bare verification of the same signature by the same
//! library in the same run: `cargo bench -p proof`. At most 1.5 times is wanted.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use proof::{Claims, Context, Holder, Interval, Licence, Profile, Trust, issue, verify};
use seal::{Algorithm, SigningKey, TrustedKey, Use};

const NOW: i64 = 1_790_000_000;
/// Each call is timed alone and the two take turns, so that a busy machine spoils few of them.
const ROUNDS: usize = 2001;

fn main() {
    println!("| algorithm | text, characters | bare verification µs | text → verdict µs | ratio |");
    println!("|---|---|---|---|---|");
    for algorithm in Algorithm::ALL {
        println!("{}", row(algorithm));
    }
}

fn row(algorithm: Algorithm) -> String {
    let key = SigningKey::from_secret_bytes(algorithm, &[1; 32]).expect("a small scalar is a key");
    let text = issue(&claims(), &key, &Profile::default()).expect("the claims keep to the profile");
    let keys = [TrustedKey::new(
        key.public(),
        &[Use::Code],
        "practice-issuer",
        NOW - 1000,
        NOW + 1000,
    )];
    let context = Context {
        realm: "practice",
        trust: Trust {
            keys: &keys,
            fresh: true,
        },
        now: Interval::exactly(NOW),
        skew_s: 30,
        profile: Profile::default(),
        used: &|_, _| false,
        revoked: &|_, _| false,
    };
    // As long as what the code has signed.
    let message = vec![7; text.len() * 2 / 3];
    let signature = key.sign(&message);
    let public = key.public();
    let (mut bare, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        bare.push(timed(|| {
            assert!(black_box(&public).verify(&message, &signature).is_ok());
        }));
        whole.push(timed(|| {
            assert_eq!(verify(black_box(&text), &context).value(), "valid");
        }));
    }
    let (bare, whole) = (median(bare), median(whole));
    format!(
        "| {} | {} | {:.1} | {:.1} | × {:.2} |",
        algorithm.name(),
        text.len(),
        bare.as_secs_f64() * 1e6,
        whole.as_secs_f64() * 1e6,
        whole.as_secs_f64() / bare.as_secs_f64()
    )
}

fn timed(call: impl Fn()) -> Duration {
    let start = Instant::now();
    call();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A holder and two licences with fields: what a citizen shows.
fn claims() -> Claims {
    let licence = |kind: &str, number: &str| Licence {
        kind: kind.into(),
        name: kind.into(),
        number: number.into(),
        issued_by: "练习市数据局".into(),
        valid_from: Some("2026-01-01".into()),
        valid_to: Some("2046-01-01".into()),
        fields: BTreeMap::from([
            ("address".into(), "练习市示范区测试路1号".into()),
            ("area".into(), "88.50".into()),
        ]),
    };
    Claims {
        iss: "practice-issuer".into(),
        iat: NOW - 60,
        exp: NOW + 240,
        cti: vec![7; 16],
        realm: "practice".into(),
        holder: Holder {
            name: "练一一".into(),
            id_kind: "resident-id".into(),
            id: "430400200002290012".into(),
        },
        licences: vec![
            licence("居民身份证", "430400200002290012"),
            licence("不动产权证书", "湘(2026)练习市不动产权第0000001号"),
        ],
        item: Some("0225".into()),
    }
}
