use serde::{Deserialize, Serialize};

use crate::verify::Matter;

/// 人工核对: a person looked at what the city's registers could not tell (docs/adr/0034). It is about one matter of one
/// act, as the city answered it: what comes later is looked at anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// Hex id of the act in which the matter stood ([`crate::verify::Verified::act`]).
    pub act: String,
    /// What was looked at.
    pub matter: Matter,
    /// As it is headed, so that the act reads without the catalogue.
    pub name: String,
    /// How.
    pub way: ReviewWay,
    /// 属实; else 不实.
    pub so: bool,
    /// What was seen or answered, in words, nobody's number in it.
    pub reason: String,
    /// 工号 of the second person, of a hard check that is taken for passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
}

/// How a person looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewWay {
    /// 核对原件.
    Original,
    /// 致电签发机关.
    Phone,
    /// 书面函询.
    Letter,
    /// 系统内查询: in another system, by hand.
    System,
    /// 现场查看.
    Site,
}

impl ReviewWay {
    /// Every way, the usual one first.
    pub const ALL: [Self; 5] = [
        Self::Original,
        Self::Phone,
        Self::Letter,
        Self::System,
        Self::Site,
    ];

    /// Machine word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Phone => "phone",
            Self::Letter => "letter",
            Self::System => "system",
            Self::Site => "site",
        }
    }

    /// The way back from [`ReviewWay::word`].
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.word() == word)
    }

    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Original => "核对原件",
            Self::Phone => "致电签发机关",
            Self::Letter => "书面函询签发机关",
            Self::System => "在业务系统内查询",
            Self::Site => "现场查看",
        }
    }
}
