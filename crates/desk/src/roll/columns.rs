use std::collections::BTreeMap;

use domain::catalogue::{Item, Situation};

use crate::fault::{DeskFault, Outcome};

const NAME: &[&str] = &["姓名", "申请人", "申请人姓名", "name"];
const ID: &[&str] = &[
    "证件号码",
    "证件号",
    "身份证号",
    "身份证号码",
    "公民身份号码",
    "居民身份证号码",
    "id",
];
const PHONE: &[&str] = &["联系电话", "电话", "手机", "手机号", "手机号码", "phone"];
const GROUP: &[&str] = &["团组号", "团号", "团组", "group"];
const KIND: &[&str] = &["证件类型", "证件种类"];

/// Characters of a group's number, at most.
const GROUP_LONG: usize = 32;

/// What a column of the list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Id,
    IdKind,
    Phone,
    Group,
    /// A field of the item's form.
    Field(String),
    /// A question of the item, with what its choices are called.
    Question(String, BTreeMap<String, String>),
    /// Nothing here knows it.
    Unused,
}

/// What each column is, by the words over it.
pub(super) fn columns(heads: &[String], item: &Item) -> Outcome<Vec<Column>> {
    let found: Vec<Column> = heads.iter().map(|head| column(head, item)).collect();
    for (wanted, name) in [(Column::Name, "姓名"), (Column::Id, "证件号码")] {
        match found.iter().filter(|column| **column == wanted).count() {
            1 => {}
            0 => {
                return Err(wrong(&format!(
                    "没有“{name}”一栏。请在第一行写上栏目名称。"
                )));
            }
            _ => return Err(wrong(&format!("有两栏都是“{name}”。请只留一栏。"))),
        }
    }
    Ok(found)
}

fn column(head: &str, item: &Item) -> Column {
    let head: String = head
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '*')
        .collect();
    let lower = head.to_lowercase();
    let one_of = |names: &[&str]| names.contains(&lower.as_str());
    if one_of(NAME) {
        return Column::Name;
    }
    if one_of(ID) {
        return Column::Id;
    }
    if one_of(KIND) {
        return Column::IdKind;
    }
    if one_of(GROUP) {
        return Column::Group;
    }
    if one_of(PHONE) {
        return Column::Phone;
    }
    if let Some(question) = item
        .situations
        .iter()
        .find(|question| question.text == head)
    {
        let choices = question.choices.iter();
        let named = choices.map(|choice| (choice.text.clone(), choice.code.clone()));
        return Column::Question(question.code.clone(), named.collect());
    }
    let properties = item.form.0["properties"].as_object();
    let mut fields = properties.into_iter().flatten();
    let titled = |(key, schema): &(&String, &serde_json::Value)| {
        **key == head || schema["title"].as_str() == Some(&head)
    };
    match fields.find(titled) {
        Some((key, _)) => Column::Field(key.clone()),
        None => Column::Unused,
    }
}

/// One person of the list.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) id_kind: String,
    pub(super) id: String,
    pub(super) phone: String,
    /// 团组号, where the list says one.
    pub(super) group: String,
    pub(super) form: BTreeMap<String, String>,
    pub(super) situation: Situation,
}

/// What a row says; an empty cell says nothing.
///
/// # Errors
/// A sentence about the row: a kind of document or an answer that is none.
pub(super) fn person(columns: &[Column], cells: &[String]) -> Result<Person, String> {
    let mut person = Person {
        id_kind: "resident_id".to_owned(),
        ..Person::default()
    };
    for (column, cell) in columns
        .iter()
        .zip(cells)
        .filter(|(_, cell)| !cell.is_empty())
    {
        match column {
            Column::Name => person.name.clone_from(cell),
            Column::Id => person.id.clone_from(cell),
            Column::Phone => person.phone.clone_from(cell),
            Column::Group if cell.chars().count() > GROUP_LONG => {
                return Err(format!("团组号超过 {GROUP_LONG} 个字"));
            }
            Column::Group => person.group.clone_from(cell),
            Column::IdKind => {
                let kind = id_kind(cell).ok_or("不认识这种证件类型")?;
                kind.clone_into(&mut person.id_kind);
            }
            Column::Field(key) => {
                person.form.insert(key.clone(), cell.clone());
            }
            Column::Question(code, choices) => {
                let known = choices.keys().cloned().collect::<Vec<_>>().join("、");
                let choice = choices.get(cell);
                let choice = choice.ok_or_else(|| format!("情形只能写{known}之一"))?;
                person.situation.insert(code.clone(), choice.clone());
            }
            Column::Unused => {}
        }
    }
    Ok(person)
}

fn id_kind(text: &str) -> Option<&'static str> {
    let known = ["resident_id", "foreign_permanent", "permit", "passport"];
    let mut named = known.into_iter();
    named.find(|kind| *kind == text || crate::draft::show::id_kind_text(kind) == text)
}

fn wrong(say: &str) -> DeskFault {
    DeskFault::new("roll_columns", format!("名单没有导入：{say}"))
}
