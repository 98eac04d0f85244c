use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::Validator;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Condition, Situation};

/// An application form: a JSON Schema 2020-12 object. Each property may carry
/// `x-order` (place on the form), `x-wide` (a whole row), `x-kind` (`phone`, `id`, `date`, `workday`, `area`),
/// `x-sources` (where its value can come from, best first) and `x-when` (a [`Condition`]).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Form(pub Value, #[serde(skip)] Judges);

/// The properties' schemas made ready, each when it is first asked; not part of the form.
#[derive(Clone, Default)]
struct Judges(Arc<Mutex<BTreeMap<String, Judge>>>);

/// A schema and what it was made into.
type Judge = (Value, Arc<Validator>);

impl PartialEq for Judges {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Judges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Judges")
    }
}

impl Judges {
    /// The judge of the property `key`, whose schema this is; `None` where it is no schema.
    fn of(&self, key: &str, schema: &Value) -> Option<Arc<Validator>> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, judge)) = made.get(key).filter(|(of, _)| of == schema) {
            return Some(Arc::clone(judge));
        }
        let judge = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(schema)
            .ok()?;
        let judge = Arc::new(judge);
        made.insert(key.to_owned(), (schema.clone(), Arc::clone(&judge)));
        Some(judge)
    }
}

/// How a field is shown and typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    Area,
    /// Digits and a point.
    Number,
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY-MM-DD`, and a working day.
    Workday,
    /// A telephone number.
    Phone,
    /// An identity number.
    Id,
    /// One of a list.
    Choice,
}

/// Where a field's value can come from (溯源).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "from")]
pub enum Origin {
    /// A field of a licence of this type, by its GB/T 36903 name.
    Licence {
        /// Licence type (证照类型).
        licence: String,
        /// Field name, e.g. `ZZBH`.
        field: String,
    },
    /// The applicant's own data: `name`, `id`, `phone`, `address`.
    Holder {
        /// Which.
        field: String,
    },
    /// The same field of the applicant's last case.
    Last,
}

/// One field, flattened for showing.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Property name.
    pub key: String,
    /// `title`.
    pub label: String,
    /// How it is typed.
    pub kind: FieldKind,
    /// In `required`.
    pub required: bool,
    /// Takes a whole row.
    pub wide: bool,
    /// `description`.
    pub hint: String,
    /// Of a choice: (value, text).
    pub options: Vec<(String, String)>,
    /// Best first.
    pub sources: Vec<Origin>,
}

/// Why a value cannot stand; the sentence names the remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormFault {
    /// Field.
    pub key: String,
    /// Chinese sentence, without the value.
    pub say: String,
}

impl Form {
    /// The fields that a situation shows, in order.
    #[must_use]
    pub fn fields(&self, answers: &Situation) -> Vec<Field> {
        let required: Vec<&str> = self.0["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let Some(properties) = self.0["properties"].as_object() else {
            return Vec::new();
        };
        let mut fields: Vec<(i64, Field)> = properties
            .iter()
            .filter(|(_, schema)| condition(schema).holds(answers))
            .map(|(key, schema)| {
                (
                    schema["x-order"].as_i64().unwrap_or(i64::MAX),
                    field(key, schema, &required),
                )
            })
            .collect();
        fields.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.key.cmp(&b.1.key)));
        fields.into_iter().map(|(_, field)| field).collect()
    }

    /// How a property is typed; `None`: there is no such property.
    #[must_use]
    pub fn kind_of(&self, key: &str) -> Option<FieldKind> {
        let schema = &self.0["properties"][key];
        schema.is_object().then(|| kind(schema))
    }

    /// Judges the values: only the fields of the situation, only those in `needed` must be there
    /// (`None`: all the schema requires).
    #[must_use]
    pub fn check(
        &self,
        answers: &Situation,
        values: &BTreeMap<String, String>,
        needed: Option<&[String]>,
    ) -> Vec<FormFault> {
        self.fields(answers)
            .iter()
            .filter_map(|field| {
                let must = needed.map_or(field.required, |needed| needed.contains(&field.key));
                let value = values.get(&field.key).map_or("", |value| value.trim());
                let say = match (value.is_empty(), must) {
                    (true, true) => Some(format!("请填写“{}”。", field.label)),
                    (true, false) => None,
                    (false, _) => self.fault(field, value),
                };
                say.map(|say| FormFault {
                    key: field.key.clone(),
                    say,
                })
            })
            .collect()
    }

    fn fault(&self, field: &Field, value: &str) -> Option<String> {
        let schema = &self.0["properties"][&field.key];
        let typed = match schema["type"].as_str() {
            Some("integer") => match value.parse::<i64>() {
                Ok(number) => Value::from(number),
                Err(_) => return Some(format!("“{}”要填整数。", field.label)),
            },
            Some("number") => match value.parse::<f64>() {
                Ok(number) if number.is_finite() => Value::from(number),
                _ => return Some(format!("“{}”要填数字，例如 98.60。", field.label)),
            },
            _ => Value::from(value),
        };
        let judge = self.1.of(&field.key, schema)?;
        (!judge.is_valid(&typed)).then(|| remedy(field, schema))
    }
}

/// Between which numbers a number lies, as a remedy.
fn bounds(schema: &Value) -> String {
    let over = schema["exclusiveMinimum"].as_f64();
    match (schema["minimum"].as_f64(), over, schema["maximum"].as_f64()) {
        (Some(low), _, Some(high)) => format!("要在 {low} 到 {high} 之间。"),
        (None, Some(low), Some(high)) => format!("要大于 {low}，不超过 {high}。"),
        (Some(low), _, None) => format!("不能小于 {low}。"),
        (None, Some(low), None) => format!("要大于 {low}。"),
        (None, None, Some(high)) => format!("不能超过 {high}。"),
        (None, None, None) => "的数值不合要求，请核对。".to_owned(),
    }
}

fn remedy(field: &Field, schema: &Value) -> String {
    if let Some(text) = schema["x-remedy"].as_str() {
        return text.to_owned();
    }
    match field.kind {
        FieldKind::Phone => format!("“{}”要填 11 位手机号或带区号的座机号。", field.label),
        FieldKind::Date | FieldKind::Workday => {
            format!("“{}”要填日期，例如 2026-03-02。", field.label)
        }
        FieldKind::Choice => format!("“{}”请从选项中选一个。", field.label),
        FieldKind::Number => format!("“{}”{}", field.label, bounds(schema)),
        FieldKind::Text | FieldKind::Area | FieldKind::Id => match schema["maxLength"].as_u64() {
            Some(most) => format!(
                "“{}”的内容不合要求，最多 {most} 个字，请核对。",
                field.label
            ),
            None => format!("“{}”的内容不合要求，请核对。", field.label),
        },
    }
}

fn condition(schema: &Value) -> Condition {
    serde_json::from_value(schema["x-when"].clone()).unwrap_or_default()
}

fn field(key: &str, schema: &Value, required: &[&str]) -> Field {
    let text = |name: &str| schema[name].as_str().unwrap_or_default().to_owned();
    Field {
        key: key.to_owned(),
        label: text("title"),
        kind: kind(schema),
        required: required.contains(&key),
        wide: schema["x-wide"].as_bool().unwrap_or(false),
        hint: text("description"),
        options: options(schema),
        sources: serde_json::from_value(schema["x-sources"].clone()).unwrap_or_default(),
    }
}

fn kind(schema: &Value) -> FieldKind {
    match (schema["x-kind"].as_str(), schema["type"].as_str()) {
        (Some("phone"), _) => FieldKind::Phone,
        (Some("id"), _) => FieldKind::Id,
        (Some("date"), _) => FieldKind::Date,
        (Some("workday"), _) => FieldKind::Workday,
        (Some("area"), _) => FieldKind::Area,
        (_, Some("integer" | "number")) => FieldKind::Number,
        _ if schema["oneOf"].is_array() => FieldKind::Choice,
        _ => FieldKind::Text,
    }
}

/// `oneOf: [{const, title}]`, the way JSON Schema names choices.
fn options(schema: &Value) -> Vec<(String, String)> {
    schema["oneOf"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|choice| {
            let value = choice["const"].as_str()?;
            Some((
                value.to_owned(),
                choice["title"].as_str().unwrap_or(value).to_owned(),
            ))
        })
        .collect()
}
