use std::io::{Read, Write};

use aead_stream::EncryptorBE32;
use chacha20poly1305::aead::KeyInit as _;
use rand::CryptoRng;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{
    CHUNK, Cipher, Code, END, End, Fault, Header, MOST_HEADER, MOST_LABEL, PART, Slot, content_key,
    framed,
};
use crate::cbor;
use crate::envelope::sign1;
use crate::hash::Hash32;
use crate::key::{PublicKey, SigningKey};
use crate::uses::Use;

/// What a bundle is made with.
pub struct Making<'a> {
    /// Realm.
    pub realm: &'a str,
    /// Its id.
    pub bundle: [u8; 16],
    /// Outlet of the station.
    pub outlet: &'a str,
    /// Terminal id of the station.
    pub station: &'a str,
    /// Milliseconds since the Unix epoch.
    pub made_at: i64,
    /// For whom: wrapping keys and stations' Ed25519 keys; others are passed over.
    pub readers: &'a [PublicKey],
    /// And for who holds this code.
    pub code: Option<&'a Code>,
}

/// Writes a bundle part by part.
pub struct Writer<W: Write> {
    out: W,
    stream: EncryptorBE32<Cipher>,
    buffer: Zeroizing<Vec<u8>>,
    sum: Sha256,
    parts: u64,
    header: Header,
    head: Hash32,
}

impl<W: Write> Writer<W> {
    /// Writes the head. At least one reader or a code is needed.
    ///
    /// # Errors
    /// [`Fault::Key`] where nobody could read it; the writer's.
    pub fn begin<R: CryptoRng>(
        mut out: W,
        making: &Making<'_>,
        rng: &mut R,
    ) -> Result<Self, Fault> {
        let mut file = Zeroizing::new([0; 32]);
        rng.fill_bytes(file.as_mut());
        let mut slots: Vec<Slot> = making
            .readers
            .iter()
            .filter_map(|reader| Slot::for_key(&file, &making.bundle, reader, rng))
            .collect();
        if let Some(code) = making.code {
            slots.extend(Slot::for_code(&file, code, rng));
        }
        if slots.is_empty() {
            return Err(Fault::Key);
        }
        let header = Header {
            v: Header::VERSION,
            realm: making.realm.to_owned(),
            bundle: making.bundle.to_vec(),
            outlet: making.outlet.to_owned(),
            station: making.station.to_owned(),
            made_at: making.made_at,
            slots,
        };
        let encoded = cbor::encode(&header).map_err(|_| Fault::TooLarge)?;
        if encoded.len() > MOST_HEADER {
            return Err(Fault::TooLarge);
        }
        let (bytes, head) = framed(&encoded).ok_or(Fault::TooLarge)?;
        out.write_all(&bytes)?;
        let key = content_key(&file, head);
        let cipher = Cipher::new((&*key).into());
        Ok(Self {
            out,
            stream: EncryptorBE32::from_aead(cipher, &Default::default()),
            buffer: Zeroizing::new(Vec::with_capacity(CHUNK)),
            sum: Sha256::new(),
            parts: 0,
            header,
            head,
        })
    }

    /// Writes a part: its label, and so many bytes of a body with this hash.
    ///
    /// # Errors
    /// [`Fault::TooLarge`] for a label; [`Fault::Altered`] where the body is not what was said; both ends' own.
    pub fn part(
        &mut self,
        label: &[u8],
        length: u64,
        hash: Hash32,
        body: &mut dyn Read,
    ) -> Result<(), Fault> {
        if label.len() > MOST_LABEL {
            return Err(Fault::TooLarge);
        }
        let size = u32::try_from(label.len()).map_err(|_| Fault::TooLarge)?;
        self.put(&[PART])?;
        self.put(&size.to_be_bytes())?;
        self.put(label)?;
        self.put(&length.to_be_bytes())?;
        self.put(hash.as_bytes())?;
        let mut left = length;
        let mut sum = Sha256::new();
        let mut piece = Zeroizing::new(vec![0; CHUNK]);
        while left > 0 {
            let most = usize::try_from(left).map_or(CHUNK, |left| left.min(CHUNK));
            let read = body.read(&mut piece[..most])?;
            if read == 0 {
                return Err(Fault::Altered);
            }
            sum.update(&piece[..read]);
            self.put(&piece[..read])?;
            left -= read as u64;
        }
        if sum.finalize().as_slice() != hash.as_bytes() {
            return Err(Fault::Altered);
        }
        self.parts += 1;
        Ok(())
    }

    /// Signs the end and gives the writer back, flushed.
    ///
    /// # Errors
    /// The writer's.
    pub fn end(mut self, station: &SigningKey) -> Result<W, Fault> {
        let end = End {
            v: Header::VERSION,
            bundle: self.header.bundle.clone(),
            head: self.head,
            content: Hash32(self.sum.clone().finalize().into()),
            parts: self.parts,
        };
        let end = cbor::encode(&end).map_err(|_| Fault::TooLarge)?;
        let signed = sign1(Use::Bundle, &end, station).map_err(|_| Fault::TooLarge)?;
        let size = u32::try_from(signed.len()).map_err(|_| Fault::TooLarge)?;
        self.put(&[END])?;
        self.put(&size.to_be_bytes())?;
        self.put(&signed)?;
        let last = self
            .stream
            .encrypt_last(self.buffer.as_slice())
            .map_err(|_| Fault::TooLarge)?;
        self.out.write_all(&last)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn put(&mut self, mut bytes: &[u8]) -> Result<(), Fault> {
        self.sum.update(bytes);
        while !bytes.is_empty() {
            if self.buffer.len() == CHUNK {
                let sealed = self
                    .stream
                    .encrypt_next(self.buffer.as_slice())
                    .map_err(|_| Fault::TooLarge)?;
                self.out.write_all(&sealed)?;
                self.buffer.clear();
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }
}
