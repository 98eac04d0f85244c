//! The draft as the one screen shows it: masked, with the rules' answers beside every button.

mod check;
mod form;
mod item;
pub(crate) mod licence;
mod materials;
mod point;
mod presence;
mod question;
mod words;

use std::collections::BTreeSet;

use domain::act::LineSource;
use domain::case::Case;
use domain::catalogue::{Item, Way};
use domain::credit::Credit;
use domain::decide::Context;
use domain::identity::mask;
use domain::licence::Standing;
use domain::qualify::barred;

pub(crate) use item::explained;
pub(crate) use materials::page_view;
pub(crate) use point::{answer_of, beside, fresh, plain_views, point_views, standing};
pub(crate) use presence::{badges, face_tone, presence_label, score};
pub(crate) use words::{channel_text, clock, credit_badge, day_text, id_kind_text};
use words::{signature_text, tone};

use super::{Draft, Mending, Place};
use crate::fault::DeskFault;
use crate::plan::{self, Action, Plan, Words};
use crate::view::{
    Badge, ChoiceView, DecisionView, DeskView, FormView, HeldLicenceView, MaterialsView,
    MendingView, PersonView, RepresentativeView, SavedView, SignatureView, Tone,
};

/// What the screen needs besides the draft.
pub struct Setting<'a> {
    /// The rules' context; none while no item is chosen.
    pub context: Option<Context<'a>>,
    /// Of a mend: the case without the act that is mended.
    pub before: Option<Box<Case>>,
    /// Keys of fields (or `name`, `id`) shown whole for now.
    pub unmasked: &'a BTreeSet<String>,
    /// What was just saved.
    pub saved: Option<SavedView>,
}

impl Draft {
    /// The screen.
    #[must_use]
    pub fn show(&self, setting: &Setting<'_>) -> DeskView {
        let item = setting.context.as_ref().map(|context| context.item);
        // Of somebody who qualifies for nothing the reason stands on the screen, and nothing else is asked for (S20).
        let asked = setting.context.as_ref().filter(|context| {
            barred(context.item, &self.answers(), &self.checks, context.now).is_none()
        });
        let asked = asked.map(|context| context.item);
        let decisions = setting
            .context
            .as_ref()
            .map(|context| decisions(self, context, setting.before.as_deref()))
            .unwrap_or_default();
        DeskView {
            checks: setting
                .context
                .as_ref()
                .map(|context| self.check_views(context.item, context.now))
                .unwrap_or_default(),
            draft: self.id.to_string(),
            person: self.person(item, setting.unmasked),
            item: setting
                .context
                .as_ref()
                .map(|context| item::item_view(self, context)),
            form: asked
                .map(|item| self.form_view(item, setting))
                .unwrap_or(FormView {
                    fields: Vec::new(),
                    filled: 0,
                    needed: 0,
                }),
            materials: asked.map_or(
                MaterialsView {
                    lines: Vec::new(),
                    waived: 0,
                    missing: 0,
                },
                |item| {
                    let online = setting
                        .context
                        .as_ref()
                        .is_some_and(|context| context.online);
                    self.materials(item, online)
                },
            ),
            note: note(&decisions, setting.context.as_ref()),
            decisions,
            signature: SignatureView {
                present: self.signature.is_some(),
                text: self
                    .signature
                    .as_ref()
                    .map(signature_text)
                    .unwrap_or_default(),
            },
            saved: setting.saved.clone(),
            doubles: None,
            mending: self.mends.as_ref().map(mending_view),
            autosaved: if self.is_empty() {
                String::new()
            } else {
                format!("已自动保存 {}", clock(self.updated))
            },
        }
    }

    fn person(&self, item: Option<&Item>, unmasked: &BTreeSet<String>) -> PersonView {
        let party = self.party.as_ref();
        // Only those that the item needs are named; the others are a number (design §6).
        let needed = |held: &&super::HeldLicence| {
            item.is_some_and(|item| {
                item.materials
                    .iter()
                    .any(|material| material.licences.contains(&held.licence))
            })
        };
        let named: Vec<_> = self.licences.iter().filter(needed).collect();
        let shown = |key: &str, text: &str, masked: String| {
            if unmasked.contains(key) {
                text.to_owned()
            } else {
                masked
            }
        };
        PersonView {
            present: party.is_some(),
            kind: self.kind().code().to_owned(),
            kinds: kinds(item),
            name: party
                .map(|party| shown("name", &party.name, party_name(party)))
                .unwrap_or_default(),
            id: party
                .map(|party| shown("id", &party.id, mask::number(&party.id)))
                .unwrap_or_default(),
            id_kind: party
                .map(|party| id_kind_text(&party.id_kind).to_owned())
                .unwrap_or_default(),
            verdict: self.seen.as_ref().map(|seen| Badge {
                tone: tone(&seen.tone),
                text: seen.text.clone(),
            }),
            detail: self
                .seen
                .as_ref()
                .map(|seen| seen.detail.clone())
                .unwrap_or_default(),
            credit: party.map(|_| credit_badge(self.credit.unwrap_or(Credit::Unknown))),
            licences: named
                .iter()
                .map(|held| held_view(self, item, held))
                .collect(),
            others: self.others + (self.licences.len() - named.len()) as u32,
            representative: self
                .representative
                .as_ref()
                .map(|representative| RepresentativeView {
                    name: mask::name(&representative.party.name),
                    id: mask::number(&representative.party.id),
                    relation: representative.relation.clone(),
                }),
            presence: self.presence_view(),
        }
    }
}

fn party_name(party: &domain::applicant::Party) -> String {
    // The name of a company is public; a person's is not.
    if party.id_kind == "uscc" {
        party.name.clone()
    } else {
        mask::name(&party.name)
    }
}

fn kinds(item: Option<&Item>) -> Vec<ChoiceView> {
    use domain::applicant::ApplicantKind as Kind;
    Kind::ALL
        .into_iter()
        .filter(|kind| {
            item.is_none_or(|item| item.applicants.iter().any(|code| code == kind.code()))
        })
        .map(|kind| ChoiceView {
            code: kind.code().to_owned(),
            text: kind.text().to_owned(),
        })
        .collect()
}

fn held_view(draft: &Draft, item: Option<&Item>, held: &super::HeldLicence) -> HeldLicenceView {
    let used = item.is_some_and(|item| {
        item.materials.iter().any(|material| {
            matches!(draft.source(item, &material.code), LineSource::Licence { licence, .. } if licence == held.licence)
        })
    });
    let badge = match (held.state.as_str(), used) {
        ("valid", true) => Badge {
            tone: Tone::Ok,
            text: "已用".to_owned(),
        },
        ("valid", false) => Badge {
            tone: Tone::Plain,
            text: "有效".to_owned(),
        },
        _ => Badge {
            tone: Tone::Bad,
            text: state_text(held),
        },
    };
    HeldLicenceView {
        name: held.licence.clone(),
        badge,
    }
}

fn state_text(held: &super::HeldLicence) -> String {
    let standing = held.standing();
    match standing {
        Standing::Expired => format!("{} {}", standing.word(), held.valid_to),
        _ => standing.word().to_owned(),
    }
}

fn mending_view(mends: &Mending) -> MendingView {
    MendingView {
        what: crate::cases::act_text(&mends.kind).to_owned(),
        place: Place::of(&mends.code).word().to_owned(),
        code: mends.code.clone(),
        say: mends.say.clone(),
    }
}

fn decisions(draft: &Draft, context: &Context<'_>, before: Option<&Case>) -> Vec<DecisionView> {
    let offered = match &draft.mends {
        Some(mends) => mends.actions(),
        None => &Action::ALL,
    };
    let mut all: Vec<DecisionView> = offered
        .iter()
        .filter_map(|action| decision(draft, *action, context, before))
        .collect();
    let primary = offered
        .iter()
        .map(|action| action.word())
        .find(|word| all.iter().any(|d| d.action == *word && d.allowed))
        .unwrap_or_default();
    for decision in &mut all {
        decision.primary = decision.action == primary;
    }
    all
}

fn decision(
    draft: &Draft,
    action: Action,
    context: &Context<'_>,
    before: Option<&Case>,
) -> Option<DecisionView> {
    if !action.is_offered(context.item) {
        return None;
    }
    let said = draft
        .mends
        .as_ref()
        .map(|mends| mends.words(&Words::default()));
    let mut plan = Plan::with(draft, action, &said.unwrap_or_default(), context);
    plan.before = before.map(|case| Box::new(case.clone()));
    // The signature is taken when the button is pressed; its lack alone does not make the button dead.
    let tried = plan
        .try_with_signature(context)
        .map_err(|refusal| refusal.say);
    let tried = tried.and_then(|()| match differing(draft, action, context.item) {
        Some(fault) => Err(fault.say),
        None => Ok(()),
    });
    Some(DecisionView {
        action: action.word().to_owned(),
        key: action.key().to_owned(),
        label: label(draft, action, context),
        allowed: tried.is_ok(),
        why: tried.err().unwrap_or_default(),
        primary: false,
        needs_signature: plan::needs_signature(draft, action, context.item),
    })
}

/// Nothing is accepted on a form of which two proofs say different things: the clerk decides first (S21).
pub(crate) fn differing(draft: &Draft, action: Action, item: &Item) -> Option<DeskFault> {
    let accepts = matches!(
        action,
        Action::Accept | Action::Tolerance | Action::Commitment | Action::Spot
    );
    let field = accepts.then(|| draft.undecided(item)).flatten()?;
    let say = format!(
        "“{}”两个来源不一致。请在表格里核对，选定一个或按原件填写。",
        field.label
    );
    Some(DeskFault::new("sources_differ", say))
}

fn label(draft: &Draft, action: Action, context: &Context<'_>) -> String {
    let elsewhere = context.item.elsewhere(&draft.answers());
    let label = match (action, elsewhere.map(|one| one.way)) {
        (Action::Receive, Some(Way::Partner)) => "收件（收件后转办）",
        (Action::Receive, Some(Way::Assisted)) => "登记网上帮办",
        (Action::Receive, Some(Way::Outside)) => "收件（外部系统办理）",
        _ => action.label(context.online && draft.credit != Some(Credit::Unknown)),
    };
    match (&draft.mends, action) {
        (None, _) => label.to_owned(),
        (Some(_), Action::Receive) => "更正收件并重新提交".to_owned(),
        (Some(_), _) => format!("更正：{label}"),
    }
}

fn note(decisions: &[DecisionView], context: Option<&Context<'_>>) -> String {
    let Some(context) = context else {
        return "先扫凭证码，或输入事项名称、首字母选择事项。".to_owned();
    };
    let accept = decisions
        .iter()
        .find(|decision| decision.action == "accept");
    let offline = if context.online {
        ""
    } else {
        "现在离线：只出收件凭证和承诺书，受理待联网确认，从收件起算。"
    };
    match accept {
        Some(accept) if !accept.allowed => format!("{}{offline}", accept.why),
        _ => offline.to_owned(),
    }
}
