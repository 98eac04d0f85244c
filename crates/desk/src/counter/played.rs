//! The practice city's reader: whose card lies on it and what is wrong with it.

use ::devices::id_reader::simulate::{Played, Scene};

use crate::desk::Desk;
use crate::fault::{DeskFault, Outcome};
use crate::practice;
use crate::view::ChoiceView;

/// Nothing is wrong.
pub const NO_TROUBLE: &str = "none";

/// What can be wrong with the practice reader: machine word and what a list says.
#[derive(Clone, Copy)]
struct Trouble {
    word: &'static str,
    text: &'static str,
}

const TROUBLES: [Trouble; 9] = [
    trouble(NO_TROUBLE, "正常"),
    trouble("no_card", "没有放卡"),
    trouble("not_connected", "读卡器没接"),
    trouble("busy", "被占用"),
    trouble("unreadable", "卡读不出"),
    trouble("slow", "不应答"),
    trouble("garbled", "应答看不懂"),
    trouble("number", "号码校验不对"),
    trouble("other_card", "不是身份证件"),
];

const fn trouble(word: &'static str, text: &'static str) -> Trouble {
    Trouble { word, text }
}

impl Desk {
    /// What the practice city's reader does with a citizen's card and a trouble.
    ///
    /// # Errors
    /// Not the practice city, no such citizen or trouble, a citizen without a card.
    pub fn reader_scene(&self, citizen: &str, trouble: &str) -> Outcome<Scene> {
        if !self.is_practice() {
            let say = "这是正式工作站，不能模拟读卡器。请接上读卡器，或核对原件后手工登记。";
            return Err(DeskFault::new("not_practice", say));
        }
        let card = practice::card(citizen).ok_or_else(|| {
            DeskFault::new(
                "no_card",
                "这位办事人没有身份证。请在“设备”里换一位办事人的卡。",
            )
        })?;
        scene(card, trouble)
            .ok_or_else(|| DeskFault::new("malformed", "没有这种读卡器故障，没有改动。"))
    }
}

/// Who has a card: for the list of the panel.
#[must_use]
pub fn holders() -> Vec<ChoiceView> {
    practice::card_holders()
}

/// What can be wrong, for the list of the panel.
#[must_use]
pub fn troubles() -> Vec<ChoiceView> {
    let choice = |one: Trouble| ChoiceView {
        code: one.word.to_owned(),
        text: one.text.to_owned(),
    };
    TROUBLES.map(choice).to_vec()
}

fn scene(card: Played, trouble: &str) -> Option<Scene> {
    Some(match trouble {
        NO_TROUBLE => Scene::Card(card),
        "no_card" => Scene::NoCard,
        "not_connected" => Scene::NotConnected,
        "busy" => Scene::Busy(u32::MAX, card),
        "unreadable" => Scene::Unreadable,
        "slow" => Scene::Hangs,
        "garbled" => Scene::Body(b"{\"retcode\":\"0x90".to_vec()),
        "number" => Scene::Card(misread(card)),
        "other_card" => Scene::Card(Played {
            kind: "9".to_owned(),
            ..card
        }),
        _ => return None,
    })
}

/// The last digit but one more.
fn misread(mut card: Played) -> Played {
    let wrong = match card.number.pop() {
        Some(digit @ '0'..='8') => char::from(digit as u8 + 1),
        _ => '0',
    };
    card.number.push(wrong);
    card
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trouble_of_the_list_can_be_played_and_every_holder_has_a_card() {
        for holder in holders() {
            let card = practice::card(&holder.code).expect("a card");
            for one in troubles() {
                assert!(scene(card.clone(), &one.code).is_some(), "{}", one.code);
            }
        }
        assert!(scene(Played::default(), "fire").is_none());
    }
}
