//! Which of several cameras is meant: what the clerk chose last for this use, else what its name suggests.

use serde::{Deserialize, Serialize};

use super::{Found, Mode};

/// What a camera is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Papers on the counter (高拍仪).
    Document,
    /// The person before it (人像).
    Portrait,
}

/// A camera and how it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// As in [`Found`].
    pub id: String,
    /// The camera's best, where none was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
}

/// What was chosen last, by use. Kept by the caller.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// For papers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Choice>,
    /// For persons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portrait: Option<Choice>,
}

/// Parts of names of document cameras, small letters.
const DOCUMENT: [&str; 6] = ["高拍", "文档", "document", "scan", "eloam", "deli"];
/// Parts of names of cameras that look at a person.
const PORTRAIT: [&str; 5] = ["人像", "front", "face", "integrated", "facetime"];
/// A person needs no more, and it comes faster.
const PORTRAIT_PIXELS: u64 = 1920 * 1080;

impl Choices {
    /// Notes a choice.
    pub fn remember(&mut self, usage: Use, choice: Choice) {
        match usage {
            Use::Document => self.document = Some(choice),
            Use::Portrait => self.portrait = Some(choice),
        }
    }

    /// The camera for a use among those that are there; `None` where none is.
    #[must_use]
    pub fn pick(&self, usage: Use, found: &[Found]) -> Option<Choice> {
        let last = match usage {
            Use::Document => &self.document,
            Use::Portrait => &self.portrait,
        };
        if let Some(last) = last
            && let Some(camera) = found.iter().find(|camera| camera.id == last.id)
        {
            return Some(Choice {
                // A mode that it has no more, as on another port.
                mode: last.mode.filter(|mode| camera.modes.contains(mode)),
                id: last.id.clone(),
            });
        }
        let best = found.iter().max_by_key(|camera| suits(usage, camera))?;
        Some(Choice {
            id: best.id.clone(),
            mode: usual(usage, best),
        })
    }
}

/// How well a camera suits a use; the order of equals is the system's.
fn suits(usage: Use, camera: &Found) -> (bool, i32, bool, u64) {
    let name = camera.name.to_lowercase();
    let named = |parts: &[&str]| i32::from(parts.iter().any(|part| name.contains(part)));
    let by_name = named(&DOCUMENT) - named(&PORTRAIT);
    let pixels = camera.modes.first().map_or(0, Mode::pixels);
    let usable = camera.fault.is_none();
    match usage {
        Use::Document => (usable, by_name, !camera.simulated, pixels),
        Use::Portrait => (usable, -by_name, !camera.simulated, u64::MAX - pixels),
    }
}

fn usual(usage: Use, camera: &Found) -> Option<Mode> {
    match usage {
        // All it has: a page is read later by people who do not have the paper.
        Use::Document => None,
        Use::Portrait => camera
            .modes
            .iter()
            .find(|mode| mode.pixels() <= PORTRAIT_PIXELS)
            .copied(),
    }
}
