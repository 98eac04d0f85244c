//! 审查要点 as a clerk answers them: each with its word, and what is open or fails on the line's own badge.

use domain::act::Point;
use domain::catalogue::{Item, Material};

use crate::draft::{Draft, points};
use crate::view::{Badge, MaterialView, PointView, Tone};

/// Nobody has answered it yet.
const OPEN: &str = "open";
const HOLDS: &str = "holds";
const FAILS: &str = "fails";

/// What an answer's word means; none: no such word.
pub(crate) fn answer_of(word: &str) -> Option<Option<bool>> {
    match word {
        HOLDS => Some(Some(true)),
        FAILS => Some(Some(false)),
        OPEN => Some(None),
        _ => None,
    }
}

/// Points with their answers.
pub(crate) fn point_views(points: &[Point]) -> Vec<PointView> {
    let word = |point: &Point| match point.holds {
        Some(true) => HOLDS,
        Some(false) => FAILS,
        None => OPEN,
    };
    let view = |point: &Point| point_view(&point.text, word(point));
    points.iter().map(view).collect()
}

/// Points that nobody is asked about.
pub(crate) fn plain_views(material: &Material) -> Vec<PointView> {
    let texts = material.review_points.iter();
    texts.map(|text| point_view(text, "")).collect()
}

fn point_view(text: &str, answer: &str) -> PointView {
    PointView {
        text: text.to_owned(),
        answer: answer.to_owned(),
        problem: Point::unmet(text),
    }
}

/// What the answers are worth: a badge where one is open or fails, and how many.
pub(crate) fn standing(points: &[Point]) -> Option<(Badge, usize)> {
    let count = |holds: Option<bool>| points.iter().filter(|point| point.holds == holds).count();
    let badge = |tone: Tone, text: &str| Badge {
        tone,
        text: text.to_owned(),
    };
    match (count(Some(false)), count(None)) {
        (0, 0) => None,
        (0, open) => Some((badge(Tone::Warn, "要点未核"), open)),
        (fails, _) => Some((badge(Tone::Bad, "要点不符合"), fails)),
    }
}

/// The badge behind the word of what stands for the line.
pub(crate) fn beside(word: &str, badge: Badge) -> Badge {
    Badge {
        text: format!("{word}，{}", badge.text),
        ..badge
    }
}

impl Draft {
    /// The line with its points; what is open or fails says so, and can be answered with one key.
    pub(super) fn with_points(
        &self,
        item: &Item,
        material: &Material,
        line: MaterialView,
    ) -> MaterialView {
        let Some(points) = self.points(item, &material.code) else {
            return MaterialView {
                points: plain_views(material),
                ..line
            };
        };
        let mut line = MaterialView {
            points: point_views(&points),
            ..line
        };
        if let Some((badge, count)) = standing(&points) {
            let say = match badge.tone {
                Tone::Bad => format!("有 {count} 条审查要点不符合，请换交材料，或作一次性告知"),
                _ => format!("还有 {count} 条审查要点没有核对"),
            };
            line.note = format!("{}；{say}", line.note);
            line.badge = beside(&line.badge.text, badge);
        }
        if points.iter().any(|point| point.holds.is_none()) {
            line.actions.insert(0, "hold".to_owned());
        }
        line
    }
}

/// The points of a line of a case that is handed in, unanswered; none where nobody is asked.
pub(crate) fn fresh(item: Option<&Item>, code: &str) -> Option<Vec<Point>> {
    let material = item?.material(code)?;
    (!material.review_points.is_empty()).then(|| points::open(material))
}
