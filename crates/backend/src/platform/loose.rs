//! JSON as licence platforms write it: a whole object inside a string, in single quotes, with apostrophes in it, `None`
//! and `True`, numbers of more digits than a number holds, line breaks inside a string (domain reference §3.1).
//!
//! Nothing is believed of it: its length, depth and number of values are bounded, and a name that stands twice is refused,
//! for then a value was written so that it reads as two.

use std::iter::Peekable;
use std::str::Chars;

/// Longest text, bytes.
const LONGEST: usize = 1 << 20;
/// Deepest nesting.
const DEEPEST: u32 = 16;
/// Most values.
const MOST: u32 = 4096;

/// A value; numbers stay as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Loose {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Loose>),
    Map(Vec<(String, Loose)>),
}

/// Why a text is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LooseFault {
    #[error("longer, deeper or of more values than is read")]
    Bound,
    #[error("not the text of one value")]
    Shape,
    #[error("a name stands twice")]
    Twice,
}

/// Reads the one value of a text.
pub(crate) fn read(text: &str) -> Result<Loose, LooseFault> {
    if text.len() > LONGEST {
        return Err(LooseFault::Bound);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        rest: text.chars().peekable(),
        values: 0,
    };
    let value = reader.value(0)?;
    reader.blank();
    match reader.rest.next() {
        None => Ok(value),
        Some(_) => Err(LooseFault::Shape),
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    values: u32,
}

/// Where a string stands, which says what may follow it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Name,
    Value,
    Only,
}

impl Reader<'_> {
    fn blank(&mut self) {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {}
    }

    fn takes(&mut self, wanted: char) -> bool {
        self.blank();
        self.rest.next_if_eq(&wanted).is_some()
    }

    fn value(&mut self, depth: u32) -> Result<Loose, LooseFault> {
        self.values += 1;
        if depth > DEEPEST || self.values > MOST {
            return Err(LooseFault::Bound);
        }
        self.blank();
        let place = if depth == 0 {
            Place::Only
        } else {
            Place::Value
        };
        match self.rest.peek().copied() {
            Some('{') => self.map(depth),
            Some('[' | '(') => self.list(depth),
            Some(quote @ ('\'' | '"')) => Ok(Loose::Text(self.text(quote, place)?)),
            Some(_) => self.word(place),
            None => Err(LooseFault::Shape),
        }
    }

    fn map(&mut self, depth: u32) -> Result<Loose, LooseFault> {
        self.rest.next();
        let mut all: Vec<(String, Loose)> = Vec::new();
        loop {
            if self.takes('}') {
                return Ok(Loose::Map(all));
            }
            let name = self.name()?;
            if !self.takes(':') {
                return Err(LooseFault::Shape);
            }
            let value = self.value(depth + 1)?;
            // Names that differ in their case alone would be one field.
            if all.iter().any(|(held, _)| held.eq_ignore_ascii_case(&name)) {
                return Err(LooseFault::Twice);
            }
            all.push((name, value));
            if !self.takes(',') && !matches!(self.rest.peek(), Some('}')) {
                return Err(LooseFault::Shape);
            }
        }
    }

    fn list(&mut self, depth: u32) -> Result<Loose, LooseFault> {
        let end = match self.rest.next() {
            Some('(') => ')',
            _ => ']',
        };
        let mut all = Vec::new();
        loop {
            if self.takes(end) {
                return Ok(Loose::List(all));
            }
            all.push(self.value(depth + 1)?);
            if !self.takes(',') && self.rest.peek() != Some(&end) {
                return Err(LooseFault::Shape);
            }
        }
    }

    fn name(&mut self) -> Result<String, LooseFault> {
        self.blank();
        let prefixed = self.rest.clone().nth(1);
        if matches!(self.rest.peek(), Some('u' | 'U')) && matches!(prefixed, Some('\'' | '"')) {
            self.rest.next();
        }
        match self.rest.peek().copied() {
            Some(quote @ ('\'' | '"')) => self.text(quote, Place::Name),
            Some(_) => {
                let name = self.bare();
                match name.is_empty() {
                    true => Err(LooseFault::Shape),
                    false => Ok(name),
                }
            }
            None => Err(LooseFault::Shape),
        }
    }

    /// A quote ends a text where what stands behind it can follow one: so an apostrophe that nobody escaped stays in it.
    fn text(&mut self, quote: char, place: Place) -> Result<String, LooseFault> {
        self.rest.next();
        let mut text = String::new();
        loop {
            match self.rest.next().ok_or(LooseFault::Shape)? {
                '\\' => self.escaped(&mut text)?,
                c if c == quote && self.ends(place) => return Ok(text),
                c => text.push(c),
            }
        }
    }

    fn ends(&self, place: Place) -> bool {
        let mut ahead = self.rest.clone().skip_while(|c| c.is_whitespace());
        match (ahead.next(), place) {
            (None, _) | (Some('}' | ']' | ')'), Place::Value) | (Some(':'), Place::Name) => true,
            // Behind the comma stands another value or a name, or the end.
            (Some(','), Place::Value) => {
                let next = ahead.find(|c| !c.is_whitespace());
                next.is_some_and(|c| {
                    matches!(c, '\'' | '"' | '{' | '[' | '(' | '}' | ']' | ')' | '-')
                        || c.is_ascii_alphanumeric()
                })
            }
            _ => false,
        }
    }

    fn escaped(&mut self, text: &mut String) -> Result<(), LooseFault> {
        let c = match self.rest.next().ok_or(LooseFault::Shape)? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' | 'f' => ' ',
            'x' => self
                .hex(2)
                .and_then(char::from_u32)
                .ok_or(LooseFault::Shape)?,
            'u' => self.unicode()?,
            // A line that was broken for the eye.
            '\n' => return Ok(()),
            other => other,
        };
        text.push(c);
        Ok(())
    }

    fn unicode(&mut self) -> Result<char, LooseFault> {
        let first = self.hex(4).ok_or(LooseFault::Shape)?;
        let whole = match first {
            0xD800..=0xDBFF => {
                let pair = self.rest.next() == Some('\\') && self.rest.next() == Some('u');
                let second = self
                    .hex(4)
                    .filter(|low| pair && (0xDC00..=0xDFFF).contains(low));
                let low = second.ok_or(LooseFault::Shape)?;
                0x10000 + ((first - 0xD800) << 10) + (low - 0xDC00)
            }
            other => other,
        };
        char::from_u32(whole).ok_or(LooseFault::Shape)
    }

    fn hex(&mut self, digits: u32) -> Option<u32> {
        (0..digits).try_fold(0, |sum, _| Some(sum * 16 + self.rest.next()?.to_digit(16)?))
    }

    fn bare(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self
            .rest
            .next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.'))
        {
            word.push(c);
        }
        word
    }

    fn word(&mut self, place: Place) -> Result<Loose, LooseFault> {
        let word = self.bare();
        match word.as_str() {
            "None" | "null" | "NULL" | "Null" | "undefined" | "nil" => Ok(Loose::Null),
            "True" | "true" | "TRUE" => Ok(Loose::Bool(true)),
            "False" | "false" | "FALSE" => Ok(Loose::Bool(false)),
            "u" | "U" | "b" => match self.rest.peek().copied() {
                Some(quote @ ('\'' | '"')) => Ok(Loose::Text(self.text(quote, place)?)),
                _ => Err(LooseFault::Shape),
            },
            number if is_number(number) => Ok(Loose::Number(word)),
            _ => Err(LooseFault::Shape),
        }
    }
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit() || c == '-') && word.parse::<f64>().is_ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
