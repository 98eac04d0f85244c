use serde::{Deserialize, Serialize};

/// One step of an enquiry (问询) that is no application yet (首问责任制, domain reference S72; docs/adr/0028). It stands
/// under an id of its own, as a case does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enquired {
    /// 工号 of who did it: the act's own actor.
    pub by: String,
    /// Where, by the outlet's code: who works there sees it.
    pub outlet: String,
    /// What was done.
    pub step: EnquiryStep,
}

/// What happens to an enquiry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum EnquiryStep {
    /// 登记: whoever is asked first is responsible.
    Asked {
        /// What is asked, in words.
        about: String,
        /// 实施编码 of the item it is about, empty where nobody knows.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        item: String,
        /// Where an answer reaches the citizen, empty where they did not leave it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        phone: String,
    },
    /// 转办: offered to another; who is responsible stays so until they accept.
    HandedOn {
        /// 工号 of the other.
        to: String,
        /// Their outlet.
        outlet: String,
        /// Why it is theirs.
        reason: String,
    },
    /// 接办: the other is responsible from here on.
    TakenOn,
    /// 退回: it is not theirs either.
    HandedBack {
        /// Why not.
        reason: String,
    },
    /// 答复: the citizen has the answer.
    Answered {
        /// What they were told.
        say: String,
    },
}

impl EnquiryStep {
    /// Machine word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "asked",
            Self::HandedOn { .. } => "handed_on",
            Self::TakenOn => "taken_on",
            Self::HandedBack { .. } => "handed_back",
            Self::Answered { .. } => "answered",
        }
    }

    /// As shown.
    #[must_use]
    pub fn text(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "登记问询",
            Self::HandedOn { .. } => "转办",
            Self::TakenOn => "接办",
            Self::HandedBack { .. } => "退回",
            Self::Answered { .. } => "答复",
        }
    }
}
