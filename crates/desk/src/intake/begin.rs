use domain::applicant::{ApplicantKind, Party, Representative};
use domain::catalogue::{Choice, Item};
use domain::decide::checked;
use domain::qualify;
use uuid::Uuid;

use super::answer::Done;
use super::file::Files;
use super::line::{Person, malformed, refused};
use super::run::Setting;
use crate::desk::double::doubling;
use crate::desk::edit::{ensure_number, kind_of, normalised, text_hash};
use crate::desk::save::Keeping;
use crate::draft::{Draft, Edit};
use crate::fault::{DeskFault, Outcome};
use crate::plan::{Action, Plan, Words};

const ITEM: &str = "事项目录";
/// Kinds of papers that a person or body is known by.
const ID_KINDS: [&str; 5] = [
    "resident_id",
    "uscc",
    "passport",
    "permit",
    "foreign_permanent",
];

impl Setting<'_> {
    /// A new case: the draft a clerk would have made, and the button pressed.
    pub(super) async fn begin(&self, action: Action, files: &mut Files<'_>) -> Outcome<Done> {
        let reference = self.station.reference();
        let wanted = self.line.item.as_deref().unwrap_or_default().trim();
        let item = reference
            .catalogue
            .item(wanted)
            .or_else(|| {
                reference
                    .catalogue
                    .items
                    .iter()
                    .find(|item| item.name == wanted)
            })
            .ok_or_else(|| DeskFault::new("not_found", "事项库里没有这个事项。请核对 item。"))?;
        let mut draft = self.draft(item)?;
        // Before anything is opened for them: somebody who does not qualify hands nothing over (S20, S59).
        draft.checks = self.checks(&draft, item).await;
        checked(item, &draft.checks, self.now)?;
        self.ensure_answered(&draft, item)?;
        self.open_codes(&mut draft).await?;
        self.put_materials(&mut draft, item, files)?;
        let mut signature = self.sign(draft.id, draft.applicant().at_desk(), files)?;
        signature.text = text_hash(item, &draft.intake(item).materials);
        draft.signature = Some(signature);
        draft.fill(Some(item));
        let doubles = self.doubling(&mut draft, action)?;
        let credit = self.credit(&draft.applicant().party, item).await;
        draft.credit = credit;
        self.in_context(item, credit, |context| {
            let mut plan = Plan::with(&draft, action, &self.words(item), context);
            "batch".clone_into(&mut plan.intake.channel);
            plan.intake.reference = Some(self.line.reference.clone());
            let (payloads, case) = plan.payloads(draft.id, context)?;
            let keeping = Keeping {
                opened: self.now,
                codes: draft.codes.clone(),
                ..Keeping::of(&case, &payloads, self.captured)
            };
            self.keep_beside(context, keeping, doubles)
        })
    }

    /// The number of the open case that this one doubles, where the line does not say why it is taken in all the same.
    pub(super) fn doubling(&self, draft: &mut Draft, action: Action) -> Outcome<Option<String>> {
        let Some(open) = self.desk.doubled(self.station, draft, self.now)? else {
            return Ok(None);
        };
        let reason = self.line.again.trim();
        if !reason.is_empty() {
            draft.again = Some(reason.to_owned());
            draft.earlier.of = draft.asked();
            draft.earlier.open = Some(open);
            return Ok(None);
        }
        if self.single && action != Action::Refuse {
            return Err(doubling(&open));
        }
        Ok(Some(open.number))
    }

    /// Who, what for, and the form.
    fn draft(&self, item: &Item) -> Outcome<Draft> {
        let line = self.line;
        let mut draft = Draft::new(Uuid::now_v7(), self.now);
        draft.edit(Edit::Item, Some(item), self.now);
        if let Some(situation) = &line.situation {
            draft.situation.clone_from(situation);
        }
        self.put_applicant(&mut draft)?;
        ensure_number(&mut draft, self.now);
        draft.fill(Some(item));
        self.put_form(&mut draft, item)?;
        Ok(draft)
    }

    /// Which materials are asked for hangs on the answers: a wrong one is told before a line is judged by it.
    fn ensure_answered(&self, draft: &Draft, item: &Item) -> Outcome<()> {
        let asked = |code: &String| item.situations.iter().any(|one| one.code == *code);
        if !draft.situation.keys().all(asked) {
            let say = "情形（situation）里有本事项没有的问题。请按事项目录核对后再交。";
            return Err(refused("situation_unknown", ITEM, say));
        }
        let Some(question) = item.unanswered(&draft.answers()) else {
            return Ok(());
        };
        let open = qualify::open(item, question, &draft.checks, self.now);
        let listed = |choice: &&Choice| open.as_ref().is_none_or(|open| open.allows(&choice.code));
        let choices: Vec<String> = question
            .choices
            .iter()
            .filter(listed)
            .map(|choice| format!("{} {}", choice.code, choice.text))
            .collect();
        let say = format!(
            "请先回答“{}”（{}），可选：{}。",
            question.text,
            question.code,
            choices.join("、")
        );
        Err(refused("situation_open", ITEM, say))
    }

    /// Whose matter, and who acts for them.
    pub(super) fn put_applicant(&self, draft: &mut Draft) -> Outcome<()> {
        let line = self.line;
        let applicant = line
            .applicant
            .as_ref()
            .ok_or_else(|| malformed("没有写申请人（applicant）。"))?;
        let kind = match applicant.kind.as_deref() {
            Some(word) => kind_of(word)?,
            None if line.agent.is_some() => ApplicantKind::Agent,
            None => ApplicantKind::Own,
        };
        ensure_id_kind(applicant)?;
        line.agent.as_ref().map_or(Ok(()), ensure_id_kind)?;
        draft.kind = Some(kind);
        draft.party = Some(self.party(applicant));
        draft.representative = line.agent.as_ref().map(|agent| Representative {
            party: self.party(agent),
            relation: agent
                .relation
                .clone()
                .unwrap_or_else(|| kind.text().to_owned()),
        });
        Ok(())
    }

    /// What is typed into the form.
    pub(super) fn put_form(&self, draft: &mut Draft, item: &Item) -> Outcome<()> {
        let fields = item.form.0["properties"].as_object();
        let known: Vec<&str> = fields.map_or_else(Vec::new, |f| f.keys().map(|k| &**k).collect());
        for (key, typed) in self.line.typed()? {
            if !known.contains(&&*key) {
                let say = format!(
                    "申请表（form）里有本事项没有的栏目，可写的有 {}。请核对后再交。",
                    known.join("、")
                );
                return Err(refused("field_unknown", ITEM, say));
            }
            draft.edit(Edit::Field(key, typed), Some(item), self.now);
        }
        Ok(())
    }

    fn party(&self, person: &Person) -> Party {
        let id_kind = person.id_kind.replace('-', "_");
        let today = domain::moment::day(self.now);
        Party {
            name: person.name.trim().to_owned(),
            id: normalised(&id_kind, &person.id, today),
            id_kind,
            phone: person.phone.trim().to_owned(),
            seen_by: "typed".to_owned(),
        }
    }

    /// What a clerk adds to the button.
    pub(super) fn words(&self, item: &Item) -> Words {
        let name = |code: &str| item.material(code).map(|material| material.name.clone());
        Words {
            gaps: self
                .line
                .gaps
                .iter()
                .map(|gap| domain::act::Gap {
                    code: gap.code.clone(),
                    name: match gap.name.as_str() {
                        "" => name(&gap.code).unwrap_or_else(|| gap.code.clone()),
                        given => given.to_owned(),
                    },
                    problem: gap.problem.clone(),
                })
                .collect(),
            ground: self.line.ground.clone(),
            say: self.line.reason.clone(),
            competent: self.line.competent.clone(),
        }
    }
}

/// A kind that nobody knows would be checked by nobody.
fn ensure_id_kind(person: &Person) -> Outcome<()> {
    match ID_KINDS.contains(&&*person.id_kind.replace('-', "_")) {
        true => Ok(()),
        false => Err(malformed(format!(
            "证件类型 id_kind 只能是 {}。",
            ID_KINDS.join("、")
        ))),
    }
}
