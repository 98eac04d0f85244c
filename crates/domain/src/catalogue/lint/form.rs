//! The application form: JSON Schema 2020-12 and its `x-` keywords.

use serde_json::{Map, Value};

use super::{Known, Report, conditions};
use crate::catalogue::{Material, Origin};

const KINDS: [&str; 5] = ["phone", "id", "date", "workday", "area"];
const HOLDER: [&str; 4] = ["name", "id", "phone", "address"];
/// GB/T 36903 short names that every licence carries.
const COMMON: [&str; 11] = [
    "ZZMC",
    "ZZLXDM",
    "ZZBH",
    "ZZBS",
    "ZZBFJG",
    "ZZBFJGDM",
    "ZZBFRQ",
    "CZZT",
    "CZZTDM",
    "ZZYXQQSRQ",
    "ZZYXQJZRQ",
];

pub(super) fn lint(report: &mut Report<'_>, known: Known<'_>) {
    let schema = &report.item.form.0;
    let compiled = jsonschema::draft202012::meta::is_valid(schema)
        && jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(schema)
            .is_ok();
    report.when(
        !compiled,
        "/form",
        "schema",
        "表单不是有效的 JSON Schema 2020-12。",
    );
    let properties = schema["properties"]
        .as_object()
        .filter(|properties| !properties.is_empty());
    let Some(properties) = properties else {
        report.add(
            "/form/properties",
            "form_empty",
            "表单没有字段。".to_owned(),
        );
        return;
    };
    for (key, field) in properties {
        let at = format!("/form/properties/{key}");
        shown(report, &at, field);
        sources(report, &at, field, known);
        report.when(
            conditions::broken(field),
            format!("{at}/x-when"),
            "x_when",
            "字段的 x-when 不是条件。",
        );
    }
    orders(report, properties);
    required(report, schema, properties);
    enough(report, properties);
    results(report, known);
}

fn shown(report: &mut Report<'_>, at: &str, field: &Value) {
    let titled = field["title"]
        .as_str()
        .is_some_and(|title| !title.trim().is_empty());
    report.when(
        !titled,
        format!("{at}/title"),
        "field_title",
        "字段没有名称（title）。",
    );
    report.when(
        !field["x-order"].is_i64(),
        format!("{at}/x-order"),
        "field_order",
        "字段没有次序（x-order）。",
    );
    let kind = field
        .get("x-kind")
        .is_none_or(|kind| kind.as_str().is_some_and(|kind| KINDS.contains(&kind)));
    report.when(
        !kind,
        format!("{at}/x-kind"),
        "field_kind",
        "不认识的 x-kind。",
    );
}

fn orders(report: &mut Report<'_>, properties: &Map<String, Value>) {
    let mut seen = Vec::new();
    for (key, field) in properties {
        let Some(order) = field["x-order"].as_i64() else {
            continue;
        };
        report.when(
            seen.contains(&order),
            format!("/form/properties/{key}/x-order"),
            "order_twice",
            "两个字段的次序相同。",
        );
        seen.push(order);
    }
}

fn sources(report: &mut Report<'_>, at: &str, field: &Value, known: Known<'_>) {
    let Some(written) = field.get("x-sources") else {
        return;
    };
    let at = format!("{at}/x-sources");
    let Ok(origins) = serde_json::from_value::<Vec<Origin>>(written.clone()) else {
        report.add(at, "x_sources", "字段的 x-sources 读不懂。".to_owned());
        return;
    };
    for (place, origin) in origins.iter().enumerate() {
        let at = format!("{at}/{place}");
        match origin {
            Origin::Licence { licence, field } => licence_field(report, at, licence, field, known),
            Origin::Holder { field } => {
                report.when(
                    !HOLDER.contains(&field.as_str()),
                    at,
                    "source_field",
                    "申请人没有这一项数据。",
                );
            }
            Origin::Last => {}
        }
    }
}

fn licence_field(
    report: &mut Report<'_>,
    at: String,
    licence: &str,
    field: &str,
    known: Known<'_>,
) {
    let accepts = |material: &Material| material.licences.iter().any(|name| name == licence);
    let mut live = report.item.materials.iter().filter(|line| !line.abolished);
    if !live.any(accepts) {
        let say = format!("没有一份材料可用“{licence}”，字段永远取不到它的数据。");
        report.add(at, "source_unfetched", say);
        return;
    }
    let Some(types) = known.licences else { return };
    match types.iter().find(|known| known.name == licence) {
        None => report.add(at, "source_licence", format!("没有“{licence}”这种证照。")),
        Some(kind) if !COMMON.contains(&field) && !kind.fields.contains_key(field) => {
            report.add(
                at,
                "source_field",
                format!("“{licence}”没有 {field} 这一项。"),
            );
        }
        Some(_) => {}
    }
}

fn required(report: &mut Report<'_>, schema: &Value, properties: &Map<String, Value>) {
    let names = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    for name in names.filter(|name| !properties.contains_key(*name)) {
        report.add(
            "/form/required",
            "required_unknown",
            format!("必填项“{name}”不在表单里。"),
        );
    }
}

/// The fields a tolerance begins with are fields of the form.
fn enough(report: &mut Report<'_>, properties: &Map<String, Value>) {
    let item = report.item;
    let names = item
        .tolerance
        .iter()
        .flat_map(|rule| &rule.enough)
        .enumerate();
    for (place, name) in names.filter(|(_, name)| !properties.contains_key(*name)) {
        report.add(
            format!("/tolerance/enough/{place}"),
            "enough_unknown",
            format!("容缺必填项“{name}”不在表单里。"),
        );
    }
}

fn results(report: &mut Report<'_>, known: Known<'_>) {
    let (Some(types), Some(name)) = (known.licences, &report.item.result.licence) else {
        return;
    };
    let known = types.iter().any(|kind| kind.name == *name);
    report.when(
        !known,
        "/result/licence",
        "licence_unknown",
        "办理结果的证照不在证照类型里。",
    );
}
