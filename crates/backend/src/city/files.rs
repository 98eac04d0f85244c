//! Files of licences, which the program carries inside.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::Error as _;
use wire::LicenceFile;

/// By the licence's identifier.
pub(super) type Files = BTreeMap<String, LicenceFile>;

/// What says which file is whose.
const LIST: &str = "files.json";

#[derive(Deserialize)]
struct List {
    files: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    licence: String,
    file: String,
    format: String,
}

pub(super) fn read(folder: &[(&str, &[u8])]) -> serde_json::Result<Files> {
    let found = |name: &str| {
        folder
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, bytes)| *bytes)
    };
    let list: List = serde_json::from_slice(found(LIST).unwrap_or_default())?;
    let one = |listed: Listed| {
        let bytes = found(&listed.file).ok_or_else(|| serde_json::Error::custom("no such file"))?;
        let file = LicenceFile {
            format: listed.format,
            bytes: bytes.to_vec().into(),
        };
        Ok((listed.licence, file))
    };
    list.files.into_iter().map(one).collect()
}
