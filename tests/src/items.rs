//! Lines of `zc intake` for the practice items, made from the items' own data.

use domain::catalogue::{Class, Field, FieldKind, Item, Material, Requirement, Situation};
use serde_json::{Map, Value, json};

/// The practice items as they ship.
///
/// # Panics
/// When the folder or a file of it cannot be read as items.
#[must_use]
pub fn items() -> Vec<Item> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/practice/items");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of items")
        .map(|entry| entry.expect("a file of it").path())
        .collect();
    paths.sort();
    let read = |path| std::fs::read_to_string(path).expect("text");
    paths
        .iter()
        .map(|path| serde_json::from_str(&read(path)).expect("an item"))
        .collect()
}

/// Those that this city accepts: what an outside system accepts is only taken in.
#[must_use]
pub fn accepted_here() -> Vec<Item> {
    items()
        .into_iter()
        .filter(|item| item.outside.is_none())
        .collect()
}

/// The answers that hold for a case in the usual situation.
#[must_use]
pub fn answers(item: &Item) -> Situation {
    let mut answers = item.usual();
    answers.insert("applicant".to_owned(), item.applicants[0].clone());
    answers
}

/// Materials that a citizen brings.
#[must_use]
pub fn brought(item: &Item) -> Vec<Material> {
    let answers = answers(item);
    let materials = item.terms(&answers).materials;
    materials
        .into_iter()
        .filter_map(|requirement| match requirement {
            Requirement::Required(material) => Some(material.clone()),
            Requirement::NotNeeded(..) => None,
        })
        .filter(|material| !material.generated && !material.system_issued)
        .collect()
}

/// What an item's best way of acceptance is, in the word of `do`.
#[must_use]
pub fn way(item: &Item) -> &'static str {
    let brought = brought(item);
    let tolerable = brought.iter().any(|m| m.class == Class::Tolerable);
    let committable = brought.iter().any(|m| m.committable);
    match (&item.tolerance, &item.commitment) {
        (Some(_), _) if tolerable => "tolerance",
        (_, Some(_)) if committable => "commitment",
        _ => "accept",
    }
}

/// 供水报装 of 陈思远 with these materials.
#[must_use]
pub fn water(reference: &str, action: &str, materials: Value) -> Value {
    json!({
        "ref": reference,
        "item": "0225",
        "applicant": {"kind": "self", "name": "陈思远", "id": "430400200002290012"},
        "form": {"address": "练习市示范区测试路1号", "phone": "13800000000"},
        "materials": materials,
        "do": action,
    })
}

/// These materials of 供水报装 as papers, and the others left to be supplied.
#[must_use]
pub fn water_papers(papers: &[&str]) -> Value {
    let line = |code: &str| match papers.contains(&code) {
        true => json!({"code": code, "paper": true}),
        false => json!({"code": code, "lack": "tolerance"}),
    };
    Value::from(["identity", "property", "plan"].map(line).to_vec())
}

/// 超限运输 of a company, from this day on, with every paper.
#[must_use]
pub fn oversize(reference: &str, mass: &str, from_day: &str) -> Value {
    let codes = [
        "business_licence",
        "operation",
        "vehicle",
        "transport",
        "outline",
        "authority",
    ];
    let materials = codes.map(|code| json!({"code": code, "paper": true}));
    json!({
        "ref": reference,
        "item": "0910",
        "situation": {"class": "one", "area": "inner"},
        "applicant": {
            "kind": "legal_person", "name": "练习市枫林茶饮有限公司", "id_kind": "uscc", "id": "91430400MA4301026Y",
        },
        "agent": {"name": "刘春梅", "id": "430182199001010026", "phone": "13800000001"},
        "form": {
            "name": "练习市枫林茶饮有限公司", "uscc": "91430400MA4301026Y", "licence": "430400000001",
            "plate": "湘D00001挂", "cargo": "变压器", "length": "24.5", "width": "3.2", "height": "4.4",
            "mass": mass, "axle": "11.5", "route": "练习市示范区测试路至测试大道", "from_day": from_day,
            "phone": "13800000001",
        },
        "materials": materials,
        "do": "accept",
    })
}

/// A whole line: every required field, every material in a way that `action` allows; `file` is a picture.
#[must_use]
pub fn line(item: &Item, reference: &str, action: &str, file: &str) -> Value {
    let materials: Vec<Value> = brought(item)
        .iter()
        .map(|material| given(material, action, file))
        .collect();
    let mut line = json!({
        "ref": reference,
        "item": item.short,
        "form": form(item),
        "materials": materials,
        "situation": item.usual(),
        "do": action,
    });
    let (mut applicant, agent) = people(&item.applicants[0]);
    if item.situations.iter().any(|one| one.answers_from.is_some()) {
        // Of retirement age: nobody else has a kind to choose.
        applicant["name"] = "李㛃".into();
        applicant["id"] = "430400196204050042".into();
    }
    line["applicant"] = applicant;
    if let Some(agent) = agent {
        line["agent"] = agent;
    }
    line
}

fn given(material: &Material, action: &str, file: &str) -> Value {
    let code = &material.code;
    if action == "tolerance" && material.class == Class::Tolerable {
        return json!({"code": code, "lack": "tolerance"});
    }
    if action == "commitment" && material.committable {
        return json!({"code": code, "commit": true});
    }
    match material.licences.first() {
        Some(kind) => {
            json!({"code": code, "licence": {"type": kind, "number": "LX-0001", "valid_to": "2099-12-31"}})
        }
        None => json!({"code": code, "file": file}),
    }
}

fn people(kind: &str) -> (Value, Option<Value>) {
    let chen =
        json!({"kind": kind, "name": "陈思远", "id": "430400200002290012", "phone": "13800000000"});
    let liu = json!({"name": "刘春梅", "id": "430182199001010026", "phone": "13800000001"});
    match kind {
        "legal_person" => (
            json!({"kind": kind, "name": "练习市枫林茶饮有限公司", "id_kind": "uscc", "id": "91430400MA4301026Y"}),
            Some(liu),
        ),
        "guardian" => (
            json!({"kind": kind, "name": "陈小满", "id": "430400202306150018"}),
            Some(chen),
        ),
        _ => (chen, None),
    }
}

fn form(item: &Item) -> Value {
    let shown = item.form.fields(&answers(item));
    let filled: Map<String, Value> = shown
        .into_iter()
        .filter(|field| field.required)
        .map(|field| {
            let schema = &item.form.0["properties"][&field.key];
            let value = value(&field, schema);
            (field.key, Value::from(value))
        })
        .collect();
    Value::Object(filled)
}

fn value(field: &Field, schema: &Value) -> String {
    if let Some(pattern) = schema["pattern"].as_str() {
        return fitting(pattern).to_owned();
    }
    match field.kind {
        FieldKind::Choice => field.options[0].0.clone(),
        FieldKind::Date | FieldKind::Workday => "2026-03-05".to_owned(),
        FieldKind::Number => schema["minimum"].as_u64().unwrap_or(2).to_string(),
        FieldKind::Id => "430400200002290012".to_owned(),
        FieldKind::Phone => "13800000000".to_owned(),
        FieldKind::Text | FieldKind::Area => {
            let most = schema["maxLength"]
                .as_u64()
                .map_or(usize::MAX, |most| most as usize);
            "练习市示范区测试路1号".chars().take(most).collect()
        }
    }
}

/// A text for each pattern of the practice forms.
fn fitting(pattern: &str) -> &'static str {
    match pattern {
        "^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})$" => "13800000000",
        "^[0-9]{10,13}$" => "4304000001",
        "^[0-9A-HJ-NPQRTUWXY]{18}$" => "91430400MA4301026Y",
        "^[0-9]{12}[A-Z]{2}[0-9A-Z]{14}$" => "430400001001GB00001F00010001",
        "^[A-Z][0-9]{9}$" => "A000000001",
        "^[0-9]{4}$" => "0001",
        "^T[0-9]{17}[0-9X]$" => "T430400200002290012",
        "^[ABC][1-6]$" => "C1",
        other => panic!("no text for the pattern {other}"),
    }
}
