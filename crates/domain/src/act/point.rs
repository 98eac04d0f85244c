use serde::{Deserialize, Serialize};

use super::{Gap, Line, LineSource};

/// How parts of a problem are joined on a notice.
pub(crate) const JOINT: char = '；';

/// A review point (审查要点) of a line, as whoever signs the act answered it (docs/adr/0033).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Its text at the item's pinned version: it reads without the catalogue, and goes into a notice word for word.
    pub text: String,
    /// 符合 or 不符合; none: nobody has answered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
}

impl Point {
    /// A point that nobody has answered.
    #[must_use]
    pub fn open(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            holds: None,
        }
    }

    /// How a point that fails stands in a notice.
    #[must_use]
    pub fn unmet(text: &str) -> String {
        format!("不符合审查要点：{text}")
    }
}

impl LineSource {
    /// Whether a clerk looks at what stands for the line; a licence, the form made here and what the system fetches are
    /// answered by the system.
    #[must_use]
    pub fn is_looked_at(&self) -> bool {
        matches!(self, Self::File { .. } | Self::Paper)
    }
}

impl Line {
    /// Its points that nobody has answered; none of a line that was answered as a whole.
    #[must_use]
    pub fn unanswered(&self) -> Vec<&str> {
        self.answered(None)
    }

    /// Its points that fail.
    #[must_use]
    pub fn failing(&self) -> Vec<&str> {
        self.answered(Some(false))
    }

    fn answered(&self, holds: Option<bool>) -> Vec<&str> {
        let points = self.points.iter().flatten();
        points
            .filter(|point| self.source.is_looked_at() && point.holds == holds)
            .map(|point| point.text.as_str())
            .collect()
    }

    /// What a notice tells of its points does not hold, whatever was answered before.
    pub fn told(&mut self, gaps: &[Gap]) {
        let of_line = gaps.iter().filter(|gap| gap.code == self.code);
        for gap in of_line {
            for point in self.points.iter_mut().flatten() {
                if gap.names(&point.text) {
                    point.holds = Some(false);
                }
            }
        }
    }
}

impl Gap {
    /// Whether the problem names this point, word for word.
    #[must_use]
    pub fn names(&self, point: &str) -> bool {
        let told = format!("{JOINT}{}{JOINT}", self.problem);
        let part = |text: &str| told.contains(&format!("{JOINT}{text}{JOINT}"));
        part(point) || part(&Point::unmet(point))
    }

    /// Names the point, too.
    pub fn add(&mut self, point: &str) {
        if !self.names(point) {
            if !self.problem.is_empty() {
                self.problem.push(JOINT);
            }
            self.problem.push_str(&Point::unmet(point));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::Hash;

    fn line(points: Option<Vec<Point>>) -> Line {
        Line {
            code: "plan".into(),
            name: "户内给水平面图".into(),
            source: LineSource::Paper,
            points,
        }
    }

    /// As lines were written before there were answers, byte for byte.
    #[test]
    fn s56_a_line_of_before_reads_and_is_written_as_it_was() {
        let json = r#"{"code":"plan","name":"户内给水平面图","source":{"by":"paper"}}"#;
        let old: Line = serde_json::from_str(json).expect("readable");
        assert_eq!(old, line(None), "answered as a whole");
        assert_eq!(serde_json::to_string(&old).expect("writable"), json);
    }

    #[test]
    fn s56_answers_are_read_back_as_they_were_given() {
        let points = [Some(true), Some(false), None].map(|holds| Point {
            text: "标注水表位置".into(),
            holds,
        });
        let line = line(Some(points.to_vec()));
        let written = serde_json::to_string(&line).expect("writable");
        let back: Line = serde_json::from_str(&written).expect("readable");
        assert_eq!(back, line);
        assert_eq!(
            (line.unanswered().len(), line.failing().len()),
            (1, 1),
            "one is open, one fails"
        );
    }

    #[test]
    fn s56_what_the_system_answers_has_no_point_for_a_clerk() {
        let mut line = line(Some(vec![Point::open("标注水表位置")]));
        for source in [LineSource::Form, LineSource::SystemIssued, LineSource::Open] {
            line.source = source;
            assert!(line.unanswered().is_empty());
        }
        line.source = LineSource::File {
            hash: Hash([1; 32]),
            bytes: 3,
            media: "image/png".into(),
            pages: Vec::new(),
        };
        assert_eq!(line.unanswered(), ["标注水表位置"]);
    }

    #[test]
    fn s56_a_point_is_named_word_for_word_or_not_at_all() {
        let mut gap = Gap {
            code: "plan".into(),
            name: "户内给水平面图".into(),
            problem: String::new(),
        };
        gap.add("图纸清晰");
        gap.add("标注水表位置");
        gap.add("图纸清晰");
        assert_eq!(
            gap.problem,
            "不符合审查要点：图纸清晰；不符合审查要点：标注水表位置"
        );
        assert!(gap.names("图纸清晰") && gap.names("标注水表位置"));
        assert!(!gap.names("清晰") && !gap.names("标注水表"));
    }
}
