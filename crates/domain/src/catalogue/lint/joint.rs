//! 联合办理 and 办理方式.

use super::Report;
use crate::catalogue::Joint;
use crate::quantity::Quantity;

pub(super) fn lint(report: &mut Report<'_>) {
    let item = report.item;
    for (at, joint) in item.joint.iter().enumerate() {
        one(report, &format!("/joint/{at}"), joint);
    }
    let codes = item.joint.iter().flat_map(Joint::all);
    let codes = codes.map(|task| task.code.as_str());
    report.twice("/joint", "joint_twice", codes);
    for (at, mode) in item.modes.iter().enumerate() {
        report.when(
            mode.name.trim().is_empty() || mode.say.trim().is_empty(),
            format!("/modes/{at}"),
            "mode_named",
            "办理方式要写明名称和含义。",
        );
    }
    let always = item.modes.iter().position(|mode| mode.when.is_always());
    report.when(
        always.is_some_and(|at| at + 1 < item.modes.len()),
        "/modes",
        "mode_unreached",
        "不带情形的办理方式要放在最后，它后面的永远用不上。",
    );
}

fn one(report: &mut Report<'_>, at: &str, joint: &Joint) {
    let blank = |text: &String| text.trim().is_empty();
    report.when(
        blank(&joint.name) || blank(&joint.basis),
        at,
        "joint_named",
        "联合办理要写明名称和依据。",
    );
    report.when(
        joint.tasks.len() < 2,
        format!("{at}/tasks"),
        "joint_few",
        "联合办理至少要有两个部门或地方，只有一个的按普通事项办理。",
    );
    let unsaid = joint
        .all()
        .any(|task| [&task.code, &task.by, &task.what].into_iter().any(blank));
    report.when(
        unsaid,
        format!("{at}/tasks"),
        "joint_task",
        "每项联办任务要写明编码、由谁办、办什么。",
    );
    let Some(reaches) = &joint.reaches else {
        return;
    };
    let kind = report.item.form.kind_of(&reaches.field);
    report.when(
        !kind.is_some_and(|kind| kind == crate::catalogue::FieldKind::Number),
        format!("{at}/reaches/field"),
        "joint_field",
        "联合办理的数值条件要用申请表里的数字栏。",
    );
    report.when(
        Quantity::read(&reaches.at_least).is_none(),
        format!("{at}/reaches/at_least"),
        "joint_number",
        "联合办理的数值条件要写成数字，例如 300。",
    );
}
