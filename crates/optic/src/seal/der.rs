//! As much of DER (X.690) as a seal's structure needs: definite lengths, one value after the other.

/// BOOLEAN and the like are not met.
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BITS: u8 = 0x03;
pub(crate) const OCTETS: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const UTF8: u8 = 0x0c;
pub(crate) const IA5: u8 = 0x16;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;

/// One value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'a> {
    pub tag: u8,
    /// With its tag and length: what a signature is over.
    pub whole: &'a [u8],
    pub body: &'a [u8],
}

/// Values that follow each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Values<'a>(pub &'a [u8]);

impl<'a> Values<'a> {
    /// The next one, whatever it is; nothing at the end or where the bytes are no DER.
    pub(crate) fn any(&mut self) -> Option<Value<'a>> {
        let bytes = self.0;
        let tag = *bytes.first()?;
        // Tags of more than one byte are not met.
        if tag & 0x1f == 0x1f {
            return None;
        }
        let first = *bytes.get(1)?;
        let (begin, length) = match first {
            0..=0x7f => (2, usize::from(first)),
            0x81..=0x84 => {
                let count = usize::from(first & 0x7f);
                let digits = bytes.get(2..2 + count)?;
                let length = digits
                    .iter()
                    .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
                // The shortest form is the only one.
                if digits.first() == Some(&0) || length < 0x80 {
                    return None;
                }
                (2 + count, length)
            }
            _ => return None,
        };
        let end = begin.checked_add(length)?;
        let (whole, rest) = bytes.split_at_checked(end)?;
        self.0 = rest;
        Some(Value {
            tag,
            whole,
            body: &whole[begin..],
        })
    }

    /// The next one, which has this tag.
    pub(crate) fn next(&mut self, tag: u8) -> Option<Value<'a>> {
        let mut ahead = *self;
        let value = ahead.any().filter(|value| value.tag == tag)?;
        *self = ahead;
        Some(value)
    }

    /// Whether nothing is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> Value<'a> {
    /// What is in it.
    pub(crate) fn values(&self) -> Values<'a> {
        Values(self.body)
    }

    /// A small number that is not negative.
    pub(crate) fn number(&self) -> Option<u32> {
        match self.body {
            [first, ..] if self.body.len() <= 4 && *first < 0x80 => Some(
                self.body
                    .iter()
                    .fold(0, |sum, byte| sum << 8 | u32::from(*byte)),
            ),
            _ => None,
        }
    }

    /// Whole bytes of a bit string.
    pub(crate) fn bits(&self) -> Option<&'a [u8]> {
        match self.body.split_first() {
            Some((0, bytes)) => Some(bytes),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        std::str::from_utf8(self.body).ok()
    }

    /// Seconds since the Unix epoch: `YYYYMMDDHHMMSS[.f]Z`, or with two digits of the year.
    pub(crate) fn time(&self) -> Option<i64> {
        let text = self.text()?.strip_suffix('Z')?;
        let text = text.split('.').next()?;
        let text = match (self.tag, text.len()) {
            (TIME, 14) => text.to_owned(),
            // RFC 5280 §4.1.2.5.1.
            (UTC_TIME, 12) if text < "50" => format!("20{text}"),
            (UTC_TIME, 12) => format!("19{text}"),
            _ => return None,
        };
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let part = |at: std::ops::Range<usize>| text[at].parse::<i64>().ok();
        let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
        let (hour, minute, second) = (part(8..10)?, part(10..12)?, part(12..14)?);
        let right = (1..=12).contains(&month) && (1..=31).contains(&day);
        (right && hour < 24 && minute < 60 && second < 61)
            .then(|| days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
    }
}

/// A length as DER writes it.
pub(crate) fn length(length: usize, out: &mut Vec<u8>) {
    match u8::try_from(length) {
        Ok(short @ 0..0x80) => out.push(short),
        _ => {
            let bytes = length.to_be_bytes();
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            let digits = &bytes[zeros..];
            out.push(0x80 | u8::try_from(digits.len()).expect("eight bytes at most"));
            out.extend_from_slice(digits);
        }
    }
}

/// Days since 1970-01-01 of the Gregorian calendar, counted in years that begin in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + of_year - 719_468
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_in_both_spellings_and_nothing_else_is_one() {
        let time = |tag, text: &str| {
            let body = text.as_bytes();
            let whole = body;
            Value { tag, whole, body }.time()
        };
        assert_eq!(time(TIME, "19700101000000Z"), Some(0));
        assert_eq!(time(TIME, "20260212104407Z"), Some(1_770_893_047));
        assert_eq!(time(TIME, "20240229235959.5Z"), Some(1_709_251_199));
        assert_eq!(time(UTC_TIME, "240229235959Z"), Some(1_709_251_199));
        assert_eq!(time(UTC_TIME, "700101000000Z"), Some(0));
        for wrong in [
            "20260212104407",
            "2026-02-12 10:4Z",
            "20261312104407Z",
            "Z",
            "",
        ] {
            assert_eq!(time(TIME, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_cut_off_or_longer_than_it_must_be_is_no_value() {
        for wrong in [
            &[0x30][..],
            &[0x30, 0x05, 1],
            &[0x30, 0x80],
            &[0x30, 0x81, 0x05, 0, 0, 0, 0, 0],
            &[0x30, 0x85, 1, 1, 1, 1, 1],
            &[0x1f, 0x01, 0x00],
        ] {
            assert!(Values(wrong).any().is_none(), "{wrong:02x?}");
        }
        let mut two = Values(&[0x02, 0x01, 0x05, 0x03, 0x02, 0x00, 0xaa]);
        assert!(two.next(BITS).is_none());
        assert_eq!(two.next(INTEGER).unwrap().number(), Some(5));
        assert_eq!(two.next(BITS).unwrap().bits(), Some(&[0xaa][..]));
        assert!(two.is_empty());
    }
}
