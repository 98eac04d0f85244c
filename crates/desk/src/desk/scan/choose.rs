//! What the clerk decides before anything is done: which of several codes is meant, or whether the desk may change.

use super::super::{Desk, locked};
use super::answer::answer;
use crate::fault::{DeskFault, Outcome};
use crate::view::{ScanChoiceView, ScanView};

/// One way on, kept here: the screen knows its number alone, never a code.
#[derive(Debug, Clone)]
pub(crate) enum Offered {
    /// A scanned text.
    Text(String),
    /// A draft of another end, though something lies on the desk.
    Draft(String),
    /// An item, though papers of another one lie on the desk.
    Item(String, Option<String>),
}

impl Desk {
    /// The clerk picks what the last scan offered; numbers begin with 1.
    ///
    /// # Errors
    /// `choice_gone` where another scan came between; as [`Desk::scan_text`].
    pub async fn scan_choose(&self, n: u32) -> Outcome<ScanView> {
        let station = self.station()?;
        let offered = std::mem::take(&mut *locked(&self.0.offered));
        let picked = usize::try_from(n)
            .ok()
            .and_then(|n| offered.into_iter().nth(n.checked_sub(1)?));
        match picked {
            Some(Offered::Text(text)) => self.take_text(&station, &text).await,
            Some(Offered::Draft(code)) => self.go_on_with(&station, &code).await,
            Some(Offered::Item(code, version)) => {
                self.open_guide(&station, &code, version.as_deref()).await
            }
            None => Err(DeskFault::new(
                "choice_gone",
                "这次选择已过时，什么都没有做。请重新扫码。",
            )),
        }
    }

    /// Lays ways on before the clerk.
    pub(super) fn offer(
        &self,
        (code, title, say): (&str, &str, &str),
        ways: Vec<(Offered, ScanChoiceView)>,
    ) -> ScanView {
        let (offered, choices): (Vec<_>, Vec<_>) = ways.into_iter().unzip();
        *locked(&self.0.offered) = offered;
        ScanView {
            choices,
            ..answer("choose", code, title, say, None)
        }
    }

    /// What an earlier scan offered is moot.
    pub(in crate::desk) fn withdraw_offer(&self) {
        locked(&self.0.offered).clear();
    }
}

/// The one way on of a question: yes. No is to leave it.
pub(super) fn yes(kind: &str, detail: String) -> ScanChoiceView {
    ScanChoiceView {
        n: 1,
        kind: kind.to_owned(),
        from: String::new(),
        detail,
    }
}
