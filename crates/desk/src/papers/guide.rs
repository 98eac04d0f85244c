//! 办事指南 on paper: the item's own data and nothing beside it, so that screen, rules and guide cannot differ (S56).

use devices::printer;
use domain::applicant::ApplicantKind;
use domain::catalogue::{Handling, Item, Material, Mode, Requirement, Situation};
use domain::moment;
use notice::{Guide, Wanted};

use super::print::unprinted;
use super::show::unprintable;
use crate::desk::Desk;
use crate::fault::{DeskFault, Outcome};
use crate::station::Station;

impl Desk {
    /// The guide of an item as PDF: for the answers on the desk where the item lies there, else for all situations.
    ///
    /// # Errors
    /// Nobody is signed in, no such item, or a character that no font draws.
    pub fn item_guide_paper(&self, code: &str) -> Outcome<Vec<u8>> {
        let station = self.station()?;
        let reference = station.reference();
        let item = reference
            .catalogue
            .item(code)
            .ok_or_else(DeskFault::no_such_item)?;
        let draft = self.draft();
        let lies_here = draft
            .item
            .as_ref()
            .is_some_and(|(lying, _)| *lying == item.code);
        let answers = lies_here.then(|| draft.answers());
        let guide = self.press_guide(&station, item, answers.as_ref())?;
        Ok(notice::render_guide(&guide).map_err(unprintable)?.bytes)
    }

    /// The guide of an item under these answers, with `applicant` among them; without any for all situations.
    ///
    /// # Errors
    /// Nobody is signed in, no such item, an answer that is no choice.
    pub fn guide_for(&self, code: &str, answers: Option<&Situation>) -> Outcome<Guide> {
        let station = self.station()?;
        let reference = station.reference();
        let item = reference
            .catalogue
            .item(code)
            .ok_or_else(DeskFault::no_such_item)?;
        if let Some(question) = answers.and_then(|answers| item.unanswered(answers)) {
            let say = format!("请先回答“{}”（{}）。", question.text, question.code);
            return Err(DeskFault::new("situation_open", say));
        }
        self.press_guide(&station, item, answers)
    }

    fn press_guide(
        &self,
        station: &Station,
        item: &Item,
        answers: Option<&Situation>,
    ) -> Outcome<Guide> {
        let reference = station.reference();
        let post = station.post();
        let outlet = post.map(|post| reference.city.outlet_name(&post.outlet));
        let about = About {
            practice: station.realm() == "practice",
            city: &reference.city.name,
            outlet: outlet.unwrap_or_default(),
            today: moment::day_text(moment::day(self.now())),
        };
        Ok(guide(item, answers, about))
    }

    /// Prints the guide of an item on the default printer by pipe.
    ///
    /// # Errors
    /// As [`Desk::item_guide_paper`]; no printer, or its refusal.
    pub fn print_item_guide(&self, code: &str) -> Outcome<String> {
        let pdf = self.item_guide_paper(code)?;
        printer::print(&pdf).map_err(|error| unprinted(&error))?;
        Ok("办事指南已送往打印机。".to_owned())
    }
}

/// 办件类型 and 办理方式: of the answers, else of every situation that has one.
fn handling(item: &Item, answers: Option<&Situation>) -> String {
    let kind = match item.handling {
        Handling::Instant => "即办件",
        Handling::Promised => "承诺件",
    };
    let named = |mode: &Mode| match mode.when.is_always() || answers.is_some() {
        true => mode.name.clone(),
        false => format!("{}（{}）", mode.name, mode.when.text(&item.situations)),
    };
    let modes: Vec<String> = match answers {
        Some(answers) => item.mode(answers).map(named).into_iter().collect(),
        None => item.modes.iter().map(named).collect(),
    };
    let kind = std::iter::once(kind.to_owned());
    kind.chain(modes).collect::<Vec<_>>().join("；")
}

struct About<'a> {
    practice: bool,
    city: &'a str,
    outlet: String,
    today: String,
}

fn guide(item: &Item, answers: Option<&Situation>, about: About<'_>) -> Guide {
    let promised = answers.map_or(&item.limits.promised, |answers| item.promised(answers));
    let kinds = ApplicantKind::ALL.into_iter();
    let applicants: Vec<&str> = kinds
        .filter(|kind| item.applicants.iter().any(|code| code == kind.code()))
        .map(ApplicantKind::text)
        .collect();
    Guide {
        practice: about.practice,
        realm_name: about.city.to_owned(),
        outlet: about.outlet,
        body: item.body.name.clone(),
        item_name: item.name.clone(),
        item_code: item.code.clone(),
        item_version: format!("第 {} 版，{} 起", item.version, item.effective),
        plain: item.plain.clone(),
        applicants: applicants.join("、"),
        handling: handling(item, answers),
        statutory: item.limits.statutory.text(),
        promised: promised.text(),
        result: item.result.name.clone(),
        phone: item.body.phone.clone(),
        supervise_phone: item.body.supervise_phone.clone(),
        situation: answers.map_or_else(Vec::new, |answers| situation(item, answers)),
        materials: materials(item, answers),
        fees: super::fill::fees(item),
        basis: item.basis.clone(),
        hints: item.hints.clone(),
        issued_at: about.today,
        qr_text: code_text(item),
    }
}

/// What a guide code says: it opens the item again.
pub(crate) fn code_text(item: &Item) -> String {
    format!("ZC:ITEM:{}:{}", item.code, item.version)
}

fn situation(item: &Item, answers: &Situation) -> Vec<(String, String)> {
    let kind = answers
        .get("applicant")
        .and_then(|code| ApplicantKind::of(code));
    let mut told: Vec<(String, String)> = kind
        .map(|kind| ("办理人".to_owned(), kind.text().to_owned()))
        .into_iter()
        .collect();
    for question in item.terms(answers).questions {
        let chosen = answers.get(&question.code);
        let choice = question
            .choices
            .iter()
            .find(|choice| Some(&choice.code) == chosen);
        if let Some(choice) = choice {
            told.push((question.text.clone(), choice.text.clone()));
        }
    }
    told
}

fn materials(item: &Item, answers: Option<&Situation>) -> Vec<Wanted> {
    let Some(answers) = answers else {
        let asked = item.materials.iter().filter(|material| !material.abolished);
        return asked.map(|material| wanted(item, material, true)).collect();
    };
    let lines = item.terms(answers).materials.into_iter();
    lines
        .filter_map(|line| match line {
            Requirement::Required(material) => Some(wanted(item, material, false)),
            Requirement::NotNeeded(..) => None,
        })
        .collect()
}

fn wanted(item: &Item, material: &Material, conditions: bool) -> Wanted {
    let mut notes = Vec::new();
    if conditions && !material.when.is_always() {
        notes.push(format!("仅{}时需要", material.when.text(&item.situations)));
    }
    if material.system_issued {
        notes.push("由窗口通过系统开具，不用您提供".to_owned());
    } else if material.generated {
        notes.push("在窗口填写签名".to_owned());
    }
    if !material.licences.is_empty() {
        let names = material.licences.join("、");
        notes.push(format!("出示凭证码调取电子证照（{names}）的，免于提交"));
    }
    if item.tolerance.is_some() && material.class == domain::catalogue::Class::Tolerable {
        notes.push("可容缺，承诺后补交".to_owned());
    }
    if item.commitment.is_some() && material.committable {
        notes.push("可用告知承诺代替".to_owned());
    }
    Wanted {
        name: material.name.clone(),
        form: material.form.clone(),
        copies: material.copies,
        issuer: material.issuer.clone(),
        note: notes.join("；"),
    }
}
