//! Lists the practice items, so that the program carries them inside.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let assets = root.join("../../assets");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let mut code = String::new();
    list(&mut code, "ITEMS", &assets.join("practice/items"))?;
    list(&mut code, "CALENDARS", &assets.join("calendar"))?;
    files(&mut code, "LICENCES", &assets.join("practice/licences"))?;
    fs::write(out.join("assets.rs"), code)
}

/// A constant array of the files of a folder, each with its name.
fn files(code: &mut String, name: &str, folder: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    writeln!(code, "pub(super) const {name}: &[(&str, &[u8])] = &[").map_err(io::Error::other)?;
    for entry in fs::read_dir(folder)? {
        let path = fs::canonicalize(entry?.path())?;
        let name = path.file_name().unwrap_or_default();
        println!("cargo::rerun-if-changed={}", path.display());
        writeln!(code, "    ({name:?}, include_bytes!({path:?})),").map_err(io::Error::other)?;
    }
    writeln!(code, "];").map_err(io::Error::other)
}

/// A constant array of the JSON texts of a folder, by file name.
fn list(code: &mut String, name: &str, folder: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "json"));
    paths.sort();
    writeln!(code, "pub(super) const {name}: &[&str] = &[").map_err(io::Error::other)?;
    for path in paths {
        let path = fs::canonicalize(path)?;
        println!("cargo::rerun-if-changed={}", path.display());
        writeln!(code, "    include_str!({path:?}),").map_err(io::Error::other)?;
    }
    writeln!(code, "];").map_err(io::Error::other)
}
