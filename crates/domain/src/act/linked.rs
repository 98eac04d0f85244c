use serde::{Deserialize, Serialize};

/// 回填: the number and state of a case that is accepted elsewhere, as that place or system has them (docs/adr/0025).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// The body or system, as the receipt named it.
    pub system: String,
    /// Its number of the case, as written there.
    pub number: String,
    /// How it stands there.
    pub state: LinkState,
}

/// How a case stands elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// 已提交.
    Submitted,
    /// 已受理, there.
    Accepted,
    /// 待补正, there.
    Correcting,
    /// 已办结, there.
    Done,
    /// 不予受理, there.
    Refused,
}

impl LinkState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Submitted,
        Self::Accepted,
        Self::Correcting,
        Self::Done,
        Self::Refused,
    ];

    /// Machine word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::Correcting => "correcting",
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }

    /// The way back from [`LinkState::word`].
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Submitted => "已提交",
            Self::Accepted => "对方已受理",
            Self::Correcting => "对方要求补正",
            Self::Done => "对方已办结",
            Self::Refused => "对方不予受理",
        }
    }
}
