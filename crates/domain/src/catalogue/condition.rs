use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Question, Situation};
use crate::applicant::ApplicantKind;

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

    /// As a guide prints it: `用户类型为居民或非居民，且…`; empty where it is always true.
    #[must_use]
    pub fn text(&self, questions: &[Question]) -> String {
        let parts: Vec<String> = self
            .0
            .iter()
            .map(|(code, allowed)| {
                let question = questions.iter().find(|question| question.code == *code);
                let name = question.map_or("办理人", |question| question.text.as_str());
                let answers: Vec<&str> = allowed
                    .iter()
                    .map(|answer| answer_text(question, answer))
                    .collect();
                format!("{name}为{}", answers.join("或"))
            })
            .collect();
        parts.join("，且")
    }

    /// Whether it names nothing.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.0.is_empty()
    }
}

/// An answer in words; of the question `applicant`, which no item asks, the kind of applicant.
fn answer_text<'a>(question: Option<&'a Question>, answer: &'a str) -> &'a str {
    match question {
        Some(question) => question
            .choices
            .iter()
            .find(|choice| choice.code == answer)
            .map_or(answer, |choice| choice.text.as_str()),
        None => ApplicantKind::of(answer).map_or(answer, |kind| kind.text()),
    }
}
