//! A case that another place or system accepts: whose it is, and its number there (domain reference S34, S52).

use domain::act::{LinkState, Linked};
use domain::case::Case;
use domain::catalogue::Item;
use domain::decide::{Command, Context, decide};

use super::show::decision;
use crate::desk::Desk;
use crate::fault::{DeskFault, Outcome};
use crate::view::{Badge, CaseView, DecisionView, ElsewhereView, Tone};

/// 回填.
const LINK: &str = "link";

impl Desk {
    /// 回填 the other side's number and state: `submitted`, `accepted`, `correcting`, `done`, `refused`.
    ///
    /// # Errors
    /// The refusal with its ground, or the store's.
    pub fn case_link(&self, id: &str, number: &str, state: &str) -> Outcome<CaseView> {
        self.act_on_case(id, &linking(number, state)?)?;
        self.case(id)
    }
}

/// The command of a number and the word of a state.
pub(crate) fn linking(number: &str, state: &str) -> Outcome<Command> {
    let state = LinkState::of(state).ok_or_else(|| {
        let words: Vec<&str> = LinkState::ALL.into_iter().map(LinkState::word).collect();
        let say = format!("对方状态只能是 {}。", words.join("、"));
        DeskFault::new("malformed", say)
    })?;
    Ok(Command::Link {
        number: number.to_owned(),
        state,
    })
}

/// Whose it is and how it stands there; none where it is accepted here.
pub(super) fn view(case: &Case, item: Option<&Item>) -> Option<ElsewhereView> {
    let elsewhere = case.elsewhere.as_ref()?;
    let site = item.and_then(|item| item.site(&case.situation));
    Some(ElsewhereView {
        way: elsewhere.way.text().to_owned(),
        by: elsewhere.by.clone(),
        say: elsewhere.say(),
        site: site.unwrap_or_default().to_owned(),
        number: case
            .linked
            .as_ref()
            .map(|linked| linked.number.clone())
            .unwrap_or_default(),
        state: case.linked.as_ref().map(badge),
        states: LinkState::ALL
            .into_iter()
            .map(|state| (state.word().to_owned(), state.text().to_owned()))
            .collect(),
    })
}

fn badge(linked: &Linked) -> Badge {
    Badge {
        tone: match linked.state {
            LinkState::Submitted => Tone::Plain,
            LinkState::Accepted | LinkState::Done => Tone::Ok,
            LinkState::Correcting => Tone::Warn,
            LinkState::Refused => Tone::Bad,
        },
        text: linked.state.text().to_owned(),
    }
}

/// 回填 with its reason where it is refused, of a case that has it at all.
pub(super) fn decisions(case: &Case, context: &Context<'_>) -> Option<DecisionView> {
    case.elsewhere.as_ref()?;
    let tried = Command::Link {
        number: "—".to_owned(),
        state: LinkState::Submitted,
    };
    let why = decide(case, &tried, context)
        .err()
        .map(|refusal| refusal.say);
    let allowed = why.is_none();
    Some(decision(
        LINK,
        "",
        "回填编号和状态",
        allowed,
        why.unwrap_or_default(),
        allowed,
    ))
}

/// A filling back in words.
pub(super) fn linked_text(linked: &Linked) -> String {
    format!(
        "{}：{}，{}",
        linked.system,
        linked.number,
        linked.state.text()
    )
}
