//! Value → the one deterministic encoding.

use super::{ARRAY, BYTES, FALSE, Limits, MAP, NEGATIVE, NULL, SIMPLE, TAG, TEXT, TRUE, UNSIGNED};
use ciborium::Value;
use serde::Serialize;

/// Why a value has no deterministic encoding here. Names no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unencodable {
    #[error("floating point numbers have no place in a signed format")]
    Float,
    #[error("a map holds the same key twice")]
    DuplicateKey,
    #[error("nested too deeply")]
    Depth,
    #[error("too large")]
    Size,
    #[error("the value cannot be expressed in this format")]
    Shape,
}

/// The deterministic CBOR of a value. Structs become maps with text keys, `serde_bytes` byte
/// strings, unit variants text, `None` null.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, Unencodable> {
    let value = Value::serialized(value).map_err(|_| Unencodable::Shape)?;
    write(&value)
}

pub(crate) fn write(value: &Value) -> Result<Vec<u8>, Unencodable> {
    finish(Writer::default(), value)
}

/// Writes a value under a tag. Tags stand nowhere but around an envelope.
pub(crate) fn write_tagged(tag: u64, value: &Value) -> Result<Vec<u8>, Unencodable> {
    let mut writer = Writer::default();
    writer.head(TAG, tag);
    finish(writer, value)
}

fn finish(mut writer: Writer, value: &Value) -> Result<Vec<u8>, Unencodable> {
    writer.value(value)?;
    if writer.out.len() > Limits::STANDARD.bytes {
        return Err(Unencodable::Size);
    }
    Ok(writer.out)
}

/// A string of the structure that is signed.
pub(crate) enum Part<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// An array of strings. Unlike [`write`] it has no limit and so cannot fail: what is signed is
/// never larger than the envelope by more than its frame.
pub(crate) fn join_array(parts: &[Part<'_>]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.head(ARRAY, parts.len() as u64);
    for part in parts {
        match part {
            Part::Text(text) => writer.string(TEXT, text.as_bytes()),
            Part::Bytes(bytes) => writer.string(BYTES, bytes),
        }
    }
    writer.out
}

#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    items: usize,
    depth: usize,
}

impl Writer {
    fn value(&mut self, value: &Value) -> Result<(), Unencodable> {
        self.items += 1;
        if self.items > Limits::STANDARD.items {
            return Err(Unencodable::Size);
        }
        match value {
            Value::Integer(number) => self.integer(i128::from(*number))?,
            Value::Bytes(bytes) => self.string(BYTES, bytes),
            Value::Text(text) => self.string(TEXT, text.as_bytes()),
            Value::Bool(false) => self.head(SIMPLE, FALSE.into()),
            Value::Bool(true) => self.head(SIMPLE, TRUE.into()),
            Value::Null => self.head(SIMPLE, NULL.into()),
            Value::Float(_) => return Err(Unencodable::Float),
            Value::Array(elements) => {
                self.head(ARRAY, elements.len() as u64);
                self.nested(|writer| elements.iter().try_for_each(|e| writer.value(e)))?;
            }
            Value::Map(entries) => self.nested(|writer| writer.map(entries))?,
            _ => return Err(Unencodable::Shape),
        }
        Ok(())
    }

    fn nested(
        &mut self,
        body: impl FnOnce(&mut Self) -> Result<(), Unencodable>,
    ) -> Result<(), Unencodable> {
        self.depth += 1;
        if self.depth > Limits::STANDARD.depth {
            return Err(Unencodable::Depth);
        }
        body(self)?;
        self.depth -= 1;
        Ok(())
    }

    fn integer(&mut self, number: i128) -> Result<(), Unencodable> {
        let (major, argument) = if number < 0 {
            (NEGATIVE, -1 - number)
        } else {
            (UNSIGNED, number)
        };
        let argument = u64::try_from(argument).map_err(|_| Unencodable::Shape)?;
        self.head(major, argument);
        Ok(())
    }

    fn string(&mut self, major: u8, bytes: &[u8]) {
        self.head(major, bytes.len() as u64);
        self.out.extend_from_slice(bytes);
    }

    fn map(&mut self, entries: &[(Value, Value)]) -> Result<(), Unencodable> {
        let mut sorted = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            sorted.push((self.apart(key)?, value));
        }
        sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
        if sorted.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(Unencodable::DuplicateKey);
        }
        self.head(MAP, entries.len() as u64);
        for (key, value) in sorted {
            self.out.extend_from_slice(&key);
            self.value(value)?;
        }
        Ok(())
    }

    /// Encodes a key into a buffer of its own, counted like everything else.
    fn apart(&mut self, key: &Value) -> Result<Vec<u8>, Unencodable> {
        let outer = std::mem::take(&mut self.out);
        let written = self.value(key);
        let bytes = std::mem::replace(&mut self.out, outer);
        written.map(|()| bytes)
    }

    fn head(&mut self, major: u8, argument: u64) {
        let major = major << 5;
        let be = argument.to_be_bytes();
        match argument {
            0..=23 => self.out.push(major | be[7]),
            24..=0xff => self.out.extend_from_slice(&[major | 24, be[7]]),
            0x100..=0xffff => self.long_head(major | 25, &be[6..]),
            0x1_0000..=0xffff_ffff => self.long_head(major | 26, &be[4..]),
            _ => self.long_head(major | 27, &be),
        }
    }

    fn long_head(&mut self, initial: u8, argument: &[u8]) {
        self.out.push(initial);
        self.out.extend_from_slice(argument);
    }
}
