//! `SES_Signature` and `SES_Seal` (GB/T 38540-2020 §6, §7): the structure that a sealed OFD carries as its signed value.

use super::der::{self, BITS, IA5, INTEGER, OCTETS, OID, SEQUENCE, TIME, UTF8, Value, Values};

/// SM2 with SM3 (GM/T 0006: 1.2.156.10197.1.501), as DER.
const SM2_SM3: &[u8] = &[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x83, 0x75];

/// The version of these structures that is read; GM/T 0031-2014 had others.
const VERSION: u32 = 4;

/// A sealed signature.
#[derive(Debug)]
pub(super) struct Signed<'a> {
    /// What the signature is over.
    pub content: &'a [u8],
    /// When the signer says that it was signed, seconds since the Unix epoch.
    pub at: i64,
    /// SM3 of the descriptor.
    pub digest: &'a [u8],
    /// The descriptor's path.
    pub path: &'a str,
    pub certificate: &'a [u8],
    /// SM2, DER.
    pub signature: &'a [u8],
    pub seal: Seal<'a>,
}

/// The seal in it.
#[derive(Debug)]
pub(super) struct Seal<'a> {
    /// What the maker signed.
    pub content: &'a [u8],
    /// The same with certificate and algorithm, as makers before 2020 signed it.
    pub longer: Vec<u8>,
    pub name: &'a str,
    /// Certificates of who may use it, or their digests.
    pub users: Users<'a>,
    pub from: i64,
    pub to: i64,
    pub maker: &'a [u8],
    pub signature: &'a [u8],
}

/// Who may use a seal.
#[derive(Debug)]
pub(super) enum Users<'a> {
    Certificates(Vec<&'a [u8]>),
    /// SM3 each.
    Digests(Vec<&'a [u8]>),
}

/// Why it was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// No such structure: damaged, or made up.
    Malformed,
    /// Another version or algorithm.
    Unsupported,
}

/// Reads a signed value.
pub(super) fn read(bytes: &[u8]) -> Result<Signed<'_>, Unread> {
    signed(bytes).ok_or(Unread::Malformed)?
}

/// `None` where it is malformed.
fn signed(bytes: &[u8]) -> Option<Result<Signed<'_>, Unread>> {
    let mut outer = Values(bytes);
    let mut values = outer.next(SEQUENCE)?.values();
    if !outer.is_empty() {
        return None;
    }
    let content = values.next(SEQUENCE)?;
    let mut to_sign = content.values();
    if to_sign.next(INTEGER)?.number()? != VERSION {
        return Some(Err(Unread::Unsupported));
    }
    let seal = match seal(to_sign.next(SEQUENCE)?)? {
        Ok(seal) => seal,
        Err(unread) => return Some(Err(unread)),
    };
    let at = to_sign.next(TIME)?.time()?;
    let digest = to_sign.next(BITS)?.bits()?;
    let path = to_sign.next(IA5)?.text()?;
    let certificate = values.next(OCTETS)?.body;
    if values.next(OID)?.body != SM2_SM3 {
        return Some(Err(Unread::Unsupported));
    }
    let signature = values.next(BITS)?.bits()?;
    Some(Ok(Signed {
        content: content.whole,
        at,
        digest,
        path,
        certificate,
        signature,
        seal,
    }))
}

fn seal(value: Value<'_>) -> Option<Result<Seal<'_>, Unread>> {
    let mut values = value.values();
    let info = values.next(SEQUENCE)?;
    let certificate = values.next(OCTETS)?;
    let algorithm = values.next(OID)?;
    if algorithm.body != SM2_SM3 {
        return Some(Err(Unread::Unsupported));
    }
    let signature = values.next(BITS)?.bits()?;
    let mut parts = info.values();
    let mut header = parts.next(SEQUENCE)?.values();
    header.next(IA5).filter(|id| id.body == b"ES")?;
    parts.next(IA5)?;
    let mut property = parts.next(SEQUENCE)?.values();
    property.next(INTEGER)?;
    let name = property.next(UTF8)?.text()?;
    let listed = property.next(INTEGER)?.number()?;
    let users = users(listed, property.next(SEQUENCE)?.values())?;
    property.next(TIME)?;
    Some(Ok(Seal {
        content: info.whole,
        longer: sequence(&[info.whole, certificate.whole, algorithm.whole].concat()),
        name,
        users,
        from: property.next(TIME)?.time()?,
        to: property.next(TIME)?.time()?,
        maker: certificate.body,
        signature,
    }))
}

fn users(listed: u32, mut list: Values<'_>) -> Option<Users<'_>> {
    let mut found = Vec::new();
    while !list.is_empty() {
        found.push(match listed {
            1 => list.next(OCTETS)?.body,
            2 => {
                let mut one = list.next(SEQUENCE)?.values();
                one.any()?;
                one.next(OCTETS)?.body
            }
            _ => return None,
        });
    }
    Some(match listed {
        1 => Users::Certificates(found),
        _ => Users::Digests(found),
    })
}

/// These values as one.
fn sequence(values: &[u8]) -> Vec<u8> {
    let mut whole = vec![SEQUENCE];
    der::length(values.len(), &mut whole);
    whole.extend_from_slice(values);
    whole
}
