use std::io::{self, Read};

use aead_stream::DecryptorBE32;
use chacha20poly1305::aead::KeyInit as _;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{
    CHUNK, Cipher, Code, END, End, Fault, FileKey, Header, MAGIC, MOST_END, MOST_HEADER,
    MOST_LABEL, PART, Slot, TAG, content_key, framed,
};
use crate::cbor;
use crate::envelope::open1;
use crate::hash::Hash32;
use crate::key::{PublicKey, SigningKey};
use crate::uses::Use;
use crate::wrap::WrapSecret;

/// What a bundle is opened with.
#[derive(Clone, Copy)]
pub enum Key<'a> {
    /// The station's own.
    Station(&'a SigningKey),
    /// The realm's bundle key.
    Realm(&'a WrapSecret),
    /// A printed code.
    Code(&'a Code),
}

/// One part; its body is read from [`Opening::read_body`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub label: Vec<u8>,
    /// Length of the body.
    pub length: u64,
    /// SHA-256 of the body.
    pub hash: Hash32,
}

/// A bundle being read. Nothing of it may be believed before [`Opening::next_part`] has answered `None`.
pub struct Opening<R: Read> {
    source: R,
    stream: Option<DecryptorBE32<Cipher>>,
    /// Read ahead: a chunk is the last if nothing follows it.
    ahead: Vec<u8>,
    content: Zeroizing<Vec<u8>>,
    at: usize,
    /// Bytes of content that may still come.
    room: u64,
    sum: Sha256,
    body: Option<Body>,
    parts: u64,
    header: Header,
    head: Hash32,
}

struct Body {
    left: u64,
    hash: Hash32,
    sum: Sha256,
}

impl<R: Read> Opening<R> {
    /// Reads the head of a bundle of this realm and opens a slot. At most `most` bytes of content are read.
    ///
    /// # Errors
    /// [`Fault::Malformed`], [`Fault::Version`], [`Fault::Realm`], [`Fault::Key`]; the reader's.
    pub fn new(mut source: R, realm: &str, key: Key<'_>, most: u64) -> Result<Self, Fault> {
        let (header, head) = read_head(&mut source)?;
        if header.realm != realm {
            return Err(Fault::Realm);
        }
        let file = file_key(&header, key)?;
        let key = content_key(&file, head);
        let cipher = Cipher::new((&*key).into());
        let mut opening = Self {
            source,
            stream: Some(DecryptorBE32::from_aead(cipher, &Default::default())),
            ahead: Vec::with_capacity(CHUNK + TAG),
            content: Zeroizing::new(Vec::with_capacity(CHUNK)),
            at: 0,
            room: most,
            sum: Sha256::new(),
            body: None,
            parts: 0,
            header,
            head,
        };
        opening.ahead = opening.chunk()?;
        Ok(opening)
    }

    /// The clear head.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next part; `None` when the end has come and its signature holds: only then anything may be believed.
    /// `find` answers the key of the station that made the bundle. What is left of the body before is read over.
    ///
    /// # Errors
    /// Every [`Fault`].
    pub fn next_part(
        &mut self,
        find: impl Fn(&[u8]) -> Option<PublicKey>,
    ) -> Result<Option<Part>, Fault> {
        let mut rest = [0; 4096];
        while self.read_body(&mut rest)? > 0 {}
        let before = self.sum.clone();
        match self.take::<1>()? {
            [PART] => {
                let length = u32::from_be_bytes(self.take()?) as usize;
                let label = self.bytes(length, MOST_LABEL)?;
                let part = Part {
                    label,
                    length: u64::from_be_bytes(self.take()?),
                    hash: Hash32(self.take()?),
                };
                self.parts += 1;
                self.body = Some(Body {
                    left: part.length,
                    hash: part.hash,
                    sum: Sha256::new(),
                });
                Ok(Some(part))
            }
            [END] => {
                self.check_end(before, find)?;
                Ok(None)
            }
            _ => Err(Fault::Malformed("a part")),
        }
    }

    /// Bytes of the body; 0 at its end, where its hash has been checked.
    ///
    /// # Errors
    /// [`Fault::Altered`] for another hash; the reader's.
    pub fn read_body(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        let Some(mut body) = self.body.take() else {
            return Ok(0);
        };
        if body.left == 0 {
            return if body.sum.finalize().as_slice() == body.hash.as_bytes() {
                Ok(0)
            } else {
                Err(Fault::Altered)
            };
        }
        let most = usize::try_from(body.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let read = self.some(&mut buffer[..most])?;
        body.sum.update(&buffer[..read]);
        body.left -= read as u64;
        self.body = Some(body);
        Ok(read)
    }

    fn check_end(
        &mut self,
        before: Sha256,
        find: impl Fn(&[u8]) -> Option<PublicKey>,
    ) -> Result<(), Fault> {
        let length = u32::from_be_bytes(self.take()?) as usize;
        let signed = self.bytes(length, MOST_END)?;
        if self.at < self.content.len() || self.stream.is_some() {
            return Err(Fault::Malformed("something follows the end"));
        }
        // The signer is the station the head names, and no other.
        let opened = open1(Use::Bundle, &signed, |kid| {
            find(kid).filter(|key| key.kid().to_string() == self.header.station)
        })?;
        let end: End =
            cbor::decode_strict(&opened.payload).map_err(|_| Fault::Malformed("the end"))?;
        let wanted = End {
            v: Header::VERSION,
            bundle: self.header.bundle.clone(),
            head: self.head,
            content: Hash32(before.finalize().into()),
            parts: self.parts,
        };
        if end == wanted {
            Ok(())
        } else {
            Err(Fault::Altered)
        }
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        self.exactly(&mut bytes)?;
        Ok(bytes)
    }

    fn bytes(&mut self, length: usize, most: usize) -> Result<Vec<u8>, Fault> {
        if length > most {
            return Err(Fault::TooLarge);
        }
        let mut bytes = vec![0; length];
        self.exactly(&mut bytes)?;
        Ok(bytes)
    }

    fn exactly(&mut self, mut bytes: &mut [u8]) -> Result<(), Fault> {
        while !bytes.is_empty() {
            let read = self.some(bytes)?;
            bytes = &mut bytes[read..];
        }
        Ok(())
    }

    /// At least one byte of content.
    fn some(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        if self.at == self.content.len() {
            self.refill()?;
        }
        let from = &self.content[self.at..];
        let read = from.len().min(buffer.len());
        buffer[..read].copy_from_slice(&from[..read]);
        self.at += read;
        self.sum.update(&buffer[..read]);
        Ok(read)
    }

    fn refill(&mut self) -> Result<(), Fault> {
        let sealed = std::mem::take(&mut self.ahead);
        let mut stream = self.stream.take().ok_or(Fault::Altered)?;
        self.ahead = if sealed.len() == CHUNK + TAG {
            self.chunk()?
        } else {
            Vec::new()
        };
        let opened = if self.ahead.is_empty() {
            stream.decrypt_last(sealed.as_slice())
        } else {
            let opened = stream.decrypt_next(sealed.as_slice());
            self.stream = Some(stream);
            opened
        };
        self.content = Zeroizing::new(opened.map_err(|_| Fault::Altered)?);
        self.at = 0;
        if self.content.is_empty() {
            return Err(Fault::Altered);
        }
        let came = self.content.len() as u64;
        self.room = self.room.checked_sub(came).ok_or(Fault::TooLarge)?;
        Ok(())
    }

    /// The next chunk as it stands; short or empty only at the end of the file.
    fn chunk(&mut self) -> Result<Vec<u8>, Fault> {
        let mut chunk = Vec::with_capacity(CHUNK + TAG);
        (&mut self.source)
            .take((CHUNK + TAG) as u64)
            .read_to_end(&mut chunk)?;
        Ok(chunk)
    }
}

fn read_head<R: Read>(source: &mut R) -> Result<(Header, Hash32), Fault> {
    let mut magic = [0; 4];
    whole(source, &mut magic)?;
    if magic[..3] != MAGIC[..3] {
        return Err(Fault::Malformed("not a bundle"));
    }
    if &magic != MAGIC {
        return Err(Fault::Version);
    }
    let mut length = [0; 4];
    whole(source, &mut length)?;
    let length = u32::from_be_bytes(length) as usize;
    if length > MOST_HEADER {
        return Err(Fault::TooLarge);
    }
    let mut bytes = vec![0; length];
    whole(source, &mut bytes)?;
    let header: Header = cbor::decode_strict(&bytes).map_err(|_| Fault::Malformed("the header"))?;
    if header.v != Header::VERSION {
        return Err(Fault::Version);
    }
    if header.bundle.len() != 16 {
        return Err(Fault::Malformed("the header"));
    }
    let (_, head) = framed(&bytes).ok_or(Fault::TooLarge)?;
    Ok((header, head))
}

fn whole<R: Read>(source: &mut R, bytes: &mut [u8]) -> Result<(), Fault> {
    source.read_exact(bytes).map_err(|error| {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            Fault::Malformed("too short")
        } else {
            error.into()
        }
    })
}

fn file_key(header: &Header, key: Key<'_>) -> Result<FileKey, Fault> {
    let opened = match key {
        Key::Station(_) | Key::Realm(_) => {
            let mut slots = header.slots.iter();
            slots.find_map(|slot| slot.open(&header.bundle, key))
        }
        Key::Code(code) => {
            // One alone: each costs memory and time, and a header can name many.
            let mut slots = header.slots.iter();
            let slot = slots.find(|slot| matches!(slot, Slot::Code { .. }));
            slot.map(|slot| slot.open_code(code)).transpose()?.flatten()
        }
    };
    opened.ok_or(Fault::Key)
}
