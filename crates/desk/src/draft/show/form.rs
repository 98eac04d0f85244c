//! 申请表: each field with the source of its value.

use domain::catalogue::{Field, FieldKind, Item};
use domain::identity::mask;
use domain::prefill;

use super::Setting;
use super::words::{channel_text, day_text, short_day};
use crate::draft::Draft;
use crate::view::{FieldOption, FieldView, FormView, OfferView};

impl Draft {
    pub(super) fn form_view(&self, item: &Item, setting: &Setting<'_>) -> FormView {
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
                    .or_else(|| held.and_then(|_| workday(field)))
                    .or_else(|| self.differs(field));
                let unmasked = setting.unmasked.contains(&field.key);
                FieldView {
                    offers: self.offers(field, held, unmasked),
                    ..field_view(field, held, error, unmasked)
                }
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

    /// Two proofs say different things and nobody has decided.
    fn differs(&self, field: &Field) -> Option<String> {
        let held = self.form.get(&field.key);
        self.with_sources(|sources| prefill::is_undecided(field, held, sources))
            .then(|| "两个来源不一致，请核对后选定一个，或按原件填写。".to_owned())
    }

    /// What the sources say, side by side where they differ.
    fn offers(
        &self,
        field: &Field,
        held: Option<&domain::case::FieldValue>,
        unmasked: bool,
    ) -> Vec<OfferView> {
        let said = self.with_sources(|sources| prefill::offers(field, sources));
        if said.len() < 2 {
            return Vec::new();
        }
        said.into_iter()
            .map(|offer| OfferView {
                held: held.is_some_and(|held| held.source == offer.source),
                text: masked(field, &offer.value, unmasked),
                from: source_text(
                    &domain::case::FieldValue {
                        value: String::new(),
                        source: offer.source.clone(),
                        before: None,
                    },
                    &|value| value.to_owned(),
                )
                .1,
                source: offer.source,
            })
            .collect()
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
}

fn field_view(
    field: &Field,
    held: Option<&domain::case::FieldValue>,
    error: Option<String>,
    unmasked: bool,
) -> FieldView {
    let masked = |value: &str| masked(field, value, unmasked);
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
        offers: Vec::new(),
        restorable: held.is_some_and(|held| held.before.is_some()),
    }
}

fn masked(field: &Field, value: &str, unmasked: bool) -> String {
    match (unmasked, field.kind, field.key.as_str()) {
        (true, _, _) => value.to_owned(),
        (false, FieldKind::Phone, _) => mask::phone(value),
        (false, FieldKind::Id, _) => mask::number(value),
        (false, _, "name") => mask::name(value),
        (false, ..) => value.to_owned(),
    }
}

fn source_text(
    held: &domain::case::FieldValue,
    masked: &dyn Fn(&str) -> String,
) -> (&'static str, String) {
    match held.source.split_once(':') {
        Some(("licence", licence)) => ("licence", licence.to_owned()),
        Some(("draft", channel)) => ("last", channel_text(channel).to_owned()),
        _ => match (held.source.as_str(), &held.before) {
            ("edited", Some(before)) => {
                ("edited", format!("人工修改　原：{}", masked(&before.value)))
            }
            ("holder", _) => ("licence", "凭证码".to_owned()),
            ("reader", _) => ("licence", "身份证读卡器".to_owned()),
            ("registered", _) => ("typed", "手工登记".to_owned()),
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
