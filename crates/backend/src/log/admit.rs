//! The rules, run as at the desk: with the act's own time and versions, and what the backend alone knows.

use domain::act::{Captured, Enquired, EnquiryStep, Header, Inspected, Payload};
use domain::case::Case;
use domain::catalogue::Item;
use domain::credit::Credit;
use domain::decide::{Context, Finding, Refusal, admit, confirm, may_second};
use domain::rights::{Right, Rights};
use domain::{enquiry, moment};

use super::examine::Examined;
use super::wording;
use crate::app::App;
use crate::call::Turn;
use crate::city::rights;
use crate::fault::Outcome;
use crate::marks;
use crate::openings::{self, Opened};

/// What the rules find about an act that is soundly made.
pub(super) fn judge(turn: &Turn<'_>, case: &Case, act: &Examined) -> Outcome<Result<(), Finding>> {
    // Asked for just because credit could not be asked: that question is the confirmation's.
    let credit = match act.payload {
        Some(Payload::AcceptanceRequested(_)) => Credit::Unknown,
        _ => credit(turn, case, at(&act.header.captured))?,
    };
    let opened = match act.payload {
        Some(Payload::Received(_) | Payload::OpeningRequested(_)) => openings::opened(turn.tx)?,
        _ => Opened::new(),
    };
    Ok(judged(turn.app, case, act, (credit, &opened)))
}

/// With what the backend alone knows: credit, and what was opened where.
fn judged(
    app: &App,
    case: &Case,
    act: &Examined,
    (credit, opened): (Credit, &Opened),
) -> Result<(), Finding> {
    let Some(payload) = &act.payload else {
        let say = "本系统还不认识这种动作，已保留，请人工处理。";
        return Err(Finding::Contested(refusal("kind_unknown", say)));
    };
    if matches!(payload, Payload::Station(_)) {
        return Ok(());
    }
    // Asked before the case is looked at: where it has no receipt the rules would only contest, and that is in force.
    if matches!(
        payload,
        Payload::Registered(_)
            | Payload::AcceptanceConfirmed(_)
            | Payload::Lapsed(_)
            | Payload::Contested(_)
            | Payload::Told(_)
    ) {
        let say = "这种动作只能由业务系统写入。";
        return Err(Finding::Rejected(refusal("backend_only", say)));
    }
    let header = &act.header;
    let Some(post) = app.city.post(&header.actor, &header.post) else {
        let say = "签名人没有这个岗位，请换有权限的岗位办理。";
        return Err(Finding::Rejected(refusal("not_granted", say)));
    };
    if let Payload::Enquired(done) = payload {
        placed(app, done, &post.outlet)?;
        return enquiry::admit(case, header, done);
    }
    let item = item(app, case, payload).map_err(Finding::Contested)?;
    if let Payload::Inspected(inspected) = payload {
        witnessed(app, case, header, inspected)?;
    }
    seconded(app, act, payload, item)?;
    let rights = Rights {
        outlet: app.city.outlet(&post.outlet, opened),
        ..rights(post)
    };
    admit(
        case,
        header,
        payload,
        &context(app, item, credit, &rights, at(&header.captured)),
    )?;
    wording::finding(case, item, payload).map_or(Ok(()), |found| Err(Finding::Contested(found)))
}

/// An enquiry is seen where it was asked and where it is offered: both are as the staff list has them.
fn placed(app: &App, done: &Enquired, outlet: &str) -> Result<(), Finding> {
    let offered = match &done.step {
        EnquiryStep::HandedOn { to, outlet, .. } => {
            let clerk = app.city.clerk(to);
            clerk.is_some_and(|clerk| clerk.posts.iter().any(|post| post.outlet == *outlet))
        }
        EnquiryStep::Asked { .. }
        | EnquiryStep::TakenOn
        | EnquiryStep::HandedBack { .. }
        | EnquiryStep::Answered { .. } => true,
    };
    match offered && done.outlet == outlet {
        true => Ok(()),
        false => {
            let say = "问询写的网点与工作人员名单不一致，没有生效。请更新名单后重新转办。";
            Err(Finding::Rejected(refusal("enquiry_place", say)))
        }
    }
}

/// The second person that an act names holds a supervisor's right at the time of the act.
fn seconded(app: &App, act: &Examined, payload: &Payload, item: &Item) -> Result<(), Finding> {
    let Some(second) = payload.agreed_by() else {
        return Ok(());
    };
    let clerk = app.city.clerk(second);
    let held: Vec<Rights> =
        clerk.map_or_else(Vec::new, |clerk| clerk.posts.iter().map(rights).collect());
    let header = &act.header;
    let day = moment::day(at(&header.captured));
    may_second(&header.actor, second, &held, (&item.code, day)).map_err(Finding::Rejected)
}

/// Answers a requested acceptance: confirmed, or why not.
pub(super) fn answer(turn: &Turn<'_>, case: &Case) -> Outcome<Result<Payload, Refusal>> {
    let credit = credit(turn, case, turn.now)?;
    Ok(confirmed(turn.app, case, credit, turn.now))
}

fn confirmed(app: &App, case: &Case, credit: Credit, now: i64) -> Result<Payload, Refusal> {
    let item = edition(app, &case.item, case.item_version)
        .ok_or_else(|| refusal("item_unknown", "事项目录里没有这个事项，请人工处理。"))?;
    let rights = Rights::default();
    confirm(case, &context(app, item, credit, &rights, now))
}

fn context<'a>(
    app: &'a App,
    item: &'a Item,
    credit: Credit,
    rights: &'a Rights,
    now: i64,
) -> Context<'a> {
    Context {
        now,
        calendar: &app.city.calendar,
        office: &app.city.office,
        item,
        credit,
        rights,
        online: true,
    }
}

/// When it was done, as far as the desk knew.
fn at(captured: &Captured) -> i64 {
    captured.credible()
}

fn item<'a>(app: &'a App, case: &Case, payload: &Payload) -> Result<&'a Item, Refusal> {
    let (code, version) = match payload {
        Payload::Received(intake) => (&intake.item, intake.item_version),
        Payload::OpeningRequested(asked) => (&asked.item, asked.item_version),
        _ if case.item.is_empty() => {
            let say = "这个办件还没有收件记录，请人工处理。";
            return Err(refusal("not_received", say));
        }
        _ => (&case.item, case.item_version),
    };
    let say = "事项目录里没有这个事项，请人工处理。";
    edition(app, code, version).ok_or_else(|| refusal("item_unknown", say))
}

/// The item as it was published when this was begun.
pub(super) fn edition<'a>(app: &'a App, code: &str, version: u32) -> Option<&'a Item> {
    let editions = &app.published.editions;
    editions.pinned(&app.city.catalogue, code, version)
}

/// What the platform holds of whoever's matter it is; somebody it does not know has no bad record.
fn credit(turn: &Turn<'_>, case: &Case, now: i64) -> Outcome<Credit> {
    match &case.applicant {
        Some(applicant) => marks::credit(turn, &applicant.party.id, now),
        None => Ok(Credit::Ok),
    }
}

/// What is taken from somebody is taken by two: the second is another member, whom a post lets supervise that day.
fn witnessed(
    app: &App,
    case: &Case,
    header: &Header,
    inspected: &Inspected,
) -> Result<(), Finding> {
    if !inspected.result.revokes() {
        return Ok(());
    }
    let day = moment::day(at(&header.captured));
    let witness = inspected.witness.as_deref().unwrap_or_default();
    let clerk = app.city.clerk(witness);
    let supervises = clerk.is_some_and(|clerk| {
        let mut posts = clerk.posts.iter().map(rights);
        posts.any(|post| post.allow(Right::Supervise, &case.item, day).is_ok())
    });
    let two = header.witness.as_deref() == Some(witness) && header.actor != witness;
    match two && supervises {
        true => Ok(()),
        false => {
            let say = "撤销许可要由另一位主管复核并签名，没有生效。请主管在场重新登记。";
            Err(Finding::Rejected(refusal("witness", say)))
        }
    }
}

pub(super) fn refusal(code: &str, say: &str) -> Refusal {
    Refusal {
        code: code.to_owned(),
        ground: "市平台复核".to_owned(),
        say: say.to_owned(),
    }
}
