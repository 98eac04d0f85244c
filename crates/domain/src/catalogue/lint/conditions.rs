//! 情形: questions, choices and everything that depends on their answers.

use serde_json::Value;

use super::Report;
use crate::catalogue::{Condition, Item};

pub(super) fn lint(report: &mut Report<'_>) {
    let item = report.item;
    report.twice(
        "/situations",
        "question_twice",
        item.situations
            .iter()
            .map(|question| question.code.as_str()),
    );
    for (place, question) in item.situations.iter().enumerate() {
        let at = format!("/situations/{place}");
        report.when(
            question.text.trim().is_empty(),
            format!("{at}/text"),
            "text_missing",
            "情形问题没有写明怎么问。",
        );
        report.when(
            question.code == "applicant",
            format!("{at}/code"),
            "question_reserved",
            "“applicant”由系统自带，不能再作情形编码。",
        );
        report.when(
            question.choices.len() < 2,
            format!("{at}/choices"),
            "choices_few",
            "情形问题至少要有两个选项。",
        );
        report.twice(
            &format!("{at}/choices"),
            "choice_twice",
            question.choices.iter().map(|choice| choice.code.as_str()),
        );
        named(report, &format!("{at}/when"), &question.when, place);
    }
    for (at, condition) in conditions(item) {
        named(report, &at, &condition, item.situations.len());
    }
    effects(report);
}

/// Every condition of materials, fields, limits, places, joint tasks and ways of handling, with its place.
fn conditions(item: &Item) -> Vec<(String, Condition)> {
    let materials = item
        .materials
        .iter()
        .enumerate()
        .map(|(n, material)| (format!("/materials/{n}/when"), material.when.clone()));
    let cases = item
        .limits
        .cases
        .iter()
        .enumerate()
        .map(|(n, case)| (format!("/limits/cases/{n}/when"), case.when.clone()));
    let places = item
        .across
        .iter()
        .enumerate()
        .map(|(n, place)| (format!("/across/{n}/when"), place.when.clone()));
    let joint = item.joint.iter().enumerate();
    let joint = joint.map(|(n, joint)| (format!("/joint/{n}/when"), joint.when.clone()));
    let modes = item.modes.iter().enumerate();
    let modes = modes.map(|(n, mode)| (format!("/modes/{n}/when"), mode.when.clone()));
    let properties = item.form.0["properties"].as_object().into_iter().flatten();
    let fields = properties.filter_map(|(key, schema)| {
        let condition = serde_json::from_value(schema.get("x-when")?.clone()).ok()?;
        Some((format!("/form/properties/{key}/x-when"), condition))
    });
    let all = materials.chain(cases).chain(places).chain(fields);
    all.chain(joint).chain(modes).collect()
}

/// A condition may name `applicant` and the first `asked` questions, and of them only choices that exist.
fn named(report: &mut Report<'_>, at: &str, condition: &Condition, asked: usize) {
    let item = report.item;
    for (question, choices) in &condition.0 {
        let known: Vec<&str> = match item.situations[..asked]
            .iter()
            .find(|known| known.code == *question)
        {
            Some(known) => known
                .choices
                .iter()
                .map(|choice| choice.code.as_str())
                .collect(),
            None if question == "applicant" => item.applicants.iter().map(String::as_str).collect(),
            None => {
                report.add(
                    at,
                    "condition_question",
                    format!("条件引用了没有的（或后面才问的）情形“{question}”。"),
                );
                continue;
            }
        };
        report.when(
            choices.is_empty(),
            at,
            "condition_never",
            "条件没有列出任何选项，永远不成立。",
        );
        report.when(
            unasked(item, question, condition),
            at,
            "condition_never",
            "条件要求的情形在这些回答下不会被问到，永远不成立。",
        );
        for choice in choices
            .iter()
            .filter(|choice| !known.contains(&choice.as_str()))
        {
            report.add(
                at,
                "condition_choice",
                format!("情形“{question}”没有选项“{choice}”。"),
            );
        }
    }
}

/// Whether the question is asked only after an answer that the same condition rules out.
fn unasked(item: &Item, question: &str, condition: &Condition) -> bool {
    let asked = item.situations.iter().find(|asked| asked.code == *question);
    let needs = asked.into_iter().flat_map(|asked| &asked.when.0);
    needs
        .filter_map(|(earlier, needed)| Some((needed, condition.0.get(earlier)?)))
        .any(|(needed, given)| !given.iter().any(|answer| needed.contains(answer)))
}

/// A question that changes nothing is not asked; an item whose list never changes has no 情形.
fn effects(report: &mut Report<'_>) {
    let item = report.item;
    let uses = |condition: &Condition, code: &str| condition.0.contains_key(code);
    let changes = |code: &str| {
        item.materials
            .iter()
            .any(|material| !material.abolished && uses(&material.when, code))
    };
    let any = item
        .situations
        .iter()
        .any(|question| changes(&question.code));
    report.when(
        !any,
        "/situations",
        "no_effect",
        "没有一个情形会改变申请材料。请按情形细化材料清单。",
    );
    let all = conditions(item);
    let idle = |code: &str| {
        let later = item
            .situations
            .iter()
            .any(|question| uses(&question.when, code));
        !later && !all.iter().any(|(_, condition)| uses(condition, code))
    };
    for (place, question) in item.situations.iter().enumerate() {
        report.when(
            idle(&question.code),
            format!("/situations/{place}"),
            "question_idle",
            "这个情形不影响材料、表单、时限和办理地，不必问。",
        );
    }
}

/// An `x-when` that is there but no condition.
pub(super) fn broken(schema: &Value) -> bool {
    schema
        .get("x-when")
        .is_some_and(|when| serde_json::from_value::<Condition>(when.clone()).is_err())
}
