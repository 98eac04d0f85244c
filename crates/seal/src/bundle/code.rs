//! The printed code: 100 random bits, read by people.

use std::fmt;

use rand::CryptoRng;
use zeroize::Zeroizing;

/// Crockford's base 32: no I, L, O, U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 20;
const GROUP: usize = 5;

/// A code that opens one bundle; printed apart from it.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(Zeroizing<String>);

impl Code {
    /// A fresh one.
    pub fn generate<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut random = Zeroizing::new([0; LENGTH]);
        rng.fill_bytes(random.as_mut());
        let digits = random
            .iter()
            .map(|byte| char::from(DIGITS[usize::from(byte % 32)]));
        Self(Zeroizing::new(digits.collect()))
    }

    /// Reads what was typed: case, spaces and hyphens do not count, and O, I, L are what they look like.
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = Zeroizing::new(String::with_capacity(LENGTH));
        for typed in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let digit = match typed.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if digits.len() >= LENGTH || !u8::try_from(digit).is_ok_and(|b| DIGITS.contains(&b)) {
                return None;
            }
            digits.push(digit);
        }
        (digits.len() == LENGTH).then_some(Self(digits))
    }

    /// As printed: four groups of five.
    pub fn printed(&self) -> Zeroizing<String> {
        let groups: Vec<&str> = (0..LENGTH)
            .step_by(GROUP)
            .map(|at| &self.0[at..at + GROUP])
            .collect();
        Zeroizing::new(groups.join("-"))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Never the code.
impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code")
    }
}
