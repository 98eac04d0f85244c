//! The profile of a signed code: everything that differs between publishers of one envelope.

use seal::cbor;
use seal::{Algorithm, Encoding, KidPlace, Shape, Tag, Use};
use std::borrow::Cow;

/// How a publisher's codes are made. [`Profile::zc1`] is ours, [`Profile::publisher`] that of
/// others.
///
/// The layer reads every choice from here, so that other publishers' codes in the same envelope
/// become another value, not another reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What the text begins with; read in either case.
    pub prefix: Cow<'static, str>,
    pub compression: Compression,
    pub kid: KidPlace,
    pub tag: Tag,
    pub encoding: Encoding,
    /// The use that enters the signature, if the publisher has such a thing.
    pub signed_for: Option<Use>,
    /// What an issuer may sign with.
    pub algorithms: Vec<Algorithm>,
    /// The label of the private claim in the CWT; none if any claims will do.
    pub claim: Option<i64>,
    pub limits: Limits,
}

/// Whether the envelope is compressed before Base45.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Never: below 500 bytes zlib makes a code larger.
    Never,
    /// Always with zlib (RFC 1950), with nothing after it.
    Zlib,
}

/// What a code may cost and how long it may live. Data of the realm, not of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest text, prefix included: the most a QR code holds in alphanumeric mode is 4296.
    pub text_chars: usize,
    /// Longest envelope, in bytes; compressed, what comes out.
    pub envelope_bytes: usize,
    /// Longest time from iat to exp, in seconds.
    pub lifetime_s: i64,
    /// Most licences in one code.
    pub licences: usize,
}

/// What other publishers' zlib may become.
const OTHERS_BYTES: usize = 64 * 1024;

/// The EU Digital COVID Certificate and the label of its claim (hcert).
const DCC: (&str, i64) = ("HC1:", -260);

impl Profile {
    /// The signed proof code `ZC1:` with a lifetime limit of its realm, in seconds.
    pub fn zc1(lifetime_s: i64) -> Profile {
        Profile {
            prefix: Cow::Borrowed("ZC1:"),
            compression: Compression::Never,
            kid: KidPlace::Protected,
            tag: Tag::Required,
            encoding: Encoding::Deterministic,
            signed_for: Some(Use::Code),
            algorithms: Algorithm::ALL.to_vec(),
            claim: Some(-70_001),
            limits: Limits {
                text_chars: 4296,
                envelope_bytes: 4296,
                lifetime_s,
                licences: 32,
            },
        }
    }

    /// Codes of any other publisher of the envelope, made as the EU Digital COVID Certificate is:
    /// zlib, kid in either header, tag 61 allowed, any well-formed CBOR, PS256 besides our
    /// algorithms. Their life is their publisher's matter.
    pub fn publisher(prefix: &str) -> Profile {
        let (dcc, hcert) = DCC;
        Profile {
            prefix: Cow::Owned(prefix.to_owned()),
            compression: Compression::Zlib,
            kid: KidPlace::Either,
            tag: Tag::OptionalCwt,
            encoding: Encoding::WellFormed,
            signed_for: None,
            algorithms: [&Algorithm::ALL[..], &[Algorithm::Ps256]].concat(),
            claim: prefix.eq_ignore_ascii_case(dcc).then_some(hcert),
            limits: Limits {
                // What does not compress grows by a half in Base45.
                text_chars: prefix.len() + 2 * OTHERS_BYTES,
                envelope_bytes: OTHERS_BYTES,
                lifetime_s: i64::MAX,
                licences: usize::MAX,
            },
        }
    }

    /// `text` without the prefix, whose case is tolerated: a scanner may have turned it.
    pub(crate) fn body<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (head, body) = text.split_at_checked(self.prefix.len())?;
        head.eq_ignore_ascii_case(&self.prefix).then_some(body)
    }

    /// How the envelope is made.
    pub(crate) fn shape(&self) -> Shape {
        Shape {
            tag: self.tag,
            kid: self.kid,
            encoding: self.encoding,
            limits: cbor::Limits::of_bytes(self.limits.envelope_bytes),
        }
    }
}

impl Default for Profile {
    /// The practice city's codes: they live a day at most.
    fn default() -> Profile {
        Profile::zc1(24 * 60 * 60)
    }
}
