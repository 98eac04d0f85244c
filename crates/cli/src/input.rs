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

/// A file's content, up to `most` bytes.
///
/// # Errors
/// No such file, or longer.
pub fn bytes(path: &str, most: u64) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
        .map_err(|_| Fault::Said(Exit::NotFound, format!("打不开文件 {path}。")))?;
    if bytes.len() as u64 > most {
        return Err(Fault::usage(format!(
            "文件 {path} 太大（最多 {most} 字节）。"
        )));
    }
    Ok(bytes)
}
