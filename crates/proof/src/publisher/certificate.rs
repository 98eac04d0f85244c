//! The key and the validity of an X.509 certificate (RFC 5280).

use super::named;
use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, ObjectIdentifier, UtcTime};
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use seal::{Algorithm, PublicKey};

const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");

/// Curves by the object identifier of their parameters, with the algorithm of their keys.
const CURVES: [(ObjectIdentifier, i64); 5] = [
    (
        ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
        Algorithm::Es256.cose(),
    ),
    (
        ObjectIdentifier::new_unwrap("1.2.156.10197.1.301"),
        Algorithm::Sm2Sm3.cose(),
    ),
    (ObjectIdentifier::new_unwrap("1.3.132.0.34"), named::ES384),
    (ObjectIdentifier::new_unwrap("1.3.132.0.35"), named::ES512),
    (ObjectIdentifier::new_unwrap("1.3.132.0.10"), named::ES256K),
];

/// A signer's key with its validity, both ends included, in Unix seconds.
pub(super) struct Certified {
    pub key: PublicKey,
    pub not_before: i64,
    pub not_after: i64,
}

/// Reads a certificate. Who signed it is not asked: the file that lists it is believed. Nor is what
/// breaks a rule that does not matter here: real signers have serial numbers over 20 bytes.
pub(super) fn read(der: &[u8]) -> Option<Certified> {
    let mut reader = SliceReader::new(der).ok()?;
    let (validity, info) = reader
        .sequence(|certificate| {
            let found = certificate.sequence(body)?;
            rest(certificate)?;
            Ok::<_, der::Error>(found)
        })
        .ok()?;
    reader.finish().ok()?;
    Some(Certified {
        key: info.key()?,
        not_before: validity.0,
        not_after: validity.1,
    })
}

/// The TBSCertificate (RFC 5280 §4.1).
fn body<'a>(body: &mut SliceReader<'a>) -> der::Result<((i64, i64), Info<'a>)> {
    let first = AnyRef::decode(body)?;
    if first.tag() != Tag::Integer {
        // It was the version.
        AnyRef::decode(body)?;
    }
    let _signed_with = AnyRef::decode(body)?;
    let _issuer = AnyRef::decode(body)?;
    let validity =
        body.sequence(|times| Ok::<_, der::Error>((seconds(times)?, seconds(times)?)))?;
    let _subject = AnyRef::decode(body)?;
    let info = body.sequence(Info::read)?;
    rest(body)?;
    Ok((validity, info))
}

/// A SubjectPublicKeyInfo.
struct Info<'a> {
    algorithm: ObjectIdentifier,
    parameters: Option<AnyRef<'a>>,
    key: BitStringRef<'a>,
}

impl<'a> Info<'a> {
    fn read(info: &mut SliceReader<'a>) -> der::Result<Info<'a>> {
        let (algorithm, parameters) = info.sequence(|identifier| {
            let algorithm = ObjectIdentifier::decode(identifier)?;
            Ok::<_, der::Error>((algorithm, Option::<AnyRef<'a>>::decode(identifier)?))
        })?;
        Ok(Info {
            algorithm,
            parameters,
            key: BitStringRef::decode(info)?,
        })
    }

    fn key(&self) -> Option<PublicKey> {
        let bytes = self.key.as_bytes()?;
        match self.algorithm {
            EC => PublicKey::from_point(self.curve().unwrap_or(named::UNKNOWN), bytes).ok(),
            ED25519 => PublicKey::new(Algorithm::EdDsa.cose(), bytes.to_vec()).ok(),
            // A modulus that is too short is a key all the same: no other of the list suffers for it.
            RSA | RSA_PSS => PublicKey::new(Algorithm::Ps256.cose(), bytes.to_vec())
                .or_else(|_| PublicKey::new(named::UNKNOWN, bytes.to_vec()))
                .ok(),
            _ => PublicKey::new(named::UNKNOWN, bytes.to_vec()).ok(),
        }
    }

    /// The algorithm of a curve that is named; one whose parameters are spelt out (RFC 5480 §2.1.1 forbids it) has none.
    fn curve(&self) -> Option<i64> {
        let curve: ObjectIdentifier = self.parameters?.try_into().ok()?;
        let known = CURVES.iter().find(|(oid, _)| *oid == curve);
        known.map(|(_, alg)| *alg)
    }
}

fn seconds(times: &mut SliceReader<'_>) -> der::Result<i64> {
    let since = if Tag::peek(times)? == Tag::UtcTime {
        UtcTime::decode(times)?.to_unix_duration()
    } else {
        GeneralizedTime::decode(times)?.to_unix_duration()
    };
    i64::try_from(since.as_secs()).map_err(|_| Tag::GeneralizedTime.value_error().into())
}

/// What follows says nothing here.
fn rest(reader: &mut SliceReader<'_>) -> der::Result<()> {
    while !reader.is_finished() {
        AnyRef::decode(reader)?;
    }
    Ok(())
}
