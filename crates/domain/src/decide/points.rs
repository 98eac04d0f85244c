//! 审查要点: what a clerk looks at is answered point by point before it is accepted, and a point that fails is told word for
//! word (domain reference S56, docs/adr/0033). A line without answers was answered as a whole.

use super::refusal::ground;
use super::{Context, Refusal};
use crate::act::{Gap, Line};
use crate::case::Case;

/// Answers are to points that the item has at this version, each once.
pub(super) fn listed(lines: &[Line], context: &Context<'_>) -> Result<(), Refusal> {
    for line in lines {
        let points = line.points.iter().flatten();
        let mut seen: Vec<&str> = Vec::new();
        for point in points.map(|point| point.text.as_str()) {
            if !asked(line, context).any(|text| text == point) || seen.contains(&point) {
                let say = format!(
                    "“{}”没有“{point}”这个审查要点，或者答了两次。请按事项目录的审查要点逐条核对。",
                    line.name
                );
                return Err(Refusal::new("point_unlisted", ground::POINTS, say));
            }
            seen.push(point);
        }
    }
    Ok(())
}

/// Each point of what is looked at is answered.
pub(super) fn answered(lines: &[Line], context: &Context<'_>) -> Result<(), Refusal> {
    for line in lines {
        let open = holes(line, context);
        if !open.is_empty() {
            let say = format!(
                "“{}”的审查要点还没有核对：{}。请逐条答符合或不符合；都符合的可以一次勾选。",
                line.name,
                quoted(&open)
            );
            return Err(Refusal::new("point_open", ground::POINTS, say));
        }
    }
    Ok(())
}

/// Each point of what is looked at is answered, and holds: nothing is accepted over one that fails.
pub(super) fn held(case: &Case, context: &Context<'_>) -> Result<(), Refusal> {
    answered(&case.materials, context)?;
    let fails = |line: &&Line| !line.failing().is_empty();
    let Some(line) = case.materials.iter().find(fails) else {
        return Ok(());
    };
    let say = format!(
        "“{}”不符合审查要点：{}，不能受理。请换交合格的材料后重新核对，或出具一次性告知书。",
        line.name,
        quoted(&line.failing())
    );
    Err(Refusal::new("point_fails", ground::ART_32_4, say))
}

/// A notice names every point that fails.
pub(super) fn told(case: &Case, gaps: &[Gap]) -> Result<(), Refusal> {
    for line in &case.materials {
        let told = |point: &&str| {
            let mut of_line = gaps.iter().filter(|gap| gap.code == line.code);
            of_line.any(|gap| gap.names(point))
        };
        if let Some(point) = line.failing().into_iter().find(|point| !told(point)) {
            let say = format!(
                "“{}”不符合审查要点“{point}”，没有列入告知内容。一次性告知要一次说全，要点照原文写。",
                line.name
            );
            return Err(Refusal::new("gap_left_out", ground::ART_32_4, say));
        }
    }
    Ok(())
}

/// The item's points of the line that have no answer, of a line that is answered by points.
fn holes<'a>(line: &'a Line, context: &Context<'a>) -> Vec<&'a str> {
    let Some(points) = line.points.as_ref().filter(|_| line.source.is_looked_at()) else {
        return Vec::new();
    };
    let answered = |text: &&str| {
        points
            .iter()
            .any(|point| point.text == *text && point.holds.is_some())
    };
    asked(line, context)
        .filter(|text| !answered(text))
        .collect()
}

fn asked<'a>(line: &Line, context: &Context<'a>) -> impl Iterator<Item = &'a str> {
    let material = context.item.material(&line.code);
    material
        .into_iter()
        .flat_map(|material| &material.review_points)
        .map(String::as_str)
}

fn quoted(points: &[&str]) -> String {
    let quoted: Vec<String> = points.iter().map(|point| format!("“{point}”")).collect();
    quoted.concat()
}
