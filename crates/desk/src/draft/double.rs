use domain::act::Again;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Draft;

/// An open case of the same applicant and item, which a draft would double (docs/adr/0024).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCase {
    /// It.
    pub case: Uuid,
    /// Its number.
    pub number: String,
    /// `YYYY-MM-DD` of its 收件.
    pub day: String,
    /// Its stage in words.
    pub stage: String,
}

impl Draft {
    /// Whether it takes a case in: a receipt, or the mend of one.
    pub(crate) fn takes_in(&self) -> bool {
        self.mends
            .as_ref()
            .is_none_or(|mends| mends.kind == "received")
    }

    /// The case that it doubles, as last looked up; nothing where another applicant or item stands there by now.
    pub(crate) fn doubled(&self) -> Option<&OpenCase> {
        let (party, (item, _)) = (self.party.as_ref()?, self.item.as_ref()?);
        let (holder, of) = &self.earlier.of;
        let open = self.earlier.open.as_ref()?;
        (*holder == party.id && of == item).then_some(open)
    }

    /// Applicant (number) and item (code), as [`super::Earlier::of`] has them.
    pub(crate) fn asked(&self) -> (String, String) {
        let party = self.party.as_ref().map(|party| party.id.clone());
        let item = self.item.as_ref().map(|(item, _)| item.clone());
        (party.unwrap_or_default(), item.unwrap_or_default())
    }

    /// What the receipt says of the case that it doubles, if it does and somebody said why.
    pub(super) fn beside(&self) -> Option<Again> {
        let (open, reason) = (self.doubled()?, self.again.as_ref()?);
        Some(Again {
            other: open.number.clone(),
            reason: reason.clone(),
        })
    }
}
