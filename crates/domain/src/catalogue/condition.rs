use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Situation;

/// When a line, a field or a limit applies: for every question named, one of the choices named is the answer.
/// `{}` is always true. The questions `applicant` (self, agent, legal_person, guardian) and those of the item
/// can be named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Condition(pub BTreeMap<String, Vec<String>>);

impl Condition {
    /// Whether the answers given so far make it true; an unanswered question makes it false.
    #[must_use]
    pub fn holds(&self, answers: &Situation) -> bool {
        self.0.iter().all(|(question, allowed)| {
            answers
                .get(question)
                .is_some_and(|answer| allowed.contains(answer))
        })
    }

    /// Whether it names nothing.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.0.is_empty()
    }
}
