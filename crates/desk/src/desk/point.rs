//! 审查要点, answered one by one.

use super::Desk;
use crate::draft::Edit;
use crate::draft::show::answer_of;
use crate::fault::{DeskFault, Outcome};
use crate::view::DeskView;

impl Desk {
    /// Answers a review point of a line by its text: `holds`, `fails`, `open` takes the answer back.
    ///
    /// # Errors
    /// No such answer, the store's.
    pub fn answer_point(&self, code: &str, text: &str, answer: &str) -> Outcome<DeskView> {
        self.edit(Edit::Point {
            code: code.to_owned(),
            text: Some(text.to_owned()),
            holds: answered(answer)?,
        })
    }
}

/// What the answer's word means.
pub(crate) fn answered(word: &str) -> Outcome<Option<bool>> {
    answer_of(word).ok_or_else(|| {
        let say = "审查要点只能答符合、不符合，或者取消，没有改动。";
        DeskFault::new("malformed", say)
    })
}
