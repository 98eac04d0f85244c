//! Bytes of other publishers → value: any well-formed CBOR within limits, no key twice.

use super::decode::{Head, Malformed, OPEN, take};
use super::{ARRAY, BYTES, FALSE, Limits, MAP, NEGATIVE, NULL, SIMPLE, TAG, TEXT, TRUE, UNSIGNED};
use ciborium::Value;
use ciborium::value::Integer;
use std::collections::HashSet;

const UNDEFINED: u64 = 23;
/// Ends a container or a string whose length was not told.
const BREAK: u8 = 0xff;

/// Reads one value of any well-formed encoding (RFC 8949 §3): lengths that are not told or not
/// shortest, keys in any order, floating point numbers, tags. `undefined` becomes null. Other simple
/// values, a map that holds a key twice (however encoded), bytes that follow and what is beyond the
/// limits are refused.
pub fn decode_well_formed(bytes: &[u8], limits: Limits) -> Result<Value, Malformed> {
    if bytes.len() > limits.bytes {
        return Err(Malformed::Size);
    }
    let mut reader = Loose {
        rest: bytes,
        items: limits.items,
        depth: limits.depth,
    };
    let value = reader.value()?;
    if !reader.rest.is_empty() {
        return Err(Malformed::Trailing);
    }
    Ok(value)
}

struct Loose<'a> {
    rest: &'a [u8],
    /// Items that may still come.
    items: usize,
    /// Levels that may still be entered.
    depth: usize,
}

impl Loose<'_> {
    fn value(&mut self) -> Result<Value, Malformed> {
        self.items = self.items.checked_sub(1).ok_or(Malformed::Size)?;
        let head = Head::read(&mut self.rest)?;
        if head.info == OPEN && matches!(head.major, UNSIGNED | NEGATIVE | TAG | SIMPLE) {
            return Err(Malformed::Form);
        }
        match head.major {
            UNSIGNED => Ok(Value::Integer(Integer::from(head.argument))),
            NEGATIVE => Integer::try_from(-1 - i128::from(head.argument))
                .map(Value::Integer)
                .map_err(|_| Malformed::Form),
            BYTES => self.string(&head).map(Value::Bytes),
            TEXT => String::from_utf8(self.string(&head)?)
                .map(Value::Text)
                .map_err(|_| Malformed::Text),
            ARRAY => self.nested(|reader| reader.array(&head)),
            MAP => self.nested(|reader| reader.map(&head)),
            TAG => self.nested(|reader| {
                let tagged = reader.value()?;
                Ok(Value::Tag(head.argument, Box::new(tagged)))
            }),
            _ => simple(&head),
        }
    }

    fn nested(
        &mut self,
        body: impl FnOnce(&mut Self) -> Result<Value, Malformed>,
    ) -> Result<Value, Malformed> {
        self.depth = self.depth.checked_sub(1).ok_or(Malformed::Depth)?;
        let value = body(self)?;
        self.depth += 1;
        Ok(value)
    }

    /// A string at once or in pieces, each of the same kind and of a told length.
    fn string(&mut self, head: &Head) -> Result<Vec<u8>, Malformed> {
        if head.info != OPEN {
            return Ok(take(&mut self.rest, head.argument)?.to_vec());
        }
        let mut whole = Vec::new();
        while !self.ended()? {
            let piece = Head::read(&mut self.rest)?;
            if piece.major != head.major || piece.info == OPEN {
                return Err(Malformed::Form);
            }
            let piece = take(&mut self.rest, piece.argument)?;
            // A text may not be cut within a character.
            if head.major == TEXT && std::str::from_utf8(piece).is_err() {
                return Err(Malformed::Text);
            }
            whole.extend_from_slice(piece);
        }
        Ok(whole)
    }

    fn array(&mut self, head: &Head) -> Result<Value, Malformed> {
        let mut elements = Vec::new();
        while self.goes_on(head, elements.len())? {
            elements.push(self.value()?);
        }
        Ok(Value::Array(elements))
    }

    fn map(&mut self, head: &Head) -> Result<Value, Malformed> {
        let mut entries = Vec::new();
        let mut keys = HashSet::new();
        while self.goes_on(head, entries.len())? {
            let key = self.value()?;
            if !keys.insert(shortest(&key)?) {
                return Err(Malformed::DuplicateKey);
            }
            entries.push((key, self.value()?));
        }
        Ok(Value::Map(entries))
    }

    /// Whether a container that holds `read` elements or entries has another.
    fn goes_on(&mut self, head: &Head, read: usize) -> Result<bool, Malformed> {
        if head.info == OPEN {
            return Ok(!self.ended()?);
        }
        Ok((read as u64) < head.argument)
    }

    /// Takes the end of a length that was not told, if it stands here.
    fn ended(&mut self) -> Result<bool, Malformed> {
        let next = self.rest.first().ok_or(Malformed::Truncated)?;
        let ended = *next == BREAK;
        if ended {
            self.rest = &self.rest[1..];
        }
        Ok(ended)
    }
}

/// One encoding for each key, so that the same key twice is found however it was written.
fn shortest(key: &Value) -> Result<Vec<u8>, Malformed> {
    let mut bytes = Vec::new();
    ciborium::into_writer(key, &mut bytes).map_err(|_| Malformed::Form)?;
    Ok(bytes)
}

fn simple(head: &Head) -> Result<Value, Malformed> {
    const HAS_WIDTH: std::ops::RangeInclusive<u8> = 25..=27;
    if HAS_WIDTH.contains(&head.info) {
        return Ok(Value::Float(float(head)));
    }
    match head.argument {
        _ if head.info == 24 => Err(Malformed::Form),
        n if n == u64::from(FALSE) => Ok(Value::Bool(false)),
        n if n == u64::from(TRUE) => Ok(Value::Bool(true)),
        n if n == u64::from(NULL) || n == UNDEFINED => Ok(Value::Null),
        _ => Err(Malformed::Form),
    }
}

/// A number of two, four or eight bytes.
fn float(head: &Head) -> f64 {
    match head.info {
        25 => half(head.argument),
        26 => f32::from_bits(u32::try_from(head.argument).unwrap_or(0)).into(),
        _ => f64::from_bits(head.argument),
    }
}

/// RFC 8949 appendix D.
fn half(bits: u64) -> f64 {
    let exponent = i32::try_from(bits >> 10 & 0x1f).unwrap_or(0);
    let fraction = f64::from(u16::try_from(bits & 0x3ff).unwrap_or(0));
    let size = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (fraction + 1024.0) * 2f64.powi(exponent - 25),
    };
    if bits & 0x8000 == 0 { size } else { -size }
}
