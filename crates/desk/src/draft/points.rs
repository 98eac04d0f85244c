//! 审查要点 as a clerk answers them on the desk: about what stands for the line now, and gone with it.

use std::collections::BTreeMap;

use domain::act::{Line, LineSource, Point};
use domain::catalogue::{Item, Material};
use serde::{Deserialize, Serialize};

use super::Draft;

/// What was answered about a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    /// What it was answered about: of anything else nobody has answered.
    about: LineSource,
    /// Answered as a whole, as a line of `zc intake` without `points` and every act of an older station is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    whole: bool,
    /// By their text, whether they hold.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    holds: BTreeMap<String, bool>,
}

impl Looked {
    /// As the line of an act says.
    pub(super) fn of(line: &Line) -> Self {
        let points = line.points.iter().flatten();
        let given = points.filter_map(|point| Some((point.text.clone(), point.holds?)));
        Self {
            about: line.source.clone(),
            whole: line.points.is_none(),
            holds: given.collect(),
        }
    }
}

/// Every point of a material, unanswered.
pub(crate) fn open(material: &Material) -> Vec<Point> {
    let texts = material.review_points.iter();
    texts.map(|text| Point::open(text)).collect()
}

/// Answers one point, or all that nobody has answered.
pub(crate) fn answer(points: &mut [Point], text: Option<&str>, holds: Option<bool>) {
    for point in points {
        match text {
            Some(text) if point.text == text => point.holds = holds,
            Some(_) => {}
            None => point.holds = point.holds.or(holds),
        }
    }
}

impl Draft {
    /// The points of a line that a clerk looks at, as answered; none where nobody is asked: the system answers it, it was
    /// answered as a whole, or it has no points.
    #[must_use]
    pub fn points(&self, item: &Item, code: &str) -> Option<Vec<Point>> {
        let source = self.lines.get(code).filter(|by| by.is_looked_at())?;
        let material = item.material(code)?;
        let looked = self.looked.get(code).filter(|had| had.about == *source);
        if material.review_points.is_empty() || looked.is_some_and(|had| had.whole) {
            return None;
        }
        let mut points = open(material);
        for point in &mut points {
            point.holds = looked.and_then(|had| had.holds.get(&point.text).copied());
        }
        Some(points)
    }

    /// Answers a point of a line, or with none named all that nobody has answered; `holds` none takes an answer back.
    pub(super) fn answer_point(
        &mut self,
        item: &Item,
        (code, text): (&str, Option<&str>),
        holds: Option<bool>,
    ) {
        let Some(mut points) = self.points(item, code) else {
            return;
        };
        answer(&mut points, text, holds);
        self.look(code, Some(points));
    }

    /// What was answered about what stands for the line now; `points` none: as a whole.
    pub(crate) fn look(&mut self, code: &str, points: Option<Vec<Point>>) {
        let Some(source) = self.lines.get(code).cloned() else {
            return;
        };
        let line = Line {
            code: code.to_owned(),
            name: String::new(),
            source,
            points,
        };
        self.looked.insert(code.to_owned(), Looked::of(&line));
    }
}

#[cfg(test)]
mod tests {
    use domain::act::Hash;

    use super::*;
    use crate::draft::Edit;

    fn water() -> Item {
        serde_json::from_str(include_str!(
            "../../../../assets/practice/items/0225-water-supply.json"
        ))
        .expect("an item of the practice city")
    }

    fn holds(draft: &Draft, item: &Item) -> Option<Vec<Option<bool>>> {
        let points = draft.points(item, "plan")?;
        Some(points.iter().map(|point| point.holds).collect())
    }

    fn point(text: Option<&str>, holds: Option<bool>) -> Edit {
        Edit::Point {
            code: "plan".into(),
            text: text.map(str::to_owned),
            holds,
        }
    }

    #[test]
    fn s56_answers_are_about_what_stands_for_the_line_and_go_with_it() {
        let item = water();
        let mut draft = Draft::default();
        let edit = |draft: &mut Draft, edit: Edit| draft.edit(edit, Some(&item), 1);
        assert_eq!(holds(&draft, &item), None, "nothing is there to look at");
        edit(&mut draft, Edit::Line("plan".into(), LineSource::Paper));
        assert_eq!(holds(&draft, &item), Some(vec![None, None]));

        // One that fails stays so when the rest is answered with one key.
        let second = item.material("plan").expect("a line").review_points[1].clone();
        edit(&mut draft, point(Some(&second), Some(false)));
        edit(&mut draft, point(None, Some(true)));
        assert_eq!(holds(&draft, &item), Some(vec![Some(true), Some(false)]));

        // The same after a restart.
        let kept = serde_json::to_string(&draft).expect("a draft is plain data");
        let mut draft: Draft = serde_json::from_str(&kept).expect("readable");
        assert_eq!(holds(&draft, &item), Some(vec![Some(true), Some(false)]));

        // Another file, or the same paper put down anew, is looked at anew.
        let file = LineSource::File {
            hash: Hash([1; 32]),
            bytes: 3,
            media: "image/png".into(),
            pages: Vec::new(),
        };
        draft.lines.insert("plan".into(), file);
        assert_eq!(holds(&draft, &item), Some(vec![None, None]));
        edit(&mut draft, Edit::Line("plan".into(), LineSource::Paper));
        assert_eq!(holds(&draft, &item), Some(vec![None, None]));
        edit(&mut draft, Edit::Clear("plan".into()));
        assert_eq!(holds(&draft, &item), None);
    }
}
