//! Texts given as `TEXT` or `@FILE`.

use std::fs::File;
use std::io::Read as _;

use crate::exit::Exit;
use crate::fault::Fault;

/// The text itself, or what the file after `@` holds, up to `most` bytes.
///
/// # Errors
/// No such file, not UTF-8, or longer.
pub fn text(given: &str, most: u64) -> Result<String, Fault> {
    let Some(path) = given.strip_prefix('@') else {
        return Ok(given.to_owned());
    };
    let bytes = bytes(path, most)?;
    String::from_utf8(bytes).map_err(|_| Fault::usage(format!("文件 {path} 不是 UTF-8 文本。")))
}

/// A code's text: the text itself, or what the file after `@` holds. No code is longer than `most` bytes or other than
/// UTF-8; what a file holds beyond the one is left, and what is not the other stands there as U+FFFD. Both are malformed
/// codes, not wrong arguments.
///
/// # Errors
/// No such file.
pub fn code(given: &str, most: u64) -> Result<String, Fault> {
    match given.strip_prefix('@') {
        None => Ok(given.to_owned()),
        Some(path) => {
            let bytes = read(path, most)?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        }
    }
}

/// A file's content, up to `most` bytes.
///
/// # Errors
/// No such file, or longer.
pub fn bytes(path: &str, most: u64) -> Result<Vec<u8>, Fault> {
    let bytes = read(path, most)?;
    if bytes.len() as u64 > most {
        return Err(Fault::usage(format!(
            "文件 {path} 太大（最多 {most} 字节）。"
        )));
    }
    Ok(bytes)
}

/// A file's content, and one byte more than `most` of what is longer.
fn read(path: &str, most: u64) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(|_| Fault::Said(Exit::NotFound, format!("打不开文件 {path}。")))?;
    Ok(bytes)
}
