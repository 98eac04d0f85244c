//! The other end of the client: what plays a device that compares faces, its verdicts and its faults. The practice city's
//! and the tests' are this one; a city never starts it.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Pace, Verdict};
use crate::local;
use crate::local::simulate::{Answer, Script};

/// What the device does when it is asked to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scene {
    /// It says so, with a score in thousandths.
    Says(Verdict, u16),
    /// As [`Self::Says`], and sends the picture and the template along, as devices do.
    Talkative(Verdict, u16),
    /// It answers with another comparison's reference.
    Another,
    /// It compares somebody else, for so many calls; then it says 一致.
    Busy(u32),
    /// The person refused at the device.
    Refused,
    /// The device is not plugged in.
    NotConnected,
    /// What is wrong with the service is wrong with every call.
    Wrong(Answer),
}

/// A running service; it ends when this is dropped.
pub type Service = local::simulate::Service<Scene>;

impl Script for Scene {
    const CALL: &'static str = "/api/FaceCompare";

    fn play(&mut self, asked: &str) -> Answer {
        let answer = self.answer(asked);
        if let Self::Busy(left) = self {
            *self = match left {
                0 | 1 => Self::Says(Verdict::Match, 931),
                left => Self::Busy(*left - 1),
            };
        }
        answer
    }

    fn other(&self) -> Answer {
        match self {
            Self::Wrong(answer) => answer.clone(),
            _ => body(&json!({"version": "v1.2"})),
        }
    }
}

impl Scene {
    fn answer(&self, asked: &str) -> Answer {
        let asked: Value = serde_json::from_str(asked).unwrap_or_default();
        let reference = &asked["reference"];
        let said = |verdict: Verdict, score: u16, reference: &Value| {
            let score = f64::from(score) / 1000.0;
            json!({"verdict": verdict.word(), "score": score, "reference": reference})
        };
        match self {
            Self::Says(verdict, score) => body(&said(*verdict, *score, reference)),
            Self::Talkative(verdict, score) => {
                let mut said = said(*verdict, *score, reference);
                said["photo"] = json!(PHOTO);
                said["template"] = json!({"feature": TEMPLATE, "bytes": 512});
                body(&said)
            }
            Self::Another => body(&said(Verdict::Match, 931, &json!("another"))),
            Self::Busy(_) => body(&json!({"fault": "busy"})),
            Self::Refused => body(&json!({"fault": "refused"})),
            Self::NotConnected => body(&json!({"fault": "not_connected"})),
            Self::Wrong(answer) => answer.clone(),
        }
    }
}

/// What a talkative device sends as the picture and as the template: to be looked for where it must not be.
pub const PHOTO: &str = "cGljdHVyZSBvZiBhIGZhY2U=";
/// See [`PHOTO`].
pub const TEMPLATE: &str = "dGVtcGxhdGUgb2YgYSBmYWNl";

fn body(reply: &Value) -> Answer {
    Answer::Body(reply.to_string().into_bytes())
}

/// A pace for a practice city, whose device answers at once.
#[must_use]
pub fn pace() -> Pace {
    Pace {
        whole: Duration::from_secs(6),
        busy: 3,
        ..Pace::default()
    }
}
