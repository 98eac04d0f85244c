//! zlib (RFC 1950) of other publishers' codes.

use flate2::{Decompress, FlushDecompress, Status};

/// What the bytes decompress to: one whole stream with its checksum, nothing after it, and no more
/// than `most` bytes. What is larger is given up there, however large it would become.
pub(crate) fn inflate(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(most + 1);
    let mut stream = Decompress::new(true);
    let status = stream
        .decompress_vec(bytes, &mut out, FlushDecompress::Finish)
        .ok()?;
    let whole = status == Status::StreamEnd && stream.total_in() == bytes.len() as u64;
    (whole && out.len() <= most).then_some(out)
}
