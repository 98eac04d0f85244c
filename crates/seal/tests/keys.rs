//! Keys and signatures against published vectors and against another implementation.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use rand::SeedableRng;
use seal::{Algorithm, BadKey, KeyFault, PublicKey, SigningKey, sha256, sm3};
use std::path::Path;
use std::process::Command;
use support::key;

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

/// GB/T 32905-2016 appendix A and the empty message.
#[test]
fn sm3_has_the_standards_digests() {
    let rows = [
        (
            "616263".to_owned(),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        ),
        (
            "61626364".repeat(16),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
        ),
        (
            String::new(),
            "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
        ),
    ];
    for (message, digest) in rows {
        assert_eq!(sm3(&bytes(&message)).to_string(), digest);
    }
}

#[test]
fn sha256_has_the_standards_digest() {
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256(b"abc").to_string(), digest);
}

const SM2_SECRET: &str = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";
const SM2_PUBLIC: &str = concat!(
    "04",
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020",
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13",
);
const SM2_SIGNATURE: &str = concat!(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3",
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA",
);

/// GB/T 32918.5-2017 appendix A: key pair and signature over "message digest".
#[test]
fn sm2_verifies_the_standards_signature() {
    let key = SigningKey::from_secret_bytes(Algorithm::Sm2Sm3, &bytes(SM2_SECRET)).unwrap();
    assert_eq!(key.public().bytes(), bytes(SM2_PUBLIC));
    let signature = bytes(SM2_SIGNATURE);
    assert_eq!(key.public().verify(b"message digest", &signature), Ok(()));
    let other = key.public().verify(b"message digesu", &signature);
    assert_eq!(other, Err(KeyFault::Signature));
    let own = key.sign(b"message digest");
    assert_eq!(key.public().verify(b"message digest", &own), Ok(()));
}

/// RFC 8032 §7.1, test 2.
#[test]
fn ed25519_makes_the_rfcs_signature() {
    let secret = bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    let key = SigningKey::from_secret_bytes(Algorithm::EdDsa, &secret).unwrap();
    let public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    assert_eq!(hex::encode(key.public().bytes()), public);
    assert_eq!(
        hex::encode(key.sign(&[0x72])),
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    );
}

/// RFC 6979 §A.2.5, P-256 with SHA-256, message "sample".
#[test]
fn es256_makes_the_rfcs_signature() {
    let secret = bytes("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
    let key = SigningKey::from_secret_bytes(Algorithm::Es256, &secret).unwrap();
    assert_eq!(
        hex::encode_upper(key.sign(b"sample")),
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716\
         F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
    );
}

#[test]
fn only_one_form_of_a_point_on_the_curve_is_a_key() {
    for algorithm in [Algorithm::Es256, Algorithm::Sm2Sm3] {
        let public = key(algorithm, 1).public();
        let good = public.bytes();
        let bad = BadKey(algorithm.cose());
        let refused =
            |bytes: Vec<u8>| assert_eq!(PublicKey::new(algorithm.cose(), bytes), Err(bad));
        let compressed = [&[2 + (good[64] & 1)], &good[1..33]].concat();
        refused(compressed);
        refused(good[..64].to_vec());
        refused(vec![0]);
        let mut off = good.to_vec();
        off[64] ^= 1;
        refused(off);
        assert_eq!(
            PublicKey::new(algorithm.cose(), good.to_vec()),
            Ok(public.clone())
        );
    }
    // The identity: a key of small order, for which some signatures fit every message.
    let weak = [&[1u8][..], &[0; 31]].concat();
    assert_eq!(PublicKey::new(-8, weak), Err(BadKey(-8)));
    assert_eq!(PublicKey::new(-8, vec![9; 31]), Err(BadKey(-8)));
}

#[test]
fn a_secret_outside_the_curves_order_is_no_key() {
    for algorithm in [Algorithm::Es256, Algorithm::Sm2Sm3] {
        for secret in [vec![0; 32], vec![0xff; 32], vec![1; 31]] {
            let made = SigningKey::from_secret_bytes(algorithm, &secret);
            assert_eq!(made.unwrap_err(), BadKey(algorithm.cose()));
        }
    }
}

#[test]
fn a_generated_key_survives_its_secret_bytes() {
    let mut rng = rand::rngs::StdRng::seed_from_u64(7);
    for algorithm in Algorithm::ALL {
        let key = SigningKey::generate(algorithm, &mut rng);
        let again = SigningKey::from_secret_bytes(algorithm, &key.secret_bytes()).unwrap();
        assert_eq!(again.public(), key.public());
        assert_ne!(SigningKey::generate(algorithm, &mut rng).kid(), key.kid());
    }
}

#[test]
fn a_public_key_travels_in_cbor_and_json_and_is_checked_on_arrival() {
    for algorithm in Algorithm::ALL {
        let public = key(algorithm, 1).public();
        let cbor = seal::cbor::encode(&public).unwrap();
        assert_eq!(
            seal::cbor::decode_strict::<PublicKey>(&cbor).unwrap(),
            public
        );
        assert_eq!(public.kid().0, sha256(&cbor).0[..8]);
        let json = serde_json::to_string(&public).unwrap();
        assert_eq!(serde_json::from_str::<PublicKey>(&json).unwrap(), public);
    }
    let junk = serde_json::json!({"alg": -8, "bytes": "00"});
    assert!(serde_json::from_value::<PublicKey>(junk).is_err());
}

#[test]
fn a_secret_is_never_printed() {
    let key = key(Algorithm::EdDsa, 0xab);
    assert!(!format!("{key:?}").contains("abab"));
    assert!(!format!("{key:?}").contains("171, 171"));
}

/// Ed25519, ECDSA and SM2 both ways between OpenSSL's command and ours. Without the command this
/// says so and proves nothing; without SM2 in it, so of SM2.
#[test]
fn openssl_verifies_ours_and_we_verify_openssls() {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("not run: there is no openssl command");
        return;
    }
    for algorithm in Algorithm::ALL {
        if algorithm == Algorithm::Sm2Sm3 && !openssl_has_sm2() {
            eprintln!("not run for SM2: this openssl lacks it");
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let key = key(algorithm, 0x42);
        let message = "受理 message".as_bytes();
        write(folder.path(), "key.der", &pkcs8(&key));
        write(folder.path(), "message", message);
        write(folder.path(), "ours", &der(algorithm, &key.sign(message)));
        openssl(
            folder.path(),
            &[
                "pkey",
                "-inform",
                "DER",
                "-in",
                "key.der",
                "-pubout",
                "-out",
                "public.pem",
            ],
        );
        let mut verify = vec![
            "pkeyutl",
            "-verify",
            "-pubin",
            "-inkey",
            "public.pem",
            "-rawin",
            "-in",
            "message",
            "-sigfile",
            "ours",
        ];
        verify.extend(options(algorithm));
        openssl(folder.path(), &verify);
        let mut sign = vec![
            "pkeyutl", "-sign", "-inkey", "key.der", "-keyform", "DER", "-rawin", "-in", "message",
            "-out", "theirs",
        ];
        sign.extend(options(algorithm));
        openssl(folder.path(), &sign);
        let theirs = raw(
            algorithm,
            &std::fs::read(folder.path().join("theirs")).unwrap(),
        );
        assert_eq!(
            key.public().verify(message, &theirs),
            Ok(()),
            "{}",
            algorithm.name()
        );
    }
}

fn openssl_has_sm2() -> bool {
    let listed = |what| {
        let out = Command::new("openssl")
            .args(["list", what])
            .output()
            .unwrap();
        String::from_utf8_lossy(&out.stdout).to_uppercase()
    };
    listed("-public-key-algorithms").contains("SM2") && listed("-digest-algorithms").contains("SM3")
}

fn options(algorithm: Algorithm) -> &'static [&'static str] {
    match algorithm {
        Algorithm::EdDsa => &[],
        Algorithm::Es256 => &["-digest", "sha256"],
        Algorithm::Sm2Sm3 => &["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"],
        Algorithm::Ps256 => unreachable!("no key of it is made here"),
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    std::fs::write(folder.join(name), bytes).unwrap();
}

fn openssl(folder: &Path, arguments: &[&str]) {
    let out = Command::new("openssl")
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "openssl {arguments:?}: {said}");
}

/// PrivateKeyInfo (RFC 5208): for a curve an ECPrivateKey (RFC 5915), for Ed25519 its seed.
fn pkcs8(key: &SigningKey) -> Vec<u8> {
    let identifier = match key.algorithm() {
        Algorithm::EdDsa => "300506032b6570",
        Algorithm::Es256 => "301306072a8648ce3d020106082a8648ce3d030107",
        Algorithm::Sm2Sm3 => "301306072a8648ce3d020106082a811ccf5501822d",
        Algorithm::Ps256 => unreachable!("no key of it is made here"),
    };
    let secret = tlv(0x04, &key.secret_bytes());
    let private = match key.algorithm() {
        Algorithm::EdDsa => secret,
        _ => {
            let point = [&[0], key.public().bytes()].concat();
            let public = tlv(0xa1, &tlv(0x03, &point));
            tlv(0x30, &[tlv(0x02, &[1]), secret, public].concat())
        }
    };
    tlv(
        0x30,
        &[tlv(0x02, &[0]), bytes(identifier), tlv(0x04, &private)].concat(),
    )
}

fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
    let length = match u8::try_from(body.len()).unwrap() {
        short @ 0..=127 => vec![short],
        long => vec![0x81, long],
    };
    [&[tag], &length[..], body].concat()
}

/// r‖s as the SEQUENCE of two INTEGERs that OpenSSL reads.
fn der(algorithm: Algorithm, signature: &[u8]) -> Vec<u8> {
    if algorithm == Algorithm::EdDsa {
        return signature.to_vec();
    }
    let integer = |half: &[u8]| {
        let zeros = half.iter().take_while(|b| **b == 0).count();
        let digits = &half[zeros..];
        let sign = if digits[0] & 0x80 != 0 {
            &[0u8][..]
        } else {
            &[]
        };
        tlv(0x02, &[sign, digits].concat())
    };
    let (r, s) = signature.split_at(32);
    tlv(0x30, &[integer(r), integer(s)].concat())
}

fn raw(algorithm: Algorithm, der: &[u8]) -> Vec<u8> {
    if algorithm == Algorithm::EdDsa {
        return der.to_vec();
    }
    let mut rest = &der[2..];
    let mut raw = Vec::new();
    for _ in 0..2 {
        let (digits, after) = rest[2..].split_at(rest[1].into());
        let digits = digits.strip_prefix(&[0]).unwrap_or(digits);
        raw.resize(raw.len() + 32 - digits.len(), 0);
        raw.extend_from_slice(digits);
        rest = after;
    }
    raw
}
