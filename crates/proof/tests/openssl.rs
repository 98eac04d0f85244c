//! Codes whose keys, certificates and signatures are OpenSSL's. Without the command a test says so and proves nothing;
//! without SM2 in it, so of SM2.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use ciborium::Value;
use proof::{
    Interval,
    Reason::{Algorithm, AlgorithmUnknown, Signature, SignerExpired},
    Verdict::{CannotTell, Invalid},
};
use serde_json::json;
use std::path::Path;
use std::process::Command;
use support::publisher::{Judge, KID, base64_of, cbor, entry, envelope, map, text, to_be_signed};

/// A kind of key as OpenSSL names it, the COSE algorithm of its signatures, and how to sign with it.
struct Kind {
    name: &'static str,
    key: &'static [&'static str],
    alg: i64,
    sign: &'static [&'static str],
    /// OpenSSL writes r and s as a SEQUENCE.
    in_der: bool,
}

const PSS: &[&str] = &[
    "-digest",
    "sha256",
    "-pkeyopt",
    "rsa_padding_mode:pss",
    "-pkeyopt",
    "rsa_pss_saltlen:digest",
];

const KINDS: [Kind; 6] = [
    Kind {
        name: "Ed25519",
        key: &["ED25519"],
        alg: -8,
        sign: &[],
        in_der: false,
    },
    Kind {
        name: "P-256",
        key: &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        alg: -7,
        sign: &["-digest", "sha256"],
        in_der: true,
    },
    Kind {
        name: "SM2",
        key: &["SM2"],
        alg: -65537,
        sign: &["-digest", "sm3", "-pkeyopt", "distid:1234567812345678"],
        in_der: true,
    },
    Kind {
        name: "RSA 2048",
        key: &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        alg: -37,
        sign: PSS,
        in_der: false,
    },
    Kind {
        name: "RSA 3072",
        key: &["RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
        alg: -37,
        sign: PSS,
        in_der: false,
    },
    Kind {
        name: "RSA 4096",
        key: &["RSA", "-pkeyopt", "rsa_keygen_bits:4096"],
        alg: -37,
        sign: PSS,
        in_der: false,
    },
];

/// OpenSSL in a folder of its own.
struct Openssl(tempfile::TempDir);

impl Openssl {
    /// None where there is no such command.
    fn found() -> Option<Openssl> {
        if Command::new("openssl").arg("version").output().is_err() {
            eprintln!("not run: there is no openssl command");
            return None;
        }
        Some(Openssl(tempfile::tempdir().unwrap()))
    }

    fn has_sm2() -> bool {
        let listed = |what| {
            let out = Command::new("openssl")
                .args(["list", what])
                .output()
                .unwrap();
            String::from_utf8_lossy(&out.stdout).to_uppercase()
        };
        listed("-public-key-algorithms").contains("SM2")
            && listed("-digest-algorithms").contains("SM3")
    }

    fn run(&self, arguments: &[&str]) {
        let out = Command::new("openssl")
            .current_dir(self.0.path())
            .args(arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "openssl {arguments:?}: {said}");
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// A fresh key and a certificate for it, good for 30 days from now; in DER.
    fn certificate(&self, kind: &Kind) -> Vec<u8> {
        self.run(&[&["genpkey", "-out", "key.pem", "-algorithm"], kind.key].concat());
        let digest: &[&str] = match kind.name {
            "SM2" => &["-sm3", "-sigopt", "distid:1234567812345678"],
            _ => &[],
        };
        let request = [
            "req",
            "-new",
            "-x509",
            "-key",
            "key.pem",
            "-subj",
            "/C=XX/CN=Signer",
            "-days",
            "30",
            "-outform",
            "DER",
            "-out",
            "certificate.der",
        ];
        self.run(&[&request[..], digest].concat());
        std::fs::read(self.path().join("certificate.der")).unwrap()
    }

    /// r‖s, or what the algorithm has instead.
    fn sign(&self, kind: &Kind, message: &[u8]) -> Vec<u8> {
        std::fs::write(self.path().join("message"), message).unwrap();
        let sign = [
            "pkeyutl",
            "-sign",
            "-inkey",
            "key.pem",
            "-rawin",
            "-in",
            "message",
            "-out",
            "signature",
        ];
        self.run(&[&sign[..], kind.sign].concat());
        let signature = std::fs::read(self.path().join("signature")).unwrap();
        if kind.in_der {
            raw(&signature)
        } else {
            signature
        }
    }
}

/// A SEQUENCE of two INTEGERs as two numbers of 32 bytes.
fn raw(der: &[u8]) -> Vec<u8> {
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

fn kinds() -> impl Iterator<Item = &'static Kind> {
    let sm2 = Openssl::has_sm2();
    if !sm2 {
        eprintln!("not run for SM2: this openssl lacks it");
    }
    KINDS.iter().filter(move |kind| sm2 || kind.name != "SM2")
}

/// Whoever knows this certificate, one second after it began to count.
fn judge(certificate: &[u8]) -> (Judge, i64) {
    let mut judge = Judge::with(&json!([entry(KID, certificate)]));
    let now = judge.keys.0[0].trusted.not_before + 1;
    judge.now = Interval::exactly(now);
    (judge, now)
}

#[test]
fn a_code_of_openssls_key_certificate_and_signature_is_valid() {
    let Some(openssl) = Openssl::found() else {
        return;
    };
    for kind in kinds() {
        let (mut judge, now) = judge(&openssl.certificate(kind));
        let payload = cbor(&map([
            (1, "XX".into()),
            (4, (now + 3600).into()),
            (6, now.into()),
            (-260, map([])),
        ]));
        let named = |alg: i64| cbor(&map([(1, alg.into()), (4, Value::Bytes(KID.into()))]));
        let protected = named(kind.alg);
        let signature = openssl.sign(kind, &to_be_signed(&protected, &payload));
        let says = |judge: &Judge, protected: &[u8], payload: &[u8]| {
            judge.says(&text(&envelope(protected, map([]), payload, &signature)))
        };
        assert_eq!(
            says(&judge, &protected, &payload).reason(),
            None,
            "{}",
            kind.name
        );
        let swapped = cbor(&map([(1, "YY".into()), (6, now.into()), (-260, map([]))]));
        assert_eq!(
            says(&judge, &protected, &swapped),
            Invalid(Signature),
            "{}",
            kind.name
        );
        for other in [-7, -8, -37, -65537, -257, -38] {
            if other != kind.alg {
                let verdict = says(&judge, &named(other), &payload);
                assert_eq!(verdict, Invalid(Algorithm), "{} as {other}", kind.name);
            }
        }
        // Thirty days on the certificate is over.
        let (first, last) = (now - 1, judge.keys.0[0].trusted.not_after);
        assert_eq!(last - first, 30 * 24 * 3600, "{}", kind.name);
        judge.now = Interval::exactly(last + 1);
        assert_eq!(
            says(&judge, &protected, &payload),
            Invalid(SignerExpired),
            "{}",
            kind.name
        );
    }
}

/// The city's own code: SM2 with SM3 by OpenSSL over the envelope of design §7.
#[test]
fn s28_a_code_of_ours_that_openssl_signed_with_sm2_is_valid() {
    let Some(openssl) = Openssl::found().filter(|_| Openssl::has_sm2()) else {
        eprintln!("not run for SM2: this openssl lacks it");
        return;
    };
    let kind = &KINDS[2];
    openssl.certificate(kind);
    openssl.run(&[
        "pkey",
        "-in",
        "key.pem",
        "-pubout",
        "-outform",
        "DER",
        "-out",
        "public.der",
    ]);
    let public = std::fs::read(openssl.path().join("public.der")).unwrap();
    let point = public[public.len() - 65..].to_vec();
    let public = seal::PublicKey::new(kind.alg, point).unwrap();

    let own = support::key(seal::Algorithm::Sm2Sm3, 1);
    let mut desk = support::Desk::trusting(&own);
    desk.keys[0].key = public.clone();
    desk.keys[0].kid = public.kid();
    let [_, _, payload, _] = support::raw::fields(&support::raw::short(&own));
    let payload = support::raw::bytes(&payload);
    let protected = support::raw::named(kind.alg, &public.kid().0);
    let protected = support::raw::bytes(&protected);
    let message = cbor(&Value::Array(vec![
        "Signature1".into(),
        Value::Bytes(protected.into()),
        Value::Bytes(b"zongchuang/v1/code".to_vec()),
        Value::Bytes(payload.into()),
    ]));
    let signature = openssl.sign(kind, &message);
    let code = support::text_of(&envelope(protected, map([]), payload, &signature));
    assert_eq!(desk.judge(&code).value(), "valid");
    // Without the use it was signed for nothing of ours.
    let signature = openssl.sign(kind, &to_be_signed(protected, payload));
    let code = support::text_of(&envelope(protected, map([]), payload, &signature));
    assert_eq!(desk.judge(&code), Invalid(Signature));
}

/// Real certificates of kinds that are not verified here.
#[test]
fn a_real_certificate_of_another_kind_leaves_the_code_open() {
    let Some(openssl) = Openssl::found() else {
        return;
    };
    for (name, key, alg) in [
        (
            "P-384",
            &["EC", "-pkeyopt", "ec_paramgen_curve:P-384"][..],
            -35,
        ),
        ("P-521", &["EC", "-pkeyopt", "ec_paramgen_curve:P-521"], -36),
        (
            "secp256k1",
            &["EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
            -47,
        ),
        (
            "brainpool",
            &["EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"],
            -7,
        ),
        (
            "spelt out",
            &[
                "EC",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-pkeyopt",
                "ec_param_enc:explicit",
            ],
            -7,
        ),
        ("Ed448", &["ED448"], -8),
        (
            "RSA 1024",
            &["RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
            -37,
        ),
    ] {
        let kind = Kind {
            name,
            key,
            alg,
            sign: &[],
            in_der: false,
        };
        let (judge, now) = judge(&openssl.certificate(&kind));
        let protected = cbor(&map([(1, alg.into()), (4, Value::Bytes(KID.into()))]));
        let payload = cbor(&map([(6, now.into()), (-260, map([]))]));
        let code = text(&envelope(&protected, map([]), &payload, &[1; 64]));
        assert_eq!(judge.says(&code), CannotTell(AlgorithmUnknown), "{name}");
    }
}

/// A point that OpenSSL wrote compressed.
#[test]
fn a_certificate_with_a_compressed_point_is_read() {
    let Some(openssl) = Openssl::found() else {
        return;
    };
    let kind = &KINDS[1];
    let long = openssl.certificate(kind);
    openssl.run(&[
        "ec",
        "-in",
        "key.pem",
        "-conv_form",
        "compressed",
        "-out",
        "short.pem",
    ]);
    std::fs::rename(
        openssl.path().join("short.pem"),
        openssl.path().join("key.pem"),
    )
    .unwrap();
    openssl.run(&[
        "req",
        "-new",
        "-x509",
        "-key",
        "key.pem",
        "-subj",
        "/CN=Signer",
        "-days",
        "30",
        "-outform",
        "DER",
        "-out",
        "short.der",
    ]);
    let short = std::fs::read(openssl.path().join("short.der")).unwrap();
    let keys =
        |der: &[u8]| Judge::with(&json!([{"kid": base64_of(KID), "x5c": base64_of(der)}])).keys;
    let (short, long) = (keys(&short), keys(&long));
    assert_eq!(short.0[0].trusted.key, long.0[0].trusted.key);
}
