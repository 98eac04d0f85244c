use domain::act::{Line, LineSource};
use domain::applicant::ApplicantKind;
use domain::case::{Case, FieldValue, Stage};
use domain::catalogue::{FieldKind, Item};
use domain::decide::{Command, Context, decide};
use domain::identity::mask;
use store::{CaseRow, StoreError, StoredAct};

use super::clock::clock_view;
use super::material::line_view;
use super::supplement::is_open;
use super::{
    across, after, expected, find, fold, joint, lane, pages, pending, row, row_view, settle, trail,
    trips, verified,
};
use crate::desk::Desk;
use crate::desk::open_store::chains;
use crate::draft::show::{self, channel_text};
use crate::fault::{DeskFault, Outcome};
use crate::papers;
use crate::station::{Reference, Station};
use crate::view::{CaseRowView, CaseView, DecisionView, JointView, PaperView};

impl Desk {
    /// One case by its id or number: masked, with what the rules allow now.
    ///
    /// # Errors
    /// No such case, nobody is signed in, the store's.
    pub fn case(&self, id: &str) -> Outcome<CaseView> {
        let station = self.station()?;
        let id = find(&station, id)?;
        if station.store().erased_at(id)?.is_some() {
            return Err(StoreError::Erased.into());
        }
        let (case, acts) = fold(&station, id)?;
        let chosen = pending::pending(&station, &case)?;
        let pages = pages::pages(&station, case.id)?;
        let reference = station.reference();
        let item = reference.item(&case.item, case.item_version);
        let (form_keys, form) = form(&case, item);
        let decisions = self
            .in_context(&reference, (&case.item, case.item_version), |context| {
                let mut all = decisions(&case, &chosen, context);
                all.extend(after::decisions(&case, context));
                all.extend(across::decisions(&case, context));
                Ok(all)
            })
            .unwrap_or_else(|fault| blocked(&fault));
        let joint = self.joint(&reference, &case, &acts);
        Ok(CaseView {
            row: self.case_row(&station, &case, &acts)?,
            provisional_number: case.provisional.clone(),
            id_number: case
                .applicant
                .as_ref()
                .map(|applicant| mask::number(&applicant.party.id))
                .unwrap_or_default(),
            presence_label: show::presence_label(
                case.applicant
                    .as_ref()
                    .map_or(ApplicantKind::Own, |applicant| applicant.kind),
            ),
            presence: show::badges(
                case.applicant
                    .as_ref()
                    .map_or(&[], |applicant| applicant.presence.as_slice()),
                domain::moment::minute_text,
            ),
            verified: verified::verified(&case, &acts, item),
            form,
            form_keys,
            materials: case
                .materials
                .iter()
                .map(|line| line_view(&case, line, &chosen, &pages))
                .collect(),
            supplement_due: supplement_due(&case),
            left: station.store().left_at(id)?.is_some(),
            expected: expected(&case, &reference, self.now())?.map(str::to_owned),
            clock: clock_view(&case, &acts, &reference, self.now())?,
            decisions,
            course: self.course(&reference, &case)?,
            mode: joint::mode(&case, item),
            joint,
            green: lane::view(&case, item),
            trips: trips::badge(&case, item),
            times: settle::tasks(&case, &acts),
            elsewhere: across::view(&case, item),
            follow_up: after::view(&case, self.now()),
            promise: after::promise(&case),
            next_store: item.and_then(chains).is_some() && case.applicant.is_some(),
            papers: paper_views(&case),
            trail: trail::trail(&acts, &reference),
        })
    }

    /// Nothing is handled together where the item is not here any more.
    fn joint(&self, reference: &Reference, case: &Case, acts: &[StoredAct]) -> Vec<JointView> {
        let whole = self.in_context(reference, (&case.item, case.item_version), |context| {
            Ok(joint::view(case, acts, reference, context))
        });
        whole.unwrap_or_default()
    }

    fn case_row(&self, station: &Station, case: &Case, acts: &[StoredAct]) -> Outcome<CaseRowView> {
        let opened = acts.first().map_or(0, |act| act.captured_ms);
        let updated = acts.last().map_or(0, |act| act.captured_ms);
        let now = self.now();
        let marks = super::marks(&station.reference(), case, now);
        let row: CaseRow = row(case, (opened, updated), marks).ok_or_else(|| {
            DeskFault::new(
                "case_incomplete",
                "这个办件在本机还不完整，读不出收件内容。请联网后再看。",
            )
        })?;
        let unsent = station.store().queue_unsent_of([case.id])?;
        let open = unsent.get(&case.id).copied().unwrap_or(0);
        let marks = super::card::marks_of(station, &row, now)?;
        Ok(row_view(&row, (open, marks), now))
    }
}

/// `3月9日 周一`, as the item's panel writes dates.
fn supplement_due(case: &Case) -> Option<String> {
    let due = case.tolerance.as_ref()?.due.as_deref()?;
    let date = due.get(..10).and_then(|day| day.parse().ok());
    Some(date.map_or_else(|| due.to_owned(), crate::draft::show::day_text))
}

/// Label, masked value, source.
type FormLine = (String, String, String);

/// Keys and lines of the form in the item's order; what the item does not know any more comes last, under its key.
fn form(case: &Case, item: Option<&Item>) -> (Vec<String>, Vec<FormLine>) {
    let fields = item.map_or_else(Vec::new, |item| item.form.fields(&case.answers()));
    let known = fields.iter().filter_map(|field| {
        let held = case.form.get(&field.key)?;
        let shown = masked(&field.key, field.kind, &held.value);
        let line = (field.label.clone(), option_text(field, shown), source(held));
        Some((field.key.clone(), line))
    });
    let others = case
        .form
        .iter()
        .filter(|(key, _)| !fields.iter().any(|field| &&field.key == key))
        .map(|(key, held)| {
            let line = (key.clone(), mask::number(&held.value), source(held));
            (key.clone(), line)
        });
    known.chain(others).unzip()
}

fn masked(key: &str, kind: FieldKind, value: &str) -> String {
    match (kind, key) {
        (FieldKind::Phone, _) => mask::phone(value),
        (FieldKind::Id, _) => mask::number(value),
        (_, "name") => mask::name(value),
        _ => value.to_owned(),
    }
}

fn option_text(field: &domain::catalogue::Field, value: String) -> String {
    field
        .options
        .iter()
        .find(|(code, _)| *code == value)
        .map_or(value, |(_, text)| text.clone())
}

fn source(held: &FieldValue) -> String {
    match held.source.split_once(':') {
        Some(("draft", channel)) => channel_text(channel).to_owned(),
        Some((_, licence)) => licence.to_owned(),
        None => match held.source.as_str() {
            "code" | "holder" => "凭证码",
            "reader" => "身份证读卡器",
            "registered" => "手工登记",
            "last" => "上一件",
            "edited" => "人工修改",
            _ => "手工填写",
        }
        .to_owned(),
    }
}

/// 主管认定.
const SETTLE: &str = "settle";

/// 受理 of what was received before.
const ACCEPT: &str = "accept";
/// 不予受理 of what was received before.
const REFUSE: &str = "refuse";

/// What can be done to a received case: machine word, key, label.
const ACTIONS: [(&str, &str, &str); 6] = [
    (SETTLE, "F8", "认定时间"),
    (ACCEPT, "", "受理"),
    (REFUSE, "", "不予受理"),
    ("supplement", "F9", "补交材料"),
    ("decide", "F10", "作出决定"),
    ("withdraw", "F7", "申请人撤回"),
];

/// The dry run of each, as if the words that are asked for when the button is pressed were there.
fn decisions(case: &Case, chosen: &[Line], context: &Context<'_>) -> Vec<DecisionView> {
    // What is still to be chosen is a word of the button, too.
    let offered: Vec<Line> = if chosen.is_empty() {
        let open = case.materials.iter().filter(|line| is_open(case, line));
        open.map(|line| Line {
            source: LineSource::Paper,
            ..whole(line)
        })
        .collect()
    } else {
        chosen.iter().map(whole).collect()
    };
    let command = |action: &str| match action {
        "supplement" => Command::Supplement {
            materials: offered.clone(),
        },
        "decide" => Command::Decide {
            outcome: domain::act::Outcome::Granted,
            reason: String::new(),
        },
        SETTLE => Command::Settle {
            act: case
                .times
                .first()
                .map(|task| task.act.clone())
                .unwrap_or_default(),
            in_time: true,
            reason: "—".to_owned(),
        },
        ACCEPT => Command::Accept,
        REFUSE => Command::Refuse {
            ground: "not_competent".to_owned(),
            say: "—".to_owned(),
            competent: Some("—".to_owned()),
        },
        _ => Command::Withdraw {
            reason: "—".to_owned(),
        },
    };
    // The answer to an application is given once.
    let unanswered_yet = matches!(case.stage, Stage::Received | Stage::Noticed);
    let mut primary = true;
    ACTIONS
        .into_iter()
        // A word on a time is asked for only where a time is in question.
        .filter(|(action, ..)| match *action {
            SETTLE => !case.times.is_empty(),
            ACCEPT | REFUSE => unanswered_yet,
            _ => true,
        })
        .map(|(action, key, label)| {
            let tried = decide(case, &command(action), context);
            let allowed = tried.is_ok();
            let way = !["withdraw", REFUSE].contains(&action);
            let first = allowed && way && std::mem::take(&mut primary);
            let why = match tried {
                Err(refusal) => refusal.say,
                Ok(_) if action == "supplement" => unanswered(case, chosen, context),
                Ok(_) => String::new(),
            };
            decision(action, key, label, allowed, why, first)
        })
        .collect()
}

/// As if its review points were answered: that is done before the button is pressed.
fn whole(line: &Line) -> Line {
    Line {
        points: None,
        ..line.clone()
    }
}

/// What is still to be answered of what is chosen; empty: nothing.
fn unanswered(case: &Case, chosen: &[Line], context: &Context<'_>) -> String {
    let materials = chosen.to_vec();
    let tried = match materials.is_empty() {
        true => return String::new(),
        false => decide(case, &Command::Supplement { materials }, context),
    };
    tried.err().map(|refusal| refusal.say).unwrap_or_default()
}

/// All of them, where the rules cannot be asked.
fn blocked(fault: &DeskFault) -> Vec<DecisionView> {
    ACTIONS
        .into_iter()
        .filter(|(action, ..)| *action != SETTLE)
        .map(|(action, key, label)| decision(action, key, label, false, fault.say.clone(), false))
        .collect()
}

pub(super) fn decision(
    action: &str,
    key: &str,
    label: &str,
    allowed: bool,
    why: String,
    primary: bool,
) -> DecisionView {
    DecisionView {
        action: action.to_owned(),
        key: key.to_owned(),
        label: label.to_owned(),
        allowed,
        why,
        primary,
        needs_signature: false,
    }
}

fn paper_views(case: &Case) -> Vec<PaperView> {
    papers::available(case)
        .into_iter()
        .map(|(kind, why_not)| PaperView {
            kind: papers::word(kind).to_owned(),
            name: kind.title().to_owned(),
            why_not: why_not.map(str::to_owned),
        })
        .collect()
}
