//! One HTTP/1.1 message off a socket: enough of it to know where it ends.

use std::io::{self, Read};

/// A head is smaller.
const MOST_HEAD: usize = 64 << 10;

/// A request or a reply, as it came.
#[derive(Debug, Default)]
pub struct Message {
    /// First line, headers, empty line.
    pub head: Vec<u8>,
    /// What followed, as it was sent (chunks included).
    pub body: Vec<u8>,
    /// It came to its end; otherwise the sender went away.
    pub whole: bool,
}

impl Message {
    /// Reads a request; nothing where the other side closed before a byte.
    pub fn request(from: &mut impl Read) -> io::Result<Option<Self>> {
        let mut message = Self::default();
        if !message.take_head(from)? {
            return Ok((!message.head.is_empty()).then_some(message));
        }
        let wanted = message.length().unwrap_or(0);
        message.take_body(from, Some(wanted))?;
        Ok(Some(message))
    }

    /// Reads a reply on a connection that ends with it.
    pub fn reply(from: &mut impl Read, to_head: bool) -> io::Result<Self> {
        let mut message = Self::default();
        if message.take_head(from)? {
            let bare = to_head || matches!(message.status(), Some(100..=199 | 204 | 304));
            let wanted = if bare { Some(0) } else { message.length() };
            message.take_body(from, wanted)?;
        }
        Ok(message)
    }

    /// All of it.
    pub fn bytes(&self) -> Vec<u8> {
        [&self.head[..], &self.body[..]].concat()
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = String::from_utf8_lossy(&self.head);
        head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            let named = key.eq_ignore_ascii_case(name);
            named.then(|| value.trim().to_owned())
        })
    }

    /// Method and path of a request.
    pub fn asked(&self) -> (String, String) {
        let head = String::from_utf8_lossy(&self.head);
        let mut words = head.split_whitespace();
        let mut word = || words.next().unwrap_or_default().to_owned();
        (word(), word())
    }

    /// Status of a reply.
    pub fn status(&self) -> Option<u16> {
        let head = String::from_utf8_lossy(&self.head);
        head.split_whitespace().nth(1)?.parse().ok()
    }

    /// The same request on a connection that ends with its reply.
    pub fn alone(&mut self) {
        let head = String::from_utf8_lossy(&self.head).into_owned();
        let kept = head.trim_end().lines().filter(|line| {
            let name = line.split(':').next().unwrap_or_default();
            !name.eq_ignore_ascii_case("connection") && !name.eq_ignore_ascii_case("expect")
        });
        let mut fresh: String = kept.map(|line| format!("{line}\r\n")).collect();
        fresh.push_str("connection: close\r\n\r\n");
        self.head = fresh.into_bytes();
    }

    fn length(&self) -> Option<usize> {
        self.header("content-length")?.parse().ok()
    }

    fn take_head(&mut self, from: &mut impl Read) -> io::Result<bool> {
        let mut byte = [0];
        while !self.head.ends_with(b"\r\n\r\n") {
            if from.read(&mut byte)? == 0 || self.head.len() > MOST_HEAD {
                return Ok(false);
            }
            self.head.push(byte[0]);
        }
        Ok(true)
    }

    /// `wanted` bytes, or all there are until the sender closes.
    fn take_body(&mut self, from: &mut impl Read, wanted: Option<usize>) -> io::Result<()> {
        let most = wanted.map_or(u64::MAX, |wanted| wanted as u64);
        let ended = from.take(most).read_to_end(&mut self.body);
        self.whole = ended.is_ok() && wanted.is_none_or(|wanted| self.body.len() == wanted);
        Ok(())
    }
}
