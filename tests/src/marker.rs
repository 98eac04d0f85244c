//! A marker citizen whose every byte is looked for afterwards: nobody has this name, number, street or telephone.

use std::path::{Path, PathBuf};

/// The marker's name.
pub const NAME: &str = "欧阳瑟琳";
const NAME_GB18030: &[u8] = &[0xc5, 0xb7, 0xd1, 0xf4, 0xc9, 0xaa, 0xc1, 0xd5];
/// Where it lives.
pub const STREET: &str = "琅琊巷九十七号";
const STREET_GB18030: &[u8] = &[
    0xc0, 0xc5, 0xe7, 0xf0, 0xcf, 0xef, 0xbe, 0xc5, 0xca, 0xae, 0xc6, 0xdf, 0xba, 0xc5,
];
/// Its telephone.
pub const PHONE: &str = "13987651234";

/// A number of nobody: GB 11643 with its check character.
#[must_use]
pub fn number() -> String {
    let body = "430400199003077";
    let body = format!("{body}77");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    format!("{body}{}", char::from(check))
}

/// Every spelling that is looked for.
#[must_use]
pub fn needles() -> Vec<(String, Vec<u8>)> {
    let mut needles = vec![
        (format!("{NAME} GB18030"), NAME_GB18030.to_vec()),
        (format!("{STREET} GB18030"), STREET_GB18030.to_vec()),
    ];
    needles.extend(spellings(&[NAME, STREET, PHONE, &number()]));
    needles
}

/// Texts as programs write them.
fn spellings(texts: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut needles = Vec::new();
    for text in texts {
        needles.push((format!("{text} UTF-8"), text.as_bytes().to_vec()));
        let wide: Vec<u16> = text.encode_utf16().collect();
        let little = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        needles.push((format!("{text} UTF-16LE"), little));
        needles.push((format!("{text} UTF-16BE"), big));
        if !text.is_ascii() {
            let escaped: String = wide.iter().map(|unit| format!("\\u{unit:04x}")).collect();
            needles.push((format!("{text} escaped"), escaped.into_bytes()));
        }
    }
    needles
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// How many files there are.
///
/// # Panics
/// Where one holds the marker, in its content or in its name.
pub fn search(folders: &[PathBuf]) -> usize {
    search_for(folders, &needles())
}

/// The same for somebody else's texts.
///
/// # Panics
/// Where a file holds one of them, in its content or in its name.
pub fn search_texts(folders: &[PathBuf], texts: &[&str]) -> usize {
    search_for(folders, &spellings(texts))
}

fn search_for(folders: &[PathBuf], needles: &[(String, Vec<u8>)]) -> usize {
    let mut count = 0;
    for path in folders.iter().flat_map(|folder| files(folder)) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        let name = path.to_string_lossy().into_owned();
        for (what, needle) in needles {
            let found = bytes
                .windows(needle.len())
                .position(|window| window == needle);
            assert!(found.is_none(), "{what} stands in {name} at {found:?}");
            assert!(
                !name
                    .as_bytes()
                    .windows(needle.len())
                    .any(|window| window == needle)
            );
        }
        count += 1;
    }
    count
}
