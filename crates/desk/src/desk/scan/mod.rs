//! From a scanned text or a picture to a person on the desk (S28): classify, judge, resolve, fetch, fill.

mod answer;
mod choose;
mod draft;
mod item;
mod licences;
mod line;
mod opaque;
mod picture;
mod place;
mod signed;

use proof::Kind;

use super::Desk;
use crate::fault::Outcome;
use crate::station::Station;
use crate::view::ScanView;
use answer::{answer, cut_off, stranger};

pub(crate) use choose::Offered;
pub(super) use picture::is_ours;

impl Desk {
    /// A text from the scanner gun, a picture, or typed into the box.
    ///
    /// # Errors
    /// Nobody is signed in, the store's; what is wrong with the code is no error but the answer.
    pub async fn scan_text(&self, text: &str) -> Outcome<ScanView> {
        let station = self.station()?;
        self.withdraw_offer();
        self.take_text(&station, text).await
    }

    async fn take_text(&self, station: &Station, text: &str) -> Outcome<ScanView> {
        match proof::classify(text) {
            Kind::SignedProof => self.take_signed(station, text).await,
            Kind::OpaqueProof { code, realm_hint } => {
                self.take_opaque(station, text, &code, realm_hint).await
            }
            Kind::ItemGuide { item, version } => {
                self.take_guide(station, &item, version.as_deref()).await
            }
            Kind::CaseCode { number_or_id } => take_case(station, &number_or_id),
            Kind::DraftCode { code } => self.take_draft(station, &code).await,
            Kind::DoorPlate { code } => Ok(place::take(station, &code)),
            Kind::ResidentId { number } => self.take_number("resident_id", &number).await,
            Kind::Uscc { code } => self.take_number("uscc", &code).await,
            // Our own address with too little behind it: a code that was not wholly in the picture.
            Kind::Stranger { .. } if text.contains(&station.reference().city.proof.host) => {
                Ok(cut_off())
            }
            Kind::Stranger { probably } => Ok(stranger(probably)),
        }
    }

    async fn take_number(&self, id_kind: &str, number: &str) -> Outcome<ScanView> {
        let bad = match id_kind {
            "uscc" => domain::identity::uscc::check(number).result,
            _ => {
                domain::identity::resident_id::check(number, domain::moment::day(self.now())).result
            }
        } == domain::identity::Fit::Bad;
        if bad {
            let say = "号码的校验位不对，没有登记。请核对原件后重新输入或重新扫描。";
            return Ok(answer("invalid", "id_bad", "证件号码不对", say, None));
        }
        let desk = self.set_person("", id_kind, number, "").await?;
        let say =
            "已登记证件号码，姓名还没有。请核对证件原件并按 F2 填写姓名；证照要凭证码才能调取。";
        Ok(answer("person", "typed", "已登记证件号码", say, Some(desk)))
    }
}

fn take_case(station: &Station, number_or_id: &str) -> Outcome<ScanView> {
    match crate::cases::find(station, number_or_id) {
        Ok(case) => {
            let say = "这是文书上的办件码，已找到办件。";
            Ok(ScanView {
                case: Some(case.to_string()),
                ..answer("case", "case", "已找到办件", say, None)
            })
        }
        Err(fault) if fault.code == "not_found" => {
            let say = "这是文书上的办件码，但本机没有这个办件。可能由别的网点受理：请联网更新后再扫，或请办事人到受理的网点。";
            Ok(answer(
                "invalid",
                "case_unknown",
                "本机没有这个办件",
                say,
                None,
            ))
        }
        Err(fault) => Err(fault),
    }
}
