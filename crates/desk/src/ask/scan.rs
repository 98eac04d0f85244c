use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;

/// A picture file and the codes in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScannedFile {
    /// As it was named.
    pub file: String,
    /// In reading order.
    pub codes: Vec<ScannedCode>,
    /// Milliseconds, reading the file included.
    pub ms: u64,
    /// Pages that were looked into, where it is not one.
    #[serde(skip_serializing_if = "is_one")]
    pub pages: u32,
    /// Pages that were not: too many, damaged, or not in time.
    #[serde(skip_serializing_if = "is_none")]
    pub left: u32,
    /// Why nothing could be looked for: a machine code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

fn is_one(count: &u32) -> bool {
    *count == 1
}

fn is_none(count: &u32) -> bool {
    *count == 0
}

/// One code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScannedCode {
    /// What it holds.
    pub text: String,
    /// What kind it is, as `proof` names it.
    pub kind: String,
}

/// Reads all codes of a picture file, or of a PDF's pages, with `decoder`. What is no picture, or too large to be one, is said, and not read whole.
#[must_use]
pub fn scan(path: &Path, decoder: &optic::Decoder) -> ScannedFile {
    let start = Instant::now();
    let limits = optic::Limits::default();
    let read = content(path, limits.file_bytes).and_then(|bytes| {
        let elapsed: &dyn Fn() -> Duration = &|| start.elapsed();
        decoder
            .read(&bytes, &limits, elapsed)
            .map_err(|error| error.code())
    });
    let (reading, error) = match read {
        Ok(reading) => (reading, None),
        Err(code) => (optic::Reading::default(), Some(code.to_owned())),
    };
    ScannedFile {
        file: path.display().to_string(),
        pages: reading.pages.max(1),
        left: reading.left,
        codes: reading
            .codes
            .into_iter()
            .map(|found| ScannedCode {
                kind: proof::classify(&found.text).code().to_owned(),
                text: found.text,
            })
            .collect(),
        ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        error,
    }
}

fn content(path: &Path, most: u64) -> Result<Vec<u8>, &'static str> {
    let unread = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "not_found",
        _ => "unreadable",
    };
    let metadata = std::fs::metadata(path).map_err(unread)?;
    if !metadata.is_file() {
        return Err("not_a_file");
    }
    if metadata.len() > most {
        return Err("too_many_bytes");
    }
    // The file may grow while it is read.
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(unread)?;
    Ok(bytes)
}
