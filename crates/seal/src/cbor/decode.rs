//! Bytes → value, refusing every encoding but the deterministic one.

use super::{ARRAY, BYTES, FALSE, Limits, MAP, NEGATIVE, NULL, SIMPLE, TAG, TEXT, TRUE, UNSIGNED};
use ciborium::Value;
use ciborium::value::Integer;
use serde::de::DeserializeOwned;

/// Why bytes are not a value of this format. Names no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("the bytes end too early")]
    Truncated,
    #[error("bytes follow the value")]
    Trailing,
    #[error("an integer or a length is not in its shortest form")]
    NotShortest,
    #[error("a length is indefinite")]
    Indefinite,
    #[error("map keys are not sorted")]
    KeyOrder,
    #[error("a map holds the same key twice")]
    DuplicateKey,
    #[error("nested too deeply")]
    Depth,
    #[error("too large")]
    Size,
    #[error("a floating point number, a simple value or a reserved form")]
    Form,
    #[error("a tag where none belongs")]
    Tag,
    #[error("a text is not UTF-8")]
    Text,
    #[error("the value does not have the expected shape")]
    Shape,
}

/// Reads one value within [`Limits::STANDARD`]; nothing may follow it.
pub fn decode_strict<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Malformed> {
    decode_within(bytes, Limits::STANDARD)
}

/// Reads one value as it stands, within [`Limits::STANDARD`]; nothing may follow it.
pub fn decode_value(bytes: &[u8]) -> Result<Value, Malformed> {
    read(bytes, Limits::STANDARD)
}

/// Reads one value within the given limits; nothing may follow it.
pub fn decode_within<T: DeserializeOwned>(bytes: &[u8], limits: Limits) -> Result<T, Malformed> {
    let value = read(bytes, limits)?;
    value.deserialized().map_err(|_| Malformed::Shape)
}

pub(crate) fn read(bytes: &[u8], limits: Limits) -> Result<Value, Malformed> {
    let mut reader = Reader::over(bytes, limits)?;
    let value = reader.value()?;
    if !reader.rest.is_empty() {
        return Err(Malformed::Trailing);
    }
    Ok(value)
}

/// Reads a value that stands under exactly this one tag.
pub(crate) fn read_tagged(bytes: &[u8], tag: u64, limits: Limits) -> Result<Value, Malformed> {
    let mut reader = Reader::over(bytes, limits)?;
    match reader.head()? {
        (TAG, found) if found == tag => read(reader.rest, limits),
        _ => Err(Malformed::Tag),
    }
}

/// The additional information of a length that is not told.
pub(super) const OPEN: u8 = 31;

/// The first bytes of an item (RFC 8949 §3).
pub(super) struct Head {
    pub major: u8,
    /// The additional information: how the argument stood.
    pub info: u8,
    /// 0 under [`OPEN`].
    pub argument: u64,
}

impl Head {
    /// Takes the head off the bytes.
    pub(super) fn read(rest: &mut &[u8]) -> Result<Head, Malformed> {
        let initial = take(rest, 1)?[0];
        let (major, info) = (initial >> 5, initial & 0x1f);
        let argument = match info {
            0..=23 => info.into(),
            24..=27 => take(rest, 1 << (info - 24))?
                .iter()
                .fold(0u64, |sum, b| sum << 8 | u64::from(*b)),
            OPEN => 0,
            _ => return Err(Malformed::Form),
        };
        Ok(Head {
            major,
            info,
            argument,
        })
    }
}

/// Takes that many bytes off the front.
pub(super) fn take<'a>(rest: &mut &'a [u8], count: u64) -> Result<&'a [u8], Malformed> {
    let count = usize::try_from(count).map_err(|_| Malformed::Truncated)?;
    let (taken, after) = rest.split_at_checked(count).ok_or(Malformed::Truncated)?;
    *rest = after;
    Ok(taken)
}

struct Reader<'a> {
    rest: &'a [u8],
    /// Items that may still come.
    items: usize,
    /// Levels that may still be entered.
    depth: usize,
}

impl<'a> Reader<'a> {
    fn over(bytes: &'a [u8], limits: Limits) -> Result<Self, Malformed> {
        if bytes.len() > limits.bytes {
            return Err(Malformed::Size);
        }
        Ok(Self {
            rest: bytes,
            items: limits.items,
            depth: limits.depth,
        })
    }

    fn value(&mut self) -> Result<Value, Malformed> {
        self.items = self.items.checked_sub(1).ok_or(Malformed::Size)?;
        let (major, argument) = self.head()?;
        match major {
            UNSIGNED => Ok(Value::Integer(Integer::from(argument))),
            NEGATIVE => Integer::try_from(-1 - i128::from(argument))
                .map(Value::Integer)
                .map_err(|_| Malformed::Form),
            BYTES => Ok(Value::Bytes(self.take(argument)?.to_vec())),
            TEXT => Ok(Value::Text(self.text(argument)?)),
            ARRAY => self.nested(|reader| reader.array(argument)),
            MAP => self.nested(|reader| reader.map(argument)),
            TAG => Err(Malformed::Tag),
            _ => simple(argument),
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

    /// The major type and the argument of the next item, in their shortest form.
    fn head(&mut self) -> Result<(u8, u64), Malformed> {
        let head = Head::read(&mut self.rest)?;
        let least = match head.info {
            // A one-byte simple value and every floating point number stand here.
            24..=27 if head.major == SIMPLE => return Err(Malformed::Form),
            24 => 24,
            25 => 0x100,
            26 => 0x1_0000,
            27 => 0x1_0000_0000,
            OPEN => return Err(Malformed::Indefinite),
            _ => 0,
        };
        if head.argument < least {
            return Err(Malformed::NotShortest);
        }
        Ok((head.major, head.argument))
    }

    fn take(&mut self, count: u64) -> Result<&'a [u8], Malformed> {
        take(&mut self.rest, count)
    }

    fn text(&mut self, count: u64) -> Result<String, Malformed> {
        let text = std::str::from_utf8(self.take(count)?).map_err(|_| Malformed::Text)?;
        Ok(text.to_owned())
    }

    fn array(&mut self, count: u64) -> Result<Value, Malformed> {
        self.affordable(count)?;
        let mut elements = Vec::new();
        for _ in 0..count {
            elements.push(self.value()?);
        }
        Ok(Value::Array(elements))
    }

    fn map(&mut self, count: u64) -> Result<Value, Malformed> {
        self.affordable(count.checked_mul(2).ok_or(Malformed::Truncated)?)?;
        let mut entries = Vec::new();
        let mut previous: Option<&[u8]> = None;
        for _ in 0..count {
            let start = self.rest;
            let key = self.value()?;
            let encoded = &start[..start.len() - self.rest.len()];
            match previous.map(|p| p.cmp(encoded)) {
                Some(std::cmp::Ordering::Equal) => return Err(Malformed::DuplicateKey),
                Some(std::cmp::Ordering::Greater) => return Err(Malformed::KeyOrder),
                _ => previous = Some(encoded),
            }
            entries.push((key, self.value()?));
        }
        Ok(Value::Map(entries))
    }

    /// Refuses a count that the remaining bytes cannot hold before anything is read for it.
    fn affordable(&self, items: u64) -> Result<(), Malformed> {
        if items > self.rest.len() as u64 {
            return Err(Malformed::Truncated);
        }
        Ok(())
    }
}

fn simple(argument: u64) -> Result<Value, Malformed> {
    match u8::try_from(argument) {
        Ok(FALSE) => Ok(Value::Bool(false)),
        Ok(TRUE) => Ok(Value::Bool(true)),
        Ok(NULL) => Ok(Value::Null),
        _ => Err(Malformed::Form),
    }
}
