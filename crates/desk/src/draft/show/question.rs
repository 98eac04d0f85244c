//! 情形: what is asked, and, where a query answers it, which answers are the applicant's (S20).

use domain::catalogue::{Choice, Item, Question};
use domain::check::Answer;
use domain::decide::Context;
use domain::moment;
use domain::qualify::{Open, barred, open};

use super::check::why;
use crate::draft::Draft;
use crate::view::{Badge, ChoiceView, QuestionView, Tone};

/// Everything that is asked now; of somebody who qualifies for nothing, only that, with the reason.
pub(super) fn questions(draft: &Draft, context: &Context<'_>) -> Vec<QuestionView> {
    let (item, answers) = (context.item, draft.answers());
    if let Some((question, _)) = barred(item, &answers, &draft.checks, context.now) {
        return vec![view(draft, context, question)];
    }
    let asked = item.terms(&answers).questions;
    let one = |question: &&Question| view(draft, context, question);
    asked.iter().map(one).collect()
}

fn view(draft: &Draft, context: &Context<'_>, question: &Question) -> QuestionView {
    let open = open(context.item, question, &draft.checks, context.now);
    let all = || question.choices.iter().collect::<Vec<_>>();
    let choices = match &open {
        None | Some(Open::ByHand) => all(),
        Some(Open::Only(choices)) => choices.clone(),
        Some(Open::Nothing(_)) => Vec::new(),
    };
    let told = open.map(|open| told(draft, context, question, &open));
    let (badge, note) = told.unzip();
    QuestionView {
        code: question.code.clone(),
        text: question.text.clone(),
        choices: choices.into_iter().map(choice).collect(),
        answer: draft
            .situation
            .get(&question.code)
            .cloned()
            .unwrap_or_default(),
        badge,
        note: note.unwrap_or_default(),
    }
}

fn choice(choice: &Choice) -> ChoiceView {
    ChoiceView {
        code: choice.code.clone(),
        text: choice.text.clone(),
    }
}

/// What the query came to, what it means, what to do.
fn told(
    draft: &Draft,
    context: &Context<'_>,
    question: &Question,
    open: &Open<'_>,
) -> (Badge, String) {
    let badge = |tone, text: &str| Badge {
        tone,
        text: text.to_owned(),
    };
    let record = answering(context.item, question)
        .and_then(|code| draft.checks.iter().find(|record| record.code == code));
    match (open, record) {
        (Open::Only(_), record) => {
            let until = record.map_or_else(String::new, |one| moment::minute_text(one.until));
            let say = format!("资格核查只列出本人能选的，{until} 前有效。");
            (badge(Tone::Ok, "已核验"), say)
        }
        (Open::Nothing(check), record) => {
            let say = check.say(record.map_or("", |record| &record.why));
            let say = format!("{say}依据：{}。", check.ground);
            (badge(Tone::Bad, "没有资格"), say)
        }
        (Open::ByHand, Some(record))
            if record.answer == Answer::Fail && record.overridden.is_some() =>
        {
            let say = "核查不通过，已由两人复核：请按原件选择。".to_owned();
            (badge(Tone::Warn, "已复核"), say)
        }
        (Open::ByHand, None) => {
            let say = "登记姓名和证件号码后联网核查，只列出本人能选的。".to_owned();
            (badge(Tone::Warn, "未核验"), say)
        }
        (Open::ByHand, record) => {
            let say = format!("{}请按原件选择，联网后由市平台核验。", why(record));
            (badge(Tone::Warn, "未核验"), say)
        }
    }
}

fn answering<'a>(item: &'a Item, question: &Question) -> Option<&'a str> {
    let check = item.check(question.answers_from.as_deref()?)?;
    Some(&check.code)
}
