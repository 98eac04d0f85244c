//! The draft as the one screen shows it: masked, with the rules' answers beside every button.

use std::collections::BTreeSet;

use domain::act::LineSource;
use domain::catalogue::{Class, Field, FieldKind, Item, Material, Requirement};
use domain::credit::Credit;
use domain::decide::Context;
use domain::identity::mask;
use domain::moment;

use super::Draft;
use crate::plan::{self, Action, Plan};
use crate::view::{
    Badge, ChoiceView, DecisionView, DeskView, DueDayView, DueView, FeeView, FieldOption,
    FieldView, FormView, HeldLicenceView, ItemView, MaterialView, MaterialsView, PersonView,
    QuestionView, RepresentativeView, SavedView, SignatureView, Tone,
};

/// What the screen needs besides the draft.
pub struct Setting<'a> {
    /// The rules' context; none while no item is chosen.
    pub context: Option<Context<'a>>,
    /// Keys of fields (or `name`, `id`) shown whole for now.
    pub unmasked: &'a BTreeSet<String>,
    /// What was just saved.
    pub saved: Option<SavedView>,
    /// Milliseconds since the Unix epoch.
    pub now: i64,
}

impl Draft {
    /// The screen.
    #[must_use]
    pub fn show(&self, setting: &Setting<'_>) -> DeskView {
        let item = setting.context.as_ref().map(|context| context.item);
        let decisions = setting
            .context
            .as_ref()
            .map(|context| decisions(self, context))
            .unwrap_or_default();
        DeskView {
            draft: self.id.to_string(),
            person: self.person(item, setting.unmasked),
            item: setting
                .context
                .as_ref()
                .map(|context| item_view(self, context)),
            form: item
                .map(|item| self.form_view(item, setting))
                .unwrap_or(FormView {
                    fields: Vec::new(),
                    filled: 0,
                    needed: 0,
                }),
            materials: item.map_or(
                MaterialsView {
                    lines: Vec::new(),
                    waived: 0,
                    missing: 0,
                },
                |item| self.materials(item),
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
            autosaved: if self.is_empty() {
                String::new()
            } else {
                format!("已自动保存 {}", clock(self.updated))
            },
        }
    }

    fn person(&self, item: Option<&Item>, unmasked: &BTreeSet<String>) -> PersonView {
        let party = self.party.as_ref();
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
            licences: self
                .licences
                .iter()
                .map(|held| held_view(self, item, held))
                .collect(),
            others: self.others,
            representative: self
                .representative
                .as_ref()
                .map(|representative| RepresentativeView {
                    name: mask::name(&representative.party.name),
                    id: mask::number(&representative.party.id),
                    relation: representative.relation.clone(),
                }),
        }
    }

    fn form_view(&self, item: &Item, setting: &Setting<'_>) -> FormView {
        let answers = self.answers();
        let fields = item.form.fields(&answers);
        let values = self
            .form
            .iter()
            .map(|(key, field)| (key.clone(), field.value.clone()))
            .collect();
        let faults = item.form.check(&answers, &values, None);
        let workday = |field: &Field| self.workday_fault(field, setting);
        let shown: Vec<FieldView> = fields
            .iter()
            .map(|field| {
                let held = self
                    .form
                    .get(&field.key)
                    .filter(|held| !held.value.is_empty());
                let fault = faults
                    .iter()
                    .find(|fault| fault.key == field.key && held.is_some());
                let error = fault
                    .map(|fault| fault.say.clone())
                    .or_else(|| held.and_then(|_| workday(field)));
                field_view(field, held, error, setting.unmasked.contains(&field.key))
            })
            .collect();
        let filled = self
            .form
            .values()
            .filter(|f| !f.value.is_empty() && f.source != "typed")
            .count();
        let needed = shown
            .iter()
            .filter(|field| field.required && field.value.is_empty())
            .count();
        FormView {
            filled: filled as u32,
            needed: needed as u32,
            fields: shown,
        }
    }

    /// A day that offices do not work on, with the nearest that they do.
    fn workday_fault(&self, field: &Field, setting: &Setting<'_>) -> Option<String> {
        let context = setting.context.as_ref()?;
        let typed = &self.form.get(&field.key)?.value;
        let date: jiff::civil::Date = typed.parse().ok()?;
        if field.kind != FieldKind::Workday || context.calendar.is_workday(date) {
            return None;
        }
        let day = context.calendar.day(date);
        let next = context.calendar.next_workday(date)?;
        Some(format!(
            "{}{}。最早可选 {}。",
            short_day(date),
            day.why.text(),
            day_text(next)
        ))
    }

    fn materials(&self, item: &Item) -> MaterialsView {
        let lines: Vec<MaterialView> = item
            .terms(&self.answers())
            .materials
            .iter()
            .enumerate()
            .map(|(at, requirement)| match requirement {
                Requirement::Required(material) => self.line(item, material, at as u32 + 1),
                Requirement::NotNeeded(material, why) => not_needed(material, why, at as u32 + 1),
            })
            .collect();
        let count = |states: &[&str]| {
            lines
                .iter()
                .filter(|line| states.contains(&line.state.as_str()))
                .count() as u32
        };
        MaterialsView {
            waived: count(&["waived"]),
            missing: count(&["open", "tolerated"]),
            lines,
        }
    }

    fn line(&self, item: &Item, material: &Material, n: u32) -> MaterialView {
        let tolerable = material.class == Class::Tolerable && item.tolerance.is_some();
        let source = self.source(item, &material.code);
        let (state, tone, text, note) = match &source {
            LineSource::Licence {
                licence, valid_to, ..
            } => {
                let until = if valid_to.is_empty() {
                    "长期有效".to_owned()
                } else {
                    format!("有效至 {valid_to}")
                };
                (
                    "waived",
                    Tone::Ok,
                    "免于提交",
                    format!("电子证照：{licence}，{until}"),
                )
            }
            LineSource::File { bytes, media, .. } => (
                "in",
                Tone::Ok,
                "已收",
                format!("{}，{}", media_text(media), size(*bytes)),
            ),
            LineSource::Paper => (
                "in",
                Tone::Ok,
                "已核原件",
                "原件核验后退还，不留存".to_owned(),
            ),
            LineSource::Form => ("signed", Tone::Ok, "已签", "由申请表生成".to_owned()),
            LineSource::Commitment => (
                "committed",
                Tone::Warn,
                "承诺代替",
                "告知承诺书签名后生效，办结后核查".to_owned(),
            ),
            LineSource::SystemIssued => (
                "waived",
                Tone::Ok,
                "由系统开具",
                "系统向出具机关调取，不用申请人跑".to_owned(),
            ),
            LineSource::Open | LineSource::Tolerated => self.open_line(material, tolerable),
        };
        MaterialView {
            n,
            code: material.code.clone(),
            name: material.name.clone(),
            state: state.to_owned(),
            badge: Badge {
                tone,
                text: text.to_owned(),
            },
            note,
            actions: actions(state, material, tolerable),
            points: material.review_points.clone(),
            sample: material.sample.clone(),
        }
    }

    fn open_line(
        &self,
        material: &Material,
        tolerable: bool,
    ) -> (&'static str, Tone, &'static str, String) {
        if material.generated {
            return match &self.signature {
                Some(signature) => (
                    "signed",
                    Tone::Ok,
                    "已签",
                    format!("由申请表生成，{}", signature_text(signature)),
                ),
                None => (
                    "open",
                    Tone::Plain,
                    "待签名",
                    "由申请表生成，受理时请申请人签名".to_owned(),
                ),
            };
        }
        if material.system_issued {
            return (
                "waived",
                Tone::Ok,
                "由系统开具",
                "系统向出具机关调取，不用申请人跑".to_owned(),
            );
        }
        if self.tolerated.contains(&material.code) {
            return (
                "tolerated",
                Tone::Warn,
                "容缺",
                "签承诺书后先受理，按期补交".to_owned(),
            );
        }
        let unfit = self
            .licences
            .iter()
            .find(|held| material.licences.contains(&held.licence) && held.state != "valid");
        let reason = unfit.map(|held| format!("电子证照{}：{}。", held.licence, state_text(held)));
        match (tolerable, reason) {
            (true, reason) => (
                "open",
                Tone::Warn,
                "缺，可容缺",
                format!(
                    "{}次要材料，承诺按期补交即可先受理。",
                    reason.unwrap_or_default()
                ),
            ),
            (false, Some(reason)) => (
                "open",
                Tone::Bad,
                "缺",
                format!("{reason}请提交有效的原件。"),
            ),
            (false, None) => ("open", Tone::Bad, "缺", "主要材料，不能容缺。".to_owned()),
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
    [Kind::Own, Kind::Agent, Kind::LegalPerson, Kind::Guardian]
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
    match held.state.as_str() {
        "expired" => format!("已过期 {}", held.valid_to),
        "revoked" => "已注销".to_owned(),
        "not_yet" => "尚未生效".to_owned(),
        "other_holder" => "持证人不是申请人".to_owned(),
        _ => "状态未知".to_owned(),
    }
}

fn field_view(
    field: &Field,
    held: Option<&domain::case::FieldValue>,
    error: Option<String>,
    unmasked: bool,
) -> FieldView {
    let masked = |value: &str| match (unmasked, field.kind, field.key.as_str()) {
        (true, _, _) => value.to_owned(),
        (false, FieldKind::Phone, _) => mask::phone(value),
        (false, FieldKind::Id, _) => mask::number(value),
        (false, _, "name") => mask::name(value),
        (false, ..) => value.to_owned(),
    };
    let value = held.map(|held| masked(&held.value)).unwrap_or_default();
    let (tone, source) = match held {
        None => (
            "empty",
            if field.required {
                "需填写"
            } else {
                "选填"
            }
            .to_owned(),
        ),
        Some(held) => source_text(held, &masked),
    };
    FieldView {
        key: field.key.clone(),
        label: field.label.clone(),
        kind: kind_word(field.kind).to_owned(),
        required: field.required,
        wide: field.wide,
        hint: field.hint.clone(),
        options: field
            .options
            .iter()
            .map(|(value, text)| FieldOption {
                value: value.clone(),
                text: text.clone(),
            })
            .collect(),
        masked: held.is_some_and(|held| held.value != value),
        value,
        tone: tone.to_owned(),
        source,
        error,
    }
}

fn source_text(
    held: &domain::case::FieldValue,
    masked: &dyn Fn(&str) -> String,
) -> (&'static str, String) {
    match held.source.split_once(':') {
        Some(("licence", licence)) => ("licence", licence.to_owned()),
        _ => match (held.source.as_str(), &held.before) {
            ("edited", Some(before)) => {
                ("edited", format!("人工修改　原：{}", masked(&before.value)))
            }
            ("holder", _) => ("licence", "凭证码".to_owned()),
            ("last", _) => ("last", "上一件".to_owned()),
            _ => ("typed", "手工填写".to_owned()),
        },
    }
}

fn kind_word(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Area => "area",
        FieldKind::Number => "number",
        FieldKind::Date => "date",
        FieldKind::Workday => "workday",
        FieldKind::Phone => "phone",
        FieldKind::Id => "id",
        FieldKind::Choice => "choice",
    }
}

fn actions(state: &str, material: &Material, tolerable: bool) -> Vec<String> {
    let mut actions: Vec<&str> = match state {
        "open" if material.generated => Vec::new(),
        "open" => {
            let mut all = vec!["file", "paper"];
            if tolerable {
                all.insert(0, "tolerate");
            }
            if material.committable {
                all.push("commit");
            }
            all
        }
        "tolerated" => vec!["untolerate", "file", "paper"],
        "in" | "committed" => vec!["remove"],
        _ => Vec::new(),
    };
    actions.dedup();
    actions.into_iter().map(str::to_owned).collect()
}

fn not_needed(material: &Material, why: &str, n: u32) -> MaterialView {
    MaterialView {
        n,
        code: material.code.clone(),
        name: material.name.clone(),
        state: "not_needed".to_owned(),
        badge: Badge {
            tone: Tone::Plain,
            text: "不需要".to_owned(),
        },
        note: why.to_owned(),
        actions: Vec::new(),
        points: Vec::new(),
        sample: String::new(),
    }
}

fn item_view(draft: &Draft, context: &Context<'_>) -> ItemView {
    let item = context.item;
    let terms = item.terms(&draft.answers());
    ItemView {
        code: item.code.clone(),
        short: item.short.clone(),
        name: item.name.clone(),
        version: item.version,
        plain: item.plain.clone(),
        body: item.body.name.clone(),
        questions: terms
            .questions
            .iter()
            .map(|question| QuestionView {
                code: question.code.clone(),
                text: question.text.clone(),
                choices: question
                    .choices
                    .iter()
                    .map(|choice| ChoiceView {
                        code: choice.code.clone(),
                        text: choice.text.clone(),
                    })
                    .collect(),
                answer: draft
                    .situation
                    .get(&question.code)
                    .cloned()
                    .unwrap_or_default(),
            })
            .collect(),
        promise: terms.promised.text(),
        due: due_view(*terms.promised, context),
        fees: item
            .fees
            .iter()
            .map(|fee| FeeView {
                name: fee.name.clone(),
                amount: fee.amount.clone(),
                basis: fee.basis.clone(),
            })
            .collect(),
        hints: item.hints.clone(),
        tolerance: item.tolerance.is_some(),
        commitment: item.commitment.is_some(),
    }
}

/// When it is due if accepted now, day by day.
#[must_use]
pub fn due_view(limit: domain::catalogue::Limit, context: &Context<'_>) -> Option<DueView> {
    let start = moment::civil(context.now);
    let due = domain::due::due(start, limit, context.calendar, context.office, &[]).ok()?;
    let counted = due
        .counted
        .iter()
        .zip(1..)
        .map(|(date, n)| (*date, Some(n), String::new()));
    let skipped = due
        .skipped
        .iter()
        .map(|skipped| (skipped.date, None, skipped.why.clone()));
    let mut days: Vec<_> = counted.chain(skipped).collect();
    days.sort_by_key(|(date, ..)| *date);
    Some(DueView {
        text: day_text(due.at.date()),
        date: due.at.to_string(),
        provisional: due.provisional.clone(),
        days: days
            .into_iter()
            .map(|(date, counted, why)| DueDayView {
                day: day_text(date),
                counted,
                why,
            })
            .collect(),
    })
}

fn decisions(draft: &Draft, context: &Context<'_>) -> Vec<DecisionView> {
    let mut all: Vec<DecisionView> = Action::ALL
        .iter()
        .filter_map(|action| decision(draft, *action, context))
        .collect();
    let primary = Action::ALL
        .iter()
        .map(|action| action.word())
        .find(|word| all.iter().any(|d| d.action == *word && d.allowed))
        .unwrap_or_default();
    for decision in &mut all {
        decision.primary = decision.action == primary;
    }
    all
}

fn decision(draft: &Draft, action: Action, context: &Context<'_>) -> Option<DecisionView> {
    if !action.is_offered(context.item) {
        return None;
    }
    let plan = Plan::of(draft, action, context);
    // The signature is taken when the button is pressed; its lack alone does not make the button dead.
    let tried = plan.try_with_signature(context);
    Some(DecisionView {
        action: action.word().to_owned(),
        key: action.key().to_owned(),
        label: action
            .label(context.online && draft.credit != Some(Credit::Unknown))
            .to_owned(),
        allowed: tried.is_ok(),
        why: tried.err().map(|refusal| refusal.say).unwrap_or_default(),
        primary: false,
        needs_signature: plan::needs_signature(draft, action, context.item),
    })
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

pub(crate) fn credit_badge(credit: Credit) -> Badge {
    let tone = match credit {
        Credit::Ok | Credit::Repaired => Tone::Ok,
        Credit::Unknown => Tone::Warn,
        Credit::Bad | Credit::Barred { .. } => Tone::Bad,
    };
    Badge {
        tone,
        text: credit.text().to_owned(),
    }
}

fn tone(word: &str) -> Tone {
    match word {
        "ok" => Tone::Ok,
        "warn" => Tone::Warn,
        "bad" => Tone::Bad,
        _ => Tone::Plain,
    }
}

pub(crate) fn id_kind_text(kind: &str) -> &'static str {
    match kind {
        "resident_id" => "居民身份证",
        "uscc" => "统一社会信用代码",
        "passport" => "护照",
        "permit" => "港澳台居民居住证",
        "foreign_permanent" => "外国人永久居留身份证",
        _ => "证件",
    }
}

fn signature_text(signature: &domain::act::Signature) -> String {
    use domain::act::SignatureHow as How;
    let how = match signature.how {
        How::Pad => "签批屏",
        How::PaperPhoto => "纸上签名已拍摄",
        How::PaperKept => "纸上签名",
    };
    format!("{how} {}", &clock(signature.at)[..5])
}

fn media_text(media: &str) -> &'static str {
    match media {
        "image/png" | "image/jpeg" | "image/webp" | "image/bmp" | "image/gif" | "image/tiff" => {
            "图片"
        }
        "application/pdf" => "PDF 文件",
        _ => "文件",
    }
}

pub(crate) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} 字节"),
        1024..1_048_576 => format!("{} KB", bytes / 1024),
        _ => format!(
            "{}.{} MB",
            bytes / 1_048_576,
            bytes % 1_048_576 * 10 / 1_048_576
        ),
    }
}

/// `10:44:07`.
pub(crate) fn clock(ms: i64) -> String {
    moment::civil(ms).strftime("%H:%M:%S").to_string()
}

/// `2月25日 周三`.
pub(crate) fn day_text(date: jiff::civil::Date) -> String {
    use jiff::civil::Weekday as W;
    let week = match date.weekday() {
        W::Monday => "周一",
        W::Tuesday => "周二",
        W::Wednesday => "周三",
        W::Thursday => "周四",
        W::Friday => "周五",
        W::Saturday => "周六",
        W::Sunday => "周日",
    };
    format!("{} {week}", short_day(date))
}

fn short_day(date: jiff::civil::Date) -> String {
    format!("{}月{}日", date.month(), date.day())
}
