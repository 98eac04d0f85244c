//! RSA keys of other publishers: verified, never signed with.

use der::{Decode, Reader, SliceReader, asn1::UintRef};
use ring::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};

/// Bytes of the shortest and the longest modulus (RFC 8230 §2: 2048 bits at least).
const MODULUS_BYTES: std::ops::RangeInclusive<usize> = 256..=1024;

/// Bytes of the longest public exponent: a longer one only costs time.
const EXPONENT_BYTES: usize = 4;

/// Whether the bytes are an RSAPublicKey in DER: an odd modulus of a permitted length, an odd
/// exponent of 3 or more.
pub(super) fn is_key(der: &[u8]) -> bool {
    let Some((modulus, exponent)) = numbers(der) else {
        return false;
    };
    let odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
    MODULUS_BYTES.contains(&modulus.len())
        && exponent.len() <= EXPONENT_BYTES
        && odd(modulus)
        && odd(exponent)
        && exponent != [1]
}

fn numbers(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut reader = SliceReader::new(der).ok()?;
    let numbers = reader
        .sequence(|body| Ok::<_, der::Error>((UintRef::decode(body)?, UintRef::decode(body)?)))
        .ok()?;
    reader.finish().ok()?;
    Some((numbers.0.as_bytes(), numbers.1.as_bytes()))
}

/// RSASSA-PSS with SHA-256 and a salt as long as the digest.
pub(super) fn verify(der: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, der)
        .verify(message, signature)
        .ok()
}
