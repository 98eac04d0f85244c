//! From a scanned text or a picture to a person on the desk (S28): classify, judge, resolve, fetch, fill.

mod answer;
mod licences;
mod opaque;
mod signed;

use std::time::{Duration, Instant};

use proof::Kind;

use super::Desk;
use crate::fault::Outcome;
use crate::view::ScanView;
use answer::{answer, cut_off, later, picture_text, stranger, unreadable};

impl Desk {
    /// A text from the scanner gun, a picture, or typed into the box.
    ///
    /// # Errors
    /// Nobody is signed in, the store's; what is wrong with the code is no error but the answer.
    pub async fn scan_text(&self, text: &str) -> Outcome<ScanView> {
        let station = self.station()?;
        match proof::classify(text) {
            Kind::SignedProof => self.take_signed(&station, text).await,
            Kind::OpaqueProof { code, realm_hint } => {
                self.take_opaque(&station, text, &code, realm_hint).await
            }
            Kind::ItemGuide { item, .. } => {
                let desk = self.choose_item(&item).await?;
                Ok(answer(
                    "item",
                    "item-guide",
                    "已打开事项",
                    "这是办事指南码，已按码上的事项打开。",
                    Some(desk),
                ))
            }
            Kind::CaseCode { number_or_id } => {
                let case = crate::cases::find(&station, &number_or_id)?;
                let say = "这是文书上的办件码，已找到办件。";
                Ok(ScanView {
                    case: Some(case.to_string()),
                    ..answer("case", "case", "已找到办件", say, None)
                })
            }
            Kind::DraftCode { .. } => Ok(later(
                "draft",
                "暂存码",
                "这是手机或自助机的暂存码，本版本还不能接手。请办事人出示凭证码，或现场填写。",
            )),
            Kind::DoorPlate { .. } => Ok(later(
                "door-plate",
                "数字门牌码",
                "这是数字政务门牌，本版本还不能打开。请直接查找事项。",
            )),
            Kind::ResidentId { number } => self.take_number("resident_id", &number).await,
            Kind::Uscc { code } => self.take_number("uscc", &code).await,
            // Our own address with too little behind it: a code that was not wholly in the picture.
            Kind::Stranger { .. } if text.contains(&station.reference().city.proof.host) => {
                Ok(cut_off())
            }
            Kind::Stranger { probably } => Ok(stranger(probably)),
        }
    }

    /// A picture file, chosen, dropped or pasted.
    ///
    /// # Errors
    /// As [`Desk::scan_text`].
    pub async fn scan_picture(&self, content: Vec<u8>) -> Outcome<ScanView> {
        self.station()?;
        let decoder = std::sync::Arc::clone(&self.0.edge.decoder);
        let read = tokio::task::spawn_blocking(move || {
            let start = Instant::now();
            let elapsed: &dyn Fn() -> Duration = &|| start.elapsed();
            decoder.read(&content, &optic::Limits::default(), elapsed)
        });
        let reading = match read.await {
            Err(_) => return Ok(unreadable("broken", "解码中断。请换一张图片，或用扫码枪。")),
            Ok(Err(error)) => return Ok(unreadable(error.code(), picture_text(&error))),
            Ok(Ok(reading)) => reading,
        };
        // Several codes in one picture: the one that is ours is meant.
        let best = reading
            .codes
            .iter()
            .min_by_key(|found| rank(&proof::classify(&found.text)));
        match best {
            Some(found) => self.scan_text(&found.text).await,
            None => Ok(unreadable(
                "no_code",
                "图片里没有读到二维码。请靠近、摆正、避开反光后重拍，或用扫码枪。",
            )),
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

/// Which of several codes is meant: ours first, strangers last.
fn rank(kind: &Kind) -> u8 {
    match kind {
        Kind::SignedProof => 0,
        Kind::OpaqueProof { .. } => 1,
        Kind::CaseCode { .. }
        | Kind::ItemGuide { .. }
        | Kind::DraftCode { .. }
        | Kind::DoorPlate { .. } => 2,
        Kind::ResidentId { .. } | Kind::Uscc { .. } => 3,
        Kind::Stranger { .. } => 4,
    }
}
