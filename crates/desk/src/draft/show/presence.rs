//! 本人核验 in words.

use domain::applicant::ApplicantKind;
use domain::presence::{Face, FaceVerdict, How, Presence, WHOLE};

use super::clock;
use crate::draft::Draft;
use crate::view::{Badge, PresenceView, Tone};

impl Draft {
    pub(super) fn presence_view(&self) -> Option<PresenceView> {
        self.at_desk()?;
        let seen = self.presence();
        Some(PresenceView {
            label: presence_label(self.kind()),
            seen: badges(seen, minute),
            eye: seen.iter().any(|one| one.how == How::Eye),
            no_face: self.declines_face(),
        })
    }
}

/// Who stands at the desk for this kind of applicant.
pub(crate) fn presence_label(kind: ApplicantKind) -> String {
    format!("{}核验", kind.text())
}

/// A badge for each way in which somebody was seen; `at` says its time.
pub(crate) fn badges(seen: &[Presence], at: impl Fn(i64) -> String) -> Vec<Badge> {
    if seen.is_empty() {
        let text = "未核验".to_owned();
        return vec![Badge {
            tone: Tone::Plain,
            text,
        }];
    }
    seen.iter().map(|one| badge(one, &at)).collect()
}

fn badge(presence: &Presence, at: impl Fn(i64) -> String) -> Badge {
    let at = at(presence.at);
    let (tone, text) = match &presence.how {
        How::Reader => (Tone::Ok, format!("读卡器 {at}")),
        How::Eye => (Tone::Ok, format!("人工核对 {at}")),
        How::Face(face) => {
            let text = format!("人脸比对 {at} {} {}", face.verdict.text(), score(face));
            (face_tone(face.verdict), text)
        }
    };
    Badge { tone, text }
}

pub(crate) fn face_tone(verdict: FaceVerdict) -> Tone {
    match verdict {
        FaceVerdict::Match => Tone::Ok,
        FaceVerdict::NoMatch => Tone::Bad,
        FaceVerdict::Unsure => Tone::Warn,
    }
}

/// `0.93`, cut off: never more alike than the device said.
pub(crate) fn score(face: &Face) -> String {
    let hundredths = face.score.min(WHOLE) / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// `10:42`.
fn minute(ms: i64) -> String {
    clock(ms).chars().take(5).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn face(verdict: FaceVerdict, score: u16) -> Presence {
        let reference = "r1".to_owned();
        Presence {
            how: How::Face(Face {
                verdict,
                score,
                reference,
            }),
            at: 1_770_864_247_000,
        }
    }

    #[test]
    fn s44_each_way_of_being_seen_has_its_words_and_its_sign() {
        let at = 1_770_864_247_000;
        let seen = [
            Presence {
                how: How::Reader,
                at,
            },
            face(FaceVerdict::Match, 939),
            face(FaceVerdict::NoMatch, 120),
            face(FaceVerdict::Unsure, 999),
            Presence { how: How::Eye, at },
        ];
        let shown = badges(&seen, minute);
        let words: Vec<_> = shown
            .iter()
            .map(|one| (one.tone, one.text.as_str()))
            .collect();
        assert_eq!(
            words,
            [
                (Tone::Ok, "读卡器 10:44"),
                (Tone::Ok, "人脸比对 10:44 一致 0.93"),
                (Tone::Bad, "人脸比对 10:44 不一致 0.12"),
                (Tone::Warn, "人脸比对 10:44 不能确定 0.99"),
                (Tone::Ok, "人工核对 10:44"),
            ]
        );
        assert_eq!(badges(&[], minute)[0].text, "未核验");
    }
}
