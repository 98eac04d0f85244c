//! The practice city's device that compares faces: what it says of one and what is wrong with it.

use ::devices::face::Verdict;
use ::devices::face::simulate::Scene;
use ::devices::local::simulate::Answer;

use crate::desk::Desk;
use crate::fault::{DeskFault, Outcome};
use crate::view::ChoiceView;

/// It is the same person.
pub const MATCHES: &str = "match";

/// Machine word and what a list says.
const OUTCOMES: [(&str, &str); 10] = [
    (MATCHES, "一致"),
    ("no_match", "不一致"),
    ("unsure", "不能确定"),
    ("refused", "本人在设备上取消"),
    ("not_connected", "设备没接"),
    ("busy", "被占用"),
    ("slow", "不应答"),
    ("garbled", "应答看不懂"),
    ("another", "答的是另一次比对"),
    ("talkative", "一致，还送来照片和模板"),
];

impl Desk {
    /// What the practice city's device does for an outcome of the list.
    ///
    /// # Errors
    /// Not the practice city, no such outcome.
    pub fn face_scene(&self, outcome: &str) -> Outcome<Scene> {
        if !self.is_practice() {
            let say = "这是正式工作站，不能模拟人脸比对。请接上设备，或读身份证、人工核对。";
            return Err(DeskFault::new("not_practice", say));
        }
        scene(outcome).ok_or_else(|| DeskFault::new("malformed", "没有这种比对结果，没有改动。"))
    }
}

/// What it can do, for the list of the panel.
#[must_use]
pub fn outcomes() -> Vec<ChoiceView> {
    OUTCOMES
        .map(|(code, text)| ChoiceView {
            code: code.to_owned(),
            text: text.to_owned(),
        })
        .to_vec()
}

fn scene(outcome: &str) -> Option<Scene> {
    Some(match outcome {
        MATCHES => Scene::Says(Verdict::Match, 931),
        "no_match" => Scene::Says(Verdict::NoMatch, 124),
        "unsure" => Scene::Says(Verdict::Unsure, 558),
        "refused" => Scene::Refused,
        "not_connected" => Scene::NotConnected,
        "busy" => Scene::Busy(u32::MAX),
        "slow" => Scene::Wrong(Answer::Hangs),
        "garbled" => Scene::Wrong(Answer::Body(b"{\"verdict\":".to_vec())),
        "another" => Scene::Another,
        "talkative" => Scene::Talkative(Verdict::Match, 931),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_of_the_list_can_be_played() {
        for one in outcomes() {
            assert!(scene(&one.code).is_some(), "{}", one.code);
        }
        assert!(scene("fire").is_none());
    }
}
