//! The enrolment code (登记码) on the administrator's paper: a one-time secret for the backend, and a pin by which the
//! station recognises the realm's roots.

use crate::cbor;
use crate::hash::sha256;
use crate::key::PublicKey;
use rand::CryptoRng;
use std::fmt;
use std::str::FromStr;

/// Crockford's alphabet: nothing in it looks like something else.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Half secret, half pin.
const BYTES: usize = 20;
/// Characters: the bytes, then three that tell a slip of the pen.
const DATA: usize = BYTES * 8 / 5;
const CHECK: usize = 3;
const GROUP: usize = 5;

/// One code. Written in seven groups of five characters, `XXXXX-XXXXX-…`.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolCode {
    secret: [u8; 10],
    pin: [u8; 10],
}

/// What was typed is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadEnrolCode {
    /// Too few or too many characters.
    #[error("{0} characters, not {1}")]
    Length(usize, usize),
    /// A character that no code has; its place, 1 first, separators left out.
    #[error("character {0} is not of a code")]
    Character(usize),
    /// A character was taken for another.
    #[error("the check characters do not fit")]
    Check,
}

impl EnrolCode {
    /// A fresh code of a realm.
    pub fn generate(realm: &str, roots: &[PublicKey], rng: &mut impl CryptoRng) -> EnrolCode {
        let mut secret = [0; 10];
        rng.fill_bytes(&mut secret);
        EnrolCode {
            secret,
            pin: pin(realm, roots),
        }
    }

    /// What is sent to the backend. The pin stays here: who answers must not learn what is expected.
    pub fn secret(&self) -> String {
        encode(&self.secret)
    }

    /// Whether these are the roots that the paper names, in any order.
    pub fn pins(&self, realm: &str, roots: &[PublicKey]) -> bool {
        self.pin == pin(realm, roots)
    }

    fn bytes(&self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        bytes[..10].copy_from_slice(&self.secret);
        bytes[10..].copy_from_slice(&self.pin);
        bytes
    }
}

impl fmt::Display for EnrolCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.bytes();
        let text = format!("{}{}", encode(&bytes), check(&bytes));
        for (at, character) in text.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{character}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for EnrolCode {
    /// The secret is never printed by accident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolCode(..)")
    }
}

impl FromStr for EnrolCode {
    type Err = BadEnrolCode;

    /// Reads what a person typed: any case, full-width or not, `I` and `L` for 1, `O` for 0, separators anywhere.
    fn from_str(text: &str) -> Result<EnrolCode, BadEnrolCode> {
        let typed: Vec<char> = text
            .chars()
            .map(plain)
            .filter(|c| !is_separator(*c))
            .collect();
        if typed.len() != DATA + CHECK {
            return Err(BadEnrolCode::Length(typed.len(), DATA + CHECK));
        }
        let mut values = Vec::with_capacity(typed.len());
        for (at, character) in typed.iter().enumerate() {
            values.push(value(*character).ok_or(BadEnrolCode::Character(at + 1))?);
        }
        let bytes = decode(&values[..DATA]);
        let typed_check: String = values[DATA..].iter().map(|v| letter(*v)).collect();
        if check(&bytes) != typed_check {
            return Err(BadEnrolCode::Check);
        }
        let (mut secret, mut pin) = ([0; 10], [0; 10]);
        secret.copy_from_slice(&bytes[..10]);
        pin.copy_from_slice(&bytes[10..]);
        Ok(EnrolCode { secret, pin })
    }
}

/// The first 80 bits of a SHA-256 over the realm and its roots in canonical order.
fn pin(realm: &str, roots: &[PublicKey]) -> [u8; 10] {
    let mut encoded: Vec<Vec<u8>> = roots
        .iter()
        .map(|root| cbor::encode(root).expect("an integer and a short byte string encode"))
        .collect();
    encoded.sort_unstable();
    let mut text = b"zongchuang/v1/enrol-pin".to_vec();
    for part in std::iter::once(realm.as_bytes()).chain(encoded.iter().map(Vec::as_slice)) {
        text.extend_from_slice(&(part.len() as u64).to_be_bytes());
        text.extend_from_slice(part);
    }
    let mut pin = [0; 10];
    pin.copy_from_slice(&sha256(&text).0[..10]);
    pin
}

/// Fifteen bits of a hash: one slip in 32,768 is not noticed here, and then the backend refuses it.
fn check(bytes: &[u8]) -> String {
    let hash = sha256(&[b"zongchuang/v1/enrol-code", bytes].concat()).0;
    let bits = u16::from_be_bytes([hash[0], hash[1]]) >> 1;
    [10, 5, 0]
        .map(|shift| letter((bits >> shift & 31) as u8))
        .iter()
        .collect()
}

fn letter(value: u8) -> char {
    char::from(ALPHABET[usize::from(value & 31)])
}

/// Big-endian, five bits a character; the length is a multiple of five bytes.
fn encode(bytes: &[u8]) -> String {
    let bit = |at: usize| bytes[at / 8] >> (7 - at % 8) & 1;
    (0..bytes.len() * 8 / 5)
        .map(|at| letter((0..5).fold(0, |value, n| value << 1 | bit(at * 5 + n))))
        .collect()
}

fn decode(values: &[u8]) -> [u8; BYTES] {
    let bit = |at: usize| values[at / 5] >> (4 - at % 5) & 1;
    std::array::from_fn(|at| (0..8).fold(0, |byte, n| byte << 1 | bit(at * 8 + n)))
}

/// Full-width forms (U+FF01 to U+FF5E) as the ASCII they stand for, in upper case.
fn plain(character: char) -> char {
    let code = u32::from(character);
    let narrow = match code {
        0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(character),
        _ => character,
    };
    narrow.to_ascii_uppercase()
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '–' | '—' | '_' | '·')
}

fn value(character: char) -> Option<u8> {
    let meant = match character {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    let at = ALPHABET.iter().position(|c| char::from(*c) == meant)?;
    u8::try_from(at).ok()
}
