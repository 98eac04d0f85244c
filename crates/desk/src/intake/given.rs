use std::collections::BTreeMap;

use serde::Deserialize;

/// What stands for a line: exactly one of the rest.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenMaterial {
    pub(super) code: String,
    #[serde(default)]
    pub(super) file: Option<String>,
    #[serde(default)]
    pub(super) licence: Option<GivenLicence>,
    /// A signed code that holds the licence.
    #[serde(default)]
    pub(super) proof: Option<String>,
    #[serde(default)]
    pub(super) paper: bool,
    #[serde(default)]
    pub(super) commit: bool,
    /// `tolerance`.
    #[serde(default)]
    pub(super) lack: Option<String>,
    /// 审查要点 of a file or paper by their text, whether they hold; left out: the line was looked at as a whole.
    #[serde(default)]
    pub(super) points: Option<BTreeMap<String, bool>>,
}

impl GivenMaterial {
    /// How many ways stand beside each other; one is right. A licence may come with the code that proves it.
    pub(super) fn stated(&self) -> usize {
        let ways = [
            self.file.is_some(),
            self.licence.is_some() || self.proof.is_some(),
            self.paper,
            self.commit,
            self.lack.is_some(),
        ];
        ways.into_iter().filter(|way| *way).count()
    }
}

/// A licence, by its type, its data, or the text of a signed code.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum GivenLicence {
    /// 证照类型, or `ZC1:…`.
    Text(String),
    /// What stands on it.
    Data {
        #[serde(rename = "type")]
        kind: String,
        #[serde(default)]
        number: String,
        #[serde(default)]
        valid_to: String,
    },
}
