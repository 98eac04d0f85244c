use serde::Deserialize;
use serde_json::{Value, json};

use super::FaceFault;
use crate::local::{Garbled, read_json};

/// The whole of a score.
const WHOLE: f64 = 1000.0;

/// What a device says of two faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The same person.
    Match,
    /// Another one.
    NoMatch,
    /// It cannot tell.
    Unsure,
}

impl Verdict {
    /// The word of the assumed protocol.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::NoMatch => "no_match",
            Self::Unsure => "unsure",
        }
    }

    fn of(word: &str) -> Option<Self> {
        let all = [Self::Match, Self::NoMatch, Self::Unsure];
        all.into_iter().find(|one| one.word() == word)
    }
}

/// All that is kept of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// What the device said.
    pub verdict: Verdict,
    /// How alike, thousandths, 0 to 1000.
    pub score: u16,
    /// The question's own reference.
    pub reference: String,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Under `/api/`.
    pub call: &'static str,
    /// JSON.
    pub body: String,
}

/// How a maker's service is asked and understood. Pure: sockets, patience and bounds are the same for all.
pub trait Protocol: Send + Sync {
    /// Asks for a comparison of who stands there now; `reference` is all that may be told.
    fn question(&self, reference: &str) -> Question;

    /// Understands the answer to that question.
    ///
    /// # Errors
    /// What the device said instead, that it is no answer, that it is the answer to another question.
    fn understand(&self, reply: &[u8], reference: &str) -> Result<Compared, FaceFault>;

    /// The call that asks the service what it is.
    fn version_call(&self) -> &'static str;

    /// What it calls itself, at most 20 characters.
    ///
    /// # Errors
    /// It is no such service.
    fn version(&self, reply: &[u8]) -> Result<String, FaceFault>;
}

/// The assumption: `POST /api/FaceCompare {"reference"}` answers `{"verdict": "match" | "no_match" | "unsure", "score":
/// 0…1, "reference"}` with the question's reference, or `{"fault": "busy" | "refused" | "not_connected"}`;
/// `GET /api/FaceVersion` answers `{"version"}`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Assumed;

/// What is read of a reply. There is no field for a picture or a template, so none is ever taken out of it.
#[derive(Deserialize)]
struct Said {
    fault: Option<String>,
    verdict: Option<String>,
    score: Option<Value>,
    reference: Option<String>,
}

#[derive(Deserialize)]
struct Version {
    version: String,
}

impl Protocol for Assumed {
    fn question(&self, reference: &str) -> Question {
        Question {
            call: "FaceCompare",
            body: json!({ "reference": reference }).to_string(),
        }
    }

    fn understand(&self, reply: &[u8], reference: &str) -> Result<Compared, FaceFault> {
        let said: Said = read_json(reply).map_err(FaceFault::Garbled)?;
        const NOT_IT: FaceFault = FaceFault::Garbled(Garbled::Fields);
        match said.fault.as_deref() {
            None | Some("") => {}
            Some("busy") => return Err(FaceFault::Busy),
            Some("refused") => return Err(FaceFault::Refused),
            Some("not_connected") => return Err(FaceFault::NotConnected),
            Some(_) => return Err(NOT_IT),
        }
        let verdict = said.verdict.as_deref().and_then(Verdict::of);
        let compared = Compared {
            verdict: verdict.ok_or(NOT_IT)?,
            score: said.score.as_ref().and_then(score).ok_or(NOT_IT)?,
            reference: said.reference.ok_or(NOT_IT)?,
        };
        if compared.reference != reference {
            return Err(FaceFault::Another);
        }
        Ok(compared)
    }

    fn version_call(&self) -> &'static str {
        "FaceVersion"
    }

    fn version(&self, reply: &[u8]) -> Result<String, FaceFault> {
        let said: Version = read_json(reply).map_err(FaceFault::Garbled)?;
        Ok(said.version.chars().take(20).collect())
    }
}

/// A number from 0 to 1, as a text too, in thousandths.
fn score(said: &Value) -> Option<u16> {
    let part = match said {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        _ => return None,
    };
    let thousandths = (0.0..=1.0).contains(&part).then_some(part * WHOLE)?;
    format!("{thousandths:.0}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(reply: &str) -> Result<Compared, FaceFault> {
        Assumed.understand(reply.as_bytes(), "r1")
    }

    #[test]
    fn s44_nothing_is_asked_but_a_reference() {
        let question = Assumed.question("r1");
        assert_eq!(question.call, "FaceCompare");
        assert_eq!(question.body, r#"{"reference":"r1"}"#);
    }

    #[test]
    fn s44_of_an_answer_four_things_are_taken_and_pictures_are_dropped() {
        let talkative = r#"{"verdict":"match","score":0.9312,"reference":"r1","name":"陈思远","photo":"/9j/4AAQ","feature":"AAECAw=="}"#;
        let compared = understood(talkative).expect("a comparison");
        assert_eq!(
            format!("{compared:?}"),
            r#"Compared { verdict: Match, score: 931, reference: "r1" }"#
        );
    }

    #[test]
    fn a_score_is_a_part_of_one() {
        for (said, thousandths) in [
            ("0", 0),
            ("1", 1000),
            ("0.5", 500),
            ("0.0004", 0),
            (r#""0.87""#, 870),
            ("1.0", 1000),
        ] {
            let reply = format!(r#"{{"verdict":"unsure","score":{said},"reference":"r1"}}"#);
            assert_eq!(understood(&reply).map(|one| one.score), Ok(thousandths));
        }
    }

    #[test]
    fn what_the_device_says_instead_and_what_is_no_answer_are_told_apart() {
        use FaceFault as F;
        let fields = F::Garbled(Garbled::Fields);
        for (reply, fault) in [
            (r#"{"fault":"busy"}"#, F::Busy),
            (r#"{"fault":"refused"}"#, F::Refused),
            (r#"{"fault":"not_connected"}"#, F::NotConnected),
            (r#"{"fault":"on fire"}"#, fields),
            // A fault goes before whatever else the reply says.
            (
                r#"{"fault":"refused","verdict":"match","score":1,"reference":"r1"}"#,
                F::Refused,
            ),
            (
                r#"{"verdict":"match","score":0.9,"reference":"r2"}"#,
                F::Another,
            ),
            (r#"{"verdict":"match","score":0.9}"#, fields),
            (r#"{"verdict":"match","reference":"r1"}"#, fields),
            (
                r#"{"verdict":"match","score":1.01,"reference":"r1"}"#,
                fields,
            ),
            (r#"{"verdict":"match","score":93,"reference":"r1"}"#, fields),
            (
                r#"{"verdict":"match","score":-0.1,"reference":"r1"}"#,
                fields,
            ),
            (
                r#"{"verdict":"match","score":"NaN","reference":"r1"}"#,
                fields,
            ),
            (r#"{"verdict":"yes","score":1,"reference":"r1"}"#, fields),
            (r#"{"verdict":true,"score":1,"reference":"r1"}"#, fields),
            ("[]", fields),
            ("", F::Garbled(Garbled::Broken)),
            (r#"{"verdict":"mat"#, F::Garbled(Garbled::Broken)),
            ("<html></html>", F::Garbled(Garbled::Page)),
        ] {
            assert_eq!(understood(reply), Err(fault), "{reply}");
        }
    }
}
