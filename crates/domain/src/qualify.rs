//! 资格核查: a situation question whose answers another office's query leaves open (domain reference S20; docs/adr/0018).
//! Whoever asks for a retirement is offered the kinds that are theirs and no others.

use crate::catalogue::{Choice, DataCheck, Item, Question, Situation};
use crate::check::{Answer, CheckRecord};

/// Of `unknown`: name and number do not belong together.
pub const NAME_DIFFERS: &str = "name_differs";
/// Of `unknown`: the query knows persons, and the applicant is none.
pub const NO_PERSON: &str = "no_person";

/// What the query leaves open.
#[derive(Debug, Clone, PartialEq)]
pub enum Open<'a> {
    /// Every answer: nobody could tell, or two people took a fail over. Whoever is at the desk chooses, and it stands
    /// 未核验 (or 已复核) in the case.
    ByHand,
    /// These, in the item's order.
    Only(Vec<&'a Choice>),
    /// None, on this check.
    Nothing(&'a DataCheck),
}

impl Open<'_> {
    /// Whether this answer may be given.
    #[must_use]
    pub fn allows(&self, answer: &str) -> bool {
        match self {
            Self::ByHand => true,
            Self::Only(choices) => choices.iter().any(|choice| choice.code == answer),
            Self::Nothing(_) => false,
        }
    }
}

/// What is open of a question at a moment, milliseconds since the Unix epoch; `None`: no query answers it.
#[must_use]
pub fn open<'a>(
    item: &'a Item,
    question: &'a Question,
    records: &[CheckRecord],
    now: i64,
) -> Option<Open<'a>> {
    let check = item.check(question.answers_from.as_deref()?)?;
    let Some(record) = records.iter().find(|record| record.code == check.code) else {
        return Some(Open::ByHand);
    };
    Some(match record.standing(now) {
        Answer::Pass => {
            let named = |choice: &&Choice| record.choices.contains(&choice.code);
            let choices: Vec<&Choice> = question.choices.iter().filter(named).collect();
            match choices.is_empty() {
                // Qualified, and for nothing that the item knows: that tells nobody anything.
                true => Open::ByHand,
                false => Open::Only(choices),
            }
        }
        Answer::Fail if check.hard && record.overridden.is_none() => Open::Nothing(check),
        Answer::Fail | Answer::Unknown => Open::ByHand,
    })
}

/// The first question of this situation that the query leaves no answer to, with the check that says so: nothing else is
/// asked then.
#[must_use]
pub fn barred<'a>(
    item: &'a Item,
    answers: &Situation,
    records: &[CheckRecord],
    now: i64,
) -> Option<(&'a Question, &'a DataCheck)> {
    let asked = item.terms(answers).questions.into_iter();
    asked
        .filter_map(|question| match open(item, question, records, now)? {
            Open::Nothing(check) => Some((question, check)),
            Open::ByHand | Open::Only(_) => None,
        })
        .next()
}

/// The first answer that the query does not list, with the check and what it lists.
#[must_use]
pub fn unlisted<'a>(
    item: &'a Item,
    answers: &Situation,
    records: &[CheckRecord],
    now: i64,
) -> Option<(&'a Question, &'a DataCheck, Vec<&'a Choice>)> {
    let asked = item.terms(answers).questions.into_iter();
    asked
        .filter_map(|question| {
            let open = open(item, question, records, now)?;
            let answer = answers.get(&question.code)?;
            match open {
                Open::Only(ref choices) if !open.allows(answer) => {
                    let check = item.check(question.answers_from.as_deref()?)?;
                    Some((question, check, choices.clone()))
                }
                _ => None,
            }
        })
        .next()
}

/// The answer that a query has to bear out, of the question it answers; none where nothing was chosen.
#[must_use]
pub fn chosen<'a>(item: &Item, situation: &'a Situation, check: &str) -> Option<&'a String> {
    let question = item
        .situations
        .iter()
        .find(|question| question.answers_from.as_deref() == Some(check))?;
    situation.get(&question.code)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::check::Override;

    const NOW: i64 = 1_000;

    fn item() -> Item {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../assets/practice/items/0622-retirement.json"
        );
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
    }

    fn record(answer: Answer, choices: &[&str]) -> CheckRecord {
        CheckRecord {
            code: "retirement".to_owned(),
            answer,
            why: String::new(),
            at: NOW,
            until: NOW,
            overridden: None,
            choices: choices.iter().map(|&one| one.to_owned()).collect(),
        }
    }

    fn codes(record: &CheckRecord, now: i64) -> Option<Vec<String>> {
        let item = item();
        let question = &item.situations[0];
        match open(&item, question, std::slice::from_ref(record), now).unwrap() {
            Open::ByHand => Some(vec!["by_hand".to_owned()]),
            Open::Only(choices) => Some(choices.iter().map(|one| one.code.clone()).collect()),
            Open::Nothing(_) => None,
        }
    }

    #[test]
    fn s20_only_the_kinds_that_the_query_lists_are_open_in_the_items_order() {
        let said = record(Answer::Pass, &["special", "normal", "unheard_of"]);
        assert_eq!(codes(&said, NOW).unwrap(), ["normal", "special"]);
        let item = item();
        let mut answers = Situation::from([("kind".to_owned(), "ill".to_owned())]);
        let (_, _, listed) = unlisted(&item, &answers, std::slice::from_ref(&said), NOW).unwrap();
        assert_eq!(listed.len(), 2);
        answers.insert("kind".to_owned(), "special".to_owned());
        assert_eq!(unlisted(&item, &answers, &[said], NOW), None);
    }

    #[test]
    fn s20_where_nobody_qualifies_nothing_is_open_and_two_people_may_choose() {
        let mut said = record(Answer::Fail, &[]);
        assert_eq!(codes(&said, NOW), None);
        let item = item();
        let (question, check) =
            barred(&item, &Situation::new(), std::slice::from_ref(&said), NOW).unwrap();
        assert_eq!((&*question.code, &*check.code), ("kind", "retirement"));
        said.overridden = Some(Override {
            reason: "档案已更正".to_owned(),
            witness: "0305".to_owned(),
        });
        assert_eq!(codes(&said, NOW).unwrap(), ["by_hand"]);
        assert_eq!(barred(&item, &Situation::new(), &[said], NOW), None);
    }

    #[test]
    fn s20_what_nobody_can_tell_is_chosen_by_hand() {
        for said in [
            record(Answer::Unknown, &[]),
            record(Answer::Pass, &[]),
            record(Answer::Pass, &["unheard_of"]),
        ] {
            assert_eq!(codes(&said, NOW).unwrap(), ["by_hand"], "{said:?}");
        }
        // An answer that counts no longer is none.
        assert_eq!(
            codes(&record(Answer::Fail, &[]), NOW + 1).unwrap(),
            ["by_hand"]
        );
    }
}
