//! The profile of a signed code: everything that differs between publishers of one envelope.

use seal::Algorithm;

/// How a publisher's codes are made. [`Profile::zc1`] is ours.
///
/// The layer reads every choice from here, so that other publishers' codes in the same envelope
/// become another value, not another reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What the text begins with, in upper case.
    pub prefix: &'static str,
    pub compression: Compression,
    pub kid: KidPlace,
    pub tag: Tag,
    /// What an issuer may sign with.
    pub algorithms: Vec<Algorithm>,
    /// The label of the private claim in the CWT.
    pub claim: i64,
    pub limits: Limits,
}

/// Whether the envelope is compressed before Base45.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Never: below 500 bytes zlib makes a code larger.
    Never,
}

/// Whether the envelope stands under CBOR tag 18 (COSE_Sign1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// Always.
    Required,
}

/// Which header names the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KidPlace {
    /// The protected one alone.
    Protected,
}

/// What a code may cost and how long it may live. Data of the realm, not of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest text, prefix included: the most a QR code holds in alphanumeric mode is 4296.
    pub text_chars: usize,
    /// Longest time from iat to exp, in seconds.
    pub lifetime_s: i64,
    /// Most licences in one code.
    pub licences: usize,
}

impl Profile {
    /// The signed proof code `ZC1:` with a lifetime limit of its realm, in seconds.
    pub fn zc1(lifetime_s: i64) -> Profile {
        Profile {
            prefix: "ZC1:",
            compression: Compression::Never,
            kid: KidPlace::Protected,
            tag: Tag::Required,
            algorithms: Algorithm::ALL.to_vec(),
            claim: -70_001,
            limits: Limits {
                text_chars: 4296,
                lifetime_s,
                licences: 32,
            },
        }
    }

    /// `text` without the prefix, whose case is tolerated: a scanner may have turned it.
    pub(crate) fn body<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (head, body) = text.split_at_checked(self.prefix.len())?;
        head.eq_ignore_ascii_case(self.prefix).then_some(body)
    }
}

impl Default for Profile {
    /// The practice city's codes: they live a day at most.
    fn default() -> Profile {
        Profile::zc1(24 * 60 * 60)
    }
}
