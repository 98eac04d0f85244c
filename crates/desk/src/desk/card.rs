//! 身份证读卡: what a reader read becomes the person at the desk (S44). A code proves data; a card on the reader is seen.

use std::collections::BTreeMap;

use devices::id_reader::{Card, CardKind, Term};
use domain::applicant::{ApplicantKind, Party, Representative};
use domain::identity::{Fit, mask, resident_id};
use jiff::civil::Date;

use super::Desk;
use crate::draft::{Draft, ReadCard, Seen, show};
use crate::fault::{DeskFault, Outcome};
use crate::view::{CardView, ChoiceView, DeskView};

/// How the act names it.
const READER: &str = "reader";

/// Whose card it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// 申请人.
    Applicant,
    /// 代理人, 经办人, 监护人.
    Representative,
}

impl Whose {
    /// The answer to the question that [`CardView`] asks.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "applicant" => Some(Self::Applicant),
            "representative" => Some(Self::Representative),
            _ => None,
        }
    }
}

/// What is to be done with a card.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// The person on the desk is the one on the card: now also seen.
    Confirm,
    /// Who acts for them is.
    ConfirmRepresentative,
    /// It becomes the applicant's.
    Register,
    /// It becomes theirs who acts for the applicant.
    Represent,
    /// Only the clerk knows.
    Ask,
}

impl Desk {
    /// A card was read: fills the person, confirms the one who is there, or asks whose it is.
    ///
    /// # Errors
    /// The card does not stand (validity, number), nobody is signed in, the store's.
    pub async fn take_card(&self, card: &Card, whose: Option<Whose>) -> Outcome<CardView> {
        self.station()?;
        let now = self.now();
        stands(card, domain::moment::day(now))?;
        let party = party(card);
        let draft = self.draft();
        let seen = self.seen_card(&draft, card);
        match step(&draft, &party, whose) {
            Step::Ask => return Ok(ask(&draft, &party)),
            Step::ConfirmRepresentative | Step::Represent => {
                self.put_draft(|draft| {
                    represent(draft, party.clone());
                    draft.see_card(&party, now);
                })?;
                let say = "已登记，姓名和号码来自身份证读卡器。请核对与申请人的关系。";
                return Ok(taken("已读代办人的证件", say, self.show()?));
            }
            Step::Confirm => {
                self.put_draft(|draft| {
                    confirm(draft, &party);
                    draft.card = Some(read_card(card));
                    draft.seen = Some(seen);
                    draft.see_card(&party, now);
                })?;
            }
            Step::Register => {
                self.put_draft(|draft| {
                    draft.forget_person();
                    draft.party = Some(party.clone());
                    draft.card = Some(read_card(card));
                    draft.seen = Some(seen);
                    draft.settle_kind();
                    draft.see_card(&party, now);
                })?;
            }
        }
        let desk = self.follow_up().await?;
        let say = "本人证件已由读卡器核验，表格里读得到的已带来源填好。其他证照要凭证码才能调取。";
        Ok(taken("身份证已读", say, desk))
    }

    /// What the person's panel says; a code that came before is not forgotten.
    fn seen_card(&self, draft: &Draft, card: &Card) -> Seen {
        let at = show::clock(self.now());
        let unsaid = match card.term {
            Term::Unknown => "，有效期没有读到，请看证件",
            _ => "",
        };
        let before = draft
            .seen
            .as_ref()
            .filter(|seen| draft.consent.is_some() && seen.tone == "ok")
            .map(|seen| format!("{}；", seen.detail))
            .unwrap_or_default();
        Seen {
            tone: if unsaid.is_empty() { "ok" } else { "warn" }.to_owned(),
            text: "本人证件已核".to_owned(),
            detail: format!("{before}身份证读卡器 {at}{unsaid}"),
        }
    }
}

fn step(draft: &Draft, card: &Party, whose: Option<Whose>) -> Step {
    let is_it =
        |party: &Party| party.id == card.id && (party.name.is_empty() || party.name == card.name);
    let representative = draft.representative.as_ref().map(|one| &one.party);
    match (&draft.party, representative, whose) {
        (Some(party), ..) if is_it(party) => Step::Confirm,
        (_, Some(party), _) if is_it(party) => Step::ConfirmRepresentative,
        (_, _, Some(Whose::Applicant)) => Step::Register,
        (_, _, Some(Whose::Representative)) => Step::Represent,
        // Whoever has a card is a person: for a legal person it is who comes for it.
        (_, None, None) if draft.kind() == ApplicantKind::LegalPerson => Step::Represent,
        (None, _, None) if draft.kind() == ApplicantKind::Own => Step::Register,
        _ => Step::Ask,
    }
}

fn confirm(draft: &mut Draft, card: &Party) {
    if let Some(party) = &mut draft.party {
        party.name.clone_from(&card.name);
        READER.clone_into(&mut party.seen_by);
    }
}

fn represent(draft: &mut Draft, card: Party) {
    let relation = match draft.kind() {
        ApplicantKind::Agent => "代理人",
        ApplicantKind::LegalPerson => "经办人",
        ApplicantKind::Guardian => "监护人",
        ApplicantKind::Own => return,
    };
    let before = draft
        .representative
        .take()
        .filter(|one| one.party.id == card.id);
    draft.representative = Some(match before {
        Some(before) => Representative {
            party: Party {
                phone: before.party.phone,
                ..card
            },
            relation: before.relation,
        },
        None => Representative {
            party: card,
            relation: relation.to_owned(),
        },
    });
}

fn ask(draft: &Draft, card: &Party) -> CardView {
    let answer = |code: &str, text: String| ChoiceView {
        code: code.to_owned(),
        text,
    };
    let on_desk = draft.party.as_ref().map(|party| mask::name(&party.name));
    let mut choices = vec![answer(
        "applicant",
        match &on_desk {
            Some(_) => "换成这位申请人".to_owned(),
            None => "申请人本人".to_owned(),
        },
    )];
    if draft.kind() != ApplicantKind::Own {
        choices.push(answer("representative", draft.kind().text().to_owned()));
    }
    let read = mask::name(&card.name);
    let say = match on_desk {
        Some(name) => format!(
            "读到的是 {read} 的证件，台面上已登记 {name}。换人后，前一位的凭证码、证照和自动填写的内容不再使用，手工填写的保留。"
        ),
        None => format!("读到的是 {read} 的证件。请选择是谁的证件。"),
    };
    CardView {
        outcome: "ask".to_owned(),
        title: "这是谁的证件？".to_owned(),
        say,
        desk: None,
        choices,
    }
}

fn taken(title: &str, say: &str, desk: DeskView) -> CardView {
    CardView {
        outcome: "person".to_owned(),
        title: title.to_owned(),
        say: say.to_owned(),
        desk: Some(desk),
        choices: Vec::new(),
    }
}

/// Whether a card may stand for a person today.
fn stands(card: &Card, today: Date) -> Outcome<()> {
    let day = today.to_string();
    if let Term::Until(last) = &card.term
        && *last < day
    {
        let say = format!(
            "证件已于 {last} 过期，没有登记。请办事人出示有效的证件或临时身份证，按 F2 手工登记并核对原件。"
        );
        return Err(DeskFault::new("card_expired", say));
    }
    if card.from > day {
        let say = "证件的有效期还没有开始，没有登记。请核对本机日期；日期无误时请办事人出示其他有效证件。";
        return Err(DeskFault::new("card_not_yet", say));
    }
    if resident_id::check(&card.number, today).result == Fit::Bad {
        let say =
            "读出的证件号码校验不对，没有登记。请重放一次再读；仍不对请核对证件真伪，不要受理。";
        return Err(DeskFault::new("card_number", say));
    }
    Ok(())
}

fn party(card: &Card) -> Party {
    let id_kind = match card.kind {
        CardKind::Resident => "resident_id",
        CardKind::Residence => "permit",
        CardKind::Foreigner | CardKind::Foreigner2023 => "foreign_permanent",
    };
    Party {
        name: card.name.clone(),
        id_kind: id_kind.to_owned(),
        id: card.number.clone(),
        phone: String::new(),
        seen_by: READER.to_owned(),
    }
}

/// The card as the e-licence of its type has it (GB/T 36903 short names).
fn read_card(card: &Card) -> ReadCard {
    let licence = match card.kind {
        CardKind::Resident => "居民身份证",
        CardKind::Residence => "港澳台居民居住证",
        CardKind::Foreigner | CardKind::Foreigner2023 => "外国人永久居留身份证",
    };
    let fields = [
        ("CZZT", &card.name),
        ("CZZTDM", &card.number),
        ("KZ_XB", &card.sex),
        ("KZ_MZ", &card.nation),
        ("KZ_CSRQ", &card.born),
        ("KZ_ZZ", &card.address),
    ];
    let said = fields.into_iter().filter(|(_, value)| !value.is_empty());
    ReadCard {
        licence: licence.to_owned(),
        fields: said
            .map(|(key, value)| (key.to_owned(), value.clone()))
            .collect::<BTreeMap<_, _>>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Card {
        Card {
            kind: CardKind::Resident,
            name: "陈思远".to_owned(),
            number: "430400200002290012".to_owned(),
            sex: "男".to_owned(),
            nation: "汉".to_owned(),
            born: "2000-02-29".to_owned(),
            address: "江口镇枫林路 18 号".to_owned(),
            from: "2020-02-29".to_owned(),
            term: Term::Until("2040-02-29".to_owned()),
        }
    }

    fn fault(change: impl FnOnce(&mut Card)) -> String {
        let mut card = card();
        change(&mut card);
        let today = jiff::civil::date(2026, 2, 12);
        stands(&card, today).expect_err("does not stand").code
    }

    fn draft(kind: ApplicantKind, on_desk: Option<&str>) -> Draft {
        let mut draft = Draft::new(uuid::Uuid::nil(), 0);
        draft.kind = Some(kind);
        draft.party = on_desk.map(|id| Party {
            id: id.to_owned(),
            name: String::new(),
            ..party(&card())
        });
        draft
    }

    #[test]
    fn s44_a_card_that_does_not_stand_is_refused_by_its_own_name() {
        assert!(stands(&card(), jiff::civil::date(2040, 2, 29)).is_ok());
        let expired = fault(|card| card.term = Term::Until("2026-02-11".to_owned()));
        assert_eq!(expired, "card_expired");
        assert_eq!(
            fault(|card| card.from = "2026-02-13".to_owned()),
            "card_not_yet"
        );
        let number = fault(|card| card.number = "430400200002290013".to_owned());
        assert_eq!(number, "card_number");
    }

    #[test]
    fn s44_whose_card_it_is_follows_from_the_desk_or_is_asked() {
        use ApplicantKind as K;
        let card = party(&card());
        let other = "430400198507160010";
        let on = |kind, on_desk, whose| step(&draft(kind, on_desk), &card, whose);
        assert_eq!(on(K::Own, None, None), Step::Register);
        assert_eq!(on(K::Own, Some(&card.id), None), Step::Confirm);
        assert_eq!(on(K::Own, Some(other), None), Step::Ask);
        assert_eq!(
            on(K::Own, Some(other), Some(Whose::Applicant)),
            Step::Register
        );
        assert_eq!(on(K::LegalPerson, None, None), Step::Represent);
        assert_eq!(on(K::Guardian, None, None), Step::Ask);
        assert_eq!(
            on(K::Agent, Some(other), Some(Whose::Representative)),
            Step::Represent
        );
    }

    #[test]
    fn the_same_number_under_another_name_is_not_confirmed() {
        let mut desk = draft(ApplicantKind::Own, Some("430400200002290012"));
        if let Some(party) = &mut desk.party {
            party.name = "陈思源".to_owned();
        }
        assert_eq!(step(&desk, &party(&card()), None), Step::Ask);
    }

    #[test]
    fn the_question_names_nobody_whole() {
        let asked = ask(&draft(ApplicantKind::Agent, Some("x")), &party(&card()));
        assert!(
            asked.say.contains("陈＊＊") && !asked.say.contains("思远"),
            "{}",
            asked.say
        );
        assert_eq!(asked.choices.len(), 2);
    }
}
