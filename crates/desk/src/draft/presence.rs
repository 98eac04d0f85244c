//! 本人核验: how the person at the desk was seen. It belongs to that person and goes with them.

use domain::applicant::{ApplicantKind, Party};
use domain::presence::{How, Presence, add};
use serde::{Deserialize, Serialize};

use super::Draft;

/// Who was seen, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Their name.
    pub name: String,
    /// Their number.
    pub id: String,
    /// Each kind once, oldest first.
    #[serde(default)]
    pub seen: Vec<Presence>,
    /// They were asked and do not want their face compared: it is not offered again.
    #[serde(default)]
    pub no_face: bool,
}

impl Present {
    fn of(party: &Party) -> Self {
        Self {
            name: party.name.clone(),
            id: party.id.clone(),
            ..Self::default()
        }
    }

    fn is(&self, party: &Party) -> bool {
        self.name == party.name && self.id == party.id
    }
}

impl Draft {
    /// The person who stands at the desk, as far as one is registered. A company does not.
    #[must_use]
    pub fn at_desk(&self) -> Option<&Party> {
        let party = match self.kind() {
            ApplicantKind::Own => self.party.as_ref(),
            _ => self.representative.as_ref().map(|one| &one.party),
        };
        party.filter(|party| party.id_kind != "uscc" && !party.name.is_empty())
    }

    /// How they were seen.
    #[must_use]
    pub fn presence(&self) -> &[Presence] {
        self.present()
            .map_or(&[], |present| present.seen.as_slice())
    }

    /// They do not want their face compared.
    #[must_use]
    pub fn declines_face(&self) -> bool {
        self.present().is_some_and(|present| present.no_face)
    }

    /// They were seen; nobody at the desk: nothing is.
    pub fn see(&mut self, how: How, at: i64) {
        if let Some(present) = self.present_mut() {
            add(&mut present.seen, Presence { how, at });
        }
    }

    /// They were seen before, as an act says.
    pub(super) fn saw(&mut self, seen: Vec<Presence>) {
        if !seen.is_empty()
            && let Some(present) = self.present_mut()
        {
            present.seen = seen;
        }
    }

    /// Their document lay on the reader; somebody else's says nothing of them.
    pub fn see_card(&mut self, card: &Party, at: i64) {
        if self.at_desk().is_some_and(|party| party.id == card.id) {
            self.see(How::Reader, at);
        }
    }

    /// 人工核对, or no more.
    pub fn toggle_eye(&mut self, at: i64) {
        if !self.presence().iter().any(|one| one.how == How::Eye) {
            self.see(How::Eye, at);
        } else if let Some(present) = self.present_mut() {
            present.seen.retain(|one| one.how != How::Eye);
        }
    }

    /// They said no.
    pub fn decline_face(&mut self) {
        if let Some(present) = self.present_mut() {
            present.no_face = true;
        }
    }

    /// Whoever is not at the desk any more is forgotten.
    pub fn forget_absent(&mut self) {
        if self.present().is_none() {
            self.present = None;
        }
    }

    fn present(&self) -> Option<&Present> {
        let party = self.at_desk()?;
        self.present.as_ref().filter(|present| present.is(party))
    }

    fn present_mut(&mut self) -> Option<&mut Present> {
        let party = self.at_desk()?.clone();
        self.forget_absent();
        Some(self.present.get_or_insert_with(|| Present::of(&party)))
    }
}

#[cfg(test)]
mod tests {
    use domain::applicant::Representative;
    use domain::presence::{Face, FaceVerdict};

    use super::*;

    fn party(name: &str, id: &str) -> Party {
        Party {
            name: name.to_owned(),
            id_kind: "resident_id".to_owned(),
            id: id.to_owned(),
            phone: String::new(),
            seen_by: "typed".to_owned(),
        }
    }

    fn chen() -> Party {
        party("陈思远", "430400200002290012")
    }

    fn draft() -> Draft {
        let mut draft = Draft::new(uuid::Uuid::nil(), 0);
        draft.party = Some(chen());
        draft
    }

    fn face() -> How {
        How::Face(Face {
            verdict: FaceVerdict::Match,
            score: 931,
            reference: "r1".to_owned(),
        })
    }

    #[test]
    fn s44_a_glance_is_taken_back_as_it_was_given_and_leaves_the_rest() {
        let mut draft = draft();
        draft.see_card(&chen(), 1);
        draft.toggle_eye(2);
        assert_eq!(draft.presence().len(), 2);
        draft.toggle_eye(3);
        let left = Presence {
            how: How::Reader,
            at: 1,
        };
        assert_eq!(draft.presence(), [left]);
    }

    #[test]
    fn s44_a_new_person_at_the_desk_has_not_been_seen() {
        let mut draft = draft();
        draft.see(face(), 1);
        draft.decline_face();
        draft.party = Some(party("周国栋", "150826195505050031"));
        assert!(draft.presence().is_empty() && !draft.declines_face());
        draft.forget_absent();
        let kept = serde_json::to_string(&draft).expect("written");
        assert!(!kept.contains("r1"), "{kept}");
    }

    #[test]
    fn the_same_person_who_also_shows_a_code_was_seen_all_the_same() {
        let mut draft = draft();
        draft.see_card(&chen(), 1);
        draft.forget_person();
        draft.party = Some(chen());
        draft.forget_absent();
        assert_eq!(draft.presence().len(), 1);
    }

    #[test]
    fn a_card_that_an_agent_brings_along_does_not_show_its_owner() {
        let mut draft = draft();
        draft.kind = Some(ApplicantKind::Agent);
        draft.see_card(&chen(), 1);
        assert!(draft.at_desk().is_none() && draft.presence().is_empty());
        let agent = party("周国栋", "150826195505050031");
        draft.representative = Some(Representative {
            party: agent.clone(),
            relation: "代理人".to_owned(),
        });
        draft.see_card(&chen(), 2);
        assert!(draft.presence().is_empty());
        draft.see_card(&agent, 3);
        assert_eq!(draft.applicant().presence.len(), 1);
        draft.kind = Some(ApplicantKind::Own);
        assert!(
            draft.applicant().presence.is_empty(),
            "the agent was seen, not the applicant"
        );
    }

    #[test]
    fn a_company_is_seen_by_nobody() {
        let mut draft = draft();
        draft.party = Some(Party {
            id_kind: "uscc".to_owned(),
            ..chen()
        });
        draft.toggle_eye(1);
        assert!(draft.presence().is_empty() && draft.present.is_none());
    }
}
