//! The bundle: only whole, only of this realm, only for whom it was made, only as it was signed.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use seal::bundle::{Code, Fault, Key, Making, Opening, Writer};
use seal::{Algorithm, PublicKey, SigningKey, WrapSecret, sha256};

const MOST: u64 = 1 << 30;

fn key(seed: u64) -> SigningKey {
    SigningKey::generate(Algorithm::EdDsa, &mut StdRng::seed_from_u64(seed))
}

fn make(
    station: &SigningKey,
    readers: &[PublicKey],
    code: Option<&Code>,
    parts: &[Vec<u8>],
) -> Vec<u8> {
    let terminal = station.kid().to_string();
    let making = Making {
        realm: "practice",
        bundle: [7; 16],
        outlet: "430481001",
        station: &terminal,
        made_at: 1_770_000_000_000,
        readers,
        code,
    };
    let mut rng = StdRng::seed_from_u64(42);
    let mut writer = Writer::begin(Vec::new(), &making, &mut rng).unwrap();
    for (at, body) in parts.iter().enumerate() {
        let label = format!("part {at}");
        writer
            .part(
                label.as_bytes(),
                body.len() as u64,
                sha256(body),
                &mut body.as_slice(),
            )
            .unwrap();
    }
    writer.end(station).unwrap()
}

/// Everything of it, or why not; nothing of it counts before the end.
fn read(bytes: &[u8], with: Key<'_>, station: &SigningKey) -> Result<Vec<Vec<u8>>, Fault> {
    let mut opening = Opening::new(bytes, "practice", with, MOST)?;
    let find = |kid: &[u8]| (kid == station.kid().as_ref()).then(|| station.public());
    let mut bodies = Vec::new();
    while let Some(part) = opening.next_part(find)? {
        assert_eq!(part.label, format!("part {}", bodies.len()).as_bytes());
        let mut body = Vec::new();
        let mut piece = [0; 1000];
        loop {
            match opening.read_body(&mut piece)? {
                0 => break,
                read => body.extend_from_slice(&piece[..read]),
            }
        }
        assert_eq!(body.len() as u64, part.length);
        bodies.push(body);
    }
    Ok(bodies)
}

fn bodies(lengths: &[usize]) -> Vec<Vec<u8>> {
    let mut rng = StdRng::seed_from_u64(1);
    lengths
        .iter()
        .map(|length| (0..*length).map(|_| rng.random()).collect())
        .collect()
}

#[test]
fn what_went_in_comes_out_at_every_length_around_a_chunk() {
    let (station, reader) = (key(1), key(2));
    for last in [
        0, 1, 65_000, 65_300, 65_535, 65_536, 65_537, 131_072, 200_000,
    ] {
        let parts = bodies(&[0, 5, last]);
        let bytes = make(&station, &[reader.public()], None, &parts);
        assert_eq!(
            read(&bytes, Key::Station(&reader), &station).unwrap(),
            parts
        );
    }
}

/// A bundle of version 1 as it was once written. It stays readable for ever; another writer is another version.
const VERSION_ONE: &[u8] = include_bytes!("fixtures/bundle-v1.zcb");

#[test]
fn the_bytes_of_version_one_stay_readable_and_are_still_written() {
    let (station, reader) = (key(1), key(2));
    let parts = bodies(&[3, 100]);
    assert_eq!(
        read(VERSION_ONE, Key::Station(&reader), &station).unwrap(),
        parts
    );
    assert_eq!(
        make(&station, &[reader.public()], None, &parts),
        VERSION_ONE
    );
}

#[test]
fn the_realm_opens_it_with_its_wrapping_key_and_another_realms_does_not() {
    let station = key(1);
    let realm = WrapSecret::generate(&mut StdRng::seed_from_u64(6));
    let other = WrapSecret::generate(&mut StdRng::seed_from_u64(7));
    let parts = bodies(&[9]);
    let bytes = make(&station, &[realm.public()], None, &parts);
    assert_eq!(read(&bytes, Key::Realm(&realm), &station).unwrap(), parts);
    let opened = read(&bytes, Key::Realm(&other), &station);
    assert!(matches!(opened, Err(Fault::Key)));
}

#[test]
fn a_code_opens_it_however_it_is_typed_and_another_does_not() {
    let station = key(1);
    let code = Code::generate(&mut StdRng::seed_from_u64(3));
    let parts = bodies(&[9]);
    let bytes = make(&station, &[], Some(&code), &parts);
    let typed = code
        .printed()
        .to_lowercase()
        .replace('-', " ")
        .replace('0', "o")
        .replace('1', "l");
    let again = Code::parse(&typed).unwrap();
    assert_eq!(read(&bytes, Key::Code(&again), &station).unwrap(), parts);
    let other = Code::generate(&mut StdRng::seed_from_u64(4));
    assert!(matches!(
        read(&bytes, Key::Code(&other), &station),
        Err(Fault::Key)
    ));
    for bad in [
        "",
        "K7QF2",
        "!!!!!-!!!!!-!!!!!-!!!!!",
        "00000-00000-00000-000000",
    ] {
        assert!(Code::parse(bad).is_none(), "{bad}");
    }
}

#[test]
fn another_key_another_realm_and_a_later_version_are_named() {
    let (station, reader) = (key(1), key(2));
    let bytes = make(&station, &[reader.public()], None, &bodies(&[9]));
    assert!(matches!(
        read(&bytes, Key::Station(&key(9)), &station),
        Err(Fault::Key)
    ));
    let other = Opening::new(bytes.as_slice(), "changsha", Key::Station(&reader), MOST);
    assert!(matches!(other.err(), Some(Fault::Realm)));
    let mut later = bytes.clone();
    later[3] = b'2';
    assert!(matches!(
        read(&later, Key::Station(&reader), &station),
        Err(Fault::Version)
    ));
}

#[test]
fn a_bundle_that_the_named_station_did_not_sign_counts_for_nothing() {
    let (station, reader, thief) = (key(1), key(2), key(3));
    let terminal = station.kid().to_string();
    let making = Making {
        realm: "practice",
        bundle: [7; 16],
        outlet: "1",
        station: &terminal,
        made_at: 0,
        readers: &[reader.public()],
        code: None,
    };
    let writer = Writer::begin(Vec::new(), &making, &mut StdRng::seed_from_u64(5)).unwrap();
    let bytes = writer.end(&thief).unwrap();
    let mut opening =
        Opening::new(bytes.as_slice(), "practice", Key::Station(&reader), MOST).unwrap();
    // The thief's key is even known: it is another station's.
    let found = opening.next_part(|_| Some(thief.public()));
    assert!(matches!(found, Err(Fault::Signature(_))), "{found:?}");
}

#[test]
fn every_flipped_byte_and_every_cut_is_found_before_the_end() {
    let (station, reader) = (key(1), key(2));
    let bytes = make(&station, &[reader.public()], None, &bodies(&[40, 66_000]));
    // Every byte of the frame and every seventh of the header; a prime step walks the rest.
    let places = (0..8).chain((8..900).step_by(7));
    for at in places.chain((900..bytes.len()).step_by(997)) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        assert!(
            read(&flipped, Key::Station(&reader), &station).is_err(),
            "flipped {at}"
        );
        assert!(
            read(&bytes[..at], Key::Station(&reader), &station).is_err(),
            "cut at {at}"
        );
    }
    let longer = [bytes.as_slice(), b"x"].concat();
    assert!(read(&longer, Key::Station(&reader), &station).is_err());
    let twice = [bytes.as_slice(), bytes.as_slice()].concat();
    assert!(read(&twice, Key::Station(&reader), &station).is_err());
}

#[test]
fn it_reads_no_more_than_it_was_told_to() {
    let (station, reader) = (key(1), key(2));
    let bytes = make(&station, &[reader.public()], None, &bodies(&[300_000]));
    let mut opening =
        Opening::new(bytes.as_slice(), "practice", Key::Station(&reader), 200_000).unwrap();
    let find = |_: &[u8]| Some(station.public());
    let first = opening.next_part(find).unwrap().unwrap();
    assert_eq!(first.length, 300_000);
    assert!(matches!(opening.next_part(find), Err(Fault::TooLarge)));
}

#[test]
fn a_body_that_is_not_what_was_said_is_not_written() {
    let (station, reader) = (key(1), key(2));
    let terminal = station.kid().to_string();
    let making = Making {
        realm: "practice",
        bundle: [0; 16],
        outlet: "1",
        station: &terminal,
        made_at: 0,
        readers: &[reader.public()],
        code: None,
    };
    for (length, hash) in [(4, sha256(b"123")), (3, sha256(b"124"))] {
        let mut writer = Writer::begin(Vec::new(), &making, &mut StdRng::seed_from_u64(5)).unwrap();
        let wrote = writer.part(b"x", length, hash, &mut b"123".as_slice());
        assert!(matches!(wrote, Err(Fault::Altered)), "{length}");
    }
    let none = Writer::begin(
        Vec::new(),
        &Making {
            readers: &[],
            ..making
        },
        &mut StdRng::seed_from_u64(5),
    );
    assert!(matches!(none.err(), Some(Fault::Key)));
}
