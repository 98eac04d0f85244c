//! What the other offices of the practice city say of somebody: data checks (S59) and queries that leave answers open (S20).

use domain::applicant::Party;
use domain::catalogue::{DataCheck, Item};
use domain::check::Answer;
use domain::qualify::{NAME_DIFFERS, NO_PERSON};
use domain::verify::{UNKNOWN_PERSON, same_name};
use serde::Deserialize;

use super::City;

/// As it stands in the city's data.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Said {
    /// `pass`, `fail`, or why nobody can tell: `slow`, `down`, `conflict`.
    Word(String),
    /// Not, for a reason that the item's check names.
    Not {
        /// The reason's word.
        fail: String,
    },
    /// These choices of the question are open to them.
    Open {
        /// Their codes.
        open: Vec<String>,
    },
}

/// An answer, and nothing of what the office holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) answer: Answer,
    pub(crate) why: String,
    pub(crate) choices: Vec<String>,
}

impl Heard {
    fn of(answer: Answer, why: &str) -> Self {
        Self {
            answer,
            why: why.to_owned(),
            choices: Vec::new(),
        }
    }
}

impl City {
    /// Asks one check of an item about somebody.
    pub(crate) fn hear(&self, item: &Item, check: &DataCheck, party: &Party) -> Heard {
        let answers = |code: Option<&String>| code == Some(&check.code);
        let mut asked = item.situations.iter();
        let qualifies = asked.any(|question| answers(question.answers_from.as_ref()));
        let person = self.holder(&party.id);
        let said = person.and_then(|person| person.checks.get(&check.code));
        match (person, said) {
            // A kind of retirement is a person's, whoever hands it in.
            (..) if qualifies && party.id_kind == "uscc" => Heard::of(Answer::Unknown, NO_PERSON),
            (None, _) if qualifies => Heard::of(Answer::Unknown, UNKNOWN_PERSON),
            // A number alone is told nothing.
            (Some(person), _)
                if qualifies && !party.name.is_empty() && !same_name(&person.name, &party.name) =>
            {
                Heard::of(Answer::Unknown, NAME_DIFFERS)
            }
            (Some(_), None) if qualifies => Heard::of(Answer::Fail, "not_insured"),
            (_, None) => Heard::of(Answer::Pass, ""),
            (_, Some(said)) => heard(said),
        }
    }
}

fn heard(said: &Said) -> Heard {
    match said {
        Said::Word(word) => match word.as_str() {
            "pass" => Heard::of(Answer::Pass, ""),
            "fail" => Heard::of(Answer::Fail, ""),
            why => Heard::of(Answer::Unknown, why),
        },
        Said::Not { fail } => Heard::of(Answer::Fail, fail),
        Said::Open { open } => Heard {
            choices: open.clone(),
            ..Heard::of(Answer::Pass, "")
        },
    }
}
