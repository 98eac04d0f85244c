//! Text → envelope and claims, not yet believed.

use crate::inflate::inflate;
use crate::kind::normalise;
use crate::profile::{Compression, Profile};
use seal::Parsed1;

/// What the table asks of claims, whoever made them. Times are Unix seconds.
pub(crate) trait Terms: Sized {
    /// The payload as claims within the profile's limits.
    fn read(payload: &[u8], profile: &Profile) -> Option<Self>;

    fn iss(&self) -> &str;

    fn cti(&self) -> &[u8];

    /// Of codes that are for one city.
    fn realm(&self) -> Option<&str>;

    fn iat(&self) -> Option<i64>;

    fn nbf(&self) -> Option<i64>;

    fn exp(&self) -> Option<i64>;
}

pub(super) fn read<T: Terms>(text: &str, profile: &Profile) -> Option<(Parsed1, T)> {
    // A scanner's frame and full width add to the bytes, never to the characters.
    if text.len() > FULL_WIDTH_BYTES * profile.limits.text_chars {
        return None;
    }
    let text = normalise(text);
    if text.len() > profile.limits.text_chars {
        return None;
    }
    let body = profile.body(&text)?;
    let bytes = base45(body)?;
    let envelope = match profile.compression {
        Compression::Never => Parsed1::parse_as(&bytes, profile.shape()),
        Compression::Zlib => {
            let bytes = inflate(&bytes, profile.limits.envelope_bytes)?;
            Parsed1::parse_as(&bytes, profile.shape())
        }
    }
    .ok()?;
    let terms = T::read(envelope.payload(), profile)?;
    Some((envelope, terms))
}

/// RFC 9285 §6: a last pair above 255 is refused, which the decoder wraps.
fn base45(body: &str) -> Option<Vec<u8>> {
    let bytes = base45::decode(body).ok()?;
    let pair = match body.len() % 3 {
        2 => &body[body.len() - 2..],
        _ => return Some(bytes),
    };
    (base45::encode(bytes.last_chunk::<1>()?) == pair).then_some(bytes)
}

/// The most bytes of a character that counts as one.
const FULL_WIDTH_BYTES: usize = 4;
