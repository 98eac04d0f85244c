//! How the person at the desk was seen (本人核验). A code proves data, not presence (design §7); what proves presence is a
//! document on a reader, a comparison of faces by an outside device, or the clerk's eye.

use serde::{Deserialize, Serialize};

/// The whole of a score, see [`Face::score`].
pub const WHOLE: u16 = 1000;

/// One way in which the person at the desk was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// How.
    pub how: How,
    /// When, milliseconds since the Unix epoch.
    pub at: i64,
}

/// What saw them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// 身份证读卡: their document lay on the reader.
    Reader,
    /// 人脸: an outside device compared, with their separate consent (个人信息保护法 arts. 26, 29).
    Face(Face),
    /// 人工: the clerk compared the person with the document.
    Eye,
}

/// What a comparison of faces came to. There is no place here for a picture or a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    /// What the device said.
    pub verdict: FaceVerdict,
    /// How alike by the device's own scale, thousandths: 0 to [`WHOLE`].
    pub score: u16,
    /// Names the comparison to the device's own log: random, made here, says nothing of a person.
    pub reference: String,
}

/// What a device says of two faces (law 6: three values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaceVerdict {
    /// 一致.
    Match,
    /// 不一致.
    NoMatch,
    /// 不能确定.
    Unsure,
}

impl FaceVerdict {
    /// Every verdict.
    pub const ALL: [Self; 3] = [Self::Match, Self::NoMatch, Self::Unsure];

    /// As in the act.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::NoMatch => "no_match",
            Self::Unsure => "unsure",
        }
    }

    /// The verdict of this word.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// As shown.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Match => "一致",
            Self::NoMatch => "不一致",
            Self::Unsure => "不能确定",
        }
    }
}

impl How {
    /// The same kind of seeing, whatever it came to.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// Adds one to what was seen: each kind stands once, its newest; a glance does not hide what a device said.
pub fn add(seen: &mut Vec<Presence>, presence: Presence) {
    seen.retain(|one| !one.how.is_like(&presence.how));
    seen.push(presence);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applicant::Applicant;

    const OLD: &str = r#"{"kind":"self","party":{"name":"陈思远","id_kind":"resident_id","id":"430400200002290012"}}"#;

    fn at(how: How, at: i64) -> Presence {
        Presence { how, at }
    }

    fn face(verdict: FaceVerdict) -> How {
        How::Face(Face {
            verdict,
            score: 931,
            reference: "6f1d".to_owned(),
        })
    }

    #[test]
    fn an_applicant_of_before_reads_and_is_written_as_it_was() {
        let old: Applicant = serde_json::from_str(OLD).expect("an old applicant");
        assert!(old.presence.is_empty());
        assert_eq!(serde_json::to_string(&old).expect("written"), OLD);
    }

    #[test]
    fn s44_each_way_of_being_seen_is_written_like_this_and_read_back() {
        let mut applicant: Applicant = serde_json::from_str(OLD).expect("an old applicant");
        applicant.presence = vec![
            at(How::Reader, 1),
            at(face(FaceVerdict::NoMatch), 2),
            at(How::Eye, 3),
        ];
        let written = serde_json::to_value(&applicant).expect("written");
        let shape = serde_json::json!([
            {"how": "reader", "at": 1},
            {"how": {"face": {"verdict": "no_match", "score": 931, "reference": "6f1d"}}, "at": 2},
            {"how": "eye", "at": 3},
        ]);
        assert_eq!(written["presence"], shape);
        let again: Applicant = serde_json::from_value(written).expect("read back");
        assert_eq!(again, applicant);
    }

    #[test]
    fn the_newest_of_a_kind_stands_and_the_other_kinds_stay() {
        let mut seen = vec![at(face(FaceVerdict::NoMatch), 1), at(How::Eye, 2)];
        add(&mut seen, at(How::Eye, 3));
        assert_eq!(
            seen,
            [at(face(FaceVerdict::NoMatch), 1), at(How::Eye, 3)],
            "a glance does not hide what the device said"
        );
        add(&mut seen, at(face(FaceVerdict::Match), 4));
        assert_eq!(seen, [at(How::Eye, 3), at(face(FaceVerdict::Match), 4)]);
    }

    #[test]
    fn a_verdict_is_read_by_the_word_it_is_written_with() {
        for verdict in FaceVerdict::ALL {
            assert_eq!(FaceVerdict::of(verdict.code()), Some(verdict));
            let written = serde_json::to_value(verdict).expect("a word");
            assert_eq!(written, verdict.code());
        }
        assert_eq!(FaceVerdict::of("MATCH"), None);
    }
}
